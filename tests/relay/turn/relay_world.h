// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/message_builder.h"
#include "tests/relay/turn/addresses.h"
#include "tests/relay/turn/answer.h"
#include "tests/relay/turn/memory_output.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <random>

namespace turnpike::testing {

using namespace std::chrono_literals;
using stun::AttributeType;
using stun::Method;

inline OwnedBytes payload(std::string_view text)
{
    const auto bytes = stun::bytesOf(text);
    return {bytes.begin(), bytes.end()};
}

/// A Server with settings, time and surroundings that a test holds in its hand.
class RelayWorld : private turn::Observer {
public:
    struct Ended {
        std::string username;
        turn::EndCause cause;
    };

    explicit RelayWorld(std::uint16_t ports = 100)
        : output(ports)
    {
        settings.realm = "example.org";
        settings.nonceKey.fill(42);
        settings.credentials =
            auth::Credentials({{"alice", auth::longTermKey("alice", "example.org", "secret")},
                               {"bob", auth::longTermKey("bob", "example.org", "hidden")}},
                              {"north"});
        server = std::make_unique<turn::Server>(
            turn::Server::Environment{output, output,
                                      [this](std::span<std::byte> bytes) {
                                          for (std::byte &byte : bytes)
                                              byte = static_cast<std::byte>(m_random() & 0xff);
                                      },
                                      this},
            std::make_shared<turn::Settings>(settings));
    }

    /// Hands the changed `settings` to the server.
    void apply() { server->apply(now(), std::make_shared<turn::Settings>(settings)); }
    void setPeers(turn::PeerPolicy::Rules rules)
    {
        settings.peers = turn::PeerPolicy(std::move(rules));
        apply();
    }
    /// Addresses of both families.
    void relayBothFamilies()
    {
        output.offersIpv6 = true;
        settings.relaysBothFamilies = true;
        apply();
    }
    /// Lets time pass without telling the server.
    void wait(std::chrono::milliseconds time)
    {
        m_monotonic += time;
        m_wall += time;
    }
    /// Somebody sets the clock of the machine; time goes on as before.
    void setWallClock(std::chrono::milliseconds by) { m_wall += by; }
    /// Lets time pass as an event loop would: from deadline to deadline.
    void pass(std::chrono::milliseconds time)
    {
        const MonotonicTime end = m_monotonic + time;
        for (auto deadline = server->nextDeadline(); deadline && *deadline <= end;
             deadline = server->nextDeadline()) {
            const auto step = std::max(*deadline - m_monotonic, InjectedClock::duration(0));
            wait(std::chrono::ceil<std::chrono::milliseconds>(step));
            server->advance(now());
        }
        wait(std::chrono::ceil<std::chrono::milliseconds>(end - m_monotonic));
        server->advance(now());
    }
    [[nodiscard]] Now now() const { return {m_monotonic, m_wall}; }

    /// A datagram for an allocation's relay socket.
    void fromPeer(turn::AllocationId allocation, const TransportAddress &peer, Bytes data)
    {
        OwnedBytes buffer(Packet::kHeadroom + data.size() + Packet::kTailroom, std::byte{0xa5});
        const auto room = std::span(buffer).subspan(Packet::kHeadroom, data.size());
        std::ranges::copy(data, room.begin());
        server->peerDatagram(now(), allocation, peer, {buffer, room});
    }
    /// Somebody connects to an allocation's relayed address; nothing when the connection is closed at once.
    std::optional<turn::ConnectionId> peerConnects(turn::AllocationId allocation,
                                                   const TransportAddress &peer)
    {
        const auto id = server->peerConnecting(now(), allocation, peer);
        if (id)
            output.connections[id->value] = {allocation, peer, {}};
        return id;
    }
    /// A connection ends, or does not come about, without the server's doing.
    void endConnection(turn::ConnectionId id)
    {
        output.connections.erase(id.value);
        server->peerConnectionEnded(now(), id);
    }
    /// The only allocation, or the one of a client.
    [[nodiscard]] turn::AllocationId allocation(const FiveTuple *tuple = nullptr) const
    {
        turn::AllocationId id;
        server->forEachAllocation([&](const turn::AllocationView &view) {
            if (tuple == nullptr || view.path.tuple == *tuple)
                id = view.id;
        });
        return id;
    }
    /// Calls `look` with every allocation; a short way to ask for one of its numbers.
    template <class Value>
    [[nodiscard]] Value ask(Value (*look)(const turn::AllocationView &)) const
    {
        Value value{};
        server->forEachAllocation([&](const turn::AllocationView &view) { value = look(view); });
        return value;
    }

    // turn::Observer
    void allocationBegan(const turn::AllocationView &view) override { shown[view.id.slot] = shownOf(view); }
    void allocationChanged(const turn::AllocationView &view) override
    {
        shown[view.id.slot] = shownOf(view);
        ++changes;
    }
    void fromClientCounted(turn::AllocationId id, const turn::TrafficCounters &counters) override
    {
        shown.at(id.slot).fromClient = counters;
    }
    void toClientCounted(turn::AllocationId id, const turn::TrafficCounters &counters) override
    {
        shown.at(id.slot).toClient = counters;
    }
    void allocationEnded(const turn::AllocationView &view, turn::EndCause cause) override
    {
        ended.push_back({std::string(view.username), cause});
        shown.erase(view.id.slot);
    }
    /// What somebody who only listens knows of an allocation.
    struct Shown {
        turn::AllocationId id;
        TransportAddress relayed;
        TransportAddress additional; ///< none without
        MonotonicTime expires;
        std::size_t permissions = 0;
        std::size_t channels = 0;
        turn::TrafficCounters fromClient;
        turn::TrafficCounters toClient;
        std::vector<TransportAddress> recentPeers;
        std::vector<turn::RefusedPeer> refusedPeers;
        bool operator==(const Shown &) const = default;
    };
    [[nodiscard]] static Shown shownOf(const turn::AllocationView &view)
    {
        return {view.id,
                view.relayed,
                view.additional,
                view.expires,
                view.permissions,
                view.channels,
                view.fromClient,
                view.toClient,
                {view.recentPeers.begin(), view.recentPeers.end()},
                {view.refusedPeers.begin(), view.refusedPeers.end()}};
    }

    MemoryOutput output;
    turn::Settings settings;
    std::unique_ptr<turn::Server> server;
    std::vector<Ended> ended;
    std::map<std::uint32_t, Shown> shown; ///< by slot
    int changes = 0;                      ///< that an observer was told of

private:
    std::mt19937 m_random{1};
    MonotonicTime m_monotonic{1h};
    WallTime m_wall{1'735'689'600s};
};

/// As the attributes have them that name a family.
constexpr std::uint32_t kIpv4Family = 1U << 24;
constexpr std::uint32_t kIpv6Family = 2U << 24;

/// A client as the relay sees it: it knows a name and a password, learns realm and nonce from the
/// first answer, and can also be told to lie.
class TestClient {
public:
    using Attributes = std::function<void(stun::MessageBuilder &)>;

    explicit TestClient(RelayWorld &world, const char *address = "192.0.2.10:4000",
                        Transport transport = Transport::Udp)
        : path{{transport, at(address), at("198.51.100.1:3478")}, 7}
        , m_world(world)
    {
    }

    /// Sends bytes and returns the answer to this client, if any.
    Answer send(Bytes bytes)
    {
        const std::size_t before = m_world.output.toClient.size();
        const std::size_t beforeElsewhere = m_world.output.fromElsewhere.size();
        // A copy of exactly this size at an odd address: the sanitizers see every step too far.
        OwnedBytes copy(bytes.size() + 1);
        std::ranges::copy(bytes, copy.begin() + 1);
        const auto odd = Bytes(copy).subspan(1);
        if (isStream())
            m_world.server->clientFrame(m_world.now(), path, odd);
        else
            m_world.server->clientDatagram(m_world.now(), path, odd);
        const auto &sent = m_world.output.toClient;
        if (const auto &elsewhere = m_world.output.fromElsewhere;
            elsewhere.size() == beforeElsewhere + 1 && sent.size() == before) {
            // What comes from where it was asked to whom it asked is as good as any other answer.
            const auto &last = elsewhere.back();
            return last.from == path.tuple.server && last.path.tuple.client == path.tuple.client
                       ? Answer{last.bytes}
                       : Answer{};
        }
        if (sent.size() == before)
            return {};
        if (sent.size() != before + 1 || sent.back().path.handle != path.handle ||
            !(sent.back().path.tuple == path.tuple))
            throw std::logic_error("an answer that nobody asked for");
        return {sent.back().bytes};
    }
    /// The bytes of a request, signed as the fields below say.
    OwnedBytes compose(Method method, const Attributes &attributes = {},
                       stun::Class messageClass = stun::Class::Request)
    {
        if (!repeatsTransactionId)
            nextTransactionId();
        OwnedBytes buffer(largestRequest, std::byte{0xa5});
        stun::MessageBuilder message(buffer, {messageClass, method}, transactionId);
        if (attributes)
            attributes(message);
        if (signs && messageClass == stun::Class::Request && !nonce.empty()) {
            const auto hash = auth::userHash(user, realm);
            if (hidesName)
                message.add(AttributeType::UserHash, std::as_bytes(std::span(hash)));
            else
                message.add(AttributeType::Username, user);
            message.add(AttributeType::Realm, realm).add(AttributeType::Nonce, nonce);
            if (chosen)
                message.add(AttributeType::PasswordAlgorithm, *chosen);
            if (offered)
                message.add(AttributeType::PasswordAlgorithms, *offered);
            const auto key =
                sessionKey ? auth::LongTermKey(Bytes(*sessionKey))
                           : auth::longTermKey(keyUser.empty() ? user : keyUser, realm, password, algorithm);
            message.addIntegrity(integrity, std::as_bytes(std::span(key)));
        }
        if (afterIntegrity)
            afterIntegrity(message);
        if (fingerprints)
            message.addFingerprint();
        const auto bytes = message.finish();
        return {bytes.begin(), bytes.end()};
    }
    /// Sends a request; the challenges that may come first are answered.
    Answer request(Method method, const Attributes &attributes = {})
    {
        Answer answer = send(compose(method, attributes));
        for (int challenges = 0; signs && challenges < 2; ++challenges) {
            if (answer.code() != 438 && (answer.code() != 401 || !nonce.empty()))
                break;
            useChallenge(answer);
            answer = send(compose(method, attributes));
        }
        return answer;
    }
    void useChallenge(const Answer &challenge)
    {
        realm = challenge.text(AttributeType::Realm);
        nonce = challenge.text(AttributeType::Nonce);
        if (!takesOffers)
            return;
        // RFC 8489 section 9.2.3: the first that is known, and the list as it came.
        const auto view = challenge.message();
        const Bytes list = view.find(AttributeType::PasswordAlgorithms).value();
        offered.emplace(list.begin(), list.end());
        algorithm = stun::PasswordAlgorithmValue::decode(list.first(4)).value();
        chosen.emplace(list.begin(), list.begin() + 4);
        integrity = stun::IntegrityKind::Sha256;
        hidesName = nonce.starts_with("obMatJos2w");
    }

    /// What it learns before it signs anything: a nonce that is worth something. Whoever asks with less than
    /// a whole request is given one that is not.
    void introduce()
    {
        useChallenge(send(compose(Method::Allocate, [](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::RequestedTransport, 17U << 24);
        })));
    }

    Answer allocate(const Attributes &more = {})
    {
        return request(Method::Allocate, [&](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::RequestedTransport, 17U << 24);
            if (more)
                more(message);
        });
    }
    /// With a relayed address for TCP.
    Answer allocateTcp(const Attributes &more = {})
    {
        return request(Method::Allocate, [&](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::RequestedTransport, 6U << 24);
            if (more)
                more(message);
        });
    }
    /// The answer comes later; one that comes at once is a refusal.
    Answer connect(const TransportAddress &peer)
    {
        return request(Method::Connect, [&](stun::MessageBuilder &message) {
            message.addXorAddress(AttributeType::XorPeerAddress, peer);
        });
    }
    Answer bindConnection(std::uint32_t id)
    {
        return request(Method::ConnectionBind, [&](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::ConnectionId, id);
        });
    }
    Answer refresh(std::uint32_t seconds)
    {
        return request(Method::Refresh, [&](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::Lifetime, seconds);
        });
    }
    /// Of a dual allocation, one of the two; the families as RFC 8656 numbers them.
    Answer refreshFamily(std::uint32_t family, std::uint32_t seconds)
    {
        return request(Method::Refresh, [&](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::Lifetime, seconds)
                .addNumber(AttributeType::RequestedAddressFamily, family);
        });
    }
    Answer allocateBoth()
    {
        return allocate([](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::AdditionalAddressFamily, kIpv6Family);
        });
    }
    Answer permit(std::initializer_list<TransportAddress> peers)
    {
        return request(Method::CreatePermission, [&](stun::MessageBuilder &message) {
            for (const TransportAddress &peer : peers)
                message.addXorAddress(AttributeType::XorPeerAddress, peer);
        });
    }
    Answer bind(std::uint16_t channel, const TransportAddress &peer)
    {
        return request(Method::ChannelBind, [&](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::ChannelNumber, std::uint32_t{channel} << 16)
                .addXorAddress(AttributeType::XorPeerAddress, peer);
        });
    }
    /// A Send indication. True when it left the relay, with exactly this payload, to exactly this peer.
    bool sendTo(const TransportAddress &peer, Bytes data)
    {
        return reaches(
            peer, data,
            compose(
                Method::Send,
                [&](stun::MessageBuilder &message) {
                    message.addXorAddress(AttributeType::XorPeerAddress, peer).add(AttributeType::Data, data);
                },
                stun::Class::Indication));
    }
    bool sendTo(const TransportAddress &peer) { return sendTo(peer, payload("hello")); }
    /// ChannelData. True when it left the relay, with exactly this payload, to exactly this peer.
    bool sendOn(std::uint16_t channel, const TransportAddress &peer, Bytes data)
    {
        OwnedBytes message(4);
        stun::storeBig16(&message[0], channel);
        stun::storeBig16(&message[2], static_cast<std::uint16_t>(data.size()));
        message.insert(message.end(), data.begin(), data.end());
        return reaches(peer, data, message);
    }
    bool sendOn(std::uint16_t channel, const TransportAddress &peer)
    {
        return sendOn(channel, peer, payload("hello"));
    }

    /// What a packet from a peer became on the way here: nothing, ChannelData, or a Data indication.
    OwnedBytes receives(const TransportAddress &peer, Bytes data)
    {
        const std::size_t before = m_world.output.toClient.size();
        m_world.fromPeer(m_world.allocation(&path.tuple), peer, data);
        if (m_world.output.toClient.size() == before)
            return {};
        return m_world.output.toClient.back().bytes;
    }
    bool hears(const TransportAddress &peer) { return !receives(peer, payload("world")).empty(); }

    void nextTransactionId()
    {
        ++m_transaction;
        stun::storeBig32(transactionId.data(), m_transaction);
        stun::storeBig16(&transactionId[4], path.tuple.client.port.value);
    }
    [[nodiscard]] bool isStream() const
    {
        return path.tuple.transport == Transport::Tcp || path.tuple.transport == Transport::Tls;
    }

    turn::ClientPath path;
    std::string user = "alice";
    std::string keyUser; ///< in the key, when it is spelled otherwise there
    std::string password = "secret";
    std::string realm;
    std::string nonce;
    stun::TransactionId transactionId{};
    stun::IntegrityKind integrity = stun::IntegrityKind::Sha1;
    std::size_t largestRequest = 2048;
    bool signs = true;
    bool takesOffers = false; ///< does all that RFC 8489 lets a client do; else it is one of RFC 5389
    bool hidesName = false;
    stun::PasswordAlgorithm algorithm = stun::PasswordAlgorithm::Md5;
    std::optional<OwnedBytes> sessionKey; ///< of a token, in the place of a password's key
    std::optional<OwnedBytes> chosen;     ///< PASSWORD-ALGORITHM
    std::optional<OwnedBytes> offered;    ///< PASSWORD-ALGORITHMS, as the server sent them
    bool fingerprints = false;
    bool repeatsTransactionId = false;
    Attributes afterIntegrity;

private:
    bool reaches(const TransportAddress &peer, Bytes data, const OwnedBytes &message)
    {
        const std::size_t before = m_world.output.toPeer.size();
        if (send(message).exists())
            throw std::logic_error("data was answered");
        const auto &sent = m_world.output.toPeer;
        if (sent.size() == before)
            return false;
        if (sent.size() != before + 1 || sent.back().peer != peer ||
            !std::ranges::equal(sent.back().payload, data))
            throw std::logic_error("data was changed on the way");
        return true;
    }

    RelayWorld &m_world;
    std::uint32_t m_transaction = 0;
};

} // namespace turnpike::testing
