// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/dialect.h"
#include "tests/relay/simulation/simulation.h"

#include <set>

// What clients, peers and the administrator do, and what the network makes of it.

namespace turnpike::testing {

namespace {

constexpr int kMostAttempts = 3;
constexpr std::size_t kMostPast = 6;

std::uint32_t familyNumberOf(AddressFamily family)
{
    return family == AddressFamily::V4 ? kIpv4Family : kIpv6Family;
}

void writeAllocate(const SentMessage &message, stun::MessageBuilder &builder)
{
    using enum AttributeType;
    builder.addNumber(RequestedTransport, std::uint32_t{message.transport} << 24);
    if (message.family)
        builder.addNumber(RequestedAddressFamily, familyNumberOf(*message.family));
    if (message.wantsBoth)
        builder.addNumber(AdditionalAddressFamily, kIpv6Family);
    if (message.parity != PortParity::Any) {
        const std::byte reserves{message.parity == PortParity::EvenReservingNext ? std::uint8_t{0x80}
                                                                                 : std::uint8_t{0}};
        builder.add(EvenPort, Bytes(&reserves, 1));
    }
    if (message.token)
        builder.add(AttributeType::ReservationToken, *message.token);
}

void writeAttributes(const SentMessage &message, stun::MessageBuilder &builder)
{
    using enum AttributeType;
    if (message.method == Method::Allocate)
        writeAllocate(message, builder);
    if (message.method == Method::Refresh && message.family)
        builder.addNumber(RequestedAddressFamily, familyNumberOf(*message.family));
    if (message.method == Method::ChannelBind)
        builder.addNumber(AttributeType::ChannelNumber, std::uint32_t{message.channel} << 16);
    if (message.lifetime)
        builder.addNumber(Lifetime, *message.lifetime);
    for (const TransportAddress &peer : message.peers)
        builder.addXorAddress(XorPeerAddress, peer);
    if (message.kind == SentMessage::Kind::Indication)
        builder.add(Data, message.data);
    if (message.hasUnknownAttribute)
        builder.addNumber(static_cast<AttributeType>(0x7eee), 1);
}

} // namespace

void Simulation::step()
{
    const auto kind = m_random() % 100;
    if (kind < 70)
        act(static_cast<int>(m_random() % kAgents));
    else if (kind < 92)
        peerSends();
    else
        changeSomething();
}

TransportAddress Simulation::anyPeer()
{
    return pick({at("8.8.8.1:1"), at("8.8.8.1:2"), at("8.8.8.2:1"), at("8.8.8.3:1"), at("8.8.8.4:1"),
                 at("[2600::1]:1"), at("[2600::2]:1")});
}

std::uint16_t Simulation::anyChannel()
{
    return pick<std::uint16_t>({0x4000, 0x4001, 0x4002, 0x4fff});
}

TransportAddress Simulation::likelyPeer(int tuple)
{
    const auto found = m_expected.model.allocations.find(tuple);
    if (found == m_expected.model.allocations.end() || found->second.permissions.empty() || chance(30))
        return anyPeer();
    const auto &permissions = found->second.permissions;
    const auto chosen =
        std::next(permissions.begin(), static_cast<std::ptrdiff_t>(m_random() % permissions.size()));
    return {chosen->first, pick({Port{1}, Port{2}})};
}

std::uint16_t Simulation::likelyChannel(int tuple)
{
    const auto found = m_expected.model.allocations.find(tuple);
    if (found == m_expected.model.allocations.end() || found->second.channels.empty() || chance(20))
        return anyChannel();
    const auto &channels = found->second.channels;
    return std::next(channels.begin(), static_cast<std::ptrdiff_t>(m_random() % channels.size()))->first;
}

void Simulation::act(int number)
{
    Agent &agent = m_agents[static_cast<std::size_t>(number)];
    const Tuple &tuple = m_tuples[static_cast<std::size_t>(agent.tuple)];
    const bool isClosed = tuple.connection && !tuple.connection->isOpen();
    if (isClosed || chance(3)) {
        if (!isClosed && tuple.connection && chance(80)) {
            note("tuple ", std::to_string(agent.tuple), " hangs up");
            tuple.connection->closeByClient();
        }
        openTuple(number);
        return;
    }
    if (chance(2)) {
        sendGarbage(agent.tuple);
        return;
    }
    if (chance(4) && !agent.past.empty() && !tuple.connection) {
        // Somebody who listened repeats what was sent long ago, perhaps from elsewhere.
        SentMessage message = agent.past[m_random() % agent.past.size()];
        if (chance(50)) {
            message.tuple = agent.tuple;
            message.path = tuple.client->path;
        }
        carry(message);
        return;
    }
    const SentMessage message = anyMessage(tuple);
    const bool isData = message.kind != SentMessage::Kind::Request;
    for (auto times = isData ? 1 + m_random() % 3 : 1; times > 0; --times)
        send(number, message);
}

SentMessage Simulation::anyMessage(const Tuple &tuple)
{
    SentMessage message;
    message.tuple = static_cast<int>(&tuple - m_tuples.data());
    message.path = tuple.client->path;
    const auto call = m_expected.model.allocations.find(message.tuple);
    const bool hasCall = call != m_expected.model.allocations.end();
    // Who may talk to nobody yet mostly asks first.
    const bool isNew = hasCall && call->second.permissions.empty() && chance(80);
    const auto kind = isNew ? 18 + m_random() % 30 : hasCall ? m_random() % 100 : m_random() % 200;
    if (kind >= 100 || kind < 6) {
        SentMessage asked = anyAllocate();
        asked.tuple = message.tuple;
        asked.path = message.path;
        return asked;
    }
    if (kind < 18) {
        message.method = Method::Refresh;
        message.lifetime =
            pick<std::optional<std::uint32_t>>({0U, 600U, 600U, 700U, 3600U, 90'000U, std::nullopt});
        if (chance(30))
            message.family = pick({AddressFamily::V4, AddressFamily::V6});
    } else if (kind < 32) {
        message.method = Method::CreatePermission;
        for (auto peers = m_random() % 4; peers > 0; --peers)
            message.peers.push_back(anyPeer());
    } else if (kind < 48) {
        message.method = Method::ChannelBind;
        message.channel = chance(4) ? pick<std::uint16_t>({0x3fff, 0x8000}) : anyChannel();
        message.peers = {anyPeer()};
        if (chance(3))
            message.peers.front().port = Port{};
    } else if (kind < 52) {
        message.method = Method::Binding;
    } else {
        const bool isOnChannel = kind < 78;
        message.kind = isOnChannel ? SentMessage::Kind::ChannelData : SentMessage::Kind::Indication;
        message.method = Method::Send;
        message.channel = isOnChannel ? likelyChannel(message.tuple) : std::uint16_t{0};
        if (!isOnChannel)
            message.peers = {likelyPeer(message.tuple)};
        message.data = OwnedBytes(m_random() % 60, static_cast<std::byte>(m_random()));
    }
    message.hasUnknownAttribute = message.kind == SentMessage::Kind::Request && chance(2);
    return message;
}

SentMessage Simulation::anyAllocate()
{
    SentMessage message;
    message.method = Method::Allocate;
    message.lifetime = pick<std::optional<std::uint32_t>>({std::nullopt, 600U, 601U, 3600U, 5U});
    message.transport = chance(2) ? std::uint8_t{99} : std::uint8_t{17};
    if (!m_tokens.empty() && chance(25))
        message.token = m_tokens[m_random() % m_tokens.size()];
    else
        message.parity =
            pick({PortParity::Any, PortParity::Any, PortParity::Even, PortParity::EvenReservingNext});
    if (chance(10))
        message.family = pick({AddressFamily::V4, AddressFamily::V6});
    else if (chance(30) && !message.token)
        message.wantsBoth = message.parity != PortParity::EvenReservingNext || chance(10);
    return message;
}

// Signs it with what the client knows now.
void Simulation::seal(SentMessage &message)
{
    TestClient &client = *m_tuples[static_cast<std::size_t>(message.tuple)].client;
    if (message.kind == SentMessage::Kind::ChannelData) {
        message.bytes.assign(4, std::byte{0});
        stun::storeBig16(&message.bytes[0], message.channel);
        stun::storeBig16(&message.bytes[2], static_cast<std::uint16_t>(message.data.size()));
        message.bytes.insert(message.bytes.end(), message.data.begin(), message.data.end());
        message.needed = message.bytes.size();
        if (client.isStream())
            message.bytes.resize(stun::padded(message.bytes.size()));
        return;
    }
    const bool isRequest = message.kind == SentMessage::Kind::Request;
    client.fingerprints = chance(20);
    client.signs = message.method != Method::Binding;
    message.bytes = client.compose(
        message.method, [&](stun::MessageBuilder &builder) { writeAttributes(message, builder); },
        isRequest ? stun::Class::Request : stun::Class::Indication);
    constexpr std::size_t kFingerprint = 8;
    message.needed = message.bytes.size() - (client.fingerprints ? kFingerprint : 0);
    message.id = client.transactionId;
    message.isSigned = isRequest && client.signs && !client.nonce.empty();
    message.user = client.user;
    message.nonce = client.nonce;
    message.key = auth::longTermKey(client.user, ExpectedRelay::kRealm, client.password);
}

void Simulation::sendGarbage(int number)
{
    SentMessage message;
    message.kind = SentMessage::Kind::Garbage;
    message.tuple = number;
    const Tuple &tuple = m_tuples[static_cast<std::size_t>(number)];
    message.path = tuple.client->path;
    message.bytes.resize(1 + m_random() % 40);
    message.needed = message.bytes.size();
    for (std::byte &byte : message.bytes)
        byte = static_cast<std::byte>(m_random());
    // Over a stream its first byte shows what it is; otherwise it would take what follows with it.
    if (tuple.connection)
        message.bytes.front() |= std::byte{0x80};
    carry(message);
}

void Simulation::send(int number, SentMessage message)
{
    seal(message);
    Agent &agent = m_agents[static_cast<std::size_t>(number)];
    if (agent.past.size() == kMostPast)
        agent.past.erase(agent.past.begin());
    agent.past.push_back(message);
    carry(message);
    if (message.kind != SentMessage::Kind::Request)
        return;
    agent.pending = message;
    if (!isStream(message.path.tuple.transport))
        sendAgain(number, message, 500ms);
}

// RFC 8489 section 6.2.1.
void Simulation::sendAgain(int number, const SentMessage &message, std::chrono::milliseconds after)
{
    constexpr std::chrono::milliseconds kLongest{4000};
    if (after > kLongest)
        return;
    m_events.at(m_world.now().monotonic + after, [this, number, message, after] {
        const Agent &agent = m_agents[static_cast<std::size_t>(number)];
        if (!agent.pending || agent.pending->id != message.id || agent.pending->tuple != message.tuple)
            return;
        carry(message);
        sendAgain(number, message, after * 2);
    });
}

void Simulation::carry(const SentMessage &message)
{
    const Tuple &tuple = m_tuples[static_cast<std::size_t>(message.tuple)];
    const bool isSentOverStream = tuple.connection != nullptr;
    if (isSentOverStream) {
        if (!tuple.connection->isOpen())
            return;
        tuple.connection->send(message);
        const int number = message.tuple;
        m_events.at(m_world.now().monotonic + 5ms, [this, number] { carryPiece(number); });
        return;
    }
    for (int copies = chance(m_weather.repeatPercent) ? 2 : 1; copies > 0; --copies) {
        if (chance(m_weather.lossPercent))
            continue;
        SentMessage copy = message;
        if (chance(m_weather.damagePercent)) {
            copy.isDamaged = true;
            copy.bytes[m_random() % copy.needed] ^= static_cast<std::byte>(1U << m_random() % 8);
        }
        const std::chrono::milliseconds delay(chance(5) ? m_random() % 3000 : m_random() % 40);
        m_events.at(m_world.now().monotonic + delay, [this, copy] { deliver(copy); });
    }
}

void Simulation::carryPiece(int number)
{
    const Tuple &tuple = m_tuples[static_cast<std::size_t>(number)];
    SimulatedConnection &connection = *tuple.connection;
    connection.deliver(1 + m_random() % (chance(50) ? 8 : 400));
    // A client that does not read for a while is none that reads never.
    if (chance(80)) {
        for (const OwnedBytes &message : connection.read(1 + m_random() % (chance(50) ? 30 : 2000)))
            arrived(number, message);
    }
    if (connection.isOpen() && connection.bytesUnderWay() > 0)
        m_events.at(m_world.now().monotonic + std::chrono::milliseconds(m_random() % 20),
                    [this, number] { carryPiece(number); });
}

// At the client.
void Simulation::arrived(int number, const OwnedBytes &bytes)
{
    Agent &agent = agentOf(number);
    if (agent.tuple != number || !agent.pending ||
        stun::beginsChannelData(std::to_integer<std::uint8_t>(bytes[0])))
        return;
    const Answer answer{bytes};
    const auto view = answer.message();
    if (view.messageClass() != stun::Class::Indication && view.transactionId() == agent.pending->id)
        answered(static_cast<int>(&agent - m_agents.data()), answer);
}

void Simulation::answered(int number, const Answer &answer)
{
    Agent &agent = m_agents[static_cast<std::size_t>(number)];
    const SentMessage asked = *agent.pending;
    agent.pending.reset();
    TestClient &client = *m_tuples[static_cast<std::size_t>(asked.tuple)].client;
    const int code = answer.code();
    const bool isChallenge = code == 401 || code == 438;
    if (!isChallenge)
        agent.attempts = 0;
    if (code == 0 && asked.method == Method::Allocate && answer.has(AttributeType::ReservationToken)) {
        const auto view = answer.message();
        std::ranges::copy(*view.find(AttributeType::ReservationToken), m_tokens.emplace_back().begin());
    }
    // A call of somebody else, if only of this client under an older name.
    if ((code == 437 && asked.method == Method::Allocate && chance(30)) || (code == 441 && chance(60)))
        openTuple(number);
    if (!isChallenge || ++agent.attempts > kMostAttempts ||
        (client.takesOffers && !answer.has(AttributeType::PasswordAlgorithms)))
        return;
    if (code == 401 && asked.isSigned && chance(70))
        giveCredential(client, agent);
    client.useChallenge(answer);
    client.hidesName = false;
    send(number, asked);
}

void Simulation::peerSends()
{
    std::vector<std::pair<TransportAddress, TransportAddress>> ways;
    for (const auto &[slot, shown] : m_world.shown) {
        const auto tuple = m_expected.tupleRelayedAt(shown.relayed);
        const TransportAddress peer = likelyPeer(tuple.value_or(0));
        for (const TransportAddress &relayed : {shown.relayed, shown.additional}) {
            if (relayed.address.family() == peer.address.family())
                ways.emplace_back(peer, relayed);
        }
    }
    if (ways.empty())
        return;
    const auto [from, to] = ways[m_random() % ways.size()];
    const OwnedBytes data(m_random() % 60, static_cast<std::byte>(m_random()));
    const bool isUnreachable = chance(10);
    for (int copies = chance(m_weather.repeatPercent) ? 2 : 1; copies > 0; --copies) {
        const std::chrono::milliseconds delay(chance(5) ? m_random() % 3000 : m_random() % 40);
        m_events.at(m_world.now().monotonic + delay, [this, from, to, data, isUnreachable] {
            if (isUnreachable)
                deliverUnreachable(from, to);
            else
                deliverFromPeer(from, to, data);
        });
    }
}

void Simulation::changeSomething()
{
    m_expected.advance(m_world.now());
    switch (m_random() % 8) {
    case 0:
    case 1:
        changeUsers();
        break;
    case 2:
    case 3:
        changeRules();
        break;
    case 4: {
        std::set<IpAddress> denied;
        for (const char *address : {"8.8.8.1", "8.8.8.2", "2600::1"}) {
            if (chance(30))
                denied.insert(ip(address));
        }
        note(std::to_string(denied.size()), " peers are denied");
        m_expected.model.deny(denied);
        break;
    }
    case 5: {
        const auto jump = pick<std::chrono::milliseconds>({-3600s, -4s, 4s, 600s, 4000s});
        note("the wall clock jumps by ", std::to_string(jump.count()), " ms");
        m_world.setWallClock(jump);
        return;
    }
    case 6: {
        const auto jump = pick<std::chrono::milliseconds>({1ms, 30s, 300s, 600s, 3600s});
        note("the machine sleeps for ", std::to_string(jump.count()), " ms");
        m_world.wait(jump);
        return;
    }
    default:
        if (m_world.shown.empty())
            return;
        const auto chosen =
            std::next(m_world.shown.begin(), static_cast<std::ptrdiff_t>(m_random() % m_world.shown.size()));
        const auto tuple = m_expected.tupleRelayedAt(chosen->second.relayed);
        note("somebody ends the allocation at ", chosen->second.relayed.toString());
        m_world.output.forgetTraffic();
        m_world.server->end(m_world.now(), chosen->second.id, turn::EndCause::Killed);
        if (tuple)
            m_expected.end(*tuple);
        passOnOutput();
        compare();
        return;
    }
    applySettings();
    settle();
    compare();
}

void Simulation::changeUsers()
{
    switch (m_random() % 4) {
    case 0:
        note("alice is removed");
        m_rules.passwords.erase("alice");
        break;
    case 1:
        m_rules.passwords["alice"] = pick<const char *>({"secret", "other"});
        note("alice's password is ", m_rules.passwords["alice"]);
        break;
    case 2:
        m_rules.secrets.push_back(m_rules.secrets.back() + "+");
        note("a secret comes");
        break;
    default:
        if (m_rules.secrets.size() > 1) {
            m_rules.secrets.erase(m_rules.secrets.begin());
            note("the oldest secret goes");
        }
    }
}

void Simulation::changeRules()
{
    switch (m_random() % 5) {
    case 0:
        m_rules.draining = chance(30);
        m_rules.hasAlternate = chance(50);
        break;
    case 1:
        m_rules.allocations = pick({2, 3, 20});
        m_rules.allocationsPerUser = pick({0, 1, 2});
        break;
    case 2:
        m_rules.portsPerUser = pick({0, 1, 2, 4});
        break;
    case 3:
        m_expected.model.limits.permissions = pick<std::size_t>({1, 2, 4});
        m_expected.model.limits.channels = pick<std::size_t>({1, 3});
        break;
    default:
        ++m_rules.nonceKey;
    }
    note("rules: ", std::to_string(m_rules.allocations), " allocations, ",
         std::to_string(m_rules.allocationsPerUser), " a user, ", std::to_string(m_rules.portsPerUser),
         " ports a user, ", std::to_string(m_expected.model.limits.permissions), " permissions, ",
         std::to_string(m_expected.model.limits.channels), " channels, nonce key ",
         std::to_string(m_rules.nonceKey), m_rules.draining ? ", draining" : "");
}

std::string Simulation::describe(const SentMessage &message)
{
    std::string text = message.kind == SentMessage::Kind::ChannelData ? "ChannelData"
                       : message.kind == SentMessage::Kind::Garbage
                           ? "garbage"
                           : "method " + std::to_string(static_cast<int>(message.method));
    text += " of tuple " + std::to_string(message.tuple);
    if (message.isSigned)
        text += ", signed by " + message.user;
    if (message.lifetime)
        text += ", lifetime " + std::to_string(*message.lifetime);
    if (message.channel != 0)
        text += ", channel " + std::to_string(message.channel);
    if (message.wantsBoth)
        text += ", both families";
    if (message.parity != PortParity::Any)
        text += message.parity == PortParity::Even ? ", even port" : ", even port and the next";
    if (message.token)
        text += ", a token";
    if (message.family)
        text += *message.family == AddressFamily::V4 ? ", IPv4" : ", IPv6";
    for (const TransportAddress &peer : message.peers)
        text += ", peer " + peer.toString();
    return text;
}

} // namespace turnpike::testing
