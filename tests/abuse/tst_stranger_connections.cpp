// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/connection_limit.h"
#include "relay/net/socket_address.h"
#include "tests/abuse/process_figures.h"
#include "tests/relay/edge/counting_engine.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/support/main.h"

#include <poll.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using namespace turnpike::edge;
using turnpike::testing::memoryInUse;

namespace {

const IpAddress kLoopbackV6 = IpAddress::parse("::1").value();
const QByteArray kBinding = QByteArray::fromHex("000100002112a442000102030405060708090a0b");

/// A TCP connection without manners.
class Attacker {
public:
    explicit Attacker(const TransportAddress &relay)
        : m_socket(::socket(relay.address.isV6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        // What it does not read waits at the relay and not here.
        const int little = 2048;
        ::setsockopt(m_socket.number(), SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
        net::SocketAddress address(relay);
        m_isConnected = ::connect(m_socket.number(), address.data(), address.size()) == 0;
    }
    [[nodiscard]] bool isConnected() const { return m_isConnected; }
    /// Says as much of it as the relay takes at once.
    void say(const QByteArray &bytes) const
    {
        [[maybe_unused]] const ssize_t sent =
            ::send(m_socket.number(), bytes.constData(), static_cast<std::size_t>(bytes.size()),
                   MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    /// The relay has closed the connection by now; what was not read yet is no matter.
    [[nodiscard]] bool isCutOff() const
    {
        pollfd entry{m_socket.number(), POLLRDHUP, 0};
        return ::poll(&entry, 1, 0) == 1 && (entry.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
    }

private:
    net::FileDescriptor m_socket;
    bool m_isConnected = false;
};

std::size_t cutOff(const std::vector<Attacker> &attackers)
{
    return static_cast<std::size_t>(std::ranges::count_if(attackers, &Attacker::isCutOff));
}

Settings settingsFor(bool isV6)
{
    Settings settings = loopbackSettings(1);
    if (isV6)
        settings.listeners.push_back({Transport::Tcp, {kLoopbackV6, Port{0}}});
    settings.strangerPendingBytes = 16384;
    settings.turn.limits.strangerMessageBytes = 2048;
    return settings;
}

/// Where the attack goes: over one family or the other.
TransportAddress targetOf(const RunningEdge &relay, bool isV6)
{
    for (const auto &listener : relay.edge->listeners()) {
        if (listener.transport == "tcp" && listener.address.address.isV6() == isV6)
            return listener.address;
    }
    return {};
}

void addFamilies()
{
    QTest::addColumn<bool>("isV6");
    QTest::newRow("IPv4") << false;
    QTest::newRow("IPv6") << true;
}

live::Totals totalsOf(const RunningEdge &relay)
{
    return relay.edge->snapshot().totals;
}

} // namespace

/// Attacks with TCP connections that carry no call, on the relay's client ports. The numbers are those of the
/// list of known attacks.
class TestStrangerConnections : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    // T9: asking without ever reading the answers
    void answersThatNobodyReadsEndTheConnectionAndCostLittle_data() { addFamilies(); }
    void answersThatNobodyReadsEndTheConnectionAndCostLittle()
    {
        QFETCH(bool, isV6);
        RunningEdge relay(settingsFor(isV6));
        auto &known = relay.tcpClient();
        QVERIFY(relay.clients.allocate(known));
        constexpr std::size_t kAttackers = 100;
        std::vector<Attacker> attackers;
        for (std::size_t i = 0; i < kAttackers; ++i)
            attackers.emplace_back(targetOf(relay, isV6));
        const qint64 before = memoryInUse();
        const QByteArray requests = kBinding.repeated(1000);
        QVERIFY(relay.clients.until([&] {
            for (const Attacker &attacker : attackers)
                attacker.say(requests);
            return cutOff(attackers) == kAttackers;
        }));
        QTRY_COMPARE(totalsOf(relay).answersUnread, std::uint64_t{kAttackers});
        QVERIFY2(memoryInUse() - before < 16 * 1024 * 1024,
                 qPrintable(QString::number(memoryInUse() - before)));
        QVERIFY(relay.clients.permit(known, {IpAddress::v4(0x08080808), Port{1}}));
    }

    // T9: half a header, half a message, one byte a moment, nothing at all
    void whoDoesNotFinishWhatItBeginsIsCutOff_data()
    {
        QTest::addColumn<QByteArray>("atOnce");
        QTest::addColumn<bool>("isDripping");
        QTest::addColumn<bool>("isUnfinished");
        QTest::newRow("half a header") << kBinding.first(7) << false << true;
        QTest::newRow("half a message")
            << QByteArray::fromHex("000100082112a442000102030405060708090a0b") << false << true;
        QTest::newRow("a byte a moment") << QByteArray::fromHex("00010400") << true << true;
        QTest::newRow("nothing") << QByteArray() << false << false;
        QTest::newRow("one question, then nothing") << kBinding << false << false;
    }
    void whoDoesNotFinishWhatItBeginsIsCutOff()
    {
        QFETCH(QByteArray, atOnce);
        QFETCH(bool, isDripping);
        QFETCH(bool, isUnfinished);
        Settings settings = settingsFor(true);
        settings.unfinishedMessage = 1s;
        settings.idleTcp = isUnfinished ? 60s : 1s;
        RunningEdge relay(settings);
        auto &known = relay.tcpClient();
        QVERIFY(relay.clients.allocate(known));
        std::vector<Attacker> attackers;
        for (const bool isV6 : {false, true, false, true}) {
            attackers.emplace_back(targetOf(relay, isV6));
            attackers.back().say(atOnce);
        }
        QByteArray drip = QByteArray::fromHex("2112a442").append(QByteArray(1000, '\0'));
        QVERIFY(relay.clients.until([&] {
            if (isDripping) {
                for (const Attacker &attacker : attackers)
                    attacker.say(drip.first(1));
                drip.remove(0, 1);
            }
            return cutOff(attackers) == attackers.size();
        }));
        QTRY_COMPARE(totalsOf(relay).messagesUnfinished, std::uint64_t{isUnfinished ? 4U : 0U});
        QTRY_COMPARE(totalsOf(relay).connectionsSilent, std::uint64_t{isUnfinished ? 0U : 4U});
        QVERIFY(!relay.clients.log(known).isDisconnected);
    }

    // T11: lengths that announce much
    void aStrangerMayAnnounceNoLongMessage_data()
    {
        QTest::addColumn<bool>("isV6");
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<bool>("isTooLong");
        for (const bool isV6 : {false, true}) {
            const char *const family = isV6 ? " over IPv6" : " over IPv4";
            QTest::addRow("a message of 65532%s", family) << isV6 << QByteArray::fromHex("0001fffc") << true;
            QTest::addRow("a message of 2032%s", family) << isV6 << QByteArray::fromHex("000107f0") << true;
            QTest::addRow("a message of 2028%s", family) << isV6 << QByteArray::fromHex("000107ec") << false;
            QTest::addRow("a long one after a short one%s", family)
                << isV6 << QByteArray(kBinding + QByteArray::fromHex("0003fffc")) << true;
            QTest::addRow("a long packet on a channel%s", family)
                << isV6 << QByteArray(kBinding + QByteArray::fromHex("4000ffff")) << true;
        }
    }
    void aStrangerMayAnnounceNoLongMessage()
    {
        QFETCH(bool, isV6);
        QFETCH(QByteArray, begin);
        QFETCH(bool, isTooLong);
        RunningEdge relay(settingsFor(isV6));
        const Attacker attacker(targetOf(relay, isV6));
        attacker.say(begin);
        if (isTooLong) {
            QVERIFY(relay.clients.until([&] { return attacker.isCutOff(); }));
        } else {
            // It is taken as what it may become: the rest makes it a whole message.
            attacker.say(QByteArray::fromHex("2112a442000102030405060708090a0b802207e8") +
                         QByteArray(2024, 'x'));
            QVERIFY(relay.clients.until([&] { return totalsOf(relay).bindingRequests == 1; }));
        }
        QTRY_COMPARE(totalsOf(relay).messagesTooLong, std::uint64_t{isTooLong ? 1U : 0U});
    }

    // T11: for whoever has a call the lengths of the protocol hold again
    void aCallMaySendLongPackets()
    {
        RunningEdge relay(settingsFor(false));
        auto &clients = relay.clients;
        auto &client = relay.tcpClient();
        auto &peer = relay.peer();
        QVERIFY(clients.allocate(client) && clients.bindChannel(client, peer.localAddress()));
        const std::string large(9000, 'L');
        client.client().sendToPeer(peer.localAddress(), stun::bytesOf(large));
        QVERIFY(clients.until([&] { return !clients.log(peer).direct.empty(); }));
        QCOMPARE(clients.log(peer).direct.at(0).text.size(), large.size());
    }

    // T9, T13: more connections than there is room for
    void strangersMakeRoomForEachOtherAndNoCallDoes_data() { addFamilies(); }
    void strangersMakeRoomForEachOtherAndNoCallDoes()
    {
        QFETCH(bool, isV6);
        Settings settings = settingsFor(isV6);
        settings.strangerConnections = 8;
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto &known = relay.tcpClient();
        QVERIFY(clients.allocate(known));
        std::vector<Attacker> attackers;
        for (int i = 0; i < 8; ++i)
            attackers.emplace_back(targetOf(relay, isV6));
        // The first of them speaks, and is no longer the one that was silent longest.
        attackers.front().say(kBinding);
        QVERIFY(clients.until([&] { return totalsOf(relay).bindingRequests == 1; }));
        for (int i = 0; i < 7; ++i) {
            attackers.emplace_back(targetOf(relay, isV6));
            QVERIFY(attackers.back().isConnected());
        }
        QVERIFY(clients.until([&] { return cutOff(attackers) == 7; }));
        QVERIFY(!attackers.front().isCutOff());
        QVERIFY(attackers.at(1).isCutOff() && attackers.at(7).isCutOff() && !attackers.at(8).isCutOff());
        QTRY_COMPARE(totalsOf(relay).connectionsReplaced, std::uint64_t{7});
        // A client that comes now is one of the newest, and none of them as soon as it has a call.
        auto &late = relay.tcpClient("bob");
        QVERIFY(clients.allocate(late));
        for (int i = 0; i < 20; ++i)
            attackers.emplace_back(targetOf(relay, isV6));
        QVERIFY(clients.until([&] { return cutOff(attackers) == attackers.size() - 8; }));
        QVERIFY(!clients.log(known).isDisconnected && !clients.log(late).isDisconnected);
        QCOMPARE(relay.edge->allocationCount(), std::size_t{2});
    }

    // Mute connections that fill up what their address may hold, and a client behind the same address
    void strangersOfOneAddressMakeRoomForAClientBesideThem_data() { addFamilies(); }
    void strangersOfOneAddressMakeRoomForAClientBesideThem()
    {
        QFETCH(bool, isV6);
        Settings settings = settingsFor(isV6);
        settings.tcpConnectionsPerSource = 10;
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto *const known = isV6 ? nullptr : &relay.tcpClient();
        QVERIFY(known == nullptr || clients.allocate(*known));
        const std::size_t places = known == nullptr ? 10 : 9;
        std::vector<Attacker> attackers;
        for (std::size_t i = 0; i < places; ++i)
            attackers.emplace_back(targetOf(relay, isV6));
        // The first of them speaks, and is no longer the one that was silent longest.
        attackers.front().say(kBinding);
        QVERIFY(clients.until([&] { return totalsOf(relay).bindingRequests == 1; }));
        for (int i = 0; i < 20; ++i)
            attackers.emplace_back(targetOf(relay, isV6));
        QVERIFY(clients.until([&] { return cutOff(attackers) == 20; }));
        QVERIFY(!attackers.back().isCutOff() && attackers.at(1).isCutOff());
        QTRY_COMPARE(totalsOf(relay).connectionsReplaced, std::uint64_t{20});
        QTRY_COMPARE(totalsOf(relay).connectionsOverLimit, std::uint64_t{0});
        if (known == nullptr)
            return;
        auto &late = relay.tcpClient("bob");
        QVERIFY(clients.allocate(late));
        QVERIFY(!clients.log(*known).isDisconnected);
    }

    // T32: a connection whose call ended is a stranger's again
    void aConnectionWithoutItsCallIsAStrangersAgain()
    {
        Settings settings = settingsFor(false);
        settings.strangerConnections = 1;
        RunningEdge relay(settings);
        auto &clients = relay.clients;
        auto &client = relay.tcpClient();
        QVERIFY(clients.allocate(client));
        const Attacker first(targetOf(relay, false));
        QVERIFY(first.isConnected() && !clients.log(client).isDisconnected);
        client.client().refresh(Clients::now(), 0s);
        QVERIFY(clients.until([&] { return clients.log(client).isReleased; }));
        const Attacker second(targetOf(relay, false));
        QVERIFY(clients.until([&] { return clients.log(client).isDisconnected && first.isCutOff(); }));
    }

    // T33: connections are counted by IPv6 prefix as by IPv4 address
    void connectionsAreCountedByPrefix()
    {
        const auto ip = [](const char *text) { return IpAddress::parse(text).value(); };
        ConnectionLimit limit;
        QVERIFY(limit.admit(ip("2001:db8:0:1::1"), 2) && limit.admit(ip("2001:db8:0:2::1"), 2));
        QVERIFY(!limit.admit(ip("2001:db8:0:ff::1"), 2));
        QVERIFY(limit.admit(ip("2001:db8:0:100::1"), 2));
        limit.release(ip("2001:db8:0:1::1"));
        QVERIFY(limit.admit(ip("2001:db8:0:ff::1"), 2));
        QVERIFY(limit.admit(ip("192.0.2.1"), 1) && limit.admit(ip("192.0.2.2"), 1));
        QVERIFY(!limit.admit(ip("::ffff:192.0.2.1"), 1));
    }

    // T4: between two clients of this relay a packet passes twice; there is no third time
    void aPacketPassesAtMostTwice()
    {
        RunningEdge relay(loopbackSettings(2));
        auto &clients = relay.clients;
        auto &alice = relay.udpClient("alice");
        auto &bob = relay.udpClient("bob");
        QVERIFY(clients.allocate(alice) && clients.allocate(bob));
        QVERIFY(clients.bindChannel(alice, bob.relayed()) && clients.bindChannel(bob, alice.relayed()));
        // Itself, and the relay's listener, would be ways back in.
        QVERIFY(clients.permit(alice, alice.relayed()));
        alice.client().sendToPeer(bob.relayed(), stun::bytesOf("once"));
        alice.client().sendToPeer(relay.address("udp"), stun::bytesOf(kBinding.toStdString()));
        QVERIFY(clients.until([&] { return !clients.log(bob).payloads.empty(); }));
        alice.client().sendToPeer(alice.relayed(), stun::bytesOf("to myself"));
        QVERIFY(clients.until([&] { return !clients.log(alice).payloads.empty(); }));
        QTRY_COMPARE(totalsOf(relay).toClients.packets, std::uint64_t{2});
        const auto totals = totalsOf(relay);
        QCOMPARE(totals.fromClients.packets, std::uint64_t{2});
        QCOMPARE(totals.bindingRequests, std::uint64_t{0});
        QCOMPARE(clients.log(bob).payloads.size(), std::size_t{1});
        QCOMPARE(clients.log(alice).payloads.size(), std::size_t{1});
    }

    // T32: whoever has thousands of calls does not hold up the others when they end
    void manyCallsThatEndAtOnceEndInPieces()
    {
        constexpr int kCalls = 600;
        constexpr int kPiece = 128;
        Settings settings = loopbackSettings(1);
        settings.relayPorts = {Port{12000}, Port{13999}};
        const auto count = std::make_shared<CountingEngine::Count>();
        RunningEdge relay(settings, CountingEngine::factory(count));
        auto &clients = relay.clients;
        std::vector<probe::TurnEndpoint *> endpoints;
        for (int i = 0; i < kCalls; ++i) {
            endpoints.push_back(&relay.udpClient());
            endpoints.back()->client().allocate(Clients::now());
        }
        live::Snapshot snapshot;
        QVERIFY(clients.until([&] {
            snapshot = relay.edge->snapshot();
            return snapshot.allocations.size() == kCalls;
        }));
        QVERIFY(std::ranges::is_sorted(snapshot.allocations, {}, &live::Allocation::key));
        QCOMPARE(relay.edge->endAllocationsOf("alice"), kCalls);
        QVERIFY(clients.until([&] { return relay.edge->allocationCount() == 0; }));
        QTRY_COMPARE(relay.edge->snapshot().totals.allocationsEnded, std::uint64_t{kCalls});
        const int most = count->mostForgottenInATurn;
        QVERIFY2(most > 1 && most <= kPiece, qPrintable(QString::number(most)));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestStrangerConnections)
#include "tst_stranger_connections.moc"
