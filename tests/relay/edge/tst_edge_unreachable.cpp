// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/bound_socket.h"
#include "relay/net/file_descriptor.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/support/main.h"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sys/socket.h>

using namespace turnpike;
using namespace turnpike::edge;

namespace {

/// Every UDP packet that this machine receives, with its IP header; needs a privilege.
class PacketTap {
public:
    PacketTap()
        : m_socket(::socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP))
    {
    }
    [[nodiscard]] bool isOpen() const { return m_socket.isOpen(); }
    /// DF of the next packet for the port; nothing when none came yet.
    [[nodiscard]] std::optional<bool> mayNotBeCut(Port port)
    {
        std::array<std::byte, 65536> packet{};
        for (;;) {
            const auto got = ::recv(m_socket.number(), packet.data(), packet.size(), 0);
            if (got < static_cast<ssize_t>(sizeof(iphdr) + sizeof(udphdr)))
                return std::nullopt;
            iphdr ip{};
            std::memcpy(&ip, packet.data(), sizeof ip);
            udphdr udp{};
            std::memcpy(&udp, packet.data() + ip.ihl * std::size_t{4}, sizeof udp);
            if (ntohs(udp.dest) == port.value)
                return (ntohs(ip.frag_off) & IP_DF) != 0;
        }
    }

private:
    net::FileDescriptor m_socket;
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
        PacketTap tap;
        if (!tap.isOpen())
            QSKIP("reading IP headers needs CAP_NET_RAW");
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &client = relay.udpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(client));
        QVERIFY(clients.permit(client, peer.localAddress()));
        for (const auto fragmentation :
             {Fragmentation::Allowed, Fragmentation::Forbidden, Fragmentation::Allowed}) {
            client.client().sendToPeer(peer.localAddress(), stun::bytesOf("x"), fragmentation);
            std::optional<bool> isWhole;
            QVERIFY(clients.until([&] {
                isWhole = tap.mayNotBeCut(peer.localAddress().port);
                return isWhole.has_value();
            }));
            QCOMPARE(*isWhole, fragmentation == Fragmentation::Forbidden);
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeUnreachable)
#include "tst_edge_unreachable.moc"
