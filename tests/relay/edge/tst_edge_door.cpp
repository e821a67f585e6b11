// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/machine_addresses.h"
#include "relay/net/socket_address.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/support/main.h"

#include <poll.h>

#include <atomic>

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;

namespace {

/// A plain TCP connection, as a health check or a port scanner makes it.
class Stranger {
public:
    explicit Stranger(const TransportAddress &server)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        net::SocketAddress address(server);
        m_isConnected = ::connect(m_socket.number(), address.data(), address.size()) == 0;
    }
    [[nodiscard]] bool isConnected() const { return m_isConnected; }
    void say(const QByteArray &bytes)
    {
        // The other side may be gone already.
        [[maybe_unused]] const ssize_t sent = ::send(m_socket.number(), bytes.constData(),
                                                     static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL);
    }
    /// The relay closed the connection, within ten seconds.
    [[nodiscard]] bool isClosed() const
    {
        pollfd entry{m_socket.number(), POLLIN, 0};
        char byte = 0;
        return ::poll(&entry, 1, 10'000) == 1 && ::recv(m_socket.number(), &byte, 1, MSG_DONTWAIT) <= 0;
    }
    [[nodiscard]] bool isAnswered() const
    {
        pollfd entry{m_socket.number(), POLLIN, 0};
        char byte = 0;
        return ::poll(&entry, 1, 10'000) == 1 && ::recv(m_socket.number(), &byte, 1, MSG_DONTWAIT) == 1;
    }
    void hangUp() { m_socket.reset(); }

private:
    net::FileDescriptor m_socket;
    bool m_isConnected = false;
};

const QByteArray kBinding = QByteArray::fromHex("000100002112a442000102030405060708090a0b");

} // namespace

/// Who comes in: what the client rules and limits say, what is counted when somebody does not.
class TestEdgeDoor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void theClientRulesHoldOverUdp()
    {
        Settings settings = loopbackSettings();
        settings.clients = ClientPolicy({}, {IpNetwork(kLoopback, 8)});
        RunningEdge relay(settings);
        auto &stranger = relay.udpClient();
        stranger.client().requestBinding(Clients::now());
        QTRY_COMPARE(relay.edge->snapshot().totals.strangeClients, std::uint64_t{1});
        QCOMPARE(relay.edge->snapshot().totals.bindingRequests, std::uint64_t{0});
        QVERIFY(!relay.clients.log(stranger).mapped);
        // The same client, once the rules let it in.
        settings.clients = ClientPolicy();
        QVERIFY(relay.edge->apply(settings).has_value());
        auto &client = relay.udpClient();
        QVERIFY(relay.clients.allocate(client));
    }

    void theClientRulesHoldOverTcp()
    {
        Settings settings = loopbackSettings();
        settings.clients = ClientPolicy({}, {IpNetwork(kLoopback, 8)});
        RunningEdge relay(settings);
        Stranger stranger(relay.address("tcp"));
        stranger.say(kBinding);
        QVERIFY(stranger.isClosed());
        QTRY_COMPARE(relay.edge->snapshot().totals.strangeClients, std::uint64_t{1});
        QCOMPARE(relay.edge->snapshot().totals.bindingRequests, std::uint64_t{0});
        settings.clients = ClientPolicy();
        QVERIFY(relay.edge->apply(settings).has_value());
        Stranger client(relay.address("tcp"));
        client.say(kBinding);
        QVERIFY(client.isAnswered());
    }

    void aConnectionThatEndsMakesRoomForAnother()
    {
        Settings settings = loopbackSettings();
        settings.tcpConnectionsPerSource = 2;
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto &first = relay.tcpClient();
        auto &second = relay.tcpClient();
        QVERIFY(clients.allocate(first) && clients.allocate(second));
        const Stranger third(relay.address("tcp"));
        QVERIFY(third.isClosed());
        QTRY_COMPARE(relay.edge->snapshot().totals.connectionsOverLimit, std::uint64_t{1});
        clients.close(first);
        QVERIFY(clients.until([&] { return letsOneIn(relay); }));
        // Whoever breaks the protocol gives its place back, too.
        QVERIFY(clients.until([&] {
            Stranger rude(relay.address("tcp"));
            rude.say(QByteArray(8, '\xff'));
            return rude.isClosed() && relay.edge->snapshot().totals.foreignProtocols >= 1;
        }));
        QVERIFY(clients.until([&] { return letsOneIn(relay); }));
    }

    void whatIsNoTurnIsClosedAtOnceCountedAndNamed_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::newRow("an HTTP health check") << QByteArray("GET /healthz HTTP/1.1\r\nHost: relay\r\n\r\n");
        QTest::newRow("its first letter") << QByteArray("G");
        QTest::newRow("a TLS greeting") << QByteArray::fromHex("16030100c8010000c40303");
        QTest::newRow("SSH") << QByteArray("SSH-2.0-OpenSSH\r\n");
    }
    void whatIsNoTurnIsClosedAtOnceCountedAndNamed()
    {
        QFETCH(QByteArray, greeting);
        std::mutex mutex;
        std::vector<std::string> lines;
        auto started = Edge::start(loopbackSettings(1), [&](Severity, const std::string &line) {
            const std::lock_guard lock(mutex);
            lines.push_back(line);
        });
        QVERIFY(started.has_value());
        const auto edge = std::move(*started);
        TransportAddress tcp;
        for (const auto &listener : edge->listeners()) {
            if (listener.transport == "tcp")
                tcp = listener.address;
        }
        for (int i = 0; i < 3; ++i) {
            Stranger stranger(tcp);
            stranger.say(greeting);
            QVERIFY(stranger.isClosed());
        }
        QTRY_COMPARE(edge->snapshot().totals.foreignProtocols, std::uint64_t{3});
        const std::lock_guard lock(mutex);
        QCOMPARE(lines.size(), std::size_t{1});
        QVERIFY2(lines[0].find("127.0.0.1") != std::string::npos, lines[0].c_str());
    }

    void aStreamThatLosesTheThreadIsMalformedAndNoForeigner()
    {
        RunningEdge relay;
        Stranger client(relay.address("tcp"));
        client.say(kBinding);
        QVERIFY(client.isAnswered());
        client.say(QByteArray(8, '\xff'));
        // The rest of the answer, then the end.
        QTRY_COMPARE(relay.edge->snapshot().totals.malformedMessages, std::uint64_t{1});
        QCOMPARE(relay.edge->snapshot().totals.foreignProtocols, std::uint64_t{0});
    }

    void whatTheSystemWouldNotSendIsCountedBothWays()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        // Over TCP a client can say more than fits into a datagram.
        auto &client = relay.tcpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(client) && clients.bindChannel(client, peer.localAddress()));
        client.client().sendToPeer(peer.localAddress(), stun::bytesOf(std::string(65520, 'L')));
        QTRY_COMPARE(relay.edge->snapshot().allocations.at(0).counters.fromClient.droppedPackets,
                     std::uint64_t{1});
        QTRY_COMPARE(relay.edge->snapshot().totals.fromClients.droppedPackets, std::uint64_t{1});
        client.client().refresh(Clients::now(), 0s);
        QVERIFY(clients.until([&] { return clients.log(client).isReleased; }));
        // What came in one datagram does not fit into another with four bytes in front.
        auto &other = relay.udpClient();
        QVERIFY(clients.allocate(other) && clients.bindChannel(other, peer.localAddress()));
        peer.sendDirectly(other.relayed(), stun::bytesOf(std::string(65506, 'L')));
        QTRY_COMPARE(relay.edge->snapshot().allocations.at(0).counters.toClient.droppedPackets,
                     std::uint64_t{1});
        QTRY_COMPARE(relay.edge->snapshot().totals.toClients.droppedPackets, std::uint64_t{1});
        // Totals do not go back when the allocations are gone.
        QCOMPARE(relay.edge->endAllocationsOf("alice"), 1);
        QTRY_COMPARE(relay.edge->snapshot().totals.fromClients.droppedPackets, std::uint64_t{1});
        QTRY_COMPARE(relay.edge->snapshot().totals.toClients.droppedPackets, std::uint64_t{1});
    }

    void theMachinesAddressesAreKnown()
    {
        const auto addresses = net::machineAddresses().value();
        // No interface has the second one: it is local because the prefix of the first is routed here.
        for (const IpAddress &local : {kLoopback, IpAddress::v4(0x7F4D0001)})
            QVERIFY(std::ranges::any_of(addresses, [&](const auto &own) { return own.contains(local); }));
        QVERIFY(std::ranges::is_sorted(addresses));
        RunningEdge relay;
        for (const IpNetwork &network : addresses) {
            const IpAddress &address = network.address();
            if (!address.isLoopback())
                QVERIFY2(!relay.edge->explainPeer(address).allowed, address.toString().c_str());
        }
    }

private:
    static bool letsOneIn(RunningEdge &relay)
    {
        Stranger client(relay.address("tcp"));
        client.say(kBinding);
        return client.isAnswered();
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeDoor)
#include "tst_edge_door.moc"
