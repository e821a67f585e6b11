// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/forms/field_fixture.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QSignalSpy>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using client::PushSession;
using ui::FieldRow;

namespace {

/// The mark whose tooltip begins so, where it is shown.
QToolButton *mark(const FieldRow &row, const QString &beginning)
{
    for (auto *button : row.marks()->findChildren<QToolButton *>()) {
        if (button->isVisible() && button->toolTip().startsWith(beginning))
            return button;
    }
    return nullptr;
}

/// What a menu that is open offers; null when it does not, or not now.
QAction *offered(const QString &text)
{
    const auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    if (menu == nullptr)
        return nullptr;
    for (QAction *action : menu->actions()) {
        if (action->text() == text && action->isEnabled())
            return action;
    }
    return nullptr;
}

void choose(const QString &text)
{
    QAction *action = offered(text);
    QVERIFY2(action != nullptr, qPrintable(text));
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
}

void openMenu(QWidget *control)
{
    QContextMenuEvent event(QContextMenuEvent::Keyboard, control->rect().center(),
                            control->mapToGlobal(control->rect().center()));
    QApplication::sendEvent(control, &event);
}

void closeMenu()
{
    if (QWidget *popup = QApplication::activePopupWidget())
        QTest::keyClick(popup, Qt::Key_Escape);
}

} // namespace

class TestFieldMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void cleanup() { closeMenu(); }

    void anUntouchedFieldHasNoMark()
    {
        FieldFixture fixture;
        const FieldRow *row = fixture.showRow(kDays);
        QVERIFY(!row->marks()->showsDefault());
        QVERIFY(!row->marks()->showsPending());
        QVERIFY(!row->marks()->showsProblem());
    }

    void aChangedFieldSaysTheDefaultAndWhatTheRelayRuns()
    {
        FieldFixture fixture;
        auto deployment = std::make_shared<model::Deployment>(*document::defaultDeployment());
        deployment->pools[0].addressBook.daysToKeep = 45;
        fixture.connectTo(deployment);
        const FieldRow *row = fixture.showRow(kDays);
        QVERIFY(row->marks()->showsDefault());
        QVERIFY(!row->marks()->showsPending());
        QVERIFY(fixture.set(kDays + u"=60"_s));
        QVERIFY(mark(*row, u"Changed; the default is 30 days."_s));
        QVERIFY(mark(*row, u"Not pushed: the relay runs with 45 days."_s));
        QVERIFY(fixture.set(kDays + u"=30"_s));
        QVERIFY(!row->marks()->showsDefault());
        QVERIFY(row->marks()->showsPending());
        fixture.workspace().undo();
        fixture.workspace().undo();
        QVERIFY(row->marks()->showsDefault());
        QVERIFY(!row->marks()->showsPending());
    }

    void aPushedChangeLosesItsMark()
    {
        FieldFixture fixture;
        const FieldRow *row = fixture.showRow(kDays);
        QVERIFY(fixture.set(kDays + u"=45"_s));
        QVERIFY(row->marks()->showsPending());
        PushSession &push = fixture.workspace().push();
        push.begin();
        QTRY_COMPARE(push.state(), PushSession::State::Reviewing);
        push.upload(fixture.workspace().document().pendingChanges(), {}, {});
        QTRY_COMPARE(push.state(), PushSession::State::Confirmed);
        QVERIFY(!row->marks()->showsPending());
        QVERIFY(row->marks()->showsDefault());
    }

    void aNameOrAddressWithoutADefaultIsNotCalledChanged()
    {
        FieldFixture fixture;
        const FieldRow *row = fixture.showRow(u"pools[pool1].fqdn"_s);
        QVERIFY(!shownBy(*row).isEmpty());
        QVERIFY(!row->marks()->showsDefault());
    }

    void aSecretIsNotToldByItsMarks()
    {
        FieldFixture fixture;
        const QString old = fixture.text(kSharedSecret);
        const FieldRow *row = fixture.showRow(kSharedSecret);
        QVERIFY(fixture.set(kSharedSecret + u"=a-secret-of-the-test"_s));
        const QToolButton *pending = mark(*row, u"Not pushed: "_s);
        QVERIFY(pending);
        QVERIFY(!pending->toolTip().contains(old));
    }

    void theMarksPutBackWhatTheyTellOf_data()
    {
        QTest::addColumn<QString>("beginning");
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("after");
        QTest::newRow("default") << u"Changed"_s << u"Reset to default"_s << u"30"_s;
        QTest::newRow("pending") << u"Not pushed"_s << u"Put back what the relay runs"_s << u"45"_s;
    }
    void theMarksPutBackWhatTheyTellOf()
    {
        QFETCH(const QString, beginning);
        QFETCH(const QString, action);
        QFETCH(const QString, after);
        FieldFixture fixture;
        auto deployment = std::make_shared<model::Deployment>(*document::defaultDeployment());
        deployment->pools[0].addressBook.daysToKeep = 45;
        fixture.connectTo(deployment);
        const FieldRow *row = fixture.showRow(kDays);
        QVERIFY(fixture.set(kDays + u"=60"_s));
        QVERIFY(mark(*row, beginning));
        QTest::mouseClick(mark(*row, beginning), Qt::LeftButton);
        choose(action);
        QCOMPARE(fixture.text(kDays), after);
        QCOMPARE(shownBy(*row), after);
        fixture.workspace().undo();
        QCOMPARE(shownBy(*row), u"60"_s);
    }

    void aViewerIsOfferedNothingByTheMarks()
    {
        FieldFixture fixture(wire::Role::Viewer);
        const FieldRow *row = fixture.showRow(u"pools[pool1].imFilter.fileTransfer.action"_s);
        QVERIFY(mark(*row, u"Changed"_s));
        QTest::mouseClick(mark(*row, u"Changed"_s), Qt::LeftButton);
        QVERIFY(QApplication::activePopupWidget());
        QVERIFY(!offered(u"Reset to default"_s));
    }

    void theMenuOfAControlOffersTheSameByKeyboard()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kDays);
        openMenu(row->editor()->control());
        QVERIFY(offered(u"Copy path"_s));
        QVERIFY(!offered(u"Reset to default"_s));
        QVERIFY(!offered(u"Put back what the relay runs"_s));
        closeMenu();
        QVERIFY(fixture.set(kDays + u"=60"_s));
        openMenu(row->editor()->control());
        QVERIFY(offered(u"Put back what the relay runs"_s));
        choose(u"Reset to default"_s);
        QCOMPARE(shownBy(*row), u"30"_s);
    }

    void theMenuCopiesPathAndValueButNoSecret()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kDays);
        openMenu(row->editor()->control());
        choose(u"Copy path"_s);
        QCOMPARE(QGuiApplication::clipboard()->text(), kDays);
        openMenu(row->editor()->control());
        choose(u"Copy value"_s);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"30"_s);
        openMenu(fixture.showRow(kSharedSecret)->editor()->control());
        QVERIFY(offered(u"Copy path"_s));
        QVERIFY(!offered(u"Copy value"_s));
    }

    void aProblemStandsBesideItsFieldAndGoesWithItsCause()
    {
        FieldFixture fixture;
        const QString action = u"pools[pool1].imFilter.fileTransfer.action"_s;
        const FieldRow *row = fixture.showRow(action);
        QVERIFY(row->marks()->showsProblem());
        const auto *notes = row->findChild<ui::ProblemNotes *>();
        QVERIFY(notes->isVisible());
        QCOMPARE(notes->count(), 1);
        QVERIFY(notes->findChild<ui::Note *>()->text().contains(u"Upload failed"_s));
        QTest::mouseClick(notes->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(fixture.text(action), u"blockList"_s);
        QTRY_VERIFY(!notes->isVisible());
        QVERIFY(!row->marks()->showsProblem());
    }

    void aViewerReadsOfAProblemAndIsNotOfferedToFixIt()
    {
        FieldFixture fixture(wire::Role::Viewer);
        const FieldRow *row = fixture.showRow(u"pools[pool1].imFilter.fileTransfer.action"_s);
        const auto *notes = row->findChild<ui::ProblemNotes *>();
        QVERIFY(notes->isVisible());
        QVERIFY(notes->findChild<QPushButton *>());
        QVERIFY(!notes->findChild<QPushButton *>()->isEnabled());
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestFieldMarks)
#include "tst_field_marks.moc"
