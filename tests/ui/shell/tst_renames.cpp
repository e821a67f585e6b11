// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/dialogs/change_tree_model.h"
#include "ui/dialogs/review_dialog.h"
#include "ui/forms/field_row.h"
#include "ui/shell/lower_panel.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_source.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTreeView>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::Edit;
using document::PropertyPath;

namespace {

const PropertyPath kServer = PropertyPath::of(u"edgeSites[hq].servers[edge1]");
const QString kUsersPath = u"edgeSites[this-computer].avEdge.credentials.users"_s;

/// The real window with the real pages.
class RenameFixture : public WindowFixture {
public:
    RenameFixture()
        : WindowFixture({}, wire::Role::Administrator, nullptr, ui::standardPages())
    {
        window().resize(1200, 800);
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }
    void rename(const PropertyPath &entry, const QString &name)
    {
        QVERIFY(workspace().apply({u"Rename"_s, {Edit::rename(entry, name)}}));
    }
    [[nodiscard]] QStringList reviewed()
    {
        QStringList rows;
        const auto *tree = inDialog<QTreeView>(u"reviewTree"_s);
        if (tree == nullptr)
            return rows;
        const QAbstractItemModel &model = *tree->model();
        for (int place = 0; place < model.rowCount(); ++place) {
            const QModelIndex parent = model.index(place, 0);
            for (int row = 0; row < model.rowCount(parent); ++row)
                rows << model.index(row, 0, parent).data().toString();
        }
        return rows;
    }
};

} // namespace

/// A renamed entry is one change wherever changes are shown, counted, chosen and put back.
class TestRenames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aNameTypedIntoATableIsOneChangeEverywhere()
    {
        RenameFixture fixture;
        fixture.workspace().openPage(PropertyPath::of(kUsersPath).entry(u"alice"_s));
        auto *table = fixture.find<QTableView>(kUsersPath);
        QVERIFY(table);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F2);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), u"bob"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(fixture.workspace().document().pendingChanges().size(), std::size_t(1));
        QVERIFY2(fixture.window().windowTitle().contains(u"(1 change"_s),
                 qPrintable(fixture.window().windowTitle()));
        const auto &navigator = fixture.window().navigator().model();
        QCOMPARE(navigator.indexOf(fixture.window().pageArea().currentId())
                     .data(ui::NavigatorModel::PendingRole)
                     .toInt(),
                 1);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().reviewAndPush));
        QTRY_COMPARE(fixture.reviewed(), QStringList{u"renamed alice → bob"_s});
        QVERIFY(fixture.inDialog<QLabel>(u"reviewTitle"_s)->text().startsWith(u"1 change"_s));
        fixture.dialogs().m_dialog->reject();
        // Put back as one.
        QVERIFY(fixture.workspace().putBack(fixture.workspace().document().pendingChanges()));
        QCOMPARE(*fixture.workspace().document().working(), *fixture.workspace().document().base());
    }

    void whatElseChangedInTheEntryIsListedBesideItAndKnowsWhatRuns()
    {
        RenameFixture fixture;
        QVERIFY(fixture.set(kServer.toString() + u".workers=3"_s));
        fixture.rename(kServer, u"west"_s);
        const PropertyPath west = kServer.parent().entry(u"west"_s);
        const auto &pending = fixture.workspace().document().pendingChanges();
        QCOMPARE(pending.size(), std::size_t(2));
        QCOMPARE(pending.front().kind, document::Change::Kind::Renamed);
        QCOMPARE(pending.back().path, west.child(u"workers"_s));
        // The field knows what the relay runs, though the entry has another name there.
        fixture.workspace().openPage(west.child(u"workers"_s));
        const auto *row = fixture.find<ui::FieldRow>(u"row:" + west.child(u"workers"_s).toString());
        QVERIFY(row);
        const auto marks = row->marks()->findChildren<QWidget *>();
        QVERIFY(std::any_of(marks.begin(), marks.end(), [](const QWidget *mark) {
            return mark->toolTip().startsWith(u"Not pushed: the relay runs with 0."_s);
        }));
        QVERIFY(fixture.workspace().document().isPending(west.child(u"name"_s)));
        QVERIFY(!fixture.workspace().document().isPending(west.child(u"enabled"_s)));
        // The name alone is put back; the other change stays.
        QVERIFY(fixture.workspace().resetToBase(west.child(u"name"_s)));
        QCOMPARE(fixture.value(kServer.toString() + u".workers"_s), u"3"_s);
    }

    void oneOfBothCanBePushedWithoutTheOther_data()
    {
        QTest::addColumn<int>("left");
        QTest::newRow("the rename alone") << 1;
        QTest::newRow("the value alone") << 0;
    }
    void oneOfBothCanBePushedWithoutTheOther()
    {
        QFETCH(const int, left);
        RenameFixture fixture;
        QVERIFY(fixture.set(kServer.toString() + u".workers=3"_s));
        fixture.rename(kServer, u"west"_s);
        document::Changes chosen = fixture.workspace().document().pendingChanges();
        chosen.erase(chosen.begin() + left);
        fixture.workspace().push().begin();
        QTRY_COMPARE(fixture.workspace().push().state(), client::PushSession::State::Reviewing);
        fixture.workspace().push().upload(chosen, {}, std::nullopt);
        QTRY_COMPARE(fixture.relay().m_pushes, 1);
        QTRY_COMPARE(fixture.workspace().document().pendingChanges().size(), std::size_t(1));
        const PropertyPath running = left == 1 ? kServer.parent().entry(u"west"_s) : kServer;
        const auto workers =
            document::valueAt(*fixture.workspace().document().base(), running.child(u"workers"_s));
        QVERIFY(workers);
        QCOMPARE(workers->toInt(), left == 1 ? 0 : 3);
    }

    void aColleaguesChangeInTheRenamedEntryArrives()
    {
        RenameFixture fixture;
        fixture.rename(kServer, u"west"_s);
        const auto edit = document::parseAssignment(*fixture.workspace().document().base(),
                                                    kServer.toString() + u".workers=5"_s);
        fixture.relay().somebodyPushes(
            document::applied(*fixture.workspace().document().base(), {{}, {*edit}}).value());
        QTRY_COMPARE(fixture.value(kServer.parent().entry(u"west"_s).toString() + u".workers"_s), u"5"_s);
        QCOMPARE(fixture.workspace().document().pendingChanges().size(), std::size_t(1));
        QVERIFY(!fixture.workspace().running().hasOverlap());
    }

    void twoNamesForOneEntryAsk()
    {
        RenameFixture fixture;
        fixture.rename(kServer, u"west"_s);
        fixture.relay().somebodyPushes(document::applied(*fixture.workspace().document().base(),
                                                         {{}, {Edit::rename(kServer, u"east"_s)}})
                                           .value());
        QTRY_VERIFY(fixture.workspace().running().hasOverlap());
        const auto overlap = fixture.workspace().running().overlap();
        QCOMPARE(overlap->conflicts.size(), std::size_t(1));
        QCOMPARE(overlap->conflicts.front().mine.toString(), u"west"_s);
        QCOMPARE(overlap->conflicts.front().theirs.toString(), u"east"_s);
        QVERIFY(
            document::resolve(*fixture.workspace().document().working(), kServer.parent().entry(u"west"_s)));
        QVERIFY(fixture.workspace().decideOverlap({}));
        QVERIFY(
            document::resolve(*fixture.workspace().document().working(), kServer.parent().entry(u"east"_s)));
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestRenames)
#include "tst_renames.moc"
