// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/forms/field_fixture.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/shell/lower_panel.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_source.h"

#include <QDialog>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;
using ui::FieldRow;

namespace {

const QString kFqdn = u"pools[pool1].fqdn"_s;
const QString kGeneral = u"pools[pool1]#general"_s;

/// The real window with the real pages.
class RealFixture : public WindowFixture {
public:
    RealFixture()
        : WindowFixture({}, wire::Role::Administrator, nullptr, ui::standardPages())
    {
        window().resize(1200, 800);
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }
    FieldRow *open(const QString &path)
    {
        workspace().openPage(PropertyPath::of(path));
        return row(path);
    }
    FieldRow *row(const QString &path) { return find<FieldRow>(u"row:" + path); }
    /// The key goes where a person's goes, through shortcuts and all.
    static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
        QCoreApplication::processEvents();
    }
    void undo() { press(Qt::Key_Z, Qt::ControlModifier); }
    void redo() { press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); }
    [[nodiscard]] QStringList notTaken()
    {
        QStringList paths;
        for (const validation::Problem &problem : workspace().problems()) {
            if (problem.ruleId == ui::UnfinishedEntries::ruleId())
                paths << problem.path.toString();
        }
        return paths;
    }
};

} // namespace

class TestEditKeys : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void undoIsTheDocumentsAlsoInsideATextField()
    {
        RealFixture fixture;
        const QString before = fixture.value(kFqdn);
        QVERIFY(fixture.set(kDays + u"=45"_s));
        FieldRow *row = fixture.open(kFqdn);
        QVERIFY(row);
        typeOver(row->editor()->control(), u"a.contoso.com"_s);
        QCOMPARE(fixture.value(kFqdn), u"a.contoso.com"_s);
        fixture.undo();
        QCOMPARE(fixture.value(kFqdn), before);
        QCOMPARE(shownBy(*row), before);
        // The field has the focus and does not keep the key: the step before is undone on its own page.
        QVERIFY(row->editor()->control()->hasFocus());
        fixture.undo();
        QCOMPARE(fixture.value(kDays), u"30"_s);
        QVERIFY(!fixture.workspace().undoStack().canUndo());
        fixture.redo();
        fixture.redo();
        QCOMPARE(fixture.value(kFqdn), u"a.contoso.com"_s);
    }

    void undoWorksWhereverTheFocusIs_data()
    {
        QTest::addColumn<QString>("focus");
        for (const auto &name :
             {u"navigatorTree"_s, u"navigatorFilter"_s, u"changesList"_s,
              u"pools[pool1].addressBook.daysToKeep"_s, u"pools[pool1].addressBook.runTime"_s,
              u"pools[pool1].addressBook.directory"_s})
            QTest::newRow(qPrintable(name)) << name;
    }
    void undoWorksWhereverTheFocusIs()
    {
        QFETCH(const QString, focus);
        RealFixture fixture;
        fixture.window().lowerPanel().show(ui::LowerPanel::Tab::Changes);
        fixture.open(kDays);
        QVERIFY(fixture.set(kDays + u"=45"_s));
        auto *widget = fixture.find<QWidget>(focus);
        QVERIFY(widget);
        widget->setFocus();
        QVERIFY(QApplication::focusWidget());
        fixture.undo();
        QCOMPARE(fixture.value(kDays), u"30"_s);
    }

    void typingThatTheDocumentHasNotSeenIsUndoneFirst()
    {
        RealFixture fixture;
        QVERIFY(fixture.set(kDays + u"=45"_s));
        FieldRow *row = fixture.open(u"pools[pool1].name"_s);
        QVERIFY(row);
        typeOver(row->editor()->control(), u"other"_s);
        fixture.undo();
        QCOMPARE(fixture.value(kDays), u"45"_s);
        QVERIFY(shownBy(*row) != u"other"_s);
    }

    void ctrlSTakesWhatIsBeingTyped_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("after");
        QTest::newRow("name") << u"pools[pool1].name"_s << u"other"_s << u"pools[other].name"_s;
        QTest::newRow("text") << kFqdn << u" a.contoso.com "_s << kFqdn;
        QTest::newRow("number") << kDays << u"45"_s << kDays;
    }
    void ctrlSTakesWhatIsBeingTyped()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, typed);
        QFETCH(const QString, after);
        RealFixture fixture;
        FieldRow *row = fixture.open(path);
        QVERIFY(row);
        typeOver(row->editor()->control(), typed);
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(fixture.dialogs().m_dialog);
        QCOMPARE(fixture.dialogs().m_dialog->objectName(), u"reviewDialog"_s);
        QCOMPARE(fixture.value(after), typed.trimmed());
    }

    void aTextThatIsNoValueIsListedAndForbidsThePush()
    {
        RealFixture fixture;
        QVERIFY(fixture.set(kFqdn + u"=a.contoso.com"_s));
        FieldRow *row = fixture.open(kDays);
        QVERIFY(row);
        typeOver(row->editor()->control(), u"900"_s);
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(fixture.notTaken(), QStringList(kDays));
        QVERIFY(fixture.window()
                    .navigator()
                    .model()
                    .indexOf(u"pools[pool1].addressBook"_s)
                    .data(ui::NavigatorModel::ProblemsRole)
                    .toInt() > 0);
        QTRY_VERIFY(fixture.dialogs().m_dialog);
        auto *push = fixture.inDialog<QPushButton>(u"reviewPush"_s);
        auto *show = fixture.inDialog<QPushButton>(u"reviewShowUnfinished"_s);
        QTRY_VERIFY(show->isVisible());
        QVERIFY(!push->isEnabled());
        QVERIFY(push->toolTip().contains(u"Days to keep"_s));
        show->click();
        QCOMPARE(fixture.window().pageArea().currentId(), u"pools[pool1].addressBook"_s);
        // Undo goes to the state without the text; the value is what it was.
        fixture.window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
        fixture.row(kDays)->editor()->control()->setFocus();
        fixture.undo();
        QVERIFY(fixture.notTaken().isEmpty());
        QCOMPARE(shownBy(*fixture.row(kDays)), u"30"_s);
        QCOMPARE(fixture.value(kFqdn), u"a.contoso.com"_s);
    }

    void withNothingElseToPushCtrlSLeadsToTheTextThatIsNotTaken()
    {
        RealFixture fixture;
        FieldRow *row = fixture.open(kDays);
        typeOver(row->editor()->control(), u"900"_s);
        QTest::keyClick(row->editor()->control(), Qt::Key_Tab);
        QCOMPARE(fixture.notTaken(), QStringList(kDays));
        QVERIFY(fixture.window().openPage(u"management"_s));
        fixture.find<QWidget>(u"navigatorTree"_s)->setFocus();
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        QVERIFY(!fixture.dialogs().m_dialog);
        QCOMPARE(fixture.window().pageArea().currentId(), u"pools[pool1].addressBook"_s);
        QVERIFY(row->hasRefusedText());
        QCOMPARE(shownBy(*row), u"900"_s);
    }

    void enterPressesTheButtonThatHasTheFocus()
    {
        RealFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools"_s));
        auto *list = fixture.window().pageArea().page()->findChild<ui::ObjectListEditor *>();
        QVERIFY(list);
        const int before = list->table()->model()->rowCount();
        buttonIn(list, u"Add"_s)->setFocus();
        fixture.press(Qt::Key_Return);
        QCOMPARE(list->table()->model()->rowCount(), before + 1);
        // A tool button, too.
        fixture.press(Qt::Key_Escape);
        buttonIn(list, u"Rename"_s)->setFocus();
        fixture.press(Qt::Key_Enter);
        QVERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
    }

    void theFirstChangeMovesNothing()
    {
        RealFixture fixture;
        FieldRow *row = fixture.open(kFqdn);
        QVERIFY(row);
        QTRY_VERIFY(!fixture.workspace().isValidating());
        QCoreApplication::processEvents();
        const auto place = [&] { return row->mapTo(&fixture.window(), QPoint()); };
        const QPoint before = place();
        const int height = fixture.window().pageArea().height();
        const QSize size = fixture.window().size();
        typeOver(row->editor()->control(), u"x"_s);
        QVERIFY(!fixture.workspace().document().pendingChanges().empty());
        QTRY_VERIFY(!fixture.workspace().isValidating());
        QCoreApplication::processEvents();
        QCOMPARE(place(), before);
        QCOMPARE(fixture.window().pageArea().height(), height);
        QCOMPARE(fixture.window().size(), size);
    }

    void theReviewBeginsInTheReason()
    {
        RealFixture fixture;
        QVERIFY(fixture.set(kDays + u"=45"_s));
        fixture.find<QWidget>(u"navigatorTree"_s)->setFocus();
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(fixture.dialogs().m_dialog);
        QCOMPARE(fixture.dialogs().m_dialog->focusWidget(), fixture.inDialog<QLineEdit>(u"reviewReason"_s));
    }

    void enterInAListOfADialogOpensTheRowAndPressesNoButton()
    {
        RealFixture fixture;
        QVERIFY(fixture.set(kDays + u"=45"_s));
        QVERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        auto *push = fixture.inDialog<QPushButton>(u"reviewPush"_s);
        QTRY_VERIFY(push && push->isEnabled());
        auto *tree = fixture.inDialog<QTreeView>(u"reviewTree"_s);
        QVERIFY(QTest::qWaitForWindowActive(tree->window()));
        tree->setFocus();
        QTRY_VERIFY(tree->hasFocus());
        const QModelIndex place = tree->model()->index(0, 0);
        tree->setCurrentIndex(place);
        QVERIFY(tree->isExpanded(place));
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
            const bool wasOpen = tree->isExpanded(place);
            fixture.press(key, key == Qt::Key_Enter ? Qt::KeypadModifier : Qt::NoModifier);
            QCOMPARE(tree->isExpanded(place), !wasOpen);
        }
        tree->setCurrentIndex(tree->model()->index(0, 0, place));
        fixture.press(Qt::Key_Return);
        QVERIFY(fixture.dialogs().m_dialog && fixture.dialogs().m_dialog->isVisible());
        QCOMPARE(fixture.relay().m_pushes, 0);
        QCOMPARE(fixture.workspace().push().state(), client::PushSession::State::Reviewing);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestEditKeys)
#include "tst_edit_keys.moc"
