// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/edge_fixture.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::edge;

namespace {

const IpAddress kAnnounced = IpAddress::v4(0x7F00004D); // 127.0.0.77

} // namespace

/// Clients of one relay who talk to each other, on whatever workers they are.
class TestEdgeOwnAddresses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void behindOneToOneNatClientsReachEachOtherWithoutTheNat_data()
    {
        QTest::addColumn<bool>("isTranslated");
        QTest::addColumn<bool>("onAny");
        QTest::newRow("translated") << true << false;
        QTest::newRow("not translated") << false << false;
        QTest::newRow("translated, relay on any address") << true << true;
    }
    void behindOneToOneNatClientsReachEachOtherWithoutTheNat()
    {
        QFETCH(bool, isTranslated);
        QFETCH(bool, onAny);
        Settings settings = loopbackSettings(2);
        if (isTranslated)
            settings.turn.advertisedAddress = kAnnounced;
        if (onAny)
            settings.relayAddress = IpAddress::v4(0);
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        // Enough pairs that some live on two workers and some on one.
        for (int i = 0; i < 8; ++i) {
            auto &alice = relay.udpClient("alice");
            auto &bob = i % 2 == 0 ? relay.udpClient("bob") : relay.tcpClient("bob");
            QVERIFY(clients.allocate(alice) && clients.allocate(bob));
            QVERIFY(alice.relayed().address == (isTranslated ? kAnnounced : kLoopback));
            QVERIFY(i % 4 < 2 ? clients.permit(alice, bob.relayed())
                              : clients.bindChannel(alice, bob.relayed()));
            QVERIFY(i % 4 > 1 ? clients.permit(bob, alice.relayed())
                              : clients.bindChannel(bob, alice.relayed()));
            alice.client().sendToPeer(bob.relayed(), stun::bytesOf("hello bob"));
            QVERIFY(clients.until([&] { return !clients.log(bob).payloads.empty(); }));
            QVERIFY((clients.log(bob).payloads.at(0) == Clients::Heard{alice.relayed(), "hello bob"}));
            bob.client().sendToPeer(alice.relayed(), stun::bytesOf("hello alice"));
            QVERIFY(clients.until([&] { return !clients.log(alice).payloads.empty(); }));
            QVERIFY((clients.log(alice).payloads.at(0) == Clients::Heard{bob.relayed(), "hello alice"}));
            QCOMPARE(clients.log(bob).payloads.size(), std::size_t{1});
        }
        std::set<std::uint16_t> workers;
        for (const auto &row : relay.edge->snapshot().allocations)
            workers.insert(row.worker);
        QCOMPARE(workers.size(), std::size_t{2});
    }

    void aPushOfAnotherAddressCutsNoRunningCall()
    {
        Settings settings = loopbackSettings(1);
        settings.turn.advertisedAddress = kAnnounced;
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto &alice = relay.udpClient("alice");
        auto &bob = relay.udpClient("bob");
        QVERIFY(clients.allocate(alice) && clients.allocate(bob));
        QVERIFY(clients.bindChannel(alice, bob.relayed()) && clients.bindChannel(bob, alice.relayed()));
        settings.turn.advertisedAddress = IpAddress::v4(0x7F00004E);
        settings.relayAddress = IpAddress::v4(0x7F000002);
        QVERIFY(relay.edge->apply(settings).has_value());
        alice.client().sendToPeer(bob.relayed(), stun::bytesOf("still here"));
        QVERIFY(clients.until([&] { return !clients.log(bob).payloads.empty(); }));
        QVERIFY((clients.log(bob).payloads.at(0) == Clients::Heard{alice.relayed(), "still here"}));
    }

    void theRelaysOwnListenersAreNoPeers()
    {
        Settings settings = loopbackSettings(2);
        auto rules = settings.turn.peers.rules();
        rules.ownListeners.push_back({kLoopback, Port{5443}});
        settings.turn.peers = turn::PeerPolicy(rules);
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto &client = relay.udpClient();
        QVERIFY(clients.allocate(client));
        const std::vector<TransportAddress> listeners{
            relay.address("udp"), relay.address("tcp"), {kLoopback, Port{5443}}};
        for (const TransportAddress &listener : listeners) {
            QCOMPARE(clients.refusalOf(client, [&](auto &it) { it.bindChannel(Clients::now(), listener); }),
                     403);
            // The permission has no port; what is sent has.
            QVERIFY(clients.permit(client, listener));
            client.client().sendToPeer(listener, stun::bytesOf("to the relay itself"));
        }
        QTRY_COMPARE(relay.edge->snapshot().allocations.at(0).counters.fromClient.droppedPackets,
                     std::uint64_t{3});
        const auto totals = relay.edge->snapshot().totals;
        QCOMPARE(totals.fromClients.packets, std::uint64_t{0});
        QCOMPARE(totals.malformedMessages, std::uint64_t{0});
    }

    void aListenerThatIsOpenedLaterIsNoPeerEither()
    {
        RunningEdge relay(loopbackSettings(1));
        Settings settings = relay.edge->settings();
        settings.listeners.push_back({Transport::Udp, {IpAddress::v4(0x7F000003), Port{0}}});
        QVERIFY(relay.edge->apply(settings).has_value());
        const auto listeners = relay.edge->listeners();
        auto &client = relay.udpClient();
        QVERIFY(relay.clients.allocate(client));
        QCOMPARE(listeners.size(), std::size_t{3});
        for (const auto &listener : listeners)
            QCOMPARE(relay.clients.refusalOf(
                         client, [&](auto &it) { it.bindChannel(Clients::now(), listener.address); }),
                     403);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeOwnAddresses)
#include "tst_edge_own_addresses.moc"
