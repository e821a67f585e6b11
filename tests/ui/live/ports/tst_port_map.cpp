// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/live/synthetic_relay.h"
#include "ui/live/ports/heat_legend.h"
#include "ui/live/ports/port_map.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace turnpike;
using ui::LivePicture;
using ui::PortGrid;
using ui::PortMap;
using ui::SharedPicture;
using ui::Theme;

class TestPortMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, Theme::Choice::Light); }
    void init() { turnpike::testing::failOnAnyWarning(); }
    void rowsAreRoundNumbersOfPorts_data();
    void rowsAreRoundNumbersOfPorts();
    void everyPointHitsTheCellThatIsDrawnThere();
    void cellsAreColouredByLoad();
    void cellsSayWhoUsesThem();
    void aClickChoosesTheCall();
    void theKeyboardReachesEveryCell();
    void theCursorStaysOnItsPort();
    void afullRangeIsHatched();
    void sharedPortsAreOneCell();
    void tenThousandCells();

private:
    /// Two pictures a second apart, of calls on the given ports.
    static PortGrid gridOf(testing::SyntheticRelay &relay);
};

PortGrid TestPortMap::gridOf(testing::SyntheticRelay &relay)
{
    const SharedPicture before = LivePicture::next(nullptr, relay.snapshot());
    return PortGrid(LivePicture::next(before.get(), relay.tick()), before.get());
}

void TestPortMap::rowsAreRoundNumbersOfPorts_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("last");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("rows");
    QTest::newRow("one port") << 50000 << 50000 << 10 << 1;
    QTest::newRow("100 ports") << 50000 << 50099 << 20 << 5;
    QTest::newRow("the default") << 50000 << 59999 << 100 << 100;
    QTest::newRow("ragged") << 49152 << 50000 << 50 << 17;
    QTest::newRow("everything") << 1 << 65535 << 200 << 328;
}

void TestPortMap::rowsAreRoundNumbersOfPorts()
{
    QFETCH(const int, first);
    QFETCH(const int, last);
    testing::SyntheticRelay relay;
    relay.setRelayPorts(first, last);
    const PortGrid grid = gridOf(relay);
    QTEST(grid.columns(), "columns");
    QTEST(grid.rows(), "rows");
    QCOMPARE(grid.cellCount(), last - first + 1);
    for (const int cell : {0, grid.cellCount() / 2, grid.cellCount() - 1})
        QCOMPARE(grid.cellOf(grid.portAt(cell)), cell);
    QCOMPARE(grid.cellOf(Port{static_cast<std::uint16_t>(first - 1)}), -1);
}

void TestPortMap::everyPointHitsTheCellThatIsDrawnThere()
{
    testing::SyntheticRelay relay;
    relay.setRelayPorts(50000, 50234);
    PortMap map;
    map.resize(640, 480);
    map.setGrid(gridOf(relay));
    for (int cell = 0; cell < map.grid().cellCount(); ++cell) {
        const QRect rect = map.cellRect(cell);
        QVERIFY(map.rect().contains(rect));
        QCOMPARE(map.cellAt(rect.topLeft()), cell);
        QCOMPARE(map.cellAt(rect.bottomRight()), cell);
    }
    QCOMPARE(map.cellAt({0, 0}), -1);
    const QRect last = map.cellRect(map.grid().cellCount() - 1);
    QCOMPARE(map.cellAt(last.center() + QPoint(last.width(), 0)), -1); // the rest of the last row
    QCOMPARE(map.cellAt(last.center() + QPoint(0, last.height())), -1);
}

void TestPortMap::cellsAreColouredByLoad()
{
    testing::SyntheticRelay relay;
    relay.setRelayPorts(50000, 50099);
    for (const int port : {50000, 50001, 50002})
        relay.add().relayed.port = Port{static_cast<std::uint16_t>(port)};
    const SharedPicture before = LivePicture::next(nullptr, relay.snapshot());
    relay.state().allocations[1].counters.fromClient.bytes = 125'000;
    relay.state().allocations[2].counters.toClient.bytes = 125'000;
    relay.state().allocations[2].counters.toClient.droppedPackets = 4;
    relay.pass(std::chrono::seconds(1));
    const PortGrid grid(LivePicture::next(before.get(), relay.snapshot()), before.get());
    QCOMPARE(grid.stateAt(0), PortGrid::Cell::InUse);
    QCOMPARE(grid.stateAt(2), PortGrid::Cell::Dropping);
    QCOMPARE(grid.stateAt(3), PortGrid::Cell::Free);
    const QImage image = grid.image();
    const Theme &theme = Theme::current();
    QCOMPARE(image.size(), QSize(20, 5));
    QCOMPARE(QColor(image.pixel(0, 0)), theme.heat(0));
    QCOMPARE(QColor(image.pixel(1, 0)), theme.heat(153 / 255.0)); // 1 Mbit/s: three of five powers of ten
    QCOMPARE(image.pixel(1, 0), image.pixel(2, 0));
    QCOMPARE(qAlpha(image.pixel(3, 0)), 0);
    QCOMPARE(PortGrid::heatOf(0), 0.0);
    QCOMPARE(PortGrid::heatOf(1e8), 1.0);
    QCOMPARE(PortGrid::heatOf(1e12), 1.0);

    // What is drawn: a filled square, a dot, and a square with a stroke through it.
    PortMap map;
    map.resize(640, 240);
    map.setGrid(grid);
    const QImage drawn = map.grab().toImage();
    const auto differs = [&](int cell, int other) {
        const QRect a = map.cellRect(cell);
        const QRect b = map.cellRect(other);
        return drawn.copy(a) != drawn.copy(b);
    };
    QCOMPARE(drawn.pixelColor(map.cellRect(0).center()), theme.heat(0));
    QVERIFY(differs(0, 3));
    QVERIFY(differs(1, 2));
    QVERIFY(!differs(3, 4));
}

void TestPortMap::cellsSayWhoUsesThem()
{
    testing::SyntheticRelay relay;
    auto &call = relay.add();
    call.username = "alice";
    call.client = testing::SyntheticRelay::address("198.51.100.7", 4000);
    call.relayed.port = Port{50123};
    PortMap map;
    const SharedPicture before = LivePicture::next(nullptr, relay.snapshot());
    relay.state().allocations[0].counters.fromClient.bytes = 155'000;
    relay.pass(std::chrono::seconds(1));
    map.setGrid(PortGrid(LivePicture::next(before.get(), relay.snapshot()), before.get()));
    QCOMPARE(map.describe(123), u"Port 50123: alice from 198.51.100.7:4000, 1.24 Mbit/s"_s);
    QCOMPARE(map.describe(124), u"Port 50124 is free"_s);
    QCOMPARE(map.describe(-1), QString());
}

void TestPortMap::aClickChoosesTheCall()
{
    testing::SyntheticRelay relay;
    auto &call = relay.add();
    call.relayed.port = Port{50123};
    const live::AllocationKey key = call.key;
    PortMap map;
    map.resize(900, 640);
    map.setGrid(gridOf(relay));
    std::vector<live::AllocationKey> chosen;
    connect(&map, &PortMap::callChosen, this, [&chosen](live::AllocationKey one) { chosen.push_back(one); });
    QTest::mouseClick(&map, Qt::LeftButton, {}, map.cellRect(124).center());
    QVERIFY(chosen.empty());
    QCOMPARE(map.cursorCell(), 124);
    QTest::mouseClick(&map, Qt::LeftButton, {}, map.cellRect(123).center());
    QCOMPARE(chosen, std::vector<live::AllocationKey>{key});
}

void TestPortMap::theKeyboardReachesEveryCell()
{
    testing::SyntheticRelay relay;
    for (const int port : {50010, 51000, 59999})
        relay.add().relayed.port = Port{static_cast<std::uint16_t>(port)};
    PortMap map;
    map.setGrid(gridOf(relay));
    int chosen = 0;
    connect(&map, &PortMap::callChosen, this, [&chosen] { ++chosen; });
    map.setCursorCell(0);
    const auto press = [&map](Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&map, key, modifiers);
        return map.cursorCell();
    };
    QCOMPARE(press(Qt::Key_Right), 1);
    QCOMPARE(press(Qt::Key_Down), 101);
    QCOMPARE(press(Qt::Key_Left), 100);
    QCOMPARE(press(Qt::Key_End), 199);
    QCOMPARE(press(Qt::Key_Home), 100);
    QCOMPARE(press(Qt::Key_Up), 0);
    QCOMPARE(press(Qt::Key_Left), 0);
    QCOMPARE(press(Qt::Key_Right, Qt::ControlModifier), 10);
    QCOMPARE(press(Qt::Key_Right, Qt::ControlModifier), 1000);
    QVERIFY(map.accessibleDescription().startsWith(u"Port 51000"_s));
    QCOMPARE(press(Qt::Key_Left, Qt::ControlModifier), 10);
    QCOMPARE(press(Qt::Key_Left, Qt::ControlModifier), 9999);
    QCOMPARE(press(Qt::Key_PageUp), 8999);
    QCOMPARE(press(Qt::Key_PageDown), 9999);
    press(Qt::Key_Return);
    QCOMPARE(chosen, 1);
}

void TestPortMap::theCursorStaysOnItsPort()
{
    testing::SyntheticRelay relay;
    PortMap map;
    map.setGrid(gridOf(relay));
    map.setCursorCell(1000);
    relay.setRelayPorts(50500, 59999);
    map.setGrid(gridOf(relay));
    QCOMPARE(map.cursorCell(), 500);
    relay.setRelayPorts(40000, 45000);
    map.setGrid(gridOf(relay));
    QCOMPARE(map.cursorCell(), -1);
}

void TestPortMap::afullRangeIsHatched()
{
    testing::SyntheticRelay relay;
    relay.setRelayPorts(50000, 50019);
    relay.add(19);
    PortMap map;
    map.resize(640, 200);
    map.setGrid(gridOf(relay));
    QVERIFY(!map.grid().isExhausted());
    relay.add(1);
    map.setGrid(gridOf(relay));
    QVERIFY(map.grid().isExhausted());
    QCOMPARE(map.grid().nextInUse(3, 1), 4);
}

void TestPortMap::sharedPortsAreOneCell()
{
    testing::SyntheticRelay relay;
    for (const char *user : {"quiet", "busy"}) {
        auto &call = relay.add();
        call.username = user;
        call.relayed.port = Port{50005};
    }
    const SharedPicture before = LivePicture::next(nullptr, relay.snapshot());
    relay.state().allocations[0].counters.fromClient.bytes = 1000;
    relay.state().allocations[1].counters.fromClient.bytes = 9000;
    relay.pass(std::chrono::seconds(1));
    const PortGrid grid(LivePicture::next(before.get(), relay.snapshot()), before.get());
    QCOMPARE(grid.bitsAt(5), 80'000.0);
    QCOMPARE(grid.picture()->allocations()[*grid.callAt(5)].username, std::string("busy"));
}

void TestPortMap::tenThousandCells()
{
    testing::SyntheticRelay relay;
    relay.add(10'000);
    PortMap map;
    map.resize(900, 700);
    map.show();
    QVERIFY(QTest::qWaitForWindowExposed(&map));
    const SharedPicture before = LivePicture::next(nullptr, relay.tick());
    const SharedPicture after = LivePicture::next(before.get(), relay.tick());
    QBENCHMARK
    {
        map.setGrid(PortGrid(after, before.get()));
        map.repaint();
    }
    QVERIFY(map.grid().isExhausted());
}

TURNPIKE_TEST_MAIN(QApplication, TestPortMap)
#include "tst_port_map.moc"
