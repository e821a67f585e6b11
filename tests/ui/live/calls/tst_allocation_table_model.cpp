// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/live/synthetic_relay.h"
#include "ui/live/calls/allocation_table_model.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTableView>

#include <set>

using namespace Qt::StringLiterals;
using namespace turnpike;
using ui::AllocationColumns;
using ui::AllocationFilter;
using ui::AllocationTableModel;
using ui::LivePicture;
using ui::SharedPicture;

class TestAllocationTableModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }
    void randomLifeKeepsEveryPromise_data();
    void randomLifeKeepsEveryPromise();
    void unchangedRowsAreOneRangeOfCells();
    void aRestartOfTheRelayDropsTheSelection();
    void aFrozenOrderStays();
    void cellsSayWhatTheyShow();
    void equalRowsDoNotTradePlaces();
    void tenThousandRows();
};

namespace {

std::set<quint64> selectedKeys(const QItemSelectionModel &selection)
{
    std::set<quint64> keys;
    for (const QModelIndex &index : selection.selectedRows())
        keys.insert(index.data(AllocationTableModel::KeyRole).toULongLong());
    return keys;
}

std::set<quint64> shownKeys(const AllocationTableModel &model)
{
    std::set<quint64> keys;
    for (int row = 0; row < model.rowCount(); ++row)
        keys.insert(model.keyAt(row).value);
    return keys;
}

} // namespace

void TestAllocationTableModel::randomLifeKeepsEveryPromise_data()
{
    QTest::addColumn<unsigned>("seed");
    for (const unsigned seed : {1U, 2U, 3U, 4U, 5U})
        QTest::addRow("seed %u", seed) << seed;
}

void TestAllocationTableModel::randomLifeKeepsEveryPromise()
{
    QFETCH(const unsigned, seed);
    testing::SyntheticRelay relay(seed);
    AllocationTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QItemSelectionModel selection(&model);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    const QString filters[] = {u""_s, u"alice"_s, u"transport:udp"_s, u"rate>1M"_s, u"-dropped=0"_s};
    relay.add(40);
    SharedPicture picture = LivePicture::next(nullptr, relay.snapshot());
    model.applySnapshot(picture);

    for (int step = 0; step < 300; ++step) {
        const std::set<quint64> selectedBefore = selectedKeys(selection);
        const quint64 currentBefore =
            selection.currentIndex().data(AllocationTableModel::KeyRole).toULongLong();
        switch (relay.below(8)) {
        case 0:
            relay.add(static_cast<int>(relay.below(8)));
            break;
        case 1:
            relay.removeAny(static_cast<int>(relay.below(8)));
            break;
        case 2:
            model.sort(static_cast<int>(relay.below(AllocationColumns::Count)),
                       relay.below(2) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
            break;
        case 3:
            model.setFilter(*AllocationFilter::parse(filters[relay.below(std::size(filters))]));
            break;
        case 4:
            model.setOrderFrozen(relay.below(2) == 0);
            break;
        default:
            break;
        }
        picture = LivePicture::next(picture.get(), relay.tick());
        model.applySnapshot(picture);

        // What was selected and is still shown is selected, and nothing else.
        const std::set<quint64> shown = shownKeys(model);
        std::set<quint64> expected;
        for (const quint64 key : selectedBefore)
            if (shown.contains(key))
                expected.insert(key);
        QCOMPARE(selectedKeys(selection), expected);
        if (shown.contains(currentBefore))
            QCOMPARE(selection.currentIndex().data(AllocationTableModel::KeyRole).toULongLong(),
                     currentBefore);
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.rowOf(model.keyAt(row)), row);

        for (int i = 0; i < 3 && model.rowCount() > 0; ++i) {
            const int row = static_cast<int>(relay.below(static_cast<std::size_t>(model.rowCount())));
            selection.select(model.index(row, 0), QItemSelectionModel::Toggle | QItemSelectionModel::Rows);
            selection.setCurrentIndex(model.index(row, 0), QItemSelectionModel::NoUpdate);
        }
    }
    QCOMPARE(resets.size(), 0);
    model.applySnapshot(nullptr);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!selection.hasSelection());
}

void TestAllocationTableModel::unchangedRowsAreOneRangeOfCells()
{
    testing::SyntheticRelay relay;
    relay.add(20);
    AllocationTableModel model;
    model.sort(AllocationColumns::User, Qt::AscendingOrder);
    SharedPicture picture = LivePicture::next(nullptr, relay.tick());
    model.applySnapshot(picture);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy layouts(&model, &QAbstractItemModel::layoutChanged);
    picture = LivePicture::next(picture.get(), relay.tick());
    model.applySnapshot(picture);
    QCOMPARE(layouts.size(), 0);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes[0][0].value<QModelIndex>(), model.index(0, AllocationColumns::kFirstVolatile));
    QCOMPARE(changes[0][1].value<QModelIndex>(), model.index(19, AllocationColumns::kLastVolatile));
}

void TestAllocationTableModel::aRestartOfTheRelayDropsTheSelection()
{
    testing::SyntheticRelay relay;
    const live::AllocationKey key = relay.add().key;
    AllocationTableModel model;
    model.applySnapshot(LivePicture::next(nullptr, relay.tick()));
    QItemSelectionModel selection(&model);
    selection.select(model.index(0, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    relay.restart();
    relay.add().key = key;
    model.applySnapshot(LivePicture::next(nullptr, relay.tick()));
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(!selection.hasSelection());
}

void TestAllocationTableModel::aFrozenOrderStays()
{
    testing::SyntheticRelay relay;
    relay.add(10);
    AllocationTableModel model;
    model.sort(AllocationColumns::Packets, Qt::DescendingOrder);
    SharedPicture picture = LivePicture::next(nullptr, relay.tick());
    model.applySnapshot(picture);
    std::vector<quint64> before;
    for (int row = 0; row < 10; ++row)
        before.push_back(model.keyAt(row).value);
    model.setOrderFrozen(true);
    relay.add(2);
    relay.state().allocations[3].counters.toClient.packets += 1'000'000;
    picture = LivePicture::next(picture.get(), relay.tick());
    model.applySnapshot(picture);
    QCOMPARE(model.rowCount(), 12);
    for (int row = 0; row < 10; ++row)
        QCOMPARE(model.keyAt(row).value, before[static_cast<std::size_t>(row)]);
    model.setOrderFrozen(false);
    QCOMPARE(model.keyAt(0), relay.state().allocations[3].key);
}

void TestAllocationTableModel::cellsSayWhatTheyShow()
{
    testing::SyntheticRelay relay;
    auto &call = relay.add();
    call.counters.fromClient = {1200, 0, 34};
    call.counters.toClient = {34, 0, 0};
    call.counters.peers = {testing::SyntheticRelay::address("192.0.2.1", 5000),
                           testing::SyntheticRelay::address("192.0.2.2", 5001)};
    call.created = relay.state().time - std::chrono::seconds(125);
    call.counters.expires = relay.state().time + std::chrono::seconds(61);
    AllocationTableModel model;
    SharedPicture picture = LivePicture::next(nullptr, relay.snapshot());
    model.applySnapshot(picture);
    const auto cell = [&model](int column, int role = Qt::DisplayRole) {
        return model.index(0, column).data(role);
    };
    QCOMPARE(cell(AllocationColumns::In).toString(), u"–"_s);
    QCOMPARE(cell(AllocationColumns::Packets).toString(), u"1,234"_s);
    QCOMPARE(cell(AllocationColumns::Dropped).toString(), u"34"_s);
    QCOMPARE(cell(AllocationColumns::Age).toString(), u"2:05"_s);
    QCOMPARE(cell(AllocationColumns::Expires).toString(), u"1:01"_s);
    QCOMPARE(cell(AllocationColumns::Peers).toString(), u"192.0.2.1:5000 +1"_s);
    QCOMPARE(cell(AllocationColumns::Peers, Qt::ToolTipRole).toString(), u"192.0.2.1:5000\n192.0.2.2:5001"_s);
    QCOMPARE(cell(AllocationColumns::Age, AllocationTableModel::RawRole).toLongLong(), 125);
    relay.state().allocations[0].counters.fromClient.bytes = 8000;
    relay.pass(std::chrono::seconds(1));
    model.applySnapshot(LivePicture::next(picture.get(), relay.snapshot()));
    QCOMPARE(cell(AllocationColumns::In).toString(), u"64"_s);
    QCOMPARE(cell(AllocationColumns::In, AllocationTableModel::RawRole).toLongLong(), 64000);
    for (int column = 0; column < AllocationColumns::Count; ++column) {
        QVERIFY(!AllocationColumns::title(column).isEmpty());
        QVERIFY(!AllocationColumns::id(column).isEmpty());
        QVERIFY(!cell(column, Qt::AccessibleTextRole).toString().isEmpty());
    }
}

void TestAllocationTableModel::equalRowsDoNotTradePlaces()
{
    testing::SyntheticRelay relay;
    relay.add(50);
    AllocationTableModel model;
    SharedPicture picture = LivePicture::next(nullptr, relay.tick());
    model.applySnapshot(picture);
    for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        model.sort(AllocationColumns::Transport, order);
        for (int row = 1; row < model.rowCount(); ++row)
            if (model.allocationAt(row).transport == model.allocationAt(row - 1).transport)
                QVERIFY(model.keyAt(row - 1) < model.keyAt(row));
    }
}

void TestAllocationTableModel::tenThousandRows()
{
    testing::SyntheticRelay relay;
    relay.add(10'000);
    AllocationTableModel model;
    QTableView view;
    view.setModel(&model);
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.verticalHeader()->hide();
    view.resize(1400, 900);
    view.show();
    model.sort(AllocationColumns::In, Qt::DescendingOrder);
    SharedPicture picture = LivePicture::next(nullptr, relay.tick());
    model.applySnapshot(picture);
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    for (int row = 0; row < 400; row += 2)
        view.selectionModel()->select(model.index(row, 0),
                                      QItemSelectionModel::Select | QItemSelectionModel::Rows);

    std::vector<double> picturing;
    std::vector<double> applying;
    std::vector<double> repainting;
    for (int second = 0; second < 21; ++second) {
        relay.removeAny(200);
        relay.add(200);
        const auto snapshot = relay.tick();
        QElapsedTimer timer;
        timer.start();
        picture = LivePicture::next(picture.get(), snapshot);
        picturing.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        timer.restart();
        model.applySnapshot(picture);
        applying.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        view.viewport()->repaint();
        repainting.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    const auto median = [](std::vector<double> values) {
        std::nth_element(values.begin(), values.begin() + 10, values.end());
        return values[10];
    };
    QCOMPARE(model.rowCount(), 10'000);
    qInfo(
        "10,000 rows, 200 replaced, sorted by rate: rates %.1f ms, apply %.1f ms, apply and repaint %.1f ms",
        median(picturing), median(applying), median(repainting));
}

TURNPIKE_TEST_MAIN(QApplication, TestAllocationTableModel)
#include "tst_allocation_table_model.moc"
