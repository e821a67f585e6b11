// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/net/forwarding_engine.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;

namespace {

/// An engine whose loop stands still while the test says so.
class HeldEngine final : public testing::ForwardingEngine {
public:
    explicit HeldEngine(std::shared_ptr<std::atomic<bool>> isHeld)
        : m_isHeld(std::move(isHeld))
    {
    }
    void runOnce(std::optional<MonotonicTime> deadline) override
    {
        engine().runOnce(deadline);
        m_isHeld->wait(true);
    }

private:
    std::shared_ptr<std::atomic<bool>> m_isHeld;
};

} // namespace

class TestEdgeControl : public QObject {
    Q_OBJECT

private:
    static int allocationRefusal(RunningEdge &relay, const std::string &user = "alice")
    {
        return relay.clients.refusalOf(relay.udpClient(user),
                                       [](auto &client) { client.allocate(Clients::now()); });
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aLoopThatStandsStillHasNoPulse()
    {
        const auto isHeld = std::make_shared<std::atomic<bool>>(false);
        RunningEdge relay(loopbackSettings(), [isHeld]() -> Result<std::unique_ptr<net::IoEngine>> {
            return std::make_unique<HeldEngine>(isHeld);
        });
        // Also when the test fails on the way: the relay's end waits for its loops.
        const auto release = [&isHeld] {
            isHeld->store(false);
            isHeld->notify_all();
        };
        const auto atTheEnd = qScopeGuard(release);
        // Each look asks anew, so what was seen once counts.
        const auto isSeen = [&](bool pulse) {
            return [&relay, pulse, seen = false]() mutable {
                return seen = seen || relay.edge->takePulse() == pulse;
            };
        };
        QVERIFY(relay.edge->takePulse()); // nobody was asked yet
        auto beats = isSeen(true);
        QTRY_VERIFY(beats());
        isHeld->store(true);
        // What was asked before may be answered still; then nothing is.
        auto stops = isSeen(false);
        QTRY_VERIFY(stops());
        QVERIFY(!relay.edge->takePulse());
        release();
        auto beatsAgain = isSeen(true);
        QTRY_VERIFY(beatsAgain());
    }

    void aKilledAllocationIsGoneFromTheNextSnapshot()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &udp = relay.udpClient();
        auto &tcp = relay.tcpClient("bob");
        QVERIFY(clients.allocate(udp) && clients.allocate(tcp));
        auto rows = relay.edge->snapshot().allocations;
        QCOMPARE(rows.size(), std::size_t{2});
        for (const auto &row : rows) {
            QVERIFY(relay.edge->endAllocation(row.key, turn::EndCause::Killed).has_value());
            for (const auto &left : relay.edge->snapshot().allocations)
                QVERIFY(left.key != row.key);
        }
        QCOMPARE(relay.edge->allocationCount(), std::size_t{0});
        // A stream is closed at once; over UDP the client learns it from its next request.
        QVERIFY(clients.until([&] { return clients.log(tcp).isDisconnected; }));
        QCOMPARE(clients.refusalOf(
                     udp, [](auto &client) { client.refresh(Clients::now(), std::chrono::seconds(600)); }),
                 437);
    }

    void whatAChangeEndsIsCountedInTheNextSnapshot()
    {
        const Settings open = loopbackSettings();
        Settings closed = open;
        closed.clients = ClientPolicy({}, {IpNetwork(kLoopback, 8)});
        RunningEdge relay(open);
        // Often, because the worker's next turn would tell it a moment later anyway.
        for (std::uint64_t round = 1; round <= 20; ++round) {
            QVERIFY(relay.clients.allocate(relay.udpClient()));
            QVERIFY(relay.edge->apply(closed).has_value());
            QCOMPARE(relay.edge->snapshot().totals.allocationsEnded, round);
            QVERIFY(relay.edge->apply(open).has_value());
        }
    }

    void killingWhatIsGoneSaysSo()
    {
        RunningEdge relay;
        QVERIFY(relay.clients.allocate(relay.udpClient()));
        const auto key = relay.edge->snapshot().allocations.at(0).key;
        QVERIFY(relay.edge->endAllocation(key, turn::EndCause::Killed).has_value());
        for (const live::AllocationKey gone : {key, live::AllocationKey{0xFF00000000000000ULL}}) {
            const auto again = relay.edge->endAllocation(gone, turn::EndCause::Killed);
            QVERIFY(!again && again.error().code == Error::Code::NotFound);
            QVERIFY(again.error().message.find(gone.toString()) != std::string::npos);
        }
    }

    void allAllocationsOfAPersonEndUnderEveryNameTheyUse()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        const auto issued = auth::issueCredential("a shared secret", "alice",
                                                  net::currentTime().wall + std::chrono::hours(1));
        QVERIFY(clients.allocate(relay.udpClient("alice")));
        QVERIFY(clients.allocate(
            clients.open(Transport::Udp, relay.address("udp"), issued.username, issued.password)));
        QVERIFY(clients.allocate(relay.udpClient("bob")));
        QCOMPARE(relay.edge->endAllocationsOf("alice"), 2);
        const auto rows = relay.edge->snapshot().allocations;
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].username, std::string("bob"));
        QCOMPARE(relay.edge->endAllocationsOf("nobody"), 0);
    }

    void aPersonsQuotaCountsOverAllWorkersAndNames()
    {
        Settings settings = loopbackSettings(2);
        settings.turn.limits.allocationsPerUser = 6;
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        const auto issued = auth::issueCredential("a shared secret", "alice",
                                                  net::currentTime().wall + std::chrono::hours(1));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(clients.allocate(relay.udpClient("alice")));
            QVERIFY(clients.allocate(
                clients.open(Transport::Udp, relay.address("udp"), issued.username, issued.password)));
        }
        // Whichever worker these reach.
        for (int i = 0; i < 6; ++i)
            QCOMPARE(allocationRefusal(relay, "alice"), 486);
        QVERIFY(clients.allocate(relay.udpClient("bob")));
        QTRY_COMPARE(relay.edge->snapshot().totals.quotaRefusals, std::uint64_t{6});
        QCOMPARE(relay.edge->endAllocationsOf("alice"), 6);
        QVERIFY(clients.allocate(relay.udpClient("alice")));
    }

    void aPersonsPortsAndBandwidthCountOverAllWorkers()
    {
        Settings settings = loopbackSettings(2);
        settings.turn.limits.portsPerUser = 6;
        settings.turn.limits.bandwidthPerUser = BitRate{80}; // ten packets of 1000 bytes a second
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto &peer = relay.peer();
        std::vector<probe::TurnEndpoint *> endpoints;
        for (int i = 0; i < 6; ++i) {
            endpoints.push_back(&relay.udpClient("alice"));
            QVERIFY(clients.allocate(*endpoints.back()));
            QVERIFY(clients.bindChannel(*endpoints.back(), peer.localAddress()));
        }
        QCOMPARE(allocationRefusal(relay, "alice"), 486);
        const std::string packet(1000, 'x');
        for (int i = 0; i < 20; ++i) {
            for (auto *endpoint : endpoints)
                endpoint->client().sendToPeer(peer.localAddress(), stun::bytesOf(packet));
        }
        live::Totals totals;
        QVERIFY(clients.until([&] {
            totals = relay.edge->snapshot().totals;
            return totals.fromClients.packets + totals.fromClients.droppedPackets == 120;
        }));
        // A burst of one second and whatever this took, each as if there were one worker only.
        QVERIFY2(totals.overUserBandwidth >= 60 && totals.fromClients.packets >= 10,
                 qPrintable(QString::number(totals.overUserBandwidth)));
        QCOMPARE(totals.overUserBandwidth, totals.fromClients.droppedPackets);
        QCOMPARE(totals.overBandwidth + totals.overTotalBandwidth, std::uint64_t{0});
        QCOMPARE(totals.portQuotaRefusals, std::uint64_t{1});
        // Others are not concerned.
        auto &bob = relay.udpClient("bob");
        QVERIFY(clients.allocate(bob) && clients.bindChannel(bob, peer.localAddress()));
        bob.client().sendToPeer(peer.localAddress(), stun::bytesOf("from bob"));
        QVERIFY(clients.until([&] { return clients.log(peer).direct.back().text == "from bob"; }));
    }

    void whatTheRulesRefuseIsShownWithItsCallAndItsRule()
    {
        Settings settings = loopbackSettings(2);
        auto rules = settings.turn.peers.rules();
        rules.deny = {IpNetwork::parse("8.8.4.0/24").value()};
        settings.turn.peers = turn::PeerPolicy(rules);
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto &client = relay.udpClient();
        QVERIFY(clients.allocate(client));
        const auto ask = [&](const char *peer) {
            return clients.refusalOf(client, [&](auto &it) {
                it.createPermission(Clients::now(), TransportAddress::parse(peer).value());
            });
        };
        QCOMPARE(ask("10.1.2.3:4000"), 403);
        QCOMPARE(ask("8.8.4.4:5000"), 403);
        QCOMPARE(ask("8.8.4.4:5001"), 403);
        const auto row = relay.edge->snapshot().allocations.at(0);
        const auto &refused = row.counters.refused;
        QCOMPARE(refused.size(), std::size_t{2});
        QCOMPARE(refused.at(0).peerText(), std::string("8.8.4.4"));
        QCOMPARE(refused.at(0).times, std::uint64_t{2});
        QCOMPARE(refused.at(0).rule, std::string("peers.deny 8.8.4.0/24"));
        QCOMPARE(refused.at(1).peerText(), std::string("10.1.2.3"));
        QVERIFY2(refused.at(1).rule.find("RFC 1918") != std::string::npos, refused.at(1).rule.c_str());
        QCOMPARE(relay.edge->allocation(row.key)->counters.refused, refused);
    }

    void theTotalCountsOverAllWorkers()
    {
        Settings settings = loopbackSettings(2);
        settings.turn.limits.allocations = 5;
        RunningEdge relay(settings);
        for (int i = 0; i < 5; ++i)
            QVERIFY(relay.clients.allocate(relay.udpClient(i % 2 == 0 ? "alice" : "bob")));
        for (int i = 0; i < 4; ++i)
            QCOMPARE(allocationRefusal(relay), 508);
    }

    void drainingRefusesNewCallsAndKeepsThoseThatRun()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &client = relay.udpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(client) && clients.bindChannel(client, peer.localAddress()));
        QVERIFY(!relay.edge->isDraining() && !relay.edge->snapshot().draining);
        relay.edge->drain();
        QVERIFY(relay.edge->isDraining() && relay.edge->snapshot().draining);
        for (int i = 0; i < 4; ++i)
            QCOMPARE(allocationRefusal(relay), 508);
        client.client().sendToPeer(peer.localAddress(), stun::bytesOf("still here"));
        QVERIFY(clients.until([&] { return !clients.log(peer).direct.empty(); }));
        // A change of the settings does not end the draining.
        QVERIFY(relay.edge->apply(relay.edge->settings()).has_value());
        QCOMPARE(allocationRefusal(relay), 508);
    }

    void aPeerThatIsDeniedNowIsCutOffAtOnce()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &client = relay.udpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(client) && clients.bindChannel(client, peer.localAddress()));
        Settings changed = relay.edge->settings();
        changed.turn.peers = turn::PeerPolicy();
        ++changed.revision;
        QVERIFY(relay.edge->apply(changed).has_value());
        const auto snapshot = relay.edge->snapshot();
        QCOMPARE(snapshot.revision, changed.revision);
        QCOMPARE(snapshot.allocations.size(), std::size_t{1});
        QCOMPARE(snapshot.allocations[0].counters.permissions, std::uint16_t{0});
        QCOMPARE(snapshot.allocations[0].counters.channels, std::uint16_t{0});
        QCOMPARE(clients.refusalOf(
                     client, [&](auto &it) { it.createPermission(Clients::now(), peer.localAddress()); }),
                 403);
        QVERIFY(!relay.edge->explainPeer(kLoopback).allowed);
    }

    void aUserWhoIsRemovedProlongsNothingAndCanEndTheirCall()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &alice = relay.udpClient("alice");
        QVERIFY(clients.allocate(alice));
        QVERIFY(clients.allocate(relay.udpClient("bob")));
        Settings changed = relay.edge->settings();
        changed.turn.credentials = credentialsFor({"bob"});
        QVERIFY(relay.edge->apply(changed).has_value());
        // A push that is reverted in a moment has cut nobody.
        QCOMPARE(relay.edge->snapshot().allocations.size(), std::size_t{2});
        QCOMPARE(clients.refusalOf(
                     alice, [](auto &client) { client.refresh(Clients::now(), std::chrono::seconds(600)); }),
                 401);
        QCOMPARE(allocationRefusal(relay, "alice"), 401);
        alice.client().refresh(Clients::now(), std::chrono::seconds(0));
        QVERIFY(clients.until([&] { return clients.log(alice).isReleased; }));
        const auto rows = relay.edge->snapshot().allocations;
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].username, std::string("bob"));
    }

    void aClientThatIsDeniedNowIsCutOffAtOnce()
    {
        RunningEdge relay;
        auto &udp = relay.udpClient("alice");
        auto &tcp = relay.tcpClient("bob");
        QVERIFY(relay.clients.allocate(udp) && relay.clients.allocate(tcp));
        Settings changed = relay.edge->settings();
        changed.clients = ClientPolicy({}, {IpNetwork(kLoopback, 8)});
        QVERIFY(relay.edge->apply(changed).has_value());
        QCOMPARE(relay.edge->allocationCount(), std::size_t{0});
        QVERIFY(relay.clients.until([&] { return relay.clients.log(tcp).isDisconnected; }));
    }

    void aChangeSaysWhatItTook()
    {
        RunningEdge relay;
        Settings changed = relay.edge->settings();
        changed.workers = 7;
        changed.relayPorts = {Port{14020}, Port{14030}};
        changed.turn.lifetimes.nonce = std::chrono::seconds(100);
        ++changed.revision;
        const auto report = relay.edge->apply(changed);
        QVERIFY(report.has_value());
        QVERIFY(report->workersNeedRestart);
        QVERIFY(report->rebound.empty());
        QCOMPARE(relay.edge->snapshot().workers, std::uint16_t{2});
        // "One per core" may be what runs anyway; two are two in any case.
        changed.workers = 2;
        const auto back = relay.edge->apply(changed);
        QVERIFY(back.has_value() && !back->workersNeedRestart);
    }

    void newRelayPortsHoldForNewCalls()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &before = relay.udpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(before) && clients.bindChannel(before, peer.localAddress()));
        Settings changed = relay.edge->settings();
        changed.relayPorts = {Port{14040}, Port{14041}};
        QVERIFY(relay.edge->apply(changed).has_value());
        QVERIFY((relay.edge->snapshot().relayPorts == changed.relayPorts));
        auto &after = relay.udpClient();
        QVERIFY(clients.allocate(after));
        QVERIFY(changed.relayPorts.contains(after.relayed().port));
        before.client().sendToPeer(peer.localAddress(), stun::bytesOf("old port"));
        QVERIFY(clients.until([&] { return !clients.log(peer).direct.empty(); }));
    }

    void snapshotsCountOnAndKeepTheirTimes()
    {
        RunningEdge relay;
        QVERIFY(relay.clients.allocate(relay.udpClient()));
        const auto first = relay.edge->snapshot();
        const auto second = relay.edge->snapshot();
        QCOMPARE(second.sequence, first.sequence + 1);
        QCOMPARE(second.epoch, first.epoch);
        // Nothing happened, so nothing may look changed.
        QVERIFY(second.allocations == first.allocations);
        const auto lifetime = first.allocations[0].counters.expires - first.allocations[0].created;
        QCOMPARE(std::chrono::duration_cast<std::chrono::seconds>(lifetime).count(), 600);
        const auto age = first.time - first.allocations[0].created;
        QVERIFY(age > std::chrono::seconds(-1) && age < std::chrono::seconds(60));
        RunningEdge other;
        QVERIFY(other.edge->snapshot().epoch != first.epoch);
    }

    void anEvenPortCanBeReservedWithItsNeighbour()
    {
        Settings settings = loopbackSettings(1);
        settings.relayPorts = {Port{14050}, Port{14053}};
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto &rtp = relay.udpClient();
        rtp.client().allocate(Clients::now(), probe::TurnClient::Parity::EvenReservingNext);
        QVERIFY(clients.until([&] { return clients.log(rtp).isAllocated; }));
        QCOMPARE(rtp.relayed().port.value % 2, 0);
        auto &rtcp = relay.udpClient();
        rtcp.client().allocateReserved(Clients::now(), rtp.client().reservationToken());
        QVERIFY(clients.until([&] { return clients.log(rtcp).isAllocated; }));
        QCOMPARE(rtcp.relayed().port.value, rtp.relayed().port.value + 1);
        auto &late = relay.udpClient();
        QCOMPARE(clients.refusalOf(late,
                                   [&](auto &client) {
                                       client.allocateReserved(Clients::now(),
                                                               rtp.client().reservationToken());
                                   }),
                 508);
    }

    void anIdleConnectionIsClosedAndOneWithACallIsNot()
    {
        Settings settings = loopbackSettings();
        settings.idleTcp = std::chrono::seconds(1);
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto &idle = relay.tcpClient();
        auto &busy = relay.tcpClient("bob");
        QVERIFY(clients.allocate(busy));
        QVERIFY(clients.until([&] { return clients.log(idle).isDisconnected; }));
        QVERIFY(!clients.log(busy).isDisconnected);
        QCOMPARE(relay.edge->allocationCount(), std::size_t{1});
    }

    void oneSourceHoldsOnlySoManyConnections()
    {
        Settings settings = loopbackSettings();
        settings.tcpConnectionsPerSource = 3;
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        std::vector<probe::TurnEndpoint *> three;
        for (int i = 0; i < 3; ++i) {
            three.push_back(&relay.tcpClient());
            QVERIFY(clients.allocate(*three.back()));
        }
        auto &fourth = relay.tcpClient();
        QVERIFY(clients.until([&] { return clients.log(fourth).isDisconnected; }));
        clients.close(*three[0]);
        QTRY_COMPARE(relay.edge->allocationCount(), std::size_t{2});
        QVERIFY(clients.allocate(relay.tcpClient()));
    }

    void endingTheEdgeClosesStreamsAndReturnsAllPorts()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &tcp = relay.tcpClient();
        auto &udp = relay.udpClient();
        QVERIFY(clients.allocate(tcp) && clients.allocate(udp));
        relay.edge.reset();
        QVERIFY(clients.until([&] { return clients.log(tcp).isDisconnected; }));
        for (const auto *client : {&tcp, &udp})
            QVERIFY(net::openDatagramSocket(client->relayed(), "the port").has_value());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeControl)
#include "tst_edge_control.moc"
