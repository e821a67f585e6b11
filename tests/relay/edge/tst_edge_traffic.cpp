// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/socket_address.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/support/main.h"

#include <set>

using namespace turnpike;
using namespace turnpike::edge;

class TestEdgeTraffic : public QObject {
    Q_OBJECT

private:
    static void bothTransports()
    {
        QTest::addColumn<Transport>("transport");
        QTest::newRow("UDP") << Transport::Udp;
        QTest::newRow("TCP") << Transport::Tcp;
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void bindingTellsTheClientItsAddress_data() { bothTransports(); }
    void bindingTellsTheClientItsAddress()
    {
        QFETCH(Transport, transport);
        RunningEdge relay;
        auto &client = transport == Transport::Udp ? relay.udpClient() : relay.tcpClient();
        client.client().requestBinding(Clients::now());
        QVERIFY(relay.clients.until([&] { return relay.clients.log(client).mapped.has_value(); }));
        QVERIFY(*relay.clients.log(client).mapped == client.localAddress());
        QTRY_COMPARE(relay.edge->snapshot().totals.bindingRequests, std::uint64_t{1});
    }

    void payloadPassesBothWays_data()
    {
        QTest::addColumn<Transport>("transport");
        QTest::addColumn<bool>("onChannel");
        QTest::newRow("UDP, channel") << Transport::Udp << true;
        QTest::newRow("UDP, indications") << Transport::Udp << false;
        QTest::newRow("TCP, channel") << Transport::Tcp << true;
        QTest::newRow("TCP, indications") << Transport::Tcp << false;
    }
    void payloadPassesBothWays()
    {
        QFETCH(Transport, transport);
        QFETCH(bool, onChannel);
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &client = transport == Transport::Udp ? relay.udpClient() : relay.tcpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(client));
        QVERIFY(onChannel ? clients.bindChannel(client, peer.localAddress())
                          : clients.permit(client, peer.localAddress()));

        // Odd lengths need padding on a stream; the empty and the largest are the ends.
        const std::vector<std::string> texts{
            "hello", "", "abc", std::string(1, 'x'), std::string(1400, 'm'), std::string(60000, 'L')};
        for (const auto &text : texts)
            client.client().sendToPeer(peer.localAddress(), stun::bytesOf(text));
        QVERIFY(clients.until([&] { return clients.log(peer).direct.size() == texts.size(); }));
        for (const auto &text : texts)
            peer.sendDirectly(client.relayed(), stun::bytesOf(text));
        QVERIFY(clients.until([&] { return clients.log(client).payloads.size() == texts.size(); }));
        for (std::size_t i = 0; i < texts.size(); ++i) {
            QVERIFY((clients.log(peer).direct[i] == Clients::Heard{client.relayed(), texts[i]}));
            QVERIFY((clients.log(client).payloads[i] == Clients::Heard{peer.localAddress(), texts[i]}));
        }

        const auto row = relay.edge->snapshot().allocations.at(0);
        QCOMPARE(row.username, std::string("alice"));
        QCOMPARE(row.transport, std::string(name(transport)));
        QVERIFY(row.client == client.localAddress());
        QVERIFY(row.server == relay.address(row.transport));
        QVERIFY(row.relayed == client.relayed());
        QCOMPARE(row.counters.fromClient.packets, std::uint64_t{6});
        QCOMPARE(row.counters.fromClient.bytes, std::uint64_t{61409});
        QVERIFY(row.counters.toClient == row.counters.fromClient);
        QCOMPARE(row.counters.channels, std::uint16_t{onChannel});
        QVERIFY(row.counters.peers == std::vector{peer.localAddress()});
    }

    void aLargeMessageArrivesByteByByte()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &slow = relay.tcpClient();
        // The bytes of a Binding request, each in a segment of its own.
        net::SocketAddress server(relay.address("tcp"));
        net::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        QCOMPARE(::connect(socket.number(), server.data(), server.size()), 0);
        net::prepareConnection(socket.number());
        const auto request = QByteArray::fromHex("000100002112a442000102030405060708090a0b");
        for (const char byte : request)
            QCOMPARE(::send(socket.number(), &byte, 1, MSG_NOSIGNAL), ssize_t{1});
        char answer[64];
        const ssize_t got = ::recv(socket.number(), answer, sizeof answer, 0);
        QVERIFY(got >= 32);
        QCOMPARE(QByteArray(answer, 2), QByteArray::fromHex("0101"));
        QCOMPARE(QByteArray(answer + 8, 12), request.mid(8));
        QVERIFY(clients.allocate(slow));
    }

    void twoFramesInOneSegmentAreBothAnswered()
    {
        RunningEdge relay;
        net::SocketAddress server(relay.address("tcp"));
        net::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        QCOMPARE(::connect(socket.number(), server.data(), server.size()), 0);
        const auto request = QByteArray::fromHex("000100002112a442000102030405060708090a0b");
        const QByteArray both = request + request;
        QCOMPARE(
            ::send(socket.number(), both.constData(), static_cast<std::size_t>(both.size()), MSG_NOSIGNAL),
            ssize_t{both.size()});
        QTRY_COMPARE(relay.edge->snapshot().totals.bindingRequests, std::uint64_t{2});
    }

    void whatIsNoTurnEndsTheConnection()
    {
        RunningEdge relay;
        net::SocketAddress server(relay.address("tcp"));
        net::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        QCOMPARE(::connect(socket.number(), server.data(), server.size()), 0);
        const std::string http = "\xffGET / HTTP/1.1\r\n\r\n";
        QCOMPARE(::send(socket.number(), http.data(), http.size(), MSG_NOSIGNAL),
                 static_cast<ssize_t>(http.size()));
        char byte = 0;
        QVERIFY(::recv(socket.number(), &byte, 1, 0) <= 0);
    }

    void aClientThatVanishesLosesItsAllocation()
    {
        RunningEdge relay;
        auto &client = relay.tcpClient();
        QVERIFY(relay.clients.allocate(client));
        QCOMPARE(relay.edge->allocationCount(), std::size_t{1});
        relay.clients.close(client);
        QTRY_COMPARE(relay.edge->allocationCount(), std::size_t{0});
        QVERIFY(relay.edge->snapshot().allocations.empty());
    }

    void aReleasedPortCanBeUsedAgain()
    {
        Settings settings = loopbackSettings();
        settings.relayPorts = {Port{14000}, Port{14003}};
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        for (int round = 0; round < 3; ++round) {
            std::set<std::uint16_t> ports;
            std::vector<probe::TurnEndpoint *> four;
            for (int i = 0; i < 4; ++i) {
                four.push_back(&relay.udpClient());
                QVERIFY(clients.allocate(*four.back()));
                ports.insert(four.back()->relayed().port.value);
            }
            QVERIFY((ports == std::set<std::uint16_t>{14000, 14001, 14002, 14003}));
            QCOMPARE(
                clients.refusalOf(relay.udpClient(), [](auto &client) { client.allocate(Clients::now()); }),
                508);
            for (auto *client : four) {
                client->client().refresh(Clients::now(), std::chrono::seconds(0));
                QVERIFY(clients.until([&] { return clients.log(*client).isReleased; }));
            }
        }
    }

    void aPortThatAnotherProgramHoldsIsSkipped()
    {
        Settings settings = loopbackSettings();
        settings.relayPorts = {Port{14010}, Port{14011}};
        const auto foreign = net::openDatagramSocket({kLoopback, Port{14010}}, "peer");
        QVERIFY(foreign.has_value());
        RunningEdge relay(settings);
        auto &client = relay.udpClient();
        QVERIFY(relay.clients.allocate(client));
        QCOMPARE(client.relayed().port.value, std::uint16_t{14011});
        QCOMPARE(
            relay.clients.refusalOf(relay.udpClient(), [](auto &other) { other.allocate(Clients::now()); }),
            508);
    }

    void aPeerWithoutPermissionIsNotHeard()
    {
        RunningEdge relay;
        auto &clients = relay.clients;
        auto &client = relay.udpClient();
        QVERIFY(clients.allocate(client));
        relay.peer().sendDirectly(client.relayed(), stun::bytesOf("let me in"));
        QTRY_COMPARE(relay.edge->snapshot().totals.withoutPermission, std::uint64_t{1});
        QVERIFY(clients.log(client).payloads.empty());
    }

    void aListenerOnAnyAnswersFromTheAddressThatWasAsked()
    {
        Settings settings = loopbackSettings();
        settings.listeners = {{Transport::Udp, {IpAddress::v4(0), Port{0}}},
                              {Transport::Tcp, {IpAddress::v4(0), Port{0}}}};
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        const TransportAddress asked{IpAddress::v4(0x7F000005), relay.address("udp").port};
        // The endpoint takes answers from the asked address only; others would count as a peer's.
        auto &client = clients.open(Transport::Udp, asked);
        QVERIFY(clients.allocate(client));
        QVERIFY(relay.edge->snapshot().allocations.at(0).server == asked);
        const TransportAddress askedOverTcp{IpAddress::v4(0x7F000006), relay.address("tcp").port};
        auto &other = clients.open(Transport::Tcp, askedOverTcp);
        QVERIFY(clients.allocate(other));
        QCOMPARE(relay.edge->snapshot().allocations.size(), std::size_t{2});
    }

    void manyClientsSpreadOverTheWorkersAndAllWork()
    {
        RunningEdge relay(loopbackSettings(3));
        auto &clients = relay.clients;
        auto &peer = relay.peer();
        std::set<std::uint16_t> workers;
        for (int i = 0; i < 40; ++i) {
            auto &client = i % 2 == 0 ? relay.udpClient() : relay.tcpClient("bob");
            QVERIFY(clients.allocate(client));
            QVERIFY(clients.permit(client, peer.localAddress()));
            client.client().sendToPeer(peer.localAddress(), stun::bytesOf("one of many"));
        }
        QVERIFY(clients.until([&] { return clients.log(peer).direct.size() == 40; }));
        const auto snapshot = relay.edge->snapshot();
        QCOMPARE(snapshot.allocations.size(), std::size_t{40});
        QCOMPARE(snapshot.workers, std::uint16_t{3});
        for (const auto &row : snapshot.allocations)
            workers.insert(row.worker);
        QCOMPARE(workers.size(), std::size_t{3});
        QVERIFY(std::is_sorted(snapshot.allocations.begin(), snapshot.allocations.end(),
                               [](const auto &left, const auto &right) { return left.key < right.key; }));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeTraffic)
#include "tst_edge_traffic.moc"
