// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/workspace/conditions.h"

#include <QApplication>
#include <QDir>
#include <QMessageBox>
#include <QPushButton>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

namespace {

} // namespace

/// What the end of the window takes with it is said, in one question.
class TestLeaving : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aWindowThatLosesNothingClosesAtOnce()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kDays + "=45"_L1)); // kept for the next start
        QVERIFY(fixture.window().close());
        QCOMPARE(fixture.dialogs().m_questions, 0);
    }

    void callsOnThisComputersRelayAreCountedAndAskedAbout()
    {
        WindowFixture fixture;
        fixture.m_callsThatEnd = 70;
        fixture.dialogs().m_saysYes = false;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().quit));
        QVERIFY(fixture.window().isVisible());
        const ui::ModalPort::Question &question = fixture.dialogs().m_lastQuestion;
        QVERIFY2(question.text.contains(u"70 live call"_s), qPrintable(question.text));
        QVERIFY(question.text.contains(u"this computer's relay"_s));
        QCOMPARE(question.accept, u"End 70 call(s) and close"_s);
        QVERIFY(question.isDestructive);
        fixture.dialogs().m_saysYes = true;
        fixture.window().close();
        QTRY_VERIFY(fixture.window().isHidden());
    }

    void theQuestionFollowsTheNumberOfCalls()
    {
        WorkspaceFixture fixture;
        const auto dialogs = ui::desktopModalPort();
        int calls = 70;
        ui::RelayAccess relays;
        relays.callsThatEndWithUs = [&calls] { return calls; };
        ui::MainWindow window(
            {fixture.workspace(), std::make_unique<FakePages>(), *dialogs, relays, nullptr});
        window.show();
        QVERIFY(!window.close());
        const auto *box = window.findChild<QMessageBox *>();
        QVERIFY2(box->text().contains(u"70 live call"_s), qPrintable(box->text()));
        calls = 3;
        QTRY_VERIFY2(box->text().contains(u"3 live call"_s) && !box->text().contains(u"70"_s),
                     qPrintable(box->text()));
        const auto buttons = box->buttons();
        QVERIFY(std::any_of(buttons.begin(), buttons.end(), [](const QAbstractButton *button) {
            return button->text() == u"End 3 call(s) and close"_s;
        }));
        calls = 0;
        QTRY_VERIFY2(box->text().startsWith(u"Nothing is lost any more"_s), qPrintable(box->text()));
    }

    void aRevisionThatAwaitsConfirmationIsAskedAbout()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kDays + "=45"_L1));
        pushAwaiting(fixture);
        fixture.dialogs().m_saysYes = false;
        QVERIFY(!fixture.window().close());
        QVERIFY(fixture.dialogs().m_lastQuestion.text.contains(u"not confirmed"_s));
        fixture.dialogs().m_saysYes = true;
        fixture.window().close();
        QTRY_VERIFY(fixture.window().isHidden());
    }

    void allThatIsLostIsOneQuestion()
    {
        // The journal of this relay is in the hands of another window.
        QTemporaryDir folder;
        ui::Workspace::Options options;
        options.dataFolder = folder.path();
        WorkspaceFixture other(options);
        QTRY_VERIFY(other.workspace().document().hasJournal());
        WindowFixture fixture(options);
        QTRY_VERIFY(fixture.workspace().conditions().holds(u"journal"_s));
        QVERIFY(fixture.set(kDays + "=45"_L1));
        fixture.m_callsThatEnd = 1;
        fixture.dialogs().m_saysYes = false;
        QVERIFY(!fixture.window().close());
        QCOMPARE(fixture.dialogs().m_questions, 1);
        const QString text = fixture.dialogs().m_lastQuestion.text;
        QVERIFY2(text.contains(u"1 live call"_s), qPrintable(text));
        QVERIFY2(text.contains(u"1 change(s) for edge1 are lost"_s), qPrintable(text));
    }

    void aQuestionThatStandsIsNotAskedAgain()
    {
        // With real windows: the second wish to close may be a signal or the end of the session.
        WorkspaceFixture fixture;
        const auto dialogs = ui::desktopModalPort();
        ui::RelayAccess relays;
        relays.callsThatEndWithUs = [] { return 3; };
        ui::MainWindow window(
            {fixture.workspace(), std::make_unique<FakePages>(), *dialogs, relays, nullptr});
        window.show();
        QVERIFY(!window.close());
        QVERIFY(!window.close());
        const auto boxes = window.findChildren<QMessageBox *>();
        QCOMPARE(boxes.size(), 1);
        // Enter by habit does not end them.
        QTest::keyClick(boxes.front(), Qt::Key_Return);
        QTRY_VERIFY(window.findChildren<QMessageBox *>().isEmpty());
        QVERIFY(window.isVisible());
    }

private:
    static void pushAwaiting(WindowFixture &fixture)
    {
        fixture.workspace().push().begin();
        QTRY_COMPARE(fixture.workspace().push().state(), client::PushSession::State::Reviewing);
        fixture.workspace().push().upload(fixture.workspace().document().pendingChanges(), {},
                                          std::chrono::seconds(120));
        QTRY_COMPARE(fixture.workspace().push().state(), client::PushSession::State::AwaitingConfirmation);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestLeaving)
#include "tst_leaving.moc"
