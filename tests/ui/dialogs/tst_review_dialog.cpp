// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/dialogs/change_tree_model.h"
#include "ui/dialogs/conflicts_model.h"
#include "ui/widgets/note.h"
#include "ui/workspace/changes_model.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeView>
#include <QTreeWidget>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using client::PushSession;
using document::PropertyPath;
using ui::Note;
using Mode = QAbstractItemModelTester::FailureReportingMode;

namespace {

} // namespace

class TestReviewDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void everythingIsCheckedAndTheButtonSaysWhatItDoes()
    {
        WindowFixture fixture;
        openReview(fixture);
        QCOMPARE(button(fixture)->text(), u"Push 2 change(s) to edge1"_s);
        QVERIFY(button(fixture)->isEnabled());
        QCOMPARE(fixture.inDialog<QSpinBox>(u"reviewSeconds"_s)->value(), 120);
    }

    void whatWasTypedIsKeptUntilItIsPushed()
    {
        WindowFixture fixture;
        openReview(fixture);
        QTest::keyClicks(fixture.inDialog<QLineEdit>(u"reviewReason"_s), u"Asked for by the works council"_s);
        fixture.inDialog<QSpinBox>(u"reviewSeconds"_s)->setValue(45);
        QTest::keyClick(fixture.dialogs().m_dialog.data(), Qt::Key_Escape);
        QTRY_VERIFY(fixture.dialogs().m_dialog.isNull());

        QVERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Reviewing);
        QCOMPARE(fixture.inDialog<QLineEdit>(u"reviewReason"_s)->text(), u"Asked for by the works council"_s);
        QCOMPARE(fixture.inDialog<QSpinBox>(u"reviewSeconds"_s)->value(), 45);
        fixture.inDialog<QCheckBox>(u"reviewReverts"_s)->setChecked(false);
        button(fixture)->click();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Confirmed);
        QCOMPARE(fixture.relay().m_lastReason, u"Asked for by the works council"_s);

        // It was said of that push, and is no proposal for the next.
        QVERIFY(fixture.set(kDays + "=77"_L1));
        QTRY_VERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        QCOMPARE(fixture.inDialog<QLineEdit>(u"reviewReason"_s)->text(), QString());
        QCOMPARE(fixture.inDialog<QSpinBox>(u"reviewSeconds"_s)->value(), 120);
    }

    void theReasonIsTypedAtOnceAndEnterThereDoesNotPush()
    {
        WindowFixture fixture;
        openReview(fixture);
        QDialog *dialog = fixture.dialogs().m_dialog;
        auto *reason = fixture.inDialog<QLineEdit>(u"reviewReason"_s);
        QCOMPARE(dialog->focusWidget(), reason);
        QVERIFY(button(fixture)->isEnabled());
        QTest::keyClicks(reason, u"Works council"_s);
        QTest::keyClick(reason, Qt::Key_Return);
        auto *seconds = fixture.inDialog<QSpinBox>(u"reviewSeconds"_s);
        seconds->setFocus();
        QTest::keyClick(seconds, Qt::Key_Enter);
        QCOMPARE(fixture.workspace().push().state(), PushSession::State::Reviewing);
        QCOMPARE(fixture.relay().m_pushes, 0);
    }

    void anUncheckedChangeStaysPending()
    {
        WindowFixture fixture;
        openReview(fixture);
        QAbstractItemModel &model = *fixture.inDialog<QTreeView>(u"reviewTree"_s)->model();
        QAbstractItemModelTester tester(&model, Mode::Fatal);
        const QModelIndex place = model.index(0, 0);
        QCOMPARE(place.data().toString(), u"pool1 › Address book"_s);
        QVERIFY(model.setData(model.index(0, 0, place), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(place.data(Qt::CheckStateRole).toInt(), int(Qt::PartiallyChecked));
        fixture.inDialog<QCheckBox>(u"reviewReverts"_s)->setChecked(false);
        fixture.inDialog<QLineEdit>(u"reviewReason"_s)->setText(u"Only one of them"_s);
        QTRY_VERIFY(button(fixture)->isEnabled());
        button(fixture)->click();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Confirmed);
        QCOMPARE(fixture.relay().m_lastReason, u"Only one of them"_s);
        QVERIFY(!fixture.relay().m_lastConfirmWithin);
        QCOMPARE(fixture.workspace().document().pendingChanges().size(), size_t(1));
        QTRY_VERIFY(!fixture.dialogs().m_dialog);
    }

    void anErrorInWhatStaysBehindForbidsNothing()
    {
        WindowFixture fixture;
        fixture.relay().m_rules = [](const model::Deployment &deployment) {
            const auto days = document::valueAt(deployment, PropertyPath::of(kDays));
            validation::Problems problems;
            if (days->toInt() == 45) {
                validation::Problem wrong;
                wrong.severity = validation::Severity::Error;
                wrong.path = PropertyPath::of(kDays);
                wrong.message = u"45 days are not allowed."_s;
                problems.push_back(wrong);
            }
            return problems;
        };
        openReview(fixture);
        auto *problems = fixture.inDialog<QTreeWidget>(u"reviewProblems"_s);
        QCOMPARE(problems->topLevelItem(0)->text(0), u"45 days are not allowed."_s);
        QVERIFY(!button(fixture)->isEnabled());

        // The relay is asked about what is checked, once it stays so for a moment.
        const int asked = fixture.relay().m_validations;
        uncheck(fixture, u"Days to keep"_s);
        QVERIFY(!button(fixture)->isEnabled());
        QTRY_VERIFY(button(fixture)->isEnabled());
        QCOMPARE(problems->topLevelItemCount(), 0);
        QCOMPARE(fixture.relay().m_validations, asked + 1);
        QCOMPARE(fixture.inDialog<QTreeView>(u"reviewTree"_s)->currentIndex().isValid(), true);
        button(fixture)->click();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::AwaitingConfirmation);
        QCOMPARE(fixture.relay().m_pushes, 1);
        QCOMPARE(fixture.value(kDays), u"45"_s);
        const auto running =
            document::valueAt(*fixture.relay().running().deployment, PropertyPath::of(kDays));
        QCOMPARE(running->toInt(), 30);
    }

    void anErrorThatNoCheckedChangeIsAboutSaysSo()
    {
        WindowFixture fixture;
        validation::Problem elsewhere;
        elsewhere.severity = validation::Severity::Error;
        elsewhere.path = PropertyPath::of(u"edgeSites[hq].avEdge.realm"_s);
        elsewhere.message = u"The realm is wrong."_s;
        fixture.relay().m_problems = {elsewhere};
        openReview(fixture);
        QCOMPARE(fixture.inDialog<QTreeWidget>(u"reviewProblems"_s)->topLevelItem(0)->text(0),
                 u"The realm is wrong. No change that is checked is about this place."_s);
    }

    void aPlaceUnchecksWhatIsBelowIt()
    {
        WindowFixture fixture;
        openReview(fixture);
        QAbstractItemModel &model = *fixture.inDialog<QTreeView>(u"reviewTree"_s)->model();
        QVERIFY(model.setData(model.index(0, 0), Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY(!button(fixture)->isEnabled());
        QVERIFY(model.setData(model.index(0, 0), Qt::Checked, Qt::CheckStateRole));
        QTRY_VERIFY(button(fixture)->isEnabled());
    }

    void theSelectedChangeIsShownInFull()
    {
        WindowFixture fixture;
        openReview(fixture);
        QTreeView *tree = fixture.inDialog<QTreeView>(u"reviewTree"_s);
        const QModelIndex place = tree->model()->index(0, 0);
        for (int row = 0; row < tree->model()->rowCount(place); ++row) {
            const QModelIndex change = tree->model()->index(row, 0, place);
            if (change.data().toString() == u"Days to keep"_s)
                tree->setCurrentIndex(change);
        }
        QCOMPARE(fixture.inDialog<QLabel>(u"changeTitle"_s)->text(), u"Days to keep"_s);
        QCOMPARE(fixture.inDialog<QLabel>(u"changeBefore"_s)->text(), u"30 days"_s);
        QCOMPARE(fixture.inDialog<QLabel>(u"changeAfter"_s)->text(), u"45 days"_s);
    }

    void errorsOnTheRelaySideBlockThePush()
    {
        WindowFixture fixture;
        validation::Problem problem;
        problem.severity = validation::Severity::Error;
        problem.message = u"The certificate file is not there."_s;
        fixture.relay().m_problems = {problem};
        openReview(fixture);
        QCOMPARE(fixture.inDialog<QTreeWidget>(u"reviewProblems"_s)->topLevelItemCount(), 1);
        QVERIFY(!button(fixture)->isEnabled());
        QVERIFY(!button(fixture)->toolTip().isEmpty());
    }

    void aFailedPushSaysWhyAndCanBeTriedAgain()
    {
        WindowFixture fixture;
        fixture.relay().m_pushError =
            Error{Error::Code::Io, "the disk is full", "/var/lib/turnpike", {}, "make room"};
        openReview(fixture);
        button(fixture)->click();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Failed);
        const QString text = fixture.inDialog<QWidget>(u"reviewError"_s)->accessibleName();
        QVERIFY2(text.contains(u"disk is full"_s) && text.contains(u"Make room."_s), qPrintable(text));
        QCOMPARE(button(fixture)->text(), u"Try again"_s);
        fixture.relay().m_pushError.reset();
        button(fixture)->click();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Reviewing);
        button(fixture)->click();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::AwaitingConfirmation);
    }

    void aConflictAsksWhoseValueStays_data()
    {
        QTest::addColumn<bool>("isMine");
        QTest::addColumn<QString>("days");
        QTest::newRow("theirs") << false << u"60"_s;
        QTest::newRow("mine") << true << u"45"_s;
    }
    void aConflictAsksWhoseValueStays()
    {
        QFETCH(bool, isMine);
        QFETCH(QString, days);
        WindowFixture fixture;
        openReview(fixture);
        const model::Deployment &base = *document::defaultDeployment();
        fixture.relay().somebodyPushes(
            document::applied(base, {u"Theirs"_s, {document::Edit::set(PropertyPath::of(kDays), 60)}})
                .value());
        button(fixture)->click();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Conflict);
        QAbstractItemModel &model = *fixture.inDialog<QTreeView>(u"conflictsList"_s)->model();
        QAbstractItemModelTester tester(&model, Mode::Fatal);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, ui::ConflictsModel::Mine).data().toString(), u"45 days"_s);
        QCOMPARE(model.index(0, ui::ConflictsModel::Theirs).data().toString(), u"60 days"_s);
        QVERIFY(fixture.inDialog<QLabel>(u"mergeIntro"_s)->text().contains(u"sam"_s));
        if (isMine)
            fixture.inDialog<QPushButton>(u"mergeAllMine"_s)->click();
        button(fixture)->click();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Reviewing);
        QCOMPARE(fixture.value(kDays), days);
        QCOMPARE(fixture.value(kOu), u"true"_s);
        button(fixture)->click();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::AwaitingConfirmation);
    }

    void valuesReadAsTheyDoOnThePages()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(u"pools[pool1].imFilter.fileTransfer.action=blockList"_s));
        const auto *pending = fixture.find<QTreeView>(u"changesList"_s)->model();
        QCOMPARE(pending->index(0, ui::ChangesModel::Before).data().toString(), u"Block every file"_s);
        QCOMPARE(pending->index(0, ui::ChangesModel::After).data().toString(), u"Block these types"_s);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        QTRY_VERIFY(fixture.inDialog<QLabel>(u"changeAfter"_s));
        QCOMPARE(fixture.inDialog<QLabel>(u"changeAfter"_s)->text(), u"Block these types"_s);
        QCOMPARE(fixture.inDialog<QLabel>(u"changeBefore"_s)->text(), u"Block every file"_s);
    }

    void whatTheChangesDoNotTouchIsFolded()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kOu + "=true"_L1));
        fixture.relay().m_problems = validation::validate(*fixture.workspace().document().working());
        QVERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Reviewing);
        const validation::Problems all = fixture.workspace().push().problems();
        auto *list = fixture.inDialog<QTreeWidget>(u"reviewProblems"_s);
        QStringList open;
        QStringList folded;
        for (int row = 0; row < list->topLevelItemCount(); ++row) {
            QTreeWidgetItem *item = list->topLevelItem(row);
            if (item->childCount() == 0)
                open << item->text(0);
            for (int child = 0; child < item->childCount(); ++child)
                folded << item->child(child)->text(0);
        }
        QCOMPARE(static_cast<std::size_t>(open.size() + folded.size()), all.size());
        for (const validation::Problem &problem : all) {
            const bool isTouched = problem.path.toString() == kOu;
            QVERIFY2((isTouched ? open : folded).contains(problem.message) ||
                         problem.severity == validation::Severity::Error,
                     qPrintable(problem.path.toString()));
        }
        QVERIFY(!folded.isEmpty());
    }

    void aRealmSaysWhomItLocksOutHereAndAmongThePendingChanges()
    {
        WindowFixture fixture;
        const QString edge = u"edgeSites[hq].avEdge."_s;
        fixture.connectTo(withUsers(
            {u"alice"_s, u"bob"_s, u"carol"_s, u"dave"_s, u"erin"_s, u"frank"_s, u"grace"_s, u"heidi"_s}));
        QVERIFY(fixture.set(kDays + "=45"_L1));
        auto *pending = fixture.find<Note>(u"changesListWarning"_s);
        QVERIFY(pending->text().isEmpty());
        QVERIFY(fixture.set(edge + "realm=other.example"_L1));
        QVERIFY(fixture.set(edge + "credentials.users[bob].key="_L1 + QString(32, u'b')));
        const QString everything =
            u"7 of 8 user(s) of hq cannot sign in after the push, as their keys were made for the old realm: "
            "alice, carol, dave, erin, frank and 2 more. Set their passwords again, or put the realm back."_s;
        QCOMPARE(pending->text(), everything);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Reviewing);
        auto *note = fixture.inDialog<Note>(u"reviewLockedOut"_s);
        QVERIFY(note->isVisible());
        QCOMPARE(note->text(), everything);

        // Bob's new password is left out of the push: the realm locks him out, too.
        uncheck(fixture, u"Key"_s);
        QVERIFY2(note->text().startsWith(u"8 of 8"_s) && note->text().contains(u"alice, bob, carol"_s),
                 qPrintable(note->text()));
        uncheck(fixture, u"Realm"_s);
        QVERIFY(note->isHidden());
    }

    void whatNothingActsOnIsSaidBesideTheChange_data()
    {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QString>("effect");
        QTest::addColumn<QString>("inTheList");
        QTest::newRow("nothing acts on it")
            << u"management.storeUrl=postgresql://db/turnpike"_s
            << u"Kept, but this version of the relay does not act on it."_s << u"no effect yet"_s;
        QTest::newRow("others act on it")
            << kOu + u"=true"_s
            << u"The relay itself does not use it; the servers that do read it from the new revision."_s
            << u"read by servers"_s;
        QTest::newRow("new connections get it")
            << u"edgeSites[hq].avEdge.certificates[av].names=*.contoso.com"_s
            << u"Holds for calls and connections made from then on; those that are there keep what they have."_s
            << u"new calls only"_s;
        QTest::newRow("the relay acts on it")
            << u"edgeSites[hq].avEdge.peers.allowPrivate=true"_s
            << u"Takes effect at once, also for running calls."_s << u"live"_s;
    }
    void whatNothingActsOnIsSaidBesideTheChange()
    {
        QFETCH(const QString, assignment);
        QFETCH(const QString, effect);
        QFETCH(const QString, inTheList);
        WindowFixture fixture;
        QVERIFY(fixture.set(assignment));
        const auto *pending = fixture.find<QTreeView>(u"changesList"_s)->model();
        QCOMPARE(pending->index(0, ui::ChangesModel::Effect).data().toString(), inTheList);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Reviewing);
        QCOMPARE(fixture.inDialog<QLabel>(u"changeEffect"_s)->text(), effect);
    }

    void aLongValueDoesNotWidenTheDialog()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(u"name="_s + QString(900, u'N')));
        QVERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        QTRY_VERIFY(fixture.inDialog<QLabel>(u"changeAfter"_s));
        QCoreApplication::processEvents();
        QVERIFY2(fixture.dialogs().m_dialog->minimumSizeHint().width() <= 1000,
                 qPrintable(QString::number(fixture.dialogs().m_dialog->minimumSizeHint().width())));
        QVERIFY(fixture.inDialog<QLabel>(u"changeAfter"_s)->toolTip().contains(QString(900, u'N')) ||
                fixture.inDialog<QLabel>(u"changeAfter"_s)->text().size() < 100);
    }

    void cancelLeavesEverythingAsItWas()
    {
        WindowFixture fixture;
        openReview(fixture);
        fixture.inDialog<QPushButton>(u"reviewCancel"_s)->click();
        QTRY_VERIFY(!fixture.dialogs().m_dialog);
        QCOMPARE(fixture.workspace().push().state(), PushSession::State::Idle);
        QCOMPARE(fixture.relay().m_pushes, 0);
        QCOMPARE(fixture.workspace().document().pendingChanges().size(), size_t(2));
    }

private:
    static void openReview(WindowFixture &fixture)
    {
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QVERIFY(fixture.set(kOu + "=true"_L1));
        QVERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Reviewing);
    }
    static model::SharedDeployment withUsers(const QStringList &names)
    {
        model::Deployment deployment = *document::defaultDeployment();
        model::AvEdge &edge = deployment.edgeSites.front().avEdge;
        edge.realm = u"old.example"_s;
        edge.credentials.users.clear();
        for (const QString &name : names)
            edge.credentials.users << model::EdgeUser{name, QString(32, u'a')};
        return std::make_shared<const model::Deployment>(deployment);
    }
    /// The change of this setting is left out.
    static void uncheck(WindowFixture &fixture, const QString &setting)
    {
        QAbstractItemModel &changes = *fixture.inDialog<QTreeView>(u"reviewTree"_s)->model();
        const QModelIndexList found = changes.match(changes.index(0, 0), Qt::DisplayRole, setting, 1,
                                                    Qt::MatchExactly | Qt::MatchRecursive);
        QCOMPARE(found.size(), 1);
        QVERIFY(changes.setData(found.front(), Qt::Unchecked, Qt::CheckStateRole));
    }
    static QPushButton *button(WindowFixture &fixture)
    {
        return fixture.inDialog<QPushButton>(u"reviewPush"_s);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestReviewDialog)
#include "tst_review_dialog.moc"
