// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/turn_client.h"
#include "relay/turn/server.h"
#include "tests/support/main.h"

#include <QTest>

#include <random>

using namespace turnpike;
using namespace std::chrono_literals;
using probe::TurnClient;

namespace {

const turn::ClientPath kPath{
    {Transport::Udp, {IpAddress::v4(0xC0000201), Port{1234}}, {IpAddress::v4(0xC6336401), Port{3478}}}, 0};
const TransportAddress kPeer{IpAddress::v4(0x08080808), Port{4000}};

/// A client and a server in one process, with time that the test turns: no sockets, no waiting.
class World final : public turn::Output, public turn::Admission, public TurnClient::Host {
public:
    explicit World(const std::string &password = "secret", bool isStream = false)
        : m_server({*this, *this, [this](auto bytes) { fill(bytes); }, {}}, settings())
        , client(*this, {.username = "alice",
                         .password = password,
                         .isStream = isStream,
                         .randomBytes = [this](auto bytes) { fill(bytes); }})
    {
    }

    static std::shared_ptr<turn::Settings> settings()
    {
        auto settings = std::make_shared<turn::Settings>();
        settings->realm = "example.org";
        settings->lifetimes.nonce = 60s;
        settings->credentials =
            auth::Credentials({{"alice", auth::longTermKey("alice", "example.org", "secret")}}, {});
        settings->nonceKey[0] = 1;
        return settings;
    }

    /// Lets everything that is under way arrive, then time pass; again until `until`.
    void run(MonotonicTime until)
    {
        for (;;) {
            deliver();
            auto next = until;
            if (const auto deadline = client.nextDeadline())
                next = std::min(next, *deadline);
            if (const auto deadline = m_server.nextDeadline())
                next = std::min(next, *deadline);
            time = std::max(time, next);
            client.advance(time);
            m_server.advance(now());
            if (time >= until && m_toServer.empty() && m_toClient.empty())
                return;
        }
    }
    void settle() { run(time); }
    [[nodiscard]] std::size_t allocations() const { return m_server.allocationCount(); }
    [[nodiscard]] Now now() const { return {time, WallTime(1'000'000'000s)}; }

    MonotonicTime time{1s};
    bool serverAnswers = true;
    std::vector<MonotonicTime> sent;
    std::vector<std::string> atPeer;
    std::vector<std::string> payloads;
    std::vector<TransportAddress> ready;
    std::vector<TurnClient::Failure> failures;
    bool isReleased = false;
    std::optional<TransportAddress> mapped;

    /// What the client would receive, changed on its way.
    std::function<void(std::vector<std::byte> &)> tamper;

private:
    void fill(std::span<std::byte> bytes)
    {
        for (auto &byte : bytes)
            byte = static_cast<std::byte>(m_random());
    }
    void deliver()
    {
        while (!m_toServer.empty() || !m_toClient.empty()) {
            for (const auto &message : std::exchange(m_toServer, {})) {
                if (serverAnswers)
                    m_server.clientDatagram(now(), kPath, message);
            }
            for (auto message : std::exchange(m_toClient, {})) {
                if (tamper)
                    tamper(message);
                client.messageReceived(time, message);
            }
        }
    }

    // turn::Output
    void sendToClient(const turn::ClientPath &, Bytes message) override
    {
        m_toClient.emplace_back(message.begin(), message.end());
    }
    void sendToClientFrom(const turn::ClientPath &, const TransportAddress &, Bytes) override {}
    void sendToPeer(turn::AllocationId id, const TransportAddress &peer, Bytes payload,
                    Fragmentation /*fragmentation*/) override
    {
        atPeer.emplace_back(stun::textOf(payload));
        // The peer answers at once.
        std::vector<std::byte> buffer(Packet::kHeadroom + payload.size() + Packet::kTailroom);
        const auto inside = std::span(buffer).subspan(Packet::kHeadroom, payload.size());
        std::copy(payload.begin(), payload.end(), inside.begin());
        m_echoes.push_back({id, peer, std::move(buffer)});
    }
    std::optional<TransportAddress> openRelay(turn::AllocationId, AddressFamily, PortParity) override
    {
        return TransportAddress{IpAddress::v4(0xC6336401), Port{50000}};
    }
    void closeRelay(turn::AllocationId) override {}
    void closeRelayOf(turn::AllocationId, AddressFamily) override {}
    void closeClient(const turn::ClientPath &) override {}
    // turn::Admission
    Verdict admit(MonotonicTime, std::string_view, int, const turn::Settings::Limits &) override
    {
        return std::make_shared<turn::SharedBandwidth>();
    }
    void release(std::string_view, int) override {}
    bool mayTryPassword(MonotonicTime, const TransportAddress &, std::string_view,
                        const turn::Settings::Limits &) override
    {
        return true;
    }
    void passwordTried(MonotonicTime, const IpAddress &, std::string_view, bool,
                       const turn::Settings::Limits &) override
    {
    }
    // TurnClient::Host
    void sendToServer(Bytes message) override
    {
        sent.push_back(time);
        m_toServer.emplace_back(message.begin(), message.end());
    }
    void bindingAnswered(const TransportAddress &address) override { mapped = address; }
    void allocated(const TransportAddress &, const TransportAddress &address) override { mapped = address; }
    void peerReady(const TransportAddress &peer) override { ready.push_back(peer); }
    void payloadReceived(const TransportAddress &, Bytes payload) override
    {
        payloads.emplace_back(stun::textOf(payload));
    }
    void released() override { isReleased = true; }
    void failed(const TurnClient::Failure &failure) override { failures.push_back(failure); }

    struct Echo {
        turn::AllocationId id;
        TransportAddress peer;
        std::vector<std::byte> buffer;
    };
    std::mt19937 m_random{4};
    std::vector<std::vector<std::byte>> m_toServer;
    std::vector<std::vector<std::byte>> m_toClient;
    std::vector<Echo> m_echoes;
    turn::Server m_server;

public:
    void echo()
    {
        for (auto &[id, peer, buffer] : std::exchange(m_echoes, {})) {
            const auto payload = std::span(buffer).subspan(
                Packet::kHeadroom, buffer.size() - Packet::kHeadroom - Packet::kTailroom);
            m_server.peerDatagram(now(), id, peer, {buffer, payload});
        }
        settle();
    }
    TurnClient client;
};

} // namespace

class TestTurnClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aChallengeIsAnsweredByItself()
    {
        World world;
        world.client.allocate(world.time);
        world.settle();
        QVERIFY(world.client.isAllocated());
        QVERIFY(world.mapped == kPath.tuple.client);
        QCOMPARE(world.sent.size(), std::size_t{2});
        QCOMPARE(world.allocations(), std::size_t{1});
    }

    void payloadGoesOnAChannelOrInIndications_data()
    {
        QTest::addColumn<bool>("onChannel");
        QTest::newRow("channel") << true;
        QTest::newRow("indications") << false;
    }
    void payloadGoesOnAChannelOrInIndications()
    {
        QFETCH(bool, onChannel);
        World world;
        world.client.allocate(world.time);
        world.settle();
        if (onChannel)
            world.client.bindChannel(world.time, kPeer);
        else
            world.client.createPermission(world.time, kPeer);
        world.settle();
        QVERIFY(world.ready == std::vector{kPeer});
        const std::vector<std::string> texts{"a", "", "four", std::string(1400, 'v')};
        for (const auto &text : texts)
            world.client.sendToPeer(kPeer, stun::bytesOf(text));
        world.settle();
        QVERIFY(world.atPeer == texts);
        world.echo();
        QVERIFY(world.payloads == texts);
    }

    void everythingIsKeptAliveForHours()
    {
        World world;
        world.client.allocate(world.time);
        world.settle();
        world.client.bindChannel(world.time, kPeer);
        world.settle();
        // Nonces end after a minute: each refresh meets a stale one and goes on.
        world.run(world.time + 5h);
        QVERIFY(world.failures.empty());
        QCOMPARE(world.allocations(), std::size_t{1});
        world.client.sendToPeer(kPeer, stun::bytesOf("after five hours"));
        world.settle();
        QCOMPARE(world.atPeer.size(), std::size_t{1});
        QCOMPARE(world.ready.size(), std::size_t{1});
    }

    void releasingEndsIt()
    {
        World world;
        world.client.allocate(world.time);
        world.settle();
        world.client.refresh(world.time, 0s);
        world.settle();
        QVERIFY(world.isReleased && !world.client.isAllocated());
        QCOMPARE(world.allocations(), std::size_t{0});
        QVERIFY(!world.client.nextDeadline());
    }

    void aWrongPasswordFailsAfterOneTry()
    {
        World world("wrong");
        world.client.allocate(world.time);
        world.settle();
        QCOMPARE(world.failures.size(), std::size_t{1});
        QCOMPARE(world.failures[0].code, 401);
        QVERIFY(world.failures[0].method == stun::Method::Allocate);
        QCOMPARE(world.sent.size(), std::size_t{2});
    }

    void aForbiddenPeerIsNamed()
    {
        World world;
        world.client.allocate(world.time);
        world.settle();
        const TransportAddress inside{IpAddress::v4(0x7F000001), Port{22}};
        world.client.createPermission(world.time, inside);
        world.settle();
        QCOMPARE(world.failures.size(), std::size_t{1});
        QCOMPARE(world.failures[0].code, 403);
        QVERIFY(world.failures[0].peer == inside);
        QVERIFY(world.ready.empty());
    }

    void silenceIsAskedSevenTimesThenReported()
    {
        World world;
        world.serverAnswers = false;
        const auto start = world.time;
        world.client.requestBinding(world.time);
        world.run(start + 60s);
        std::vector<std::int64_t> at;
        for (const auto time : world.sent)
            at.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(time - start).count());
        // RFC 8489 section 6.2.1 with RTO 500 ms.
        QVERIFY((at == std::vector<std::int64_t>{0, 500, 1500, 3500, 7500, 15500, 31500}));
        QCOMPARE(world.failures.size(), std::size_t{1});
        QCOMPARE(world.failures[0].code, 0);
        QVERIFY(!world.client.nextDeadline());
    }

    void aStreamRepeatsNothing()
    {
        World world("secret", true);
        world.serverAnswers = false;
        world.client.requestBinding(world.time);
        world.run(world.time + 60s);
        QCOMPARE(world.sent.size(), std::size_t{1});
        QCOMPARE(world.failures.size(), std::size_t{1});
    }

    void anAnswerWithAWrongIntegrityIsNotBelieved()
    {
        World world;
        world.client.allocate(world.time);
        bool isFirst = true;
        world.tamper = [&](std::vector<std::byte> &message) {
            // The challenge passes; in the answer the last byte before the fingerprint is changed.
            if (!std::exchange(isFirst, false))
                message[message.size() - 9] ^= std::byte{1};
        };
        world.settle();
        QVERIFY(!world.client.isAllocated());
    }

    void garbageIsIgnored()
    {
        World world;
        std::mt19937 random(9);
        for (int i = 0; i < 20'000; ++i) {
            std::vector<std::byte> bytes(random() % 64);
            for (auto &byte : bytes)
                byte = static_cast<std::byte>(random());
            world.client.messageReceived(world.time, bytes);
        }
        QVERIFY(world.failures.empty() && world.payloads.empty());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTurnClient)
#include "tst_turn_client.moc"
