// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/workspace/workspace_fixture.h"

#include <QApplication>
#include <QSemaphore>
#include <QSignalSpy>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using client::PushSession;
using document::PropertyPath;

namespace {

} // namespace

class TestWorkspace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void undoIsNamedAndGoesToTheChange()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        QSignalSpy navigation(&workspace, &ui::Workspace::pageRequested);
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QCOMPARE(workspace.undoStack().undoText(), u"Set %1=45"_s.arg(kDays));
        QVERIFY(navigation.isEmpty());

        workspace.undo();
        QCOMPARE(fixture.value(kDays), u"30"_s);
        QCOMPARE(navigation.size(), 1);
        QCOMPARE(PropertyPath::of(navigation.first().first().value<ui::PageLink>().argument),
                 PropertyPath::of(kDays));
        workspace.redo();
        QCOMPARE(fixture.value(kDays), u"45"_s);
        QCOMPARE(navigation.size(), 2);
    }

    void typingInOneFieldWithinASecondIsOneStep()
    {
        qint64 now = 0;
        ui::Workspace::Options options;
        options.millisecondsNow = [&now] { return now; };
        WorkspaceFixture fixture(options);
        QUndoStack &stack = fixture.workspace().undoStack();
        QVERIFY(fixture.set(kDays + "=4"_L1, u"days"_s));
        now = 900;
        QVERIFY(fixture.set(kDays + "=45"_L1, u"days"_s));
        QCOMPARE(stack.count(), 1);
        now = 2000;
        QVERIFY(fixture.set(kDays + "=46"_L1, u"days"_s));
        QCOMPARE(stack.count(), 2);
        QVERIFY(fixture.set(kDays + "=47"_L1, u"other field"_s));
        QCOMPARE(stack.count(), 3);
        for (int step = 0; step < 3; ++step)
            fixture.workspace().undo();
        QCOMPARE(fixture.value(kDays), u"30"_s);
    }

    void whatWasTypedAndDeletedWithinASecondLeavesNoStep()
    {
        ui::Workspace::Options options;
        options.millisecondsNow = [] { return qint64(0); };
        WorkspaceFixture fixture(options);
        QVERIFY(fixture.set(kDays + "=4"_L1, u"days"_s));
        QVERIFY(fixture.set(kDays + "=30"_L1, u"days"_s));
        QCOMPARE(fixture.workspace().undoStack().count(), 0);
    }

    void aChangeThatChangesNothingIsNoStep()
    {
        WorkspaceFixture fixture;
        QVERIFY(fixture.set(kDays + "=30"_L1));
        QCOMPARE(fixture.workspace().undoStack().count(), 0);
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
    }

    void aRefusedChangeSaysWhy()
    {
        WorkspaceFixture fixture;
        QSignalSpy failed(&fixture.workspace(), &ui::Workspace::failed);
        const auto edit = document::Edit::set(PropertyPath::of(kDays), 1000);
        QVERIFY(!fixture.workspace().apply({u"Too many days"_s, {edit}}));
        QCOMPARE(failed.size(), 1);
        QCOMPARE(fixture.workspace().undoStack().count(), 0);
    }

    void undoWorksAcrossAPush()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        QVERIFY(fixture.set(kDays + "=45"_L1));
        workspace.push().begin();
        QTRY_COMPARE(workspace.push().state(), PushSession::State::Reviewing);
        workspace.push().upload(workspace.document().pendingChanges(), u"Longer"_s, {});
        QTRY_COMPARE(workspace.push().state(), PushSession::State::Confirmed);
        QVERIFY(workspace.document().pendingChanges().empty());

        workspace.undo();
        QCOMPARE(fixture.value(kDays), u"30"_s);
        QCOMPARE(workspace.document().pendingChanges().size(), size_t(1));
        QCOMPARE(workspace.undoStack().redoText(), u"Set %1=45"_s.arg(kDays));
    }

    void typingAfterAPushIsANewStep()
    {
        ui::Workspace::Options options;
        options.millisecondsNow = [] { return qint64(0); };
        WorkspaceFixture fixture(options);
        ui::Workspace &workspace = fixture.workspace();
        QVERIFY(fixture.set(kDays + "=45"_L1, u"days"_s));
        workspace.push().begin();
        QTRY_COMPARE(workspace.push().state(), PushSession::State::Reviewing);
        workspace.push().upload(workspace.document().pendingChanges(), {}, {});
        QTRY_COMPARE(workspace.push().state(), PushSession::State::Confirmed);
        QVERIFY(fixture.set(kDays + "=46"_L1, u"days"_s));
        QCOMPARE(workspace.undoStack().count(), 2);
    }

    void putBackTakesOneChangeBackAndCanBeUndone()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QVERIFY(fixture.set(kOu + "=true"_L1));
        QVERIFY(workspace.resetToBase(PropertyPath::of(kDays)));
        QCOMPARE(fixture.value(kDays), u"30"_s);
        QCOMPARE(fixture.value(kOu), u"true"_s);
        QVERIFY(workspace.resetToBase({}));
        QVERIFY(workspace.document().pendingChanges().empty());
        workspace.undo();
        QCOMPARE(fixture.value(kOu), u"true"_s);
    }

    void resetToDefaultGivesTheDeclaredDefault()
    {
        WorkspaceFixture fixture;
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QVERIFY(fixture.workspace().resetToDefault(PropertyPath::of(kDays)));
        QCOMPARE(fixture.value(kDays), u"30"_s);
    }

    void anOvertakenCheckIsNotShown()
    {
        // The first check is held until the second has been asked for.
        QSemaphore mayFinish;
        QAtomicInt runs;
        ui::Workspace::Options options;
        options.rules = [&](const model::Deployment &deployment) {
            if (runs.fetchAndAddOrdered(1) == 1)
                mayFinish.acquire();
            validation::Problem problem;
            problem.message = QString::number(deployment.pools.front().addressBook.daysToKeep);
            return validation::Problems{problem};
        };
        WorkspaceFixture fixture(options);
        ui::Workspace &workspace = fixture.workspace();
        QStringList shown;
        connect(&workspace, &ui::Workspace::problemsChanged, &workspace, [&] {
            if (!workspace.isValidating())
                shown += workspace.problems().front().message;
        });
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QTRY_COMPARE(runs.loadAcquire(), 2);
        QVERIFY(fixture.set(kDays + "=46"_L1));
        mayFinish.release();
        QTRY_VERIFY(!workspace.isValidating());
        QCOMPARE(shown, QStringList{u"46"_s});
    }

    void editsOfAnEarlierRunAreOfferedAndRestored()
    {
        QTemporaryDir folder;
        ui::Workspace::Options options;
        options.dataFolder = folder.path();
        {
            WorkspaceFixture first(options);
            QVERIFY(first.set(kDays + "=45"_L1));
            QVERIFY(first.set(kOu + "=true"_L1));
        }
        WorkspaceFixture second(options);
        ui::Workspace &workspace = second.workspace();
        QTRY_VERIFY(workspace.recovered());
        QCOMPARE(workspace.recovered()->descriptions.size(), 2);
        // Until the person has decided, nothing may overwrite what is in the journal.
        QVERIFY(!second.set(kDays + "=50"_L1));

        workspace.restoreRecovered();
        QVERIFY(!workspace.recovered());
        QCOMPARE(second.value(kDays), u"45"_s);
        QCOMPARE(second.value(kOu), u"true"_s);
        QCOMPARE(workspace.document().pendingChanges().size(), size_t(2));
        workspace.undo();
        QVERIFY(workspace.document().pendingChanges().empty());
    }

    void restoredEditsSurviveTheNextCrashToo()
    {
        QTemporaryDir folder;
        ui::Workspace::Options options;
        options.dataFolder = folder.path();
        {
            WorkspaceFixture first(options);
            QVERIFY(first.set(kDays + "=45"_L1));
        }
        {
            WorkspaceFixture second(options);
            QTRY_VERIFY(second.workspace().recovered());
            second.workspace().restoreRecovered();
        }
        WorkspaceFixture third(options);
        QTRY_VERIFY(third.workspace().recovered());
        third.workspace().discardRecovered();
        QCOMPARE(third.value(kDays), u"30"_s);
        QVERIFY(third.set(kDays + "=50"_L1));
    }

    void aViewerCannotEditAndIsToldWhy()
    {
        WorkspaceFixture fixture({}, wire::Role::Viewer);
        QSignalSpy failed(&fixture.workspace(), &ui::Workspace::failed);
        QVERIFY(fixture.workspace().document().isReadOnly());
        QVERIFY(fixture.workspace().whyReadOnly().contains(u"viewer"_s));
        QVERIFY(!fixture.set(kDays + "=45"_L1));
        QCOMPARE(failed.size(), 1);
    }

    void anothersPushIsTakenOverWhenNothingIsPending()
    {
        WorkspaceFixture fixture;
        fixture.relay().somebodyPushes(changed(kDays + "=60"_L1));
        QTRY_COMPARE(fixture.value(kDays), u"60"_s);
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
    }

    void anothersPushIsMergedIntoPendingChangesAndTold()
    {
        WorkspaceFixture fixture;
        QSignalSpy told(&fixture.workspace(), &ui::Workspace::told);
        QVERIFY(fixture.set(kOu + "=true"_L1));
        fixture.relay().somebodyPushes(changed(kDays + "=60"_L1));
        QTRY_COMPARE(told.size(), 1);
        QVERIFY(told.front().at(1).toString().contains(u"sam pushed revision 18"_s));
        QCOMPARE(fixture.value(kOu), u"true"_s);
        QCOMPARE(fixture.value(kDays), u"60"_s);
        QCOMPARE(fixture.workspace().document().pendingChanges().size(), size_t(1));
        QVERIFY(!fixture.workspace().running().hasOverlap());
    }

    void undoNeverUndoesWhatAnotherPushed()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        QVERIFY(fixture.set(kOu + "=true"_L1));
        fixture.relay().somebodyPushes(changed(kDays + "=60"_L1));
        QTRY_COMPARE(fixture.value(kDays), u"60"_s);
        // What came from elsewhere is no step of mine.
        QCOMPARE(workspace.undoStack().count(), 1);
        workspace.undo();
        QCOMPARE(fixture.value(kOu), u"false"_s);
        QCOMPARE(fixture.value(kDays), u"60"_s);
        QVERIFY(workspace.document().pendingChanges().empty());
        workspace.redo();
        QCOMPARE(fixture.value(kOu), u"true"_s);
        QCOMPARE(fixture.value(kDays), u"60"_s);
        QVERIFY(!workspace.undoStack().canRedo());
    }

    void undoAcrossATrialOfAnotherThatFailedShowsWhatWas()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QVERIFY(fixture.set(kOu + "=true"_L1));
        fixture.relay().somebodyPushes(changed(kDays + "=60"_L1), std::chrono::seconds(60));
        QTRY_VERIFY(workspace.running().isOnTrial());
        workspace.undo();
        QCOMPARE(fixture.value(kOu), u"false"_s);
        QCOMPARE(fixture.value(kDays), u"45"_s);
        workspace.undo();
        QCOMPARE(fixture.value(kDays), u"60"_s);
        workspace.redo();
        fixture.relay().deadlinePasses();
        QTRY_VERIFY(!workspace.running().isOnTrial());
        QCOMPARE(fixture.value(kDays), u"45"_s);
        workspace.undo();
        QCOMPARE(fixture.value(kDays), u"30"_s);
        QVERIFY(workspace.document().pendingChanges().empty());
    }

    void aDecisionAboutAnOverlapIsOneUndoStep()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        QVERIFY(fixture.set(kOu + "=true"_L1));
        QVERIFY(fixture.set(kDays + "=45"_L1));
        fixture.relay().somebodyPushes(changed(kDays + "=60"_L1));
        QTRY_VERIFY(workspace.running().hasOverlap());
        QCOMPARE(fixture.value(kDays), u"45"_s);
        QVERIFY(workspace.decideOverlap({}));
        QVERIFY(!workspace.running().hasOverlap());
        QCOMPARE(fixture.value(kDays), u"60"_s);
        QCOMPARE(fixture.value(kOu), u"true"_s);
        QCOMPARE(workspace.undoStack().count(), 3);
        workspace.undo();
        QCOMPARE(fixture.value(kDays), u"45"_s);
        QCOMPARE(fixture.value(kOu), u"true"_s);
    }

    void whatIsOnTrialIsNoPendingChangeAndComesBackAsOneWhenItFails()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        QVERIFY(fixture.set(kDays + "=45"_L1));
        workspace.push().begin();
        QTRY_COMPARE(workspace.push().state(), PushSession::State::Reviewing);
        workspace.push().upload(workspace.document().pendingChanges(), {}, std::chrono::seconds(60));
        QTRY_COMPARE(workspace.push().state(), PushSession::State::AwaitingConfirmation);
        QVERIFY(workspace.document().pendingChanges().empty());
        QVERIFY(!workspace.document().isPending(PropertyPath::of(kDays)));
        fixture.relay().deadlinePasses();
        QTRY_COMPARE(workspace.push().state(), PushSession::State::RolledBack);
        QCOMPARE(workspace.document().pendingChanges().size(), size_t(1));
        QCOMPARE(fixture.value(kDays), u"45"_s);
        workspace.undo();
        QCOMPARE(fixture.value(kDays), u"30"_s);
    }

    void aCrashDuringATrialLosesNothing()
    {
        QTemporaryDir folder;
        ui::Workspace::Options options;
        options.dataFolder = folder.path();
        {
            WorkspaceFixture first(options);
            QVERIFY(first.set(kDays + "=45"_L1));
            ui::Workspace &workspace = first.workspace();
            workspace.push().begin();
            QTRY_COMPARE(workspace.push().state(), PushSession::State::Reviewing);
            workspace.push().upload(workspace.document().pendingChanges(), {}, std::chrono::seconds(60));
            QTRY_COMPARE(workspace.push().state(), PushSession::State::AwaitingConfirmation);
        }
        // The relay went back meanwhile.
        WorkspaceFixture second(options);
        QTRY_VERIFY(second.workspace().recovered());
        second.workspace().restoreRecovered();
        QCOMPARE(second.value(kDays), u"45"_s);
        QCOMPARE(second.workspace().document().pendingChanges().size(), size_t(1));
    }

    void whatWasPushedBeforeACrashIsNotOfferedAgain()
    {
        QTemporaryDir folder;
        ui::Workspace::Options options;
        options.dataFolder = folder.path();
        {
            WorkspaceFixture first(options);
            QVERIFY(first.set(kDays + "=45"_L1));
        }
        WorkspaceFixture second(options, wire::Role::Administrator, changed(kDays + "=45"_L1));
        QVERIFY(!second.workspace().recovered());
        QVERIFY(second.workspace().document().pendingChanges().empty());
        QVERIFY(second.set(kDays + "=50"_L1));
    }

    void aLostConnectionKeepsTheEdits()
    {
        WorkspaceFixture fixture;
        QVERIFY(fixture.set(kOu + "=true"_L1));
        fixture.relay().loseConnection();
        QVERIFY(!fixture.workspace().document().isReadOnly());
        QVERIFY(fixture.set(kDays + "=45"_L1));
        fixture.relay().open();
        QTRY_COMPARE(fixture.relay().state(), wire::RelayConnection::State::Connected);
        QCOMPARE(fixture.workspace().document().pendingChanges().size(), size_t(2));
    }

private:
    static model::SharedDeployment changed(const QString &assignment)
    {
        const model::Deployment &base = *document::defaultDeployment();
        return document::applied(base, {u"Theirs"_s, {document::parseAssignment(base, assignment).value()}})
            .value();
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestWorkspace)
#include "tst_workspace.moc"
