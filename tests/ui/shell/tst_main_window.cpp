// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/shell/confirm_bar.h"
#include "ui/shell/info_bar.h"
#include "ui/shell/lower_panel.h"
#include "ui/shell/navigator.h"
#include "ui/shell/palette.h"
#include "ui/shell/panel_list.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using client::PushSession;
using document::PropertyPath;
using Mode = QAbstractItemModelTester::FailureReportingMode;

namespace {

/// Complains about an address book that is kept longer than 40 days, and knows the remedy.
validation::Problems complainAboutDays(const model::Deployment &deployment)
{
    validation::Problems problems;
    for (const model::Pool &pool : deployment.pools) {
        if (pool.addressBook.daysToKeep <= 40)
            continue;
        validation::Problem problem;
        problem.ruleId = u"test.days"_s;
        problem.path =
            PropertyPath::of(u"pools").entry(pool.name).child(u"addressBook"_s).child(u"daysToKeep"_s);
        problem.message = u"Kept too long."_s;
        problem.fix =
            validation::Fix{u"Keep 40 days"_s, {u"Keep 40 days"_s, {document::Edit::set(problem.path, 40)}}};
        problems.push_back(problem);
    }
    return problems;
}

ui::Workspace::Options withRules()
{
    ui::Workspace::Options options;
    options.rules = complainAboutDays;
    return options;
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aClickOnAProblemGoesThere()
    {
        WindowFixture fixture(withRules());
        QTreeView &view = fixture.window().lowerPanel().problemList().view();
        QAbstractItemModelTester tester(view.model(), Mode::Fatal);
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QTRY_COMPARE(view.model()->rowCount(), 1);
        fixture.window().lowerPanel().show(ui::LowerPanel::Tab::Problems);
        const auto place = [&view] { return view.visualRect(view.model()->index(0, 0)).center(); };
        QTRY_VERIFY(view.viewport()->rect().contains(place()));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, place());
        QCOMPARE(fixture.window().pageArea().currentId(), u"pools[pool1].addressBook"_s);
        QCOMPARE(fixture.revealed(), PropertyPath::of(kDays));
        QCOMPARE(fixture.window().navigator().currentId(), u"pools[pool1].addressBook"_s);
    }

    void theQuickFixWorksAndCanBeUndone()
    {
        WindowFixture fixture(withRules());
        QTreeView &view = fixture.window().lowerPanel().problemList().view();
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QTRY_VERIFY(fixture.find<QPushButton>(u"fixButton"_s));
        auto *button = fixture.find<QPushButton>(u"fixButton"_s);
        QCOMPARE(button->text(), u"Keep 40 days"_s);
        button->click();
        QCOMPARE(fixture.value(kDays), u"40"_s);
        QTRY_COMPARE(view.model()->rowCount(), 0);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().undo));
        QCOMPARE(fixture.value(kDays), u"45"_s);
    }

    void problemsOfSeveralPlacesKeepTheirButtons()
    {
        WindowFixture fixture(withRules());
        QAbstractItemModel &model = *fixture.window().lowerPanel().problemList().view().model();
        QAbstractItemModelTester tester(&model, Mode::Fatal);
        QVERIFY(fixture.set(u"pools[pool2].addressBook.daysToKeep=50"_s));
        QTRY_COMPARE(model.rowCount(), 1);
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QTRY_COMPARE(model.rowCount(), 2);
        fixture.window().findChildren<QPushButton *>(u"fixButton"_s);
        auto *second = qobject_cast<QPushButton *>(
            fixture.window().lowerPanel().problemList().view().indexWidget(model.index(1, 0)));
        QVERIFY(second);
        second->click();
        QCOMPARE(fixture.value(kDays), u"45"_s);
        QCOMPARE(fixture.value(u"pools[pool2].addressBook.daysToKeep"_s), u"40"_s);
    }

    void pendingChangesAreListedAndPutBack()
    {
        WindowFixture fixture;
        QTreeView &view = fixture.window().lowerPanel().changeList().view();
        QAbstractItemModelTester tester(view.model(), Mode::Fatal);
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QVERIFY(fixture.set(kOu + "=true"_L1));
        QCOMPARE(view.model()->rowCount(), 2);
        QVERIFY(fixture.set(kDays + "=46"_L1));
        const int row = rowOf(*view.model(), u"Days to keep"_s);
        QVERIFY(row >= 0);
        QVERIFY(view.model()->index(row, 1).data().toString().contains(u"30"_s));
        QVERIFY(view.model()->index(row, 2).data().toString().contains(u"46"_s));

        fixture.window().lowerPanel().show(ui::LowerPanel::Tab::Changes);
        view.setCurrentIndex(view.model()->index(row, 0));
        QVERIFY(fixture.window().commands().run(fixture.window().commands().putBackChanges));
        QCOMPARE(fixture.value(kDays), u"30"_s);
        QCOMPARE(view.model()->rowCount(), 1);
    }

    void aDoubleClickOnAPendingChangeGoesThere()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kOu + "=true"_L1));
        QTreeView &view = fixture.window().lowerPanel().changeList().view();
        fixture.window().lowerPanel().show(ui::LowerPanel::Tab::Changes);
        view.setCurrentIndex(view.model()->index(0, 0));
        Q_EMIT view.doubleClicked(view.model()->index(0, 0));
        QCOMPARE(fixture.revealed(), PropertyPath::of(kOu));
    }

    void pendingChangesSayWhatAPersonReadsOnThePage()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(u"pools[pool1].imFilter.fileTransfer.action=blockList"_s));
        const QAbstractItemModel &model = *fixture.window().lowerPanel().changeList().view().model();
        QCOMPARE(model.rowCount(), 1);
        QStringList texts;
        for (int column = 0; column < model.columnCount(); ++column)
            texts << model.index(0, column).data().toString();
        const QString row = texts.join(u" | "_s);
        QVERIFY2(row.contains(u"Block these types"_s) && !row.contains(u"blockList"_s) &&
                     !row.contains(u"blockAll"_s),
                 qPrintable(row));
    }

    void thePageSaysHowMuchIsNotPushed()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools[pool1].addressBook"_s));
        auto *pending = fixture.find<QToolButton>(u"pagePending"_s);
        QVERIFY(pending->isHidden());
        QVERIFY(fixture.set(kOu + "=true"_L1));
        QVERIFY(!pending->isHidden());
        QVERIFY(fixture.window().openPage(u"pools[pool2].addressBook"_s));
        QVERIFY(pending->isHidden());
        QVERIFY(fixture.window().openPage(u"pools[pool1]"_s));
        QVERIFY2(!pending->isHidden(), "an overview counts what is below it");
    }

    void whatWasAddedIsCountedOnThePageAsInTheTitle()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools"_s));
        auto *pending = fixture.find<QToolButton>(u"pagePending"_s);
        for (int added = 1; added <= 4; ++added) {
            const QString name = u"solo%1"_s.arg(added);
            QVERIFY(fixture.workspace().apply(
                {u"Add"_s, {document::Edit::insert(PropertyPath::of(u"pools"), {{u"name"_s, name}})}}));
            QVERIFY(!pending->isHidden());
            const QString count = u"%1 change(s) not pushed"_s.arg(added);
            QVERIFY2(pending->text().contains(count), qPrintable(pending->text()));
            QVERIFY2(fixture.window().windowTitle().contains(count),
                     qPrintable(fixture.window().windowTitle()));
        }
    }

    void undoTakesThePersonToThePage()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kOu + "=true"_L1));
        QVERIFY(fixture.window().openPage(u"live.calls"_s));
        QVERIFY(fixture.window().commands().run(fixture.window().commands().undo));
        QCOMPARE(fixture.window().pageArea().currentId(), u"pools[pool1].addressBook"_s);
    }

    void backAndForwardFollowThePages()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools[pool1]"_s));
        QVERIFY(fixture.window().openPage(u"pools[pool2]"_s));
        QVERIFY(fixture.window().commands().run(fixture.window().commands().back));
        QCOMPARE(fixture.window().pageArea().currentId(), u"pools[pool1]"_s);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().forward));
        QCOMPARE(fixture.window().pageArea().currentId(), u"pools[pool2]"_s);
        QVERIFY(!fixture.window().canGoForward());
    }

    void thePageOfARemovedPlaceCloses()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools[pool2]"_s));
        QVERIFY(fixture.workspace().apply(
            {u"Remove pool2"_s, {document::Edit::remove(PropertyPath::of(u"pools[pool2]"))}}));
        QVERIFY(fixture.window().pageArea().currentId() != u"pools[pool2]"_s);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().undo));
        QVERIFY(fixture.window().openPage(u"pools[pool2]"_s));
    }

    void theConfirmBarCountsDown()
    {
        WindowFixture fixture;
        pushAwaiting(fixture);
        ui::ConfirmBar &bar = fixture.window().confirmBar();
        QVERIFY(!bar.isHidden());
        const auto passes = [&](int seconds) {
            fixture.relay().m_trialRunning = std::chrono::seconds(seconds);
            fixture.workspace().refreshFromRelay();
        };
        passes(23);
        QTRY_COMPARE(bar.text(), u"Revision 18 runs since 0:23. Keep it? It reverts by itself in 1:37."_s);
        passes(119);
        QTRY_VERIFY(bar.text().endsWith(u"in 0:01."_s));
        passes(120);
        QTRY_VERIFY(!fixture.find<QPushButton>(u"confirmKeep"_s)->isEnabled());
        QVERIFY(bar.text().contains(u"is over"_s));
    }

    void theConfirmBarSaysWhoseRevisionIsOnTrial()
    {
        WindowFixture fixture;
        fixture.relay().m_trialRunning = std::chrono::seconds(5);
        fixture.relay().somebodyPushes(changed(kDays, 60), std::chrono::seconds(120));
        ui::ConfirmBar &bar = fixture.window().confirmBar();
        QTRY_VERIFY(!bar.isHidden());
        QCOMPARE(bar.text(),
                 u"Revision 18 by sam runs on trial since 0:05. It reverts by itself in 1:55 unless "
                 "it is kept."_s);
        QTest::mouseClick(fixture.find<QPushButton>(u"confirmKeep"_s), Qt::LeftButton);
        QTRY_VERIFY(bar.isHidden());
        QCOMPARE(fixture.relay().running().revision.state, wire::Revision::State::Confirmed);
        // It is not one's own, and nobody says so.
        QVERIFY(fixture.window().infoBar().text(u"push.kept"_s).isEmpty());
        QCOMPARE(fixture.window().infoBar().text(u"news"_s),
                 u"Revision 18 by sam is kept: pool1 › Address book › Days to keep: 30 days → 60 days."_s);
    }

    void theFocusComesBackAfterKeep()
    {
        WindowFixture fixture;
        pushAwaiting(fixture);
        auto *page = fixture.window().pageArea().page();
        auto *field = new QLineEdit(page);
        field->show();
        fixture.window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        field->setFocus();
        auto *keep = fixture.find<QPushButton>(u"confirmKeep"_s);
        keep->setFocus();
        QTest::keyClick(keep, Qt::Key_Space);
        QTRY_VERIFY(fixture.window().confirmBar().isHidden());
        QCOMPARE(QApplication::focusWidget(), field);
    }

    void whatRunsIsSaidAlikeEverywhereWhileItIsOnTrial()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kDays + "=45"_L1));
        pushAwaiting(fixture);
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
        QCOMPARE(fixture.window().windowTitle(), u"edge1 (revision 18 on trial) — Turnpike"_s);
        QVERIFY(!fixture.window().commands().action(fixture.window().commands().reviewAndPush)->isEnabled());
        QVERIFY(fixture.window().commands().reviewAndPush.whyNot().contains(u"revision 18"_s));
        QVERIFY(fixture.find<QLabel>(u"statusRevision"_s)->text().contains(u"revision 18 on trial"_s));
        QVERIFY(fixture.set(kDays + "=50"_L1));
        QCOMPARE(fixture.window().windowTitle(),
                 u"edge1 (revision 18 on trial, 1 change(s) not pushed) — Turnpike"_s);
        fixture.relay().deadlinePasses();
        QTRY_COMPARE(fixture.window().windowTitle(), u"edge1 (2 change(s) not pushed) — Turnpike"_s);
        QVERIFY(fixture.find<QLabel>(u"statusRevision"_s)->text().contains(u"revision 17"_s));
    }

    void whatAnotherChangedIsToldWithTheirName()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kOu + "=true"_L1));
        fixture.relay().somebodyPushes(changed(kDays, 60));
        QTRY_COMPARE(fixture.window().infoBar().text(u"news"_s),
                     u"sam pushed revision 18: pool1 › Address book › Days to keep: 30 days → 60 days. "
                     "Your 1 change(s) that are not pushed are kept."_s);
    }

    void whatAnotherDidStaysUntilItIsClosed()
    {
        WindowFixture fixture;
        ui::InfoBar &bar = fixture.window().infoBar();
        bar.setMoments(std::chrono::milliseconds(1), std::chrono::milliseconds(1));
        fixture.relay().somebodyPushes(changed(kDays, 60));
        QTRY_VERIFY(bar.text(u"news"_s).contains(u"revision 18"_s));
        // A message of the moment that came later is gone before it.
        bar.show({u"later"_s, ui::InfoBar::Kind::Information, u"Exported."_s});
        QTRY_VERIFY(bar.text(u"later"_s).isEmpty());
        fixture.relay().somebodyPushes(changed(kDays, 90));
        QTRY_VERIFY(bar.text(u"news"_s).contains(u"revision 19"_s));
        QVERIFY2(bar.text(u"news"_s).contains(u"revision 18"_s), "the one before was not closed");
        bar.findChild<QWidget *>(u"info-news"_s)->findChild<QToolButton *>(u"noticeClose"_s)->click();
        QVERIFY(bar.text(u"news"_s).isEmpty());
    }

    void whatBothChangedIsALastingBarUntilItIsDecided()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kDays + "=45"_L1));
        fixture.relay().somebodyPushes(changed(kDays, 60));
        ui::InfoBar &bar = fixture.window().infoBar();
        QTRY_VERIFY(bar.text(u"overlap"_s).contains(u"sam"_s));
        QVERIFY(fixture.set(kOu + "=true"_L1));
        QVERIFY(!bar.text(u"overlap"_s).isEmpty());
        QCOMPARE(fixture.value(kDays), u"45"_s);

        auto *choose = fixture.find<QWidget>(u"info-overlap"_s)->findChild<QPushButton *>(u"infoAction"_s);
        QTest::mouseClick(choose, Qt::LeftButton);
        QTRY_VERIFY(fixture.inDialog<QWidget>(u"conflictsList"_s));
        fixture.inDialog<QPushButton>(u"overlapMerge"_s)->click();
        QCOMPARE(fixture.value(kDays), u"60"_s);
        QVERIFY(bar.text(u"overlap"_s).isEmpty());
        QVERIFY(fixture.window().commands().run(fixture.window().commands().undo));
        QCOMPARE(fixture.value(kDays), u"45"_s);
    }

    void keepConfirmsTheRevision()
    {
        WindowFixture fixture;
        pushAwaiting(fixture);
        QTest::mouseClick(fixture.find<QPushButton>(u"confirmKeep"_s), Qt::LeftButton);
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::Confirmed);
        QCOMPARE(fixture.relay().running().revision.state, wire::Revision::State::Confirmed);
        QVERIFY(fixture.window().confirmBar().isHidden());
        QVERIFY(!fixture.window().infoBar().text(u"push.kept"_s).isEmpty());
    }

    void revertNowGoesBackAndKeepsTheChangesPending()
    {
        WindowFixture fixture;
        pushAwaiting(fixture);
        QTest::mouseClick(fixture.find<QPushButton>(u"confirmRevert"_s), Qt::LeftButton);
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::RolledBack);
        QCOMPARE(fixture.workspace().document().pendingChanges().size(), size_t(1));
    }

    void aRevisionThatRevertsByItselfIsReported()
    {
        WindowFixture fixture;
        pushAwaiting(fixture);
        fixture.relay().deadlinePasses();
        QTRY_COMPARE(fixture.workspace().push().state(), PushSession::State::RolledBack);
        QVERIFY(!fixture.window().infoBar().text(u"push.rolledBack"_s).isEmpty());
        QVERIFY(fixture.window().confirmBar().isHidden());
    }

    void thePaletteFindsASettingByItsWmiName()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().findAnything));
        ui::PaletteModel &model = fixture.window().palettePopup().model();
        QAbstractItemModelTester tester(&model, Mode::Fatal);
        auto *box = fixture.find<QLineEdit>(u"paletteBox"_s);
        QTest::keyClicks(box, u"PartitionOutputByOU"_s);
        QVERIFY(model.rowCount() >= 2);
        QCOMPARE(model.index(0).data().toString(), u"Partition output by OU"_s);
        QCOMPARE(model.index(0).data(ui::PaletteModel::DetailRole).toString(),
                 u"pool1 › Address book: off"_s);
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(fixture.revealed(), PropertyPath::of(kOu));
        QVERIFY(fixture.window().palettePopup().isHidden());
    }

    void thePaletteFindsPeopleWhoAreInACall()
    {
        WindowFixture fixture;
        auto snapshot = std::make_shared<live::Snapshot>();
        snapshot->epoch = 1;
        snapshot->sequence = 1;
        snapshot->allocations.resize(2);
        snapshot->allocations[0].key.value = 1;
        snapshot->allocations[0].username = "1735689600:anna";
        snapshot->allocations[1].key.value = 2;
        snapshot->allocations[1].username = "1735689700:anna";
        fixture.relay().sendSnapshot(snapshot);
        QTRY_VERIFY(fixture.workspace().live().snapshot());
        ui::PaletteModel model;
        model.setEntries(fixture.window().paletteEntries());
        model.setQuery(u"@ann"_s);
        QCOMPARE(model.rowCount(), 1);
        model.entry(model.index(0))->run();
        QCOMPARE(fixture.pages().m_user, u"anna"_s);
        QCOMPARE(fixture.window().pageArea().currentId(), u"live.calls"_s);
    }

    void aLostConnectionIsSaidAndUndoneByItself()
    {
        WindowFixture fixture;
        fixture.relay().loseConnection();
        QVERIFY(fixture.window().infoBar().text(u"connection"_s).contains(u"edge1"_s));
        QVERIFY(!fixture.window().commands().action(fixture.window().commands().reviewAndPush)->isEnabled());
        fixture.relay().open();
        QTRY_VERIFY(fixture.window().infoBar().text(u"connection"_s).isEmpty());
    }

    void theWindowComesBackAsItWasLeft()
    {
        QTemporaryDir folder;
        QSettings settings(folder.path() + u"/settings.ini"_s, QSettings::IniFormat);
        {
            WindowFixture fixture({}, wire::Role::Administrator, &settings);
            QVERIFY(fixture.window().openPage(u"pools[pool2]"_s));
            fixture.window().lowerPanel().show(ui::LowerPanel::Tab::Log);
            fixture.window().close();
        }
        WindowFixture fixture({}, wire::Role::Administrator, &settings);
        QCOMPARE(fixture.window().pageArea().currentId(), u"pools[pool2]"_s);
        QVERIFY(fixture.window().lowerPanel().isOpen());
        QCOMPARE(fixture.window().lowerPanel().currentTab(), ui::LowerPanel::Tab::Log);
    }

    void aClosedPanelLeavesItsRoomToThePage()
    {
        WindowFixture fixture;
        fixture.window().resize(1280, 820);
        ui::LowerPanel &panel = fixture.window().lowerPanel();
        const int together = panel.parentWidget()->height();
        const auto pageHeight = [&] { return fixture.window().pageArea().height(); };
        QTRY_VERIFY(pageHeight() > 700);
        panel.show(ui::LowerPanel::Tab::Problems);
        QTRY_VERIFY(panel.height() > 100);
        QCOMPARE(panel.parentWidget()->height(), together);
        panel.setOpen(false);
        QTRY_VERIFY(panel.height() < 40);
        QTRY_VERIFY2(pageHeight() > 700, qPrintable(QString::number(pageHeight())));
    }

    void aClosedPanelMarksNoTab()
    {
        WindowFixture fixture;
        auto *tabs = fixture.find<QTabBar>(u"lowerPanelTabs"_s);
        auto *toggle = fixture.find<QToolButton>(u"lowerPanelToggle"_s);
        const auto picture = [tabs](int tab) {
            tabs->setCurrentIndex(tab);
            QCoreApplication::processEvents();
            return tabs->grab().toImage();
        };
        QVERIFY(!fixture.find<ui::LowerPanel>(u"lowerPanel"_s)->isOpen());
        QCOMPARE(picture(0), picture(2));
        toggle->click();
        QVERIFY(fixture.find<ui::LowerPanel>(u"lowerPanel"_s)->isOpen());
        QVERIFY(picture(0) != picture(2));
        toggle->click();
        QCOMPARE(picture(0), picture(2));
    }

    void everyControlHasANameAndWords()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kOu + "=true"_L1));
        for (const QWidget *widget : fixture.window().findChildren<QWidget *>()) {
            const bool isPart = widget->objectName().startsWith(u"qt_"_s) || !widget->isEnabled();
            if (widget->focusPolicy() == Qt::NoFocus || isPart || qobject_cast<const QLabel *>(widget))
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            // Parts of Qt's own controls: the scroll area of a tab bar, the clear button of a line edit.
            if (QByteArrayView(widget->metaObject()->className()).startsWith("Q") &&
                widget->objectName().isEmpty() && widget->parentWidget() &&
                QByteArrayView(widget->parentWidget()->metaObject()->className()).startsWith("Q") &&
                widget->parentWidget() != fixture.window().centralWidget())
                continue;
            QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
            QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()) ||
                         widget->findChild<QWidget *>(),
                     qPrintable(widget->objectName()));
        }
    }

private:
    static int rowOf(const QAbstractItemModel &model, const QString &ending)
    {
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, 0).data().toString().endsWith(ending))
                return row;
        }
        return -1;
    }
    static model::SharedDeployment changed(const QString &path, int value)
    {
        const model::Deployment &base = *document::defaultDeployment();
        return document::applied(base, {u"Theirs"_s, {document::Edit::set(PropertyPath::of(path), value)}})
            .value();
    }
    static void pushAwaiting(WindowFixture &fixture)
    {
        QVERIFY(fixture.set(kOu + "=true"_L1));
        PushSession &push = fixture.workspace().push();
        push.begin();
        QTRY_COMPARE(push.state(), PushSession::State::Reviewing);
        push.upload(fixture.workspace().document().pendingChanges(), u"Search by unit"_s,
                    std::chrono::seconds(120));
        QTRY_COMPARE(push.state(), PushSession::State::AwaitingConfirmation);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestMainWindow)
#include "tst_main_window.moc"
