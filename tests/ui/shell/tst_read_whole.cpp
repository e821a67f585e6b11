// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/live_window_fixture.h"
#include "ui/forms/field_editor.h"
#include "ui/forms/field_row.h"
#include "ui/forms/object_list_editor.h"
#include "ui/shell/lower_panel.h"
#include "ui/shell/panel_list.h"
#include "ui/widgets/counter_groups.h"
#include "ui/workspace/problems_model.h"

#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QTreeView>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

const QString kSentence =
    u"Server edge1 tells clients the address 203.0.113.11, which is not reachable from the internet "
    "(Documentation (TEST-NET-3), RFC 5737): calls with people outside have no sound."_s;
const QString kRemedy = u"Remove 127.0.0.0/8 from the peers that are allowed"_s;

/// Two problems that take several lines where there is little room, one of them with a remedy.
ui::Workspace::Options withLongProblems()
{
    ui::Workspace::Options options;
    options.rules = [](const model::Deployment &) {
        validation::Problem plain;
        plain.ruleId = u"test.plain"_s;
        plain.path = PropertyPath::of(u"edgeSites[hq].avEdge.peers.allowPrivateNetworks"_s);
        plain.message = kSentence;
        validation::Problem mended = plain;
        mended.ruleId = u"test.mended"_s;
        mended.path = PropertyPath::of(u"pools[pool1].addressBook.daysToKeep"_s);
        mended.fix = validation::Fix{kRemedy, {kRemedy, {document::Edit::set(mended.path, 40)}}};
        return validation::Problems{plain, mended};
    };
    return options;
}

/// Cells of a list whose text needs more lines than its row has room for.
QStringList cutCells(const QTreeView &view)
{
    constexpr int kAnyHeight = 10'000;
    constexpr int kMargins = 12;
    QStringList cut;
    for (QModelIndex row = view.model()->index(0, 0); row.isValid(); row = view.indexBelow(row)) {
        for (int column = 0; column < view.model()->columnCount(row.parent()); ++column) {
            const QModelIndex index = row.siblingAtColumn(column);
            const QString text = index.data().toString();
            if (view.isColumnHidden(column) || text.isEmpty())
                continue;
            const QRect cell = view.visualRect(index);
            const bool hasIcon = !index.data(Qt::DecorationRole).isNull();
            const bool hasBox = !index.data(Qt::CheckStateRole).isNull();
            const int room = cell.width() - kMargins - (hasIcon ? 24 : 0) - (hasBox ? 24 : 0);
            const int lines = view.fontMetrics()
                                  .boundingRect(QRect(0, 0, room, kAnyHeight), Qt::TextWordWrap, text)
                                  .height();
            const auto *button = view.indexWidget(index);
            if (lines + (button != nullptr ? button->height() : 0) > cell.height())
                cut << text;
        }
    }
    return cut;
}

void addSizes()
{
    QTest::addColumn<QSize>("size");
    for (const QSize size : {QSize(1008, 556), QSize(1350, 724), QSize(1904, 1000)})
        QTest::addRow("%d × %d", size.width(), size.height()) << size;
}

QStringList cutColumns(const QTableView &table)
{
    QStringList cut;
    for (int column = 0; column < table.model()->columnCount(); ++column) {
        for (int row = 0; row < table.model()->rowCount(); ++row) {
            const QModelIndex index = table.model()->index(row, column);
            const bool hasIcon = !index.data(Qt::DecorationRole).isNull();
            const QString text = index.data().toString();
            if (table.fontMetrics().horizontalAdvance(text) + (hasIcon ? 24 : 0) + 8 >
                table.columnWidth(column))
                cut << table.objectName() + u": "_s + text;
        }
    }
    return cut;
}

} // namespace

/// What lists and tables say is read without a tool tip.
class TestReadWhole : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aProblemAndItsRemedyAreReadWhole_data() { addSizes(); }
    void aProblemAndItsRemedyAreReadWhole()
    {
        QFETCH(const QSize, size);
        LiveWindowFixture fixture(withLongProblems());
        fixture.window().resize(size);
        QTreeView &view = fixture.window().lowerPanel().problemList().view();
        QTRY_COMPARE(view.model()->rowCount(), 2);
        fixture.window().lowerPanel().show(ui::LowerPanel::Tab::Problems);
        QTRY_COMPARE(cutCells(view), QStringList());
        auto *button = fixture.find<QPushButton>(u"fixButton"_s);
        QTRY_VERIFY(button && button->isVisible());
        QCOMPARE(button->text(), kRemedy);
        QVERIFY(button->width() >= button->sizeHint().width());
        QCOMPARE(view.horizontalScrollBar()->maximum(), 0);
    }

    void aNarrowerPanelMakesHigherRows()
    {
        LiveWindowFixture fixture(withLongProblems());
        fixture.window().resize(1904, 1000);
        QTreeView &view = fixture.window().lowerPanel().problemList().view();
        QTRY_COMPARE(view.model()->rowCount(), 2);
        fixture.window().lowerPanel().show(ui::LowerPanel::Tab::Problems);
        const auto row = [&view] { return view.visualRect(view.model()->index(0, 0)); };
        QTRY_VERIFY(row().width() > 1000 && row().height() < 3 * view.fontMetrics().lineSpacing());
        const int before = row().height();
        fixture.window().resize(1008, 556);
        QTRY_VERIFY(row().height() > before);
        QTRY_COMPARE(cutCells(view), QStringList());
    }

    void problemsThatGoLeaveNoEmptyRoom()
    {
        ui::Workspace::Options options;
        options.rules = [](const model::Deployment &deployment) {
            validation::Problems problems;
            const int count = deployment.pools.first().addressBook.daysToKeep == 45 ? 20 : 3;
            for (int n = 0; n < count; ++n) {
                validation::Problem problem;
                problem.ruleId = u"test.%1"_s.arg(n);
                problem.path = PropertyPath::of(u"pools[pool1].addressBook.daysToKeep"_s);
                problem.message = kSentence;
                problems.push_back(problem);
            }
            return problems;
        };
        LiveWindowFixture fixture(options);
        QTreeView &view = fixture.window().lowerPanel().problemList().view();
        QVERIFY(fixture.set(u"pools[pool1].addressBook.daysToKeep=45"_s));
        QTRY_COMPARE(view.model()->rowCount(), 20);
        fixture.window().lowerPanel().show(ui::LowerPanel::Tab::Problems);
        view.scrollToBottom();
        QVERIFY(view.verticalScrollBar()->value() > 0);
        QVERIFY(fixture.set(u"pools[pool1].addressBook.daysToKeep=30"_s));
        QTRY_COMPARE(view.model()->rowCount(), 3);
        // Either the last row ends where the view does, or everything is in sight.
        QTRY_VERIFY(view.visualRect(view.model()->index(2, 0)).bottom() >= view.viewport()->height() - 2 ||
                    view.visualRect(view.model()->index(0, 0)).top() == 0);
    }

    void aRemedyIsCopiedWithItsProblem()
    {
        LiveWindowFixture fixture(withLongProblems());
        ui::PanelList &list = fixture.window().lowerPanel().problemList();
        QTRY_COMPARE(list.view().model()->rowCount(), 2);
        list.view().selectAll();
        QVERIFY(list.selectedText().contains(kRemedy));
        QVERIFY(list.selectedText().contains(kSentence));
    }

    void pendingChangesAreReadWhole_data() { addSizes(); }
    void pendingChangesAreReadWhole()
    {
        QFETCH(const QSize, size);
        LiveWindowFixture fixture;
        fixture.window().resize(size);
        QVERIFY(fixture.set(u"pools[pool1].imFilter.fileTransfer.action=blockList"_s));
        QVERIFY(fixture.set(u"pools[pool1].imFilter.url.allowMessage=A notice that is long enough to take "
                            "more than a line beside what stood there before it was changed"_s));
        fixture.window().lowerPanel().show(ui::LowerPanel::Tab::Changes);
        QTRY_COMPARE(cutCells(fixture.window().lowerPanel().changeList().view()), QStringList());
    }

    void listsOfDialogsAreReadWhole()
    {
        LiveWindowFixture fixture(withLongProblems());
        fixture.window().resize(1008, 556);
        QVERIFY(fixture.set(u"pools[pool1].imFilter.fileTransfer.action=blockList"_s));
        QStringList cut;
        ui::ShellCommands &commands = fixture.window().commands();
        const std::pair<const ui::Command *, QStringList> dialogs[] = {
            {&commands.reviewAndPush, {u"reviewTree"_s, u"reviewProblems"_s}},
            {&commands.keyboardHelp, {u"keyboardList"_s}}};
        for (const auto &[command, lists] : dialogs) {
            QVERIFY2(commands.run(*command), qPrintable(command->id));
            for (const QString &name : lists) {
                auto *view = fixture.inDialog<QTreeView>(name);
                QVERIFY2(view, qPrintable(name));
                (void)QTest::qWaitFor([&] {
                    fixture.dialogs().m_dialog->grab();
                    return view->isVisible() && cutCells(*view).isEmpty();
                });
                cut << cutCells(*view);
            }
            fixture.dialogs().m_dialog->reject();
        }
        QCOMPARE(cut, QStringList());
    }

    void tablesOfObjectsUseTheirWidth_data()
    {
        QTest::addColumn<QString>("page");
        for (const char *page :
             {"pools", "edgeSites", "directories", "pools[pool1].frontEnds", "edgeSites[hq].servers"})
            QTest::newRow(page) << QString::fromLatin1(page);
    }
    void tablesOfObjectsUseTheirWidth()
    {
        QFETCH(const QString, page);
        LiveWindowFixture fixture;
        for (const QSize size : {QSize(1350, 724), QSize(1904, 1000)}) {
            fixture.window().resize(size);
            QVERIFY(fixture.window().openPage(page));
            const auto *list = fixture.window().pageArea().page()->findChild<ui::ObjectListEditor *>();
            QVERIFY(list);
            QTableView &table = *list->table();
            QTRY_COMPARE(cutColumns(table), QStringList());
            const int room = table.viewport()->width();
            const int last = table.model()->columnCount() - 1;
            QCOMPARE(table.columnViewportPosition(last) + table.columnWidth(last), room);
            QVERIFY2(table.columnWidth(last) * 2 < room,
                     qPrintable(QString::number(table.columnWidth(last))));
        }
    }

    void theServersOfASiteTellTheirExternalAddresses()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"edgeSites[hq].servers"_s));
        const auto *list = fixture.window().pageArea().page()->findChild<ui::ObjectListEditor *>();
        const QAbstractItemModel &model = *list->table()->model();
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(0, column).data().toString();
        QVERIFY2(cells.contains(u"203.0.113.11"_s), qPrintable(cells.join(u", ")));
    }

    void webAddressesHaveRoomBesideOneAnother_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(1350, 724), QSize(1904, 1000)})
            QTest::addRow("%d × %d", size.width(), size.height()) << size;
    }
    void webAddressesHaveRoomBesideOneAnother()
    {
        QFETCH(const QSize, size);
        LiveWindowFixture fixture;
        fixture.window().resize(size);
        QVERIFY(fixture.window().openPage(u"pools[pool1].webComponents"_s));
        fixture.window().grab();
        constexpr int kFrame = 16;
        QStringList cut;
        for (const auto *row : fixture.window().pageArea().page()->findChildren<ui::FieldRow *>()) {
            const auto *line = qobject_cast<QLineEdit *>(row->editor()->control());
            if (line != nullptr &&
                line->fontMetrics().horizontalAdvance(line->text()) + kFrame > line->width())
                cut << line->text() + u" %1 of %2"_s.arg(line->fontMetrics().horizontalAdvance(line->text()))
                                          .arg(line->width());
        }
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join(u'\n')));
    }

    void thePaletteShowsWholeRows_data() { addSizes(); }
    void thePaletteShowsWholeRows()
    {
        QFETCH(const QSize, size);
        LiveWindowFixture fixture;
        fixture.window().resize(size);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().findAnything));
        const auto *list = fixture.find<QListView>(u"paletteList"_s);
        QTRY_VERIFY(list->isVisible());
        fixture.window().grab();
        QCOMPARE(list->viewport()->height() % list->visualRect(list->model()->index(0, 0)).height(), 0);
    }

    void aCounterIsAsHighAsItsText_data() { addSizes(); }
    void aCounterIsAsHighAsItsText()
    {
        QFETCH(const QSize, size);
        LiveWindowFixture fixture;
        fixture.window().resize(size);
        QVERIFY(fixture.window().openPage(u"live.traffic"_s));
        QStringList squeezed;
        const auto *groups = fixture.window().pageArea().page()->findChild<ui::CounterGroups *>();
        QVERIFY(groups);
        (void)QTest::qWaitFor(
            [&] {
                fixture.window().grab();
                squeezed.clear();
                for (const QLabel *label : groups->findChildren<QLabel *>()) {
                    if (label->height() < label->sizeHint().height())
                        squeezed << u"%1: %2 of %3"_s.arg(label->text())
                                        .arg(label->height())
                                        .arg(label->sizeHint().height());
                }
                return squeezed.isEmpty();
            },
            500);
        QVERIFY2(squeezed.isEmpty(), qPrintable(squeezed.join(u'\n')));
    }

    void whatNothingActsOnIsSaidOnceBesideItsField()
    {
        LiveWindowFixture fixture;
        const QString words = u"does not act on it"_s;
        // The tokens' service is not served by this version, and the sample switches it on.
        QVERIFY(fixture.window().openPage(u"edgeSites[hq].avAuthentication"_s));
        QTRY_VERIFY(std::any_of(fixture.workspace().problems().begin(), fixture.workspace().problems().end(),
                                [](const validation::Problem &problem) {
                                    return problem.path ==
                                           PropertyPath::of(u"edgeSites[hq].avAuthentication.enabled"_s);
                                }));
        const auto *row = fixture.find<ui::FieldRow>(u"row:edgeSites[hq].avAuthentication.enabled"_s);
        QVERIFY(row);
        int times = 0;
        for (const QLabel *label : row->findChildren<QLabel *>())
            times += label->isVisible() && label->text().contains(words) ? 1 : 0;
        QCOMPARE(times, 1);
        const auto marks = row->marks()->findChildren<QWidget *>();
        QVERIFY(std::any_of(marks.begin(), marks.end(), [&words](const QWidget *mark) {
            return mark->isVisible() && mark->toolTip().contains(words);
        }));
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestReadWhole)
#include "tst_read_whole.moc"
