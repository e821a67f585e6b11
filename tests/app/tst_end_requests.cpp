// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/end_requests.h"
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"

#include <QApplication>
#include <QSettings>
#include <QSignalSpy>
#include <QTimer>

#include <signal.h>
#include <unistd.h>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

/// What `kill`, Ctrl+C in a terminal and the end of a session do to the console: as if its window were
/// closed.
class TestEndRequests : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_signals = std::make_unique<app::UnixSignals>(); }
    void init()
    {
        failOnAnyWarning();
        QApplication::setQuitOnLastWindowClosed(false);
    }
    void cleanupTestCase() { m_signals.reset(); }

    void aSignalSavesAndEnds_data() { addSignals(); }
    void aSignalSavesAndEnds()
    {
        QFETCH(const int, number);
        QTemporaryDir folder;
        const QString fileName = folder.filePath(u"console.ini"_s);
        {
            QSettings settings(fileName, QSettings::IniFormat);
            WindowFixture fixture({}, wire::Role::Administrator, &settings);
            console::askBeforeTheEnd(fixture.window(), *m_signals);
            send(number);
            QTRY_VERIFY(fixture.window().isHidden());
            QCOMPARE(fixture.dialogs().m_questions, 0);
        }
        QSettings kept(fileName, QSettings::IniFormat);
        QVERIFY2(!kept.allKeys().isEmpty(), "the layout of the window is kept");
    }

    void aSignalAsksWhereSomethingIsLost_data() { addSignals(); }
    void aSignalAsksWhereSomethingIsLost()
    {
        QFETCH(const int, number);
        WindowFixture fixture;
        console::askBeforeTheEnd(fixture.window(), *m_signals);
        fixture.m_callsThatEnd = 70;
        fixture.dialogs().m_saysYes = false;
        send(number);
        QTRY_COMPARE(fixture.dialogs().m_questions, 1);
        QVERIFY(fixture.dialogs().m_lastQuestion.text.contains(u"70 live call"_s));
        QVERIFY(fixture.window().isVisible());
    }

    void aSecondSignalEndsUnasked()
    {
        WindowFixture fixture;
        console::askBeforeTheEnd(fixture.window(), *m_signals);
        fixture.m_callsThatEnd = 70;
        fixture.dialogs().m_saysYes = false;
        send(SIGTERM);
        QTRY_COMPARE(fixture.dialogs().m_questions, 1);
        QTimer::singleShot(0, this, [] { send(SIGTERM); });
        // An end because of the time would be another code.
        QTimer::singleShot(kLongestWait, this, [] { QCoreApplication::exit(1); });
        QCOMPARE(QApplication::exec(), 0);
        QCOMPARE(fixture.dialogs().m_questions, 1);
    }

    void aHangUpAsksEachTime()
    {
        WindowFixture fixture;
        console::askBeforeTheEnd(fixture.window(), *m_signals);
        fixture.m_callsThatEnd = 1;
        fixture.dialogs().m_saysYes = false;
        for (int asked = 1; asked <= 2; ++asked) {
            send(SIGHUP);
            QTRY_COMPARE(fixture.dialogs().m_questions, asked);
        }
        QVERIFY(fixture.window().isVisible());
    }

private:
    static void addSignals()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
    }
    static void send(int number) { QCOMPARE(::kill(::getpid(), number), 0); }

    std::unique_ptr<app::UnixSignals> m_signals;
};

static int runWithBlockedSignals(int argc, char **argv)
{
    app::UnixSignals::block();
    return run<QApplication, TestEndRequests>(argc, argv);
}
TURNPIKE_TEST_FUNCTION(runWithBlockedSignals)
#include "tst_end_requests.moc"
