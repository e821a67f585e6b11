// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"

#include <QApplication>
#include <QMenu>

using namespace std::chrono_literals;
using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

/// Taking a relay out of service from the window: what it costs is said before.
class TestDrainCommands : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void cuttingCallsSaysHowManyAndAsks()
    {
        WindowFixture fixture;
        fixture.relay().m_calls = 70;
        fixture.dialogs().m_saysYes = false;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().drainNow));
        QTRY_COMPARE(fixture.dialogs().m_questions, 1);
        const auto &question = fixture.dialogs().m_lastQuestion;
        QVERIFY2(question.text.contains(u"70 call"), qPrintable(question.text));
        QVERIFY2(question.accept.contains(u"70"), qPrintable(question.accept));
        QVERIFY(question.isDestructive);
        QVERIFY(fixture.relay().m_drainDeadlines.empty());
        fixture.dialogs().m_saysYes = true;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().drainNow));
        QTRY_COMPARE(fixture.relay().m_drainDeadlines, std::vector<std::chrono::seconds>{0s});
    }

    void drainingGivesCallsAnHourAndIsTakenBack()
    {
        WindowFixture fixture;
        fixture.relay().m_calls = 3;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().drain));
        QTRY_COMPARE(fixture.relay().m_drainDeadlines, std::vector<std::chrono::seconds>{3600s});
        QVERIFY(!fixture.dialogs().m_lastQuestion.isDestructive);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().undrain));
        QTRY_VERIFY(fixture.relay().m_drainDeadlines.empty());
    }

    void quitIsTheLastOfItsMenu()
    {
        WindowFixture fixture;
        const auto *menu = fixture.find<QMenu>(u"menu-Connection"_s);
        QCOMPARE(menu->actions().last(),
                 fixture.window().commands().action(fixture.window().commands().quit));
    }

    void aViewerIsToldWhyNot()
    {
        WindowFixture fixture({}, wire::Role::Viewer);
        ui::ShellCommands &commands = fixture.window().commands();
        for (const ui::Command *command : {&commands.drain, &commands.drainNow, &commands.undrain})
            QVERIFY(!commands.run(*command));
        QCOMPARE(fixture.dialogs().m_questions, 0);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestDrainCommands)
#include "tst_drain_commands.moc"
