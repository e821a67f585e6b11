// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/bound_socket.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/net/forwarding_engine.h"
#include "tests/support/main.h"

#include <mutex>

using namespace turnpike;
using namespace turnpike::edge;

namespace {

/// Tells what the relay asked of the engine for the packets with one byte of payload.
class MarkingEngine final : public testing::ForwardingEngine {
public:
    struct Marks {
        std::mutex mutex;
        std::vector<Fragmentation> asked;
        [[nodiscard]] std::vector<Fragmentation> all()
        {
            const std::lock_guard lock(mutex);
            return asked;
        }
    };
    explicit MarkingEngine(std::shared_ptr<Marks> marks)
        : m_marks(std::move(marks))
    {
    }
    void sendDatagram(int socket, const net::OutgoingDatagram &datagram) override
    {
        if (datagram.payload.size() == 1) {
            const std::lock_guard lock(m_marks->mutex);
            m_marks->asked.push_back(datagram.fragmentation);
        }
        engine().sendDatagram(socket, datagram);
    }

private:
    std::shared_ptr<Marks> m_marks;
};

TransportAddress closedPort()
{
    return net::openDatagramSocket({kLoopback, Port{0}}, "a port").value().address;
}

} // namespace

/// Peers that nobody reaches, and packets that the network may not cut, through real sockets.
class TestEdgeUnreachable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aClientLearnsThatItsPeerIsNotThere_data()
    {
        QTest::addColumn<Transport>("transport");
        QTest::newRow("UDP") << Transport::Udp;
        QTest::newRow("TCP") << Transport::Tcp;
    }
    void aClientLearnsThatItsPeerIsNotThere()
    {
        QFETCH(Transport, transport);
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &client = transport == Transport::Udp ? relay.udpClient() : relay.tcpClient();
        auto &peer = relay.peer();
        const TransportAddress nobody = closedPort();
        QVERIFY(clients.allocate(client));
        QVERIFY(clients.permit(client, peer.localAddress()));
        QVERIFY(clients.bindChannel(client, nobody));
        client.client().sendToPeer(nobody, stun::bytesOf("is anybody there?"));
        client.client().sendToPeer(peer.localAddress(), stun::bytesOf("but you are"));
        QVERIFY(clients.until(
            [&] { return !clients.log(client).unreachable.empty() && !clients.log(peer).direct.empty(); }));
        QVERIFY(clients.log(client).unreachable.front() == std::pair(nobody, (stun::IcmpValue{3, 3, 0})));
        QCOMPARE(clients.log(peer).direct.front().text, std::string("but you are"));
        QCOMPARE(relay.edge->snapshot().totals.fromClients.droppedPackets, std::uint64_t{0});
    }

    void onlyWhatMayNotBeCutIsMarkedSo()
    {
        const auto marks = std::make_shared<MarkingEngine::Marks>();
        RunningEdge relay(loopbackSettings(1), [marks]() -> Result<std::unique_ptr<net::IoEngine>> {
            return std::make_unique<MarkingEngine>(marks);
        });
        auto &clients = relay.clients;
        auto &client = relay.udpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(client));
        QVERIFY(clients.permit(client, peer.localAddress()));
        const std::vector wanted{Fragmentation::Allowed, Fragmentation::Forbidden, Fragmentation::Allowed};
        for (const auto fragmentation : wanted)
            client.client().sendToPeer(peer.localAddress(), stun::bytesOf("x"), fragmentation);
        QVERIFY(clients.until([&] { return clients.log(peer).direct.size() == wanted.size(); }));
        QVERIFY(marks->all() == wanted);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeUnreachable)
#include "tst_edge_unreachable.moc"
