// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/wandering_client.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::edge;

namespace {

constexpr int kWorkers = 4;
constexpr int kMoves = 24; ///< the kernel gives some of them to each worker
constexpr std::uint16_t kChannel = 0x4001;

Settings mobileSettings()
{
    Settings settings = loopbackSettings(kWorkers);
    settings.turn.mobility = true;
    return settings;
}

} // namespace

/// A call follows its client, whichever worker the kernel gives the new address to.
class TestEdgeMobility : public QObject {
    Q_OBJECT

private:
    /// A packet each way, between the client where it is now and the peer.
    static bool talks(RunningEdge &relay, WanderingClient &client, probe::TurnEndpoint &peer,
                      const TransportAddress &relayed, int number)
    {
        const std::string there = "there " + std::to_string(number);
        client.sendOn(kChannel, there);
        if (!relay.clients.until([&] {
                const auto &heard = relay.clients.log(peer).direct;
                return !heard.empty() && heard.back() == Clients::Heard{relayed, there};
            }))
            return false;
        const std::string back = "back " + std::to_string(number);
        peer.sendDirectly(relayed, stun::bytesOf(back));
        return client.receiveOn(kChannel) == back;
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aCallFollowsItsClientToEveryWorker_data()
    {
        QTest::addColumn<Transport>("first");
        QTest::addColumn<Transport>("second");
        QTest::newRow("over UDP") << Transport::Udp << Transport::Udp;
        QTest::newRow("over TCP") << Transport::Tcp << Transport::Tcp;
        QTest::newRow("from UDP to TCP and back") << Transport::Udp << Transport::Tcp;
    }
    void aCallFollowsItsClientToEveryWorker()
    {
        QFETCH(Transport, first);
        QFETCH(Transport, second);
        const auto open = [&](WanderingClient &client, RunningEdge &relay, Transport transport) {
            client.open(transport, relay.address(std::string(name(transport))));
        };
        RunningEdge relay(mobileSettings());
        auto &peer = relay.peer();
        WanderingClient client;
        open(client, relay, first);
        const auto begun = client.allocate();
        QCOMPARE(begun.code(), 0);
        const auto relayed = begun.address(stun::AttributeType::XorRelayedAddress);
        QCOMPARE(client.bind(kChannel, peer.localAddress()).code(), 0);
        for (int i = 1; i <= kMoves; ++i) {
            open(client, relay, i % 2 == 0 ? first : second);
            QCOMPARE(client.move().code(), 0);
            QVERIFY(talks(relay, client, peer, relayed, i));
            QTRY_VERIFY(relay.edge->snapshot().allocations.at(0).client == client.address());
            QCOMPARE(relay.edge->allocationCount(), std::size_t{1});
        }
        QCOMPARE(relay.edge->snapshot().allocations.at(0).counters.fromClient.packets, std::uint64_t{kMoves});
        QCOMPARE(client.release().code(), 0);
        QTRY_COMPARE(relay.edge->allocationCount(), std::size_t{0});
        // Where it is now it is a client like any other.
        QCOMPARE(client.bind(kChannel, peer.localAddress()).code(), 437);
        QCOMPARE(client.allocate().code(), 0);
        QTRY_COMPARE(relay.edge->allocationCount(), std::size_t{1});
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeMobility)
#include "tst_edge_mobility.moc"
