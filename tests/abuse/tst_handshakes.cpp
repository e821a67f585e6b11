// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/av_edge.h"
#include "relay/net/process_limits.h"
#include "tests/abuse/process_figures.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/edge/raw_clients.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/relay/tls/client_session.h"
#include "tests/support/main.h"

#include <QElapsedTimer>

#include <signal.h>

#include <atomic>
#include <deque>
#include <thread>

using namespace turnpike;
using turnpike::edge::Edge;
using turnpike::edge::EncryptedClient;
using turnpike::edge::kLoopback;
using turnpike::edge::Lines;
using turnpike::edge::loopbackSettings;
using turnpike::edge::RunningEdge;
using turnpike::edge::Settings;
using namespace std::chrono_literals;
using turnpike::testing::memoryInUse;

namespace {

constexpr int kHandshakes = 10'000;
/// What the attackers hold open; the relay has cut off all before.
constexpr std::size_t kHeld = 2000;
constexpr qint64 kInTime = 5'000; ///< milliseconds, on a machine that does other things, too

/// The limits that a relay has unless it is told others.
Settings defaultLimits()
{
    const model::EdgeLimits limits;
    Settings settings = loopbackSettings(2);
    settings.strangerConnections = limits.strangerConnections;
    settings.tcpConnectionsPerSource = limits.tcpConnectionsPerSource;
    settings.handshakesPerNetwork = limits.handshakesPerPrefix;
    settings.handshakesInAll = limits.handshakesTotal;
    settings.turn.limits.strangerBytesPerNetwork = limits.unauthenticatedBytesPerPrefix;
    settings.turn.limits.strangerBytesInAll = limits.unauthenticatedBytesTotal;
    return settings;
}

/// The attackers' addresses: a hundred networks of loopback.
TransportAddress attackersAddress(int number)
{
    const auto network = static_cast<std::uint32_t>(number % 100);
    const auto host = static_cast<std::uint32_t>(number / 100 % 250);
    return {IpAddress::v4(0x7F420001U + (network << 8) + host), Port{0}};
}

net::FileDescriptor connected(int type, const TransportAddress &from, const TransportAddress &to)
{
    net::FileDescriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    net::SocketAddress own(from);
    net::SocketAddress server(to);
    const int on = 1;
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const timeval patience{2, 0};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::bind(socket.number(), own.data(), own.size()) != 0 ||
        ::connect(socket.number(), server.data(), server.size()) != 0)
        socket.reset();
    return socket;
}

bool sendAll(const net::FileDescriptor &socket, Bytes bytes)
{
    return ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
}

std::vector<std::byte> greetingOf(const SSL_METHOD *method)
{
    turnpike::testing::ClientSession session({.method = method});
    session.begin();
    return session.takeAll();
}

/// The greeting with the cookie of the relay's answer in it (RFC 6347 section 4.2.1).
std::vector<std::byte> withCookie(std::vector<std::byte> hello, Bytes answer)
{
    constexpr std::size_t kRecordLength = 11;
    constexpr std::size_t kMessageLength = 14;
    constexpr std::size_t kFragmentLength = 22;
    constexpr std::size_t kSessionId = 13 + 12 + 2 + 32;
    constexpr std::size_t kCookieOfAnswer = 13 + 12 + 2;
    const auto length = std::to_integer<std::size_t>(answer[kCookieOfAnswer]);
    const std::size_t at = kSessionId + 1 + std::to_integer<std::size_t>(hello[kSessionId]);
    const auto grow = [&](std::size_t place, std::size_t bytes) {
        std::size_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i)
            value = value << 8 | std::to_integer<std::size_t>(hello[place + i]);
        value += length;
        for (std::size_t i = bytes; i-- > 0; value >>= 8)
            hello[place + i] = std::byte(value & 0xFF);
    };
    grow(kRecordLength, 2);
    grow(kMessageLength, 3);
    grow(kFragmentLength, 3);
    hello[18] = std::byte{1}; // the second message
    hello[10] = std::byte{1}; // the second record
    hello[at] = answer[kCookieOfAnswer];
    const auto cookie = answer.subspan(kCookieOfAnswer + 1, length);
    hello.insert(hello.begin() + static_cast<std::ptrdiff_t>(at + 1), cookie.begin(), cookie.end());
    return hello;
}

} // namespace

/// Floods of TLS and DTLS greetings that nobody goes on with.
class TestHandshakes : public QObject {
    Q_OBJECT

private:
    turnpike::testing::CertificateFiles m_files;

    [[nodiscard]] Settings settingsFor(Transport transport) const
    {
        Settings settings = defaultLimits();
        settings.listeners = {{transport, {kLoopback, Port{0}}}};
        settings.certificates = {m_files.entry("own")};
        return settings;
    }

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }
    void initTestCase()
    {
        ::signal(SIGPIPE, SIG_IGN); // the clients' OpenSSL writes with write()
        net::raiseDescriptorLimit();
        m_files.write("own");
    }

    void aGoodClientConnectsWhileTenThousandTlsHandshakesStall()
    {
        RunningEdge relay(settingsFor(Transport::Tls));
        const TransportAddress server = relay.address("tls");
        const auto hello = greetingOf(TLS_client_method());
        const qint64 memoryBefore = memoryInUse();
        std::atomic<int> begun = 0;
        std::thread attackers([&] {
            std::deque<net::FileDescriptor> held;
            for (int i = 0; i < kHandshakes; ++i) {
                held.push_back(connected(SOCK_STREAM, attackersAddress(i), server));
                if (held.back().isOpen() && sendAll(held.back(), hello))
                    ++begun;
                if (held.size() > kHeld)
                    held.pop_front();
            }
        });
        QElapsedTimer timer;
        bool isAnswered = false;
        qint64 took = 0;
        // In the middle of it, when there is nothing left for all.
        const bool isFlooded =
            QTest::qWaitFor([&] { return relay.edge->snapshot().totals.handshakesOverBudget > 500; }, 60'000);
        if (isFlooded) {
            timer.start();
            EncryptedClient client(Transport::Tls, server);
            isAnswered = client.isAnswered();
            took = timer.elapsed();
        }
        attackers.join();
        QVERIFY(isFlooded);
        QVERIFY(isAnswered);
        QVERIFY2(took < kInTime, qPrintable(QString::number(took)));
        QVERIFY2(begun > kHandshakes * 9 / 10, qPrintable(QString::number(begun)));
        QVERIFY2(memoryInUse() - memoryBefore < 200 * 1024 * 1024,
                 qPrintable(QString::number(memoryInUse() - memoryBefore)));
    }

    void aGoodClientConnectsWhileTenThousandDtlsHandshakesAreHalfOpen()
    {
        RunningEdge relay(settingsFor(Transport::Dtls));
        const TransportAddress server = relay.address("dtls");
        const auto hello = greetingOf(DTLS_client_method());
        const qint64 memoryBefore = memoryInUse();
        std::atomic<int> begun = 0;
        std::thread attackers([&] {
            std::deque<net::FileDescriptor> held;
            std::array<std::byte, 2048> answer{};
            for (int i = 0; i < kHandshakes; ++i) {
                held.push_back(connected(SOCK_DGRAM, attackersAddress(i), server));
                const auto &socket = held.back();
                const ssize_t got = socket.isOpen() && sendAll(socket, hello)
                                        ? ::recv(socket.number(), answer.data(), answer.size(), 0)
                                        : -1;
                if (got > 28 &&
                    sendAll(socket, withCookie(hello, Bytes(answer).first(static_cast<std::size_t>(got)))))
                    ++begun;
                if (held.size() > kHeld)
                    held.pop_front();
            }
        });
        const bool isFlooded = QTest::qWaitFor([&] { return begun > kHandshakes / 2; }, 60'000);
        QElapsedTimer timer;
        timer.start();
        EncryptedClient client(Transport::Dtls, server);
        const bool isAnswered = client.isAnswered();
        const qint64 took = timer.elapsed();
        attackers.join();
        QVERIFY(isFlooded);
        QVERIFY(isAnswered);
        QVERIFY2(took < kInTime, qPrintable(QString::number(took)));
        QVERIFY2(begun > kHandshakes * 9 / 10, qPrintable(QString::number(begun)));
        const auto totals = relay.edge->snapshot().totals;
        QVERIFY2(totals.handshakesOverBudget + totals.connectionsReplaced > 1000,
                 qPrintable(QString::number(totals.handshakesOverBudget)));
        QVERIFY2(memoryInUse() - memoryBefore < 200 * 1024 * 1024,
                 qPrintable(QString::number(memoryInUse() - memoryBefore)));
    }

    void aNetworkThatBeginsTooManyIsRefusedCountedAndNamedAndAnotherIsNot()
    {
        Settings settings = settingsFor(Transport::Tls);
        settings.workers = 1;
        settings.handshakesPerNetwork = 3;
        Lines lines;
        const auto edge = Edge::start(settings, lines.notice()).value();
        const TransportAddress server = edge->listeners().front().address;
        const auto hello = greetingOf(TLS_client_method());
        std::vector<net::FileDescriptor> stalled;
        for (int i = 0; i < 50; ++i) {
            stalled.push_back(connected(SOCK_STREAM, attackersAddress(100 * i), server));
            QVERIFY(sendAll(stalled.back(), hello));
        }
        QTRY_VERIFY(edge->snapshot().totals.handshakesOverBudget > 20);
        QVERIFY(lines.have("TLS and DTLS handshakes from the network of 127.66.0."));
        QVERIFY(lines.have("avEdge.limits.handshakesPerPrefix"));
        QVERIFY(EncryptedClient(Transport::Tls, server).isAnswered());
        // The limit is taken away while it runs.
        settings.handshakesPerNetwork = 0;
        QVERIFY(edge->apply(settings).has_value());
        const auto before = edge->snapshot().totals.handshakesOverBudget;
        const auto late = connected(SOCK_STREAM, attackersAddress(0), server);
        QVERIFY(sendAll(late, hello));
        std::byte first{};
        QCOMPARE(::recv(late.number(), &first, 1, 0), ssize_t{1});
        QCOMPARE(edge->snapshot().totals.handshakesOverBudget, before);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestHandshakes)
#include "tst_handshakes.moc"
