// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/client/fake_relay_connection.h"
#include "tests/support/main.h"
#include "tests/ui/live/synthetic_relay.h"
#include "ui/workspace/live_hub.h"

#include <QApplication>
#include <QSignalSpy>
#include <QWidget>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace turnpike;
using turnpike::ui::LiveHub;

class TestLiveHub : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }
    void ratesAreWhatWasCountedBetweenTwoSnapshots();
    void ratesFollowTheTimeThatPassedAtTheRelay();
    void aCallThatCameInBetweenHasARate();
    void aRestartOfTheRelayHasNoRatesAtFirst();
    void aRepeatedSnapshotChangesNothing();
    void historyKeepsFiveMinutes();
    void portsAreCountedOnce();
    void sparklinesFollowTheirCall();
    void thereIsInterestOnlyWhileSomebodyLooks();
    void aDestroyedViewerLooksNoMore();
    void silenceIsToldAndForgotten();
    void aPauseKeepsThePictureAndLosesNoHistory();
    void anotherConnectionStartsAnew();
    void anOutageIsAGapInEverySeries();
    void aLatePictureIsNoGap();
    void aClockThatIsSetLeavesTimeGoingOn_data();
    void aClockThatIsSetLeavesTimeGoingOn();
    void anotherRelayEndsThePause();
    void freshnessIsOneAnswer();
};

void TestLiveHub::ratesAreWhatWasCountedBetweenTwoSnapshots()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    const live::AllocationKey key = relay.add().key;
    connection.sendSnapshot(relay.snapshot());
    QVERIFY(!hub.picture()->hasRates());
    QVERIFY(hub.history().empty());

    auto &call = relay.state().allocations.front().counters;
    call.fromClient = {100, 125'000, 0};
    call.toClient = {50, 25'000, 7};
    relay.state().totals.fromClients = call.fromClient;
    relay.state().totals.toClients = call.toClient;
    relay.pass(std::chrono::seconds(1));
    connection.sendSnapshot(relay.snapshot());

    const ui::AllocationRates rates = hub.rates(key);
    QCOMPARE(rates.bitsFromClient, 1e6);
    QCOMPARE(rates.bitsToClient, 2e5);
    QCOMPARE(rates.packetsFromClient, 100.0);
    QCOMPARE(rates.packetsToClient, 50.0);
    QCOMPARE(hub.history().size(), 1U);
    QCOMPARE(hub.history().back().bitsFromClients, 1e6);
    QCOMPARE(hub.history().back().packets, 150.0);
    QCOMPARE(hub.history().back().droppedPackets, 7.0);
    QCOMPARE(hub.picture()->totalRates().loss(), 7.0 / 157.0);
    QCOMPARE(hub.rates(live::AllocationKey{12345}).bitsFromClient, 0.0);
}

void TestLiveHub::ratesFollowTheTimeThatPassedAtTheRelay()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    const live::AllocationKey key = relay.add().key;
    connection.sendSnapshot(relay.snapshot());
    relay.state().allocations.front().counters.fromClient.bytes = 1000;
    relay.pass(std::chrono::milliseconds(2500));
    // Somebody has set its clock, too.
    relay.state().time -= std::chrono::minutes(10);
    connection.sendSnapshot(relay.snapshot());
    QCOMPARE(hub.rates(key).bitsFromClient, 3200.0);
}

void TestLiveHub::aCallThatCameInBetweenHasARate()
{
    testing::SyntheticRelay relay;
    const auto before = ui::LivePicture::next(nullptr, relay.snapshot());
    relay.add().counters.toClient.bytes = 500;
    relay.pass(std::chrono::seconds(1));
    const auto after = ui::LivePicture::next(before.get(), relay.snapshot());
    QCOMPARE(after->ratesAt(0).bitsToClient, 4000.0);
}

void TestLiveHub::aRestartOfTheRelayHasNoRatesAtFirst()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    relay.add(3);
    connection.sendSnapshot(relay.tick());
    connection.sendSnapshot(relay.tick());
    QVERIFY(hub.picture()->hasRates());
    relay.restart();
    relay.add(1);
    connection.sendSnapshot(relay.tick());
    QVERIFY(!hub.picture()->hasRates());
    QCOMPARE(hub.picture()->totalRates().bitsFromClients, 0.0);
    QVERIFY2(hub.history().empty(), "another life of the relay is another history");
    connection.sendSnapshot(relay.tick());
    QVERIFY(hub.picture()->hasRates());
}

void TestLiveHub::aRepeatedSnapshotChangesNothing()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    relay.add(1);
    connection.sendSnapshot(relay.tick());
    const auto second = relay.tick();
    connection.sendSnapshot(second);
    const auto picture = hub.picture();
    QSignalSpy ticks(&hub, &LiveHub::ticked);
    connection.sendSnapshot(second);
    QCOMPARE(ticks.size(), 0);
    QCOMPARE(hub.picture(), picture);
}

void TestLiveHub::historyKeepsFiveMinutes()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    for (int second = 0; second < 400; ++second)
        connection.sendSnapshot(relay.tick());
    QCOMPARE(hub.history().size(), 301U);
    QCOMPARE(hub.history().back().msecsSinceEpoch - hub.history().front().msecsSinceEpoch, 300'000);
}

void TestLiveHub::portsAreCountedOnce()
{
    testing::SyntheticRelay relay;
    relay.setRelayPorts(50000, 50009);
    relay.add().relayed.port = Port{50003};
    relay.add().relayed.port = Port{50003}; // the same port at another address
    relay.add().relayed.port = Port{50004};
    relay.add().relayed.port = Port{40000}; // made before the range was changed
    const auto picture = ui::LivePicture::next(nullptr, relay.snapshot());
    QCOMPARE(picture->portsInUse(), 2);
    QCOMPARE(picture->portShare(), 0.2);
}

void TestLiveHub::sparklinesFollowTheirCall()
{
    testing::SyntheticRelay relay;
    const live::AllocationKey first = relay.add().key;
    const live::AllocationKey second = relay.add().key;
    auto picture = ui::LivePicture::next(nullptr, relay.snapshot());
    const auto step = [&](std::uint64_t bytes) {
        for (live::Allocation &call : relay.state().allocations)
            if (call.key == second)
                call.counters.fromClient.bytes += bytes;
        relay.pass(std::chrono::seconds(1));
        picture = ui::LivePicture::next(picture.get(), relay.snapshot());
    };
    step(125'000);
    step(250'000);
    relay.state().allocations.erase(relay.state().allocations.begin());
    step(125'000);
    QVERIFY(!picture->indexOf(first));
    std::vector<float> bits;
    picture->sparkline(*picture->indexOf(second), bits);
    QCOMPARE(bits, (std::vector<float>{1e6F, 2e6F, 1e6F}));
    for (int i = 0; i < 100; ++i)
        step(125'000);
    picture->sparkline(0, bits);
    QCOMPARE(bits.size(), std::size_t{ui::LivePicture::kSparkSamples});
    QCOMPARE(bits.front(), 1e6F);
}

void TestLiveHub::thereIsInterestOnlyWhileSomebodyLooks()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    QVERIFY(connection.m_interests.empty());
    QWidget first;
    QWidget second;
    hub.addViewer(&first);
    hub.addViewer(&first);
    hub.addViewer(&second);
    QCOMPARE(connection.m_interests, std::vector<bool>{true});
    hub.removeViewer(&first);
    QCOMPARE(connection.m_interests.size(), 1U);
    hub.removeViewer(&second);
    QCOMPARE(connection.m_interests, (std::vector<bool>{true, false}));

    testing::FakeRelayConnection other(wire::RelayConnection::State::Connected);
    hub.addViewer(&first);
    hub.setConnection(&other);
    QCOMPARE(connection.m_interests, (std::vector<bool>{true, false, true, false}));
    QCOMPARE(other.m_interests, std::vector<bool>{true});
}

void TestLiveHub::aDestroyedViewerLooksNoMore()
{
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    {
        QWidget viewer;
        hub.addViewer(&viewer);
    }
    QCOMPARE(connection.m_interests, (std::vector<bool>{true, false}));
}

void TestLiveHub::silenceIsToldAndForgotten()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    auto *alarm = new testing::ManualAlarm;
    LiveHub hub(alarm, nullptr);
    hub.setConnection(&connection);
    QVERIFY(!alarm->isRunning());
    QWidget viewer;
    hub.addViewer(&viewer);
    QVERIFY(alarm->isRunning());
    connection.sendSnapshot(relay.tick());
    QSignalSpy changes(&hub, &LiveHub::freshnessChanged);
    alarm->goOff();
    QCOMPARE(hub.freshness(), LiveHub::Freshness::Silent);
    connection.sendSnapshot(relay.tick());
    QCOMPARE(hub.freshness(), LiveHub::Freshness::Live);
    QCOMPARE(changes.size(), 2);
    alarm->goOff();
    hub.removeViewer(&viewer);
    QCOMPARE(hub.freshness(), LiveHub::Freshness::Live);
    QVERIFY(!alarm->isRunning());
}

void TestLiveHub::aPauseKeepsThePictureAndLosesNoHistory()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    relay.add(2);
    connection.sendSnapshot(relay.tick());
    connection.sendSnapshot(relay.tick());
    hub.setPaused(true);
    const auto picture = hub.picture();
    for (int i = 0; i < 5; ++i)
        connection.sendSnapshot(relay.tick());
    QCOMPARE(hub.picture(), picture);
    QCOMPARE(hub.history().size(), 1U);
    QCOMPARE(hub.missedPictures(), 5);
    hub.setPaused(false);
    QCOMPARE(hub.missedPictures(), 0);
    QCOMPARE(hub.history().size(), 6U);
    QVERIFY(hub.picture() != picture);
}

void TestLiveHub::anotherConnectionStartsAnew()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection first(wire::RelayConnection::State::Connected);
    testing::FakeRelayConnection second(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&first);
    first.sendSnapshot(relay.tick());
    first.sendSnapshot(relay.tick());
    hub.setConnection(&second);
    QVERIFY(!hub.picture());
    QVERIFY(hub.history().empty());
    first.sendSnapshot(relay.tick());
    QVERIFY(!hub.picture());
    QVERIFY(hub.isConnected());
    hub.setConnection(nullptr);
    QVERIFY(!hub.isConnected());
}

void TestLiveHub::anOutageIsAGapInEverySeries()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    relay.add(1);
    for (int i = 0; i < 4; ++i)
        connection.sendSnapshot(relay.tick());
    QCOMPARE(hub.history().size(), 3U);
    QVERIFY(!hub.history()[0].continuesPrevious);
    QVERIFY(hub.history()[1].continuesPrevious && hub.history()[2].continuesPrevious);

    relay.talk(std::chrono::seconds(10));
    connection.sendSnapshot(relay.snapshot());
    QVERIFY2(!hub.picture()->hasRates(), "an average over an outage is no rate");
    QCOMPARE(hub.history().size(), 3U);
    std::vector<float> bits;
    hub.picture()->sparkline(0, bits);
    QCOMPARE(bits.size(), 13U);
    QVERIFY(!std::isnan(bits[2]));
    QVERIFY(std::all_of(bits.begin() + 3, bits.end(), [](float value) { return std::isnan(value); }));

    connection.sendSnapshot(relay.tick());
    connection.sendSnapshot(relay.tick());
    QCOMPARE(hub.history().size(), 5U);
    QVERIFY(!hub.history()[3].continuesPrevious);
    QVERIFY(hub.history()[4].continuesPrevious);
    hub.picture()->sparkline(0, bits);
    QCOMPARE(bits.size(), 15U);
    QVERIFY(!std::isnan(bits[13]) && !std::isnan(bits[14]));
}

void TestLiveHub::aLatePictureIsNoGap()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    relay.add(1);
    connection.sendSnapshot(relay.tick());
    connection.sendSnapshot(relay.tick());
    relay.talk(std::chrono::milliseconds(2200));
    connection.sendSnapshot(relay.snapshot());
    QVERIFY(hub.history().back().continuesPrevious);
    std::vector<float> bits;
    hub.picture()->sparkline(0, bits);
    QCOMPARE(bits.size(), 3U);
    QVERIFY(std::none_of(bits.begin(), bits.end(), [](float value) { return std::isnan(value); }));
}

void TestLiveHub::aClockThatIsSetLeavesTimeGoingOn_data()
{
    QTest::addColumn<std::chrono::minutes>("jump");
    QTest::newRow("put back") << std::chrono::minutes(-10);
    QTest::newRow("put forward") << std::chrono::minutes(10);
}

void TestLiveHub::aClockThatIsSetLeavesTimeGoingOn()
{
    QFETCH(std::chrono::minutes, jump);
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&connection);
    for (int i = 0; i < 20; ++i)
        connection.sendSnapshot(relay.tick());
    relay.state().time += jump;
    for (int i = 0; i < 3; ++i)
        connection.sendSnapshot(relay.tick());
    const auto &history = hub.history();
    QCOMPARE(history.size(), 22U);
    for (std::size_t i = 1; i < history.size(); ++i) {
        QCOMPARE(history[i].msecsSinceEpoch - history[i - 1].msecsSinceEpoch, 1000);
        QVERIFY(history[i].continuesPrevious);
    }
    QCOMPARE(history.back().msecsSinceEpoch, hub.snapshot()->time.time_since_epoch().count());
}

void TestLiveHub::anotherRelayEndsThePause()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection first(wire::RelayConnection::State::Connected);
    testing::FakeRelayConnection second(wire::RelayConnection::State::Connected);
    LiveHub hub;
    hub.setConnection(&first);
    first.sendSnapshot(relay.tick());
    hub.setPaused(true);
    QSignalSpy pauses(&hub, &LiveHub::pausedChanged);
    hub.setConnection(&second);
    QVERIFY(!hub.isPaused());
    QCOMPARE(pauses.size(), 1);
    second.sendSnapshot(relay.tick());
    QVERIFY(hub.picture());
}

void TestLiveHub::freshnessIsOneAnswer()
{
    testing::SyntheticRelay relay;
    testing::FakeRelayConnection connection(wire::RelayConnection::State::Connected);
    LiveHub hub;
    QSignalSpy changes(&hub, &LiveHub::freshnessChanged);
    QSignalSpy restarts(&hub, &LiveHub::startedOver);
    QCOMPARE(hub.freshness(), LiveHub::Freshness::Nothing);
    hub.setConnection(&connection);
    QCOMPARE(restarts.size(), 1);
    connection.sendSnapshot(relay.tick());
    QCOMPARE(hub.freshness(), LiveHub::Freshness::Live);
    hub.setPaused(true);
    QCOMPARE(hub.freshness(), LiveHub::Freshness::Paused);
    QVERIFY(!hub.isOld());
    connection.loseConnection();
    QCOMPARE(hub.freshness(), LiveHub::Freshness::Disconnected);
    QVERIFY(hub.isOld());
    QCOMPARE(changes.size(), 3);

    // The relay comes back in another life, behind a paused view: the view starts over when it goes on.
    connection.enter(wire::RelayConnection::State::Connected);
    relay.restart();
    connection.sendSnapshot(relay.tick());
    QCOMPARE(restarts.size(), 1);
    hub.setPaused(false);
    QCOMPARE(restarts.size(), 2);
    QCOMPARE(hub.freshness(), LiveHub::Freshness::Live);
    relay.restart();
    connection.sendSnapshot(relay.tick());
    QCOMPARE(restarts.size(), 3);
}

TURNPIKE_TEST_MAIN(QApplication, TestLiveHub)
#include "tst_live_hub.moc"
