// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/bound_socket.h"
#include "relay/net/clock.h"
#include "relay/net/drop_counter.h"
#include "relay/net/epoll_engine.h"
#include "relay/net/error_queue.h"
#include "relay/net/socket_address.h"
#include "tests/relay/net/loopback.h"
#include "tests/support/main.h"

#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <thread>

using namespace turnpike;
using namespace turnpike::net;
using namespace turnpike::testing;
using namespace std::chrono_literals;

namespace {

struct Datagrams : DatagramHandler {
    std::vector<std::string> texts;
    std::vector<TransportAddress> sources;
    std::vector<IpAddress> destinations;
    bool hasRoom = true;
    std::uint64_t lost = 0;
    DropCounter drops;
    std::vector<SendTag> tagsOfLost;

    std::vector<IcmpError> errors;

    void datagramLost(SendTag tag) override { tagsOfLost.push_back(tag); }
    void errorReceived(const IcmpError &error) override { errors.push_back(error); }
    std::function<void()> onEach;

    void datagramReceived(const Datagram &datagram) override
    {
        const auto &[buffer, payload] = datagram.packet;
        const auto before = static_cast<std::size_t>(payload.data() - buffer.data());
        hasRoom = hasRoom && before >= Packet::kHeadroom &&
                  buffer.size() - before - payload.size() >= Packet::kTailroom;
        texts.push_back(textOf(payload));
        sources.push_back(datagram.source);
        destinations.push_back(datagram.destination);
        lost += drops.take(datagram.drops);
        if (onEach)
            onEach();
    }
};

struct Accepts : AcceptHandler {
    std::vector<FileDescriptor> connections;
    std::vector<TransportAddress> peers;
    void connectionAccepted(FileDescriptor connection, const TransportAddress &peer) override
    {
        connections.push_back(std::move(connection));
        peers.push_back(peer);
    }
    void connectionRefused() override { ++refused; }
    int refused = 0;
};

} // namespace

/// What every engine must do; a second engine gets a second row of data.
class TestIoEngine : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<IoEngine> m_engine;

    bool until(const std::function<bool()> &condition)
    {
        const auto end = currentTime().monotonic + 10s;
        while (!condition() && currentTime().monotonic < end)
            m_engine->runOnce(currentTime().monotonic + 5ms);
        return condition();
    }
    void send(int socket, const TransportAddress &to, const std::string &text, const IpAddress &from = {})
    {
        m_engine->sendDatagram(socket, {.to = to, .from = from, .payload = bytesOf(text)});
        m_engine->flush();
    }
    static BoundSocket udp(const IpAddress &address = kLoopback)
    {
        return std::move(openListeners(Transport::Udp, {address, Port{0}}, 1).value()[0]);
    }
    /// A connected pair, ours first.
    std::pair<FileDescriptor, FileDescriptor> connection()
    {
        auto listener = std::move(openListeners(Transport::Tcp, {kLoopback, Port{0}}, 1).value()[0]);
        const SocketAddress address(listener.address);
        FileDescriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (::connect(client.number(), address.data(), address.size()) != 0)
            qFatal("connect failed");
        FileDescriptor ours(
            ::accept4(listener.socket.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        return {std::move(ours), std::move(client)};
    }

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_engine = makeEpollEngine().value();
    }

    void datagramsArriveWholeInOrderWithRoomAround()
    {
        auto receiver = udp();
        auto sender = udp();
        Datagrams received;
        QVERIFY(m_engine->watchDatagrams(receiver.socket.number(), received).has_value());
        std::vector<std::string> sent;
        for (std::size_t i = 0; i < 100; ++i)
            sent.emplace_back(i * 13 % 1400, static_cast<char>('a' + i % 26));
        sent.emplace_back(65507, 'L');
        for (const auto &text : sent)
            send(sender.socket.number(), receiver.address, text);
        QVERIFY(until([&] { return received.texts.size() == sent.size(); }));
        QVERIFY(received.texts == sent);
        QVERIFY(received.hasRoom);
        QVERIFY(received.sources.front() == sender.address);
        QVERIFY(received.destinations.front().isNone());
    }

    void aSocketOnAnyTellsTheDestinationAndAnswersFromIt()
    {
        auto server = udp(IpAddress::v4(0));
        auto client = udp();
        Datagrams atServer;
        Datagrams atClient;
        QVERIFY(m_engine->watchDatagrams(server.socket.number(), atServer).has_value());
        QVERIFY(m_engine->watchDatagrams(client.socket.number(), atClient).has_value());
        const TransportAddress asked{IpAddress::v4(0x7F000008), server.address.port};
        send(client.socket.number(), asked, "?");
        QVERIFY(until([&] { return !atServer.texts.empty(); }));
        QVERIFY(atServer.destinations[0] == asked.address);
        send(server.socket.number(), client.address, "!", asked.address);
        QVERIFY(until([&] { return !atClient.texts.empty(); }));
        QVERIFY(atClient.sources[0] == asked);
    }

    void whatASocketLostComesWithItsNextDatagram()
    {
        auto receiver = openDatagramSocket({kLoopback, Port{0}}, "receiver").value();
        auto sender = udp();
        Datagrams received;
        QVERIFY(m_engine->watchDatagrams(receiver.socket.number(), received).has_value());
        limitBuffers(receiver.socket.number(), 4096);
        for (int i = 0; i < 100; ++i)
            send(sender.socket.number(), receiver.address, std::string(1000, 'x'));
        QVERIFY(until([&] {
            const std::size_t before = received.texts.size();
            m_engine->runOnce(currentTime().monotonic);
            return before > 0 && received.texts.size() == before;
        }));
        const std::size_t arrived = received.texts.size();
        QVERIFY(arrived < 100);
        send(sender.socket.number(), receiver.address, "next");
        QVERIFY(until([&] { return received.texts.back() == "next"; }));
        QCOMPARE(received.lost, std::uint64_t{100 - arrived});
        QCOMPARE(std::uint64_t{receiveDropsOf(receiver.socket.number())}, received.lost);
    }

    void aDatagramMayLieInTwoPlaces()
    {
        auto receiver = udp();
        auto sender = udp();
        Datagrams received;
        QVERIFY(m_engine->watchDatagrams(receiver.socket.number(), received).has_value());
        const std::string header = "header, ";
        const std::string payload = "payload";
        m_engine->sendDatagram(
            sender.socket.number(),
            {.to = receiver.address, .header = bytesOf(header), .payload = bytesOf(payload)});
        m_engine->flush();
        QVERIFY(until([&] { return !received.texts.empty(); }));
        QCOMPARE(received.texts.front(), std::string("header, payload"));
    }

    void whatTheSystemWouldNotSendIsToldToTheSocketsOwner()
    {
        auto sender = udp();
        auto other = udp();
        Datagrams own;
        Datagrams others;
        QVERIFY(m_engine->watchDatagrams(sender.socket.number(), own).has_value());
        QVERIFY(m_engine->watchDatagrams(other.socket.number(), others).has_value());
        const std::string fits = "fits";
        const std::string tooLong(65508, 'L');
        m_engine->sendDatagram(sender.socket.number(),
                               {.to = other.address, .payload = bytesOf(tooLong), .tag = 7});
        m_engine->sendDatagram(sender.socket.number(),
                               {.to = other.address, .payload = bytesOf(fits), .tag = 8});
        m_engine->flush();
        QVERIFY(until([&] { return !others.texts.empty(); }));
        QCOMPARE(own.tagsOfLost, std::vector<SendTag>{7});
        QVERIFY(others.tagsOfLost.empty());
    }

    void aCountOfLossesGoesOnWhenItBeginsAnew()
    {
        DropCounter counter;
        QCOMPARE(counter.take(0xFFFFFFF0), std::uint64_t{0xFFFFFFF0});
        QCOMPARE(counter.take(0xFFFFFFF0), std::uint64_t{0});
        QCOMPARE(counter.take(4), std::uint64_t{20});
    }

    void theSameHoldsForIpv6()
    {
        std::array<std::uint8_t, 16> one{};
        one[15] = 1;
        auto opened = openListeners(Transport::Udp, {IpAddress::v6({}), Port{0}}, 1);
        auto client = openListeners(Transport::Udp, {IpAddress::v6(one), Port{0}}, 1);
        if (!opened || !client) {
            // A machine without IPv6 must say so in words.
            const auto &error = opened ? client.error() : opened.error();
            QVERIFY(!error.message.empty() && !error.where.empty());
            return;
        }
        Datagrams received;
        QVERIFY(m_engine->watchDatagrams((*opened)[0].socket.number(), received).has_value());
        send((*client)[0].socket.number(), {IpAddress::v6(one), (*opened)[0].address.port}, "six");
        QVERIFY(until([&] { return !received.texts.empty(); }));
        QVERIFY(received.destinations[0] == IpAddress::v6(one));
        QVERIFY(received.sources[0] == (*client)[0].address);
    }

    void aSocketWithManySendersIsEmptiedInOneTurn()
    {
        auto shared = udp();
        auto sender = udp();
        Datagrams received;
        QVERIFY(m_engine->watchManySenders(shared.socket.number(), received).has_value());
        for (int i = 0; i < 100; ++i)
            send(sender.socket.number(), shared.address, "x");
        m_engine->runOnce(currentTime().monotonic + 10s);
        QVERIFY2(received.texts.size() > 32, "more than one batch");
    }

    void aTurnEndsSoonAndTheNextOneGoesOn()
    {
        // Each packet keeps its handler for longer than a turn should take.
        const auto slow = [] {
            const auto end = currentTime().monotonic + 3ms;
            while (currentTime().monotonic < end) {
            }
        };
        constexpr std::size_t kSockets = 6;
        auto sender = udp();
        auto shared = udp();
        std::vector<BoundSocket> sockets;
        std::array<Datagrams, kSockets> received;
        Datagrams atShared;
        QVERIFY(m_engine->watchManySenders(shared.socket.number(), atShared).has_value());
        for (Datagrams &one : received) {
            one.onEach = slow;
            sockets.push_back(udp());
            QVERIFY(m_engine->watchDatagrams(sockets.back().socket.number(), one).has_value());
            send(sender.socket.number(), sockets.back().address, "x");
        }
        const auto delivered = [&received] {
            return static_cast<std::size_t>(
                std::ranges::count_if(received, [](const Datagrams &one) { return !one.texts.empty(); }));
        };
        for (std::size_t turns = 1; turns <= kSockets; ++turns) {
            m_engine->runOnce(currentTime().monotonic + 10s);
            QCOMPARE(delivered(), turns);
            // The socket that all clients share does not wait until all the others had their turn.
            send(sender.socket.number(), shared.address, "in between");
            QVERIFY(turns < 3 || atShared.texts.size() >= turns - 2);
        }
        for (const Datagrams &one : received)
            QCOMPARE(one.texts.size(), std::size_t{1});
    }

    void nothingIsDeliveredAfterForget()
    {
        auto receiver = udp();
        auto sender = udp();
        Datagrams received;
        received.onEach = [&] {
            m_engine->forget(receiver.socket.number());
            receiver.socket.reset();
        };
        QVERIFY(m_engine->watchDatagrams(receiver.socket.number(), received).has_value());
        for (int i = 0; i < 10; ++i)
            send(sender.socket.number(), receiver.address, "x");
        QVERIFY(until([&] { return !received.texts.empty(); }));
        m_engine->runOnce(currentTime().monotonic);
        QCOMPARE(received.texts.size(), std::size_t{1});
    }

    void aReusedDescriptorGetsNoneOfItsPredecessorsPackets()
    {
        auto first = udp();
        auto second = udp();
        auto sender = udp();
        Datagrams received;
        Datagrams other;
        received.onEach = [&] {
            // Close the other socket while its packets wait in the same turn, and open a new one,
            // which gets the same number.
            const int number = second.socket.number();
            if (!second.socket.isOpen())
                return;
            m_engine->forget(number);
            second.socket.reset();
            second = udp();
            QCOMPARE(second.socket.number(), number);
            QVERIFY(m_engine->watchDatagrams(number, other).has_value());
        };
        QVERIFY(m_engine->watchDatagrams(first.socket.number(), received).has_value());
        Datagrams unwanted;
        QVERIFY(m_engine->watchDatagrams(second.socket.number(), unwanted).has_value());
        send(sender.socket.number(), first.address, "1");
        send(sender.socket.number(), second.address, "2");
        QVERIFY(until([&] { return !received.texts.empty(); }));
        m_engine->runOnce(currentTime().monotonic);
        QVERIFY(unwanted.texts.empty() && other.texts.empty());
    }

    void connectionsAreAccepted()
    {
        auto listener = std::move(openListeners(Transport::Tcp, {kLoopback, Port{0}}, 1).value()[0]);
        Accepts accepts;
        QVERIFY(m_engine->watchListener(listener.socket.number(), accepts).has_value());
        const SocketAddress address(listener.address);
        std::vector<FileDescriptor> clients;
        for (int i = 0; i < 100; ++i) {
            clients.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
            QCOMPARE(::connect(clients.back().number(), address.data(), address.size()), 0);
        }
        QVERIFY(until([&] { return accepts.connections.size() == clients.size(); }));
        QVERIFY(accepts.peers[0] == localAddressOf(clients[0].number()));
    }

    void withoutDescriptorsAConnectionIsRefusedInsteadOfSpinning()
    {
        auto listener = std::move(openListeners(Transport::Tcp, {kLoopback, Port{0}}, 1).value()[0]);
        Accepts accepts;
        QVERIFY(m_engine->watchListener(listener.socket.number(), accepts).has_value());
        const SocketAddress address(listener.address);
        FileDescriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        QCOMPARE(::connect(client.number(), address.data(), address.size()), 0);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        rlimit none = before;
        // The next descriptor would be the first that is too many.
        none.rlim_cur = static_cast<rlim_t>(FileDescriptor(::dup(0)).number());
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
        m_engine->runOnce(currentTime().monotonic + 1s);
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY(accepts.connections.empty());
        QCOMPARE(accepts.refused, 1);
        char byte = 0;
        QVERIFY(::recv(client.number(), &byte, 1, 0) <= 0);
        // And with descriptors it goes on.
        FileDescriptor next(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        QCOMPARE(::connect(next.number(), address.data(), address.size()), 0);
        QVERIFY(until([&] { return accepts.connections.size() == 1; }));
    }

    void aStreamDeliversThenEndsOnce()
    {
        auto [ours, client] = connection();
        Stream stream;
        QVERIFY(m_engine->watchStream(ours.number(), stream).has_value());
        QCOMPARE(::send(client.number(), "hello", 5, 0), ssize_t{5});
        QVERIFY(until([&] { return stream.text == "hello"; }));
        QCOMPARE(m_engine->write(ours.number(), bytesOf("answer")).value(), std::size_t{6});
        char answer[16];
        QCOMPARE(::recv(client.number(), answer, sizeof answer, 0), ssize_t{6});
        client.reset();
        QVERIFY(until([&] { return stream.ended == 1; }));
        m_engine->runOnce(currentTime().monotonic);
        QCOMPARE(stream.ended, 1);
    }

    void aFullStreamSaysWhenItTakesMore()
    {
        auto [ours, client] = connection();
        Stream stream;
        QVERIFY(m_engine->watchStream(ours.number(), stream).has_value());
        const std::string chunk(1 << 20, 'x');
        std::size_t accepted = 0;
        std::size_t taken = 0;
        do {
            taken = m_engine->write(ours.number(), bytesOf(chunk)).value();
            accepted += taken;
        } while (taken == chunk.size());
        QCOMPARE(stream.writable, 0);
        std::size_t read = 0;
        std::vector<char> buffer(1 << 20);
        QVERIFY(until([&] {
            const ssize_t got = ::recv(client.number(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            read += got > 0 ? static_cast<std::size_t>(got) : 0;
            return stream.writable > 0 && read == accepted;
        }));
    }

    void aPausedStreamDeliversNothingButItsEnd()
    {
        auto [ours, client] = connection();
        Stream stream;
        QVERIFY(m_engine->watchStream(ours.number(), stream).has_value());
        m_engine->setReading(ours.number(), false);
        QCOMPARE(::send(client.number(), "later", 5, 0), ssize_t{5});
        m_engine->runOnce(currentTime().monotonic + 20ms);
        QVERIFY(stream.text.empty());
        m_engine->setReading(ours.number(), true);
        QVERIFY(until([&] { return stream.text == "later"; }));
        m_engine->setReading(ours.number(), false);
        client.reset();
        QVERIFY(until([&] { return stream.ended == 1; }));
    }

    void writingToABrokenStreamIsNoCrash()
    {
        auto [ours, client] = connection();
        Stream stream;
        QVERIFY(m_engine->watchStream(ours.number(), stream).has_value());
        const linger reset{1, 0};
        QCOMPARE(::setsockopt(client.number(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset), 0);
        client.reset();
        // No signal, no exception: nothing, and then the end.
        QVERIFY(until(
            [&] { return !m_engine->write(ours.number(), bytesOf("x")).has_value() || stream.ended == 1; }));
        QVERIFY(until([&] { return stream.ended == 1; }));
    }

    void aTurnEndsAtItsDeadlineOrWhenWoken()
    {
        const auto begin = currentTime().monotonic;
        m_engine->runOnce(begin + 30ms);
        QVERIFY(currentTime().monotonic >= begin + 30ms);
        std::thread waker([this] { m_engine->wake(); });
        m_engine->runOnce(currentTime().monotonic + 60s);
        waker.join();
        QVERIFY(currentTime().monotonic < begin + 30s);
    }

    void onlyWhatMayNotBeCutIsSentSo_data()
    {
        QTest::addColumn<QString>("address");
        QTest::newRow("IPv4") << QStringLiteral("127.0.0.1");
        QTest::newRow("IPv6") << QStringLiteral("::1");
    }
    void onlyWhatMayNotBeCutIsSentSo()
    {
        QFETCH(QString, address);
        const IpAddress loopback = IpAddress::parse(address.toStdString()).value();
        const auto opened = openDatagramSocket({loopback, Port{0}}, "sender").value();
        const int socket = opened.socket.number();
        const bool isV6 = loopback.isV6();
        const auto mode = [&] {
            int value = -1;
            socklen_t size = sizeof value;
            ::getsockopt(socket, isV6 ? IPPROTO_IPV6 : IPPROTO_IP, isV6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER,
                         &value, &size);
            return value;
        };
        forbidFragmentation(socket, loopback.family(), false);
        const int usual = mode();
        QCOMPARE(usual, isV6 ? IPV6_PMTUDISC_WANT : IP_PMTUDISC_OMIT);
        int during = -1;
        QVERIFY(withoutFragmentation(socket, loopback.family(), [&] {
            during = mode();
            return true;
        }));
        QCOMPARE(during, isV6 ? IPV6_PMTUDISC_PROBE : IP_PMTUDISC_PROBE);
        QCOMPARE(mode(), usual);
        // What could not be sent is said, and the next one is as usual all the same.
        QVERIFY(!withoutFragmentation(socket, loopback.family(), [] { return false; }));
        QCOMPARE(mode(), usual);
    }

    void whatCameBackIsToldAndCostsNobodyElseADatagram_data()
    {
        QTest::addColumn<QString>("address");
        QTest::newRow("IPv4") << QStringLiteral("127.0.0.1");
        QTest::newRow("IPv6") << QStringLiteral("::1");
    }
    void whatCameBackIsToldAndCostsNobodyElseADatagram()
    {
        QFETCH(QString, address);
        const IpAddress loopback = IpAddress::parse(address.toStdString()).value();
        auto receiver = openDatagramSocket({loopback, Port{0}}, "receiver");
        QVERIFY2(receiver.has_value(), receiver ? "" : receiver.error().text().c_str());
        auto sender = openDatagramSocket({loopback, Port{0}}, "sender").value();
        reportErrors(sender.socket.number(), loopback.family());
        TransportAddress nobody;
        {
            nobody = openDatagramSocket({loopback, Port{0}}, "nobody").value().address;
        }
        auto engine = makeEpollEngine().value();
        Datagrams sent;
        Datagrams received;
        QVERIFY(engine->watchDatagrams(sender.socket.number(), sent).has_value());
        QVERIFY(engine->watchDatagrams(receiver->socket.number(), received).has_value());
        const auto send = [&](const TransportAddress &to, Fragmentation fragmentation) {
            engine->sendDatagram(sender.socket.number(),
                                 {.to = to, .payload = bytesOf("x"), .fragmentation = fragmentation});
        };
        constexpr std::size_t kRounds = 20;
        for (std::size_t i = 0; i < kRounds; ++i) {
            const auto fragmentation = i % 2 == 0 ? Fragmentation::Allowed : Fragmentation::Forbidden;
            send(nobody, fragmentation);
            send(receiver->address, fragmentation);
        }
        const auto end = currentTime().monotonic + 10s;
        while ((received.texts.size() < kRounds || sent.errors.size() < kRounds) &&
               currentTime().monotonic < end)
            engine->runOnce(currentTime().monotonic + 10ms);
        QCOMPARE(received.texts.size(), kRounds);
        QVERIFY(sent.tagsOfLost.empty());
        QCOMPARE(sent.errors.size(), kRounds);
        QVERIFY(sent.errors.front().to == nobody);
        QCOMPARE(int{sent.errors.front().type}, loopback.isV4() ? 3 : 1);
        QCOMPARE(int{sent.errors.front().code}, loopback.isV4() ? 3 : 4);
        // Nothing is left that would wake the engine for ever.
        const auto before = currentTime().monotonic;
        engine->runOnce(before + 50ms);
        QVERIFY(currentTime().monotonic - before >= 45ms);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestIoEngine)
#include "tst_io_engine.moc"
