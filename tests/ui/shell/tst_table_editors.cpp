// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/forms/every_place.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/forms/entry_name_delegate.h"
#include "ui/forms/field_row.h"
#include "ui/forms/object_list_editor.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_source.h"
#include "ui/widgets/note.h"

#include <QHeaderView>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QTableView>
#include <QToolBar>
#include <QTreeView>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::Edit;
using document::PropertyPath;
using ui::EntryNameLine;
using ui::ObjectListEditor;

namespace {

const QString kAdded = u"added1"_s;
const QString kTyped = u"typed-name"_s;

enum class Ending { Enter, Escape, Tab, Backtab, ClickElsewhere, ClickOnGround, ClickOnToolBar, OtherWindow };
enum class Meanwhile {
    Nothing,
    RowGoes,
    RowComes,
    RowRenamed,
    RowsMove,
    Undone,
    OtherPage,
    PageGoes,
    OtherRelay
};

/// The real window with the real pages, and in it one table whose last entry is new.
class EditorFixture : public WindowFixture {
public:
    EditorFixture()
        : WindowFixture({}, wire::Role::Administrator, nullptr, ui::standardPages())
    {
        connectTo(deploymentWithEveryClass());
        window().resize(1200, 800);
        activate();
    }
    void activate()
    {
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }
    /// Opens the page, adds an entry to the list and begins to edit its name.
    void begin(const QString &pageId, const PropertyPath &list)
    {
        m_list = list;
        // As after the start: no page has been opened before.
        QVERIFY(workspace().replace(deploymentWithEveryClass(), u"Put back"_s));
        QVERIFY2(window().openPage(pageId), qPrintable(pageId));
        QVERIFY(workspace().apply({u"Add"_s, {Edit::insert(list, {{u"name"_s, kAdded}})}}));
        QVERIFY(table() != nullptr);
        select(kAdded);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_F2);
        QVERIFY2(line() != nullptr, qPrintable(list.toString()));
        QTest::keyClick(line(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(line(), kTyped);
    }
    [[nodiscard]] ObjectListEditor *editor()
    {
        if (window().pageArea().page() == nullptr)
            return nullptr;
        for (auto *editor : window().pageArea().page()->findChildren<ObjectListEditor *>()) {
            if (editor->place() == m_list && editor->isVisibleTo(&window()))
                return editor;
        }
        // On a tab that is not in front.
        for (auto *editor : window().pageArea().page()->findChildren<ObjectListEditor *>()) {
            if (editor->place() == m_list && window().pageArea().page()->reveal(m_list))
                return editor;
        }
        return nullptr;
    }
    [[nodiscard]] QTableView *table() { return editor() != nullptr ? editor()->table() : nullptr; }
    void select(const QString &name)
    {
        QAbstractItemModel &model = *table()->model();
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, 0).data().toString() == name)
                table()->setCurrentIndex(model.index(row, 0));
        }
    }
    [[nodiscard]] EntryNameLine *line()
    {
        for (auto *line : window().findChildren<EntryNameLine *>()) {
            if (line->isVisible())
                return line;
        }
        return nullptr;
    }
    [[nodiscard]] QStringList names()
    {
        return document::entryNames(*workspace().document().working(), m_list);
    }
    void happen(Meanwhile what)
    {
        const PropertyPath added = m_list.entry(kAdded);
        switch (what) {
        case Meanwhile::Nothing:
            break;
        case Meanwhile::RowGoes:
            QVERIFY(workspace().apply({u"Remove"_s, {Edit::remove(added)}}));
            break;
        case Meanwhile::RowComes:
            QVERIFY(workspace().apply({u"Come"_s, {Edit::insert(m_list, {{u"name"_s, u"first1"_s}}, 0)}}));
            break;
        case Meanwhile::RowRenamed:
            QVERIFY(workspace().apply({u"Rename"_s, {Edit::rename(added, u"other1"_s)}}));
            break;
        case Meanwhile::RowsMove:
            QVERIFY(workspace().apply({u"Move"_s, {Edit::move(added, 0)}}));
            break;
        case Meanwhile::Undone:
            workspace().undo();
            break;
        case Meanwhile::OtherPage:
            QVERIFY(window().openPage(u"management"_s) || window().openPage(u"forest"_s));
            break;
        case Meanwhile::PageGoes:
            // Another console renames what the list belongs to: its pages are other pages now.
            if (m_list.steps().size() > 1 && !m_list.steps().first().key.isEmpty()) {
                const PropertyPath top = PropertyPath::of(m_list.steps().first().property);
                QVERIFY(workspace().apply(
                    {u"Rename"_s, {Edit::rename(top.entry(m_list.steps().first().key), u"elsewhere1"_s)}}));
            }
            break;
        case Meanwhile::OtherRelay:
            connectTo(document::defaultDeployment());
            break;
        }
    }
    void end(Ending how)
    {
        if (line() == nullptr)
            return;
        switch (how) {
        case Ending::Enter:
            QTest::keyClick(line(), Qt::Key_Return);
            break;
        case Ending::Escape:
            QTest::keyClick(line(), Qt::Key_Escape);
            break;
        case Ending::Tab:
            QTest::keyClick(line(), Qt::Key_Tab);
            break;
        case Ending::Backtab:
            QTest::keyClick(line(), Qt::Key_Backtab, Qt::ShiftModifier);
            break;
        case Ending::ClickElsewhere:
            QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                              table()->visualRect(table()->model()->index(0, 1)).center());
            find<QWidget>(u"navigatorFilter"_s)->setFocus(Qt::MouseFocusReason);
            break;
        case Ending::ClickOnGround:
            // Takes no focus.
            QTest::mouseClick(&window().pageArea(), Qt::LeftButton, {}, QPoint(4, 4));
            break;
        case Ending::ClickOnToolBar: {
            auto *bar = window().findChild<QToolBar *>();
            QTest::mouseClick(bar, Qt::LeftButton, {}, QPoint(bar->width() / 2, bar->height() / 2));
            break;
        }
        case Ending::OtherWindow: {
            QWidget other;
            other.show();
            other.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&other));
            other.close();
            activate();
            break;
        }
        }
    }

private:
    PropertyPath m_list;
};

/// Page → the lists on it, each once.
QList<std::pair<QString, PropertyPath>> tablesOfAllPages()
{
    QList<std::pair<QString, PropertyPath>> tables;
    EditorFixture fixture;
    QStringList kinds;
    QStringList ids;
    fixture.window().navigator().model().visit(
        [&ids](const QModelIndex &index) { ids << index.data(ui::NavigatorModel::IdRole).toString(); });
    for (const QString &id : std::as_const(ids)) {
        if (!fixture.window().openPage(id))
            continue;
        for (auto *editor : fixture.window().pageArea().page()->findChildren<ObjectListEditor *>()) {
            // The pages of a second pool are those of the first with another name.
            QString kind;
            for (const PropertyPath::Step &step : editor->place().steps())
                kind += u'.' + step.property;
            if (kinds.contains(kind))
                continue;
            kinds << kind;
            tables.append({id, editor->place()});
        }
    }
    return tables;
}

} // namespace

class TestTableEditors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void enterCommitsAndOnlyThat()
    {
        EditorFixture fixture;
        fixture.begin(u"pools"_s, PropertyPath::of(u"pools"));
        fixture.end(Ending::Enter);
        QTRY_VERIFY(fixture.names().contains(kTyped));
        QCOMPARE(fixture.window().pageArea().currentId(), u"pools"_s);
        QVERIFY(fixture.table()->hasFocus());
        QCOMPARE(fixture.workspace().undoStack().undoText(), u"Rename added1 to typed-name"_s);
        // The next Enter is one on the row: it opens the entry's page.
        QTest::keyClick(fixture.table(), Qt::Key_Return);
        QCOMPARE(fixture.window().pageArea().currentId(), u"pools[typed-name]"_s);
    }

    void everyTableOfEveryPageEndsItsEditorInEveryWay_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<PropertyPath>("list");
        QTest::addColumn<Meanwhile>("meanwhile");
        const auto tables = tablesOfAllPages();
        QVERIFY(tables.size() > 12);
        const QList<std::pair<Meanwhile, const char *>> ways{
            {Meanwhile::Nothing, "nothing happens"},      {Meanwhile::RowGoes, "the row goes"},
            {Meanwhile::RowComes, "a row comes before"},  {Meanwhile::RowRenamed, "the row is renamed"},
            {Meanwhile::RowsMove, "the rows move"},       {Meanwhile::Undone, "the row is undone"},
            {Meanwhile::OtherPage, "another page opens"}, {Meanwhile::PageGoes, "the page goes"}};
        for (const auto &[page, list] : tables) {
            for (const auto &[meanwhile, name] : ways)
                QTest::addRow("%s, %s: %s", qPrintable(page), qPrintable(list.toString()), name)
                    << page << list << meanwhile;
        }
    }
    void everyTableOfEveryPageEndsItsEditorInEveryWay()
    {
        QFETCH(const QString, page);
        QFETCH(const PropertyPath, list);
        QFETCH(const Meanwhile, meanwhile);
        EditorFixture &fixture = fixtureFor(list);
        const QList<Ending> some{Ending::Enter, Ending::ClickElsewhere};
        const QList<Ending> all{Ending::Enter,          Ending::Escape,         Ending::Tab,
                                Ending::Backtab,        Ending::ClickElsewhere, Ending::ClickOnGround,
                                Ending::ClickOnToolBar, Ending::OtherWindow};
        for (const Ending ending : meanwhile == Meanwhile::Nothing ? all : some) {
            fixture.begin(page, list);
            fixture.happen(meanwhile);
            fixture.end(ending);
            QCoreApplication::processEvents();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            const QStringList names = fixture.names();
            switch (meanwhile) {
            case Meanwhile::Nothing: {
                const bool isOpen = ending == Ending::OtherWindow;
                QCOMPARE(fixture.line() != nullptr, isOpen);
                if (isOpen)
                    QCOMPARE(fixture.line()->text(), kTyped);
                QCOMPARE(names.contains(kTyped), !isOpen && ending != Ending::Escape);
                break;
            }
            // No name is given to an entry for which it was not typed.
            case Meanwhile::RowGoes:
            case Meanwhile::Undone:
                QVERIFY(!names.contains(kTyped) && !names.contains(kAdded));
                break;
            case Meanwhile::RowRenamed:
                QVERIFY(names.contains(u"other1"_s) && !names.contains(kTyped));
                break;
            // And that for which it was typed has it, wherever its row is by now.
            case Meanwhile::RowComes:
                QCOMPARE(names.first(), u"first1"_s);
                QCOMPARE(names.last(), kTyped);
                QVERIFY(!names.contains(kAdded));
                break;
            case Meanwhile::RowsMove:
                QCOMPARE(names.first(), kTyped);
                QVERIFY(!names.contains(kAdded));
                break;
            case Meanwhile::OtherPage:
                QVERIFY(names.contains(kTyped) && !names.contains(kAdded));
                break;
            case Meanwhile::PageGoes:
            case Meanwhile::OtherRelay:
                break;
            }
            // What is not taken leads to a name that is there.
            for (const auto &entry : fixture.workspace().unfinished().all())
                QVERIFY2(document::resolve(*fixture.workspace().document().working(), entry.path),
                         qPrintable(entry.path.toString()));
            if (fixture.line() != nullptr)
                QTest::keyClick(fixture.line(), Qt::Key_Escape);
            fixture.workspace().unfinished().clear();
            QCoreApplication::processEvents();
            QVERIFY(fixture.line() == nullptr);
        }
    }

    void everyFieldOfEveryPageOutlivesWhatHappensWhileItIsTypedInto_data()
    {
        m_fixture.reset(); // the window of the tables has done its work
        QTest::addColumn<QString>("page");
        QStringList kinds;
        EditorFixture fixture;
        fixture.window().navigator().model().visit([&](const QModelIndex &index) {
            const QString id = index.data(ui::NavigatorModel::IdRole).toString();
            static const QRegularExpression key(u"\\[[^]]*\\]"_s);
            const QString kind = QString(id).remove(key);
            if (kinds.contains(kind) || id.startsWith(u"live"))
                return;
            kinds << kind;
            QTest::newRow(qPrintable(id)) << id;
        });
    }
    void everyFieldOfEveryPageOutlivesWhatHappensWhileItIsTypedInto()
    {
        QFETCH(const QString, page);
        EditorFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        if (!fixture.window().openPage(page))
            return; // a heading
        QStringList names;
        for (const auto *row : fixture.window().pageArea().page()->findChildren<ui::FieldRow *>())
            names << row->objectName();
        int turn = 0;
        for (const QString &name : std::as_const(names)) {
            QVERIFY(workspace.replace(deploymentWithEveryClass(), u"Put back"_s));
            QVERIFY(fixture.window().openPage(page));
            const QPointer<ui::FieldRow> row =
                fixture.window().pageArea().page()->findChild<ui::FieldRow *>(name);
            if (!row)
                continue; // of an entry that is not the selected one
            const PropertyPath path = row->path();
            workspace.openPage(path);
            const QPointer<QWidget> focus = QApplication::focusWidget();
            if (!focus || !row->isAncestorOf(focus))
                continue; // not usable at the moment
            QTest::keyClicks(focus, u"1x"_s);
            switch (++turn % 4) {
            case 0:
                break;
            case 1:
                workspace.undo();
                break;
            case 2:
                if (!path.steps().first().key.isEmpty()) {
                    const PropertyPath top =
                        PropertyPath::of(path.steps().first().property).entry(path.steps().first().key);
                    QVERIFY(workspace.apply({u"Rename"_s, {Edit::rename(top, u"elsewhere1"_s)}}));
                }
                break;
            default:
                QVERIFY(fixture.window().openPage(u"management"_s));
                break;
            }
            if (focus && focus->isVisible())
                QTest::keyClick(focus, turn % 2 == 0 ? Qt::Key_Return : Qt::Key_Tab);
            QCoreApplication::processEvents();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            // What is not taken leads to a field that has it, whatever page that is on now.
            for (const auto &entry : workspace.unfinished().all())
                QVERIFY2(document::resolve(*workspace.document().working(), entry.path),
                         qPrintable(entry.path.toString()));
            workspace.unfinished().clear();
        }
    }

    void anotherRelayClosesTheEditorAndKeepsItsOwnNames()
    {
        EditorFixture fixture;
        fixture.begin(u"pools"_s, PropertyPath::of(u"pools"));
        fixture.happen(Meanwhile::OtherRelay);
        QTRY_VERIFY(fixture.line() == nullptr);
        QVERIFY(!fixture.names().contains(kTyped));
        QVERIFY(fixture.workspace().unfinished().all().empty());
    }

    void aNameThatIsRefusedStaysInSightAndIsAProblem()
    {
        EditorFixture fixture;
        const PropertyPath pools = PropertyPath::of(u"pools");
        fixture.begin(u"pools"_s, pools);
        QTest::keyClicks(fixture.line(), u" and a space"_s);
        fixture.end(Ending::Enter);
        const auto said = [&fixture] {
            for (const auto *note : fixture.editor()->findChildren<ui::Note *>()) {
                if (note->isVisible() && note->text().startsWith(u"added1 keeps its name."_s))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY(said());
        const auto isProblem = [&fixture, &pools] {
            const auto &problems = fixture.workspace().problems();
            return std::any_of(problems.begin(), problems.end(),
                               [&pools](const validation::Problem &problem) {
                                   return problem.path == pools.entry(kAdded).child(u"name"_s) &&
                                          problem.severity == validation::Severity::Error;
                               });
        };
        QVERIFY(isProblem());
        // Whatever else happens, it stays; the next edit goes on with it.
        QVERIFY(fixture.workspace().apply({u"Come"_s, {Edit::insert(pools, {{u"name"_s, u"first1"_s}}, 0)}}));
        QVERIFY(said());
        QTest::keyClick(fixture.table(), Qt::Key_F2);
        QVERIFY(fixture.line());
        QCOMPARE(fixture.line()->text(), u"typed-name and a space"_s);
        QTest::keyClick(fixture.line(), Qt::Key_Escape);
        QVERIFY(!said());
        QVERIFY(!isProblem());
    }

    void aRefusedNameMovesNothing()
    {
        EditorFixture fixture;
        for (const QSize size : {QSize(1008, 556), QSize(1350, 724)}) {
            fixture.window().resize(size);
            fixture.begin(u"pools"_s, PropertyPath::of(u"pools"));
            const auto places = [&fixture] {
                QList<QPoint> all;
                for (const auto *button :
                     fixture.editor()->findChildren<QAbstractButton *>(Qt::FindDirectChildrenOnly))
                    all << button->mapTo(&fixture.window(), QPoint());
                all << fixture.editor()->table()->mapTo(&fixture.window(), QPoint())
                    << fixture.editor()->mapTo(&fixture.window(), QPoint(0, fixture.editor()->height()));
                return all;
            };
            // What the new row moves is laid out before anybody types.
            const auto *first =
                fixture.editor()->findChild<QAbstractButton *>(QString(), Qt::FindDirectChildrenOnly);
            QTRY_VERIFY(first->y() > fixture.editor()->table()->geometry().bottom());
            QCoreApplication::processEvents();
            const QList<QPoint> before = places();
            QTest::keyClick(fixture.line(), Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(fixture.line(), u"pool1"_s);
            // On the ground beside the table: the error is there, and every button where it was.
            fixture.end(Ending::ClickOnGround);
            QTRY_VERIFY(!fixture.workspace().unfinished().all().empty());
            QVERIFY(fixture.line() == nullptr);
            fixture.window().grab();
            QCoreApplication::processEvents();
            const auto notes = fixture.editor()->findChildren<ui::Note *>(Qt::FindDirectChildrenOnly);
            QVERIFY(!notes.isEmpty() && notes.last()->isVisible());
            QCOMPARE(places(), before);
            fixture.workspace().unfinished().clear();
        }
    }

    void anotherRelaysTableHasARowSelected()
    {
        EditorFixture fixture;
        QVERIFY(fixture.window().openPage(u"pools"_s));
        fixture.connectTo(document::defaultDeployment());
        QVERIFY(fixture.window().openPage(u"pools"_s));
        const auto tables = fixture.window().pageArea().page()->findChildren<QTableView *>();
        QVERIFY(!tables.isEmpty());
        for (const QTableView *table : tables)
            QVERIFY(table->model()->rowCount() == 0 || table->currentIndex().isValid());
        // And the tree marks the page that is open.
        fixture.connectTo(deploymentWithEveryClass());
        QTRY_VERIFY(!fixture.window().pageArea().currentId().isEmpty());
        QCOMPARE(
            fixture.window().navigator().view().currentIndex().data(ui::NavigatorModel::IdRole).toString(),
            fixture.window().pageArea().currentId());
    }

    void whatIsTypedStaysWhileProblemsAreFound()
    {
        EditorFixture fixture;
        fixture.begin(u"pools"_s, PropertyPath::of(u"pools"));
        fixture.workspace().validateNow();
        QTRY_VERIFY(!fixture.workspace().isValidating());
        QVERIFY(fixture.line());
        QCOMPARE(fixture.line()->text(), kTyped);
    }

    void cleanupTestCase() { m_fixture.reset(); }

private:
    /// One window for all that may happen to a table: opening windows is most of the time.
    EditorFixture &fixtureFor(const PropertyPath &list)
    {
        if (!m_fixture || m_fixtureOf != list) {
            m_fixture.reset();
            m_fixture = std::make_unique<EditorFixture>();
            m_fixtureOf = list;
        }
        return *m_fixture;
    }

    std::unique_ptr<EditorFixture> m_fixture;
    PropertyPath m_fixtureOf;
};

TURNPIKE_TEST_MAIN(QApplication, TestTableEditors)
#include "tst_table_editors.moc"
