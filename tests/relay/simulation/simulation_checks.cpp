// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/dialect.h"
#include "relay/stun/integrity.h"
#include "tests/relay/simulation/simulation.h"

#include <array>
#include <utility>

// What arrives at the relay, and whether it does what it has to.

namespace turnpike::testing {

namespace {

struct Counter {
    const char *name;
    std::uint64_t turn::ServerCounters::*member;
};
constexpr std::array kCounters{
    Counter{"bindingRequests", &turn::ServerCounters::bindingRequests},
    Counter{"allocationsCreated", &turn::ServerCounters::allocationsCreated},
    Counter{"allocationsEnded", &turn::ServerCounters::allocationsEnded},
    Counter{"challenges", &turn::ServerCounters::challenges},
    Counter{"staleNonces", &turn::ServerCounters::staleNonces},
    Counter{"wrongCredentials", &turn::ServerCounters::wrongCredentials},
    Counter{"quotaRefusals", &turn::ServerCounters::quotaRefusals},
    Counter{"portQuotaRefusals", &turn::ServerCounters::portQuotaRefusals},
    Counter{"capacityRefusals", &turn::ServerCounters::capacityRefusals},
    Counter{"redirects", &turn::ServerCounters::redirects},
    Counter{"forbiddenPeers", &turn::ServerCounters::forbiddenPeers},
    Counter{"malformedMessages", &turn::ServerCounters::malformedMessages},
    Counter{"withoutPermission", &turn::ServerCounters::withoutPermission},
    Counter{"unknownChannel", &turn::ServerCounters::unknownChannel},
    Counter{"overBandwidth", &turn::ServerCounters::overBandwidth},
    Counter{"overUserBandwidth", &turn::ServerCounters::overUserBandwidth},
    Counter{"overTotalBandwidth", &turn::ServerCounters::overTotalBandwidth},
    Counter{"overNetworkBudget", &turn::ServerCounters::overNetworkBudget},
    Counter{"overTotalBudget", &turn::ServerCounters::overTotalBudget},
    Counter{"guessesNotTried", &turn::ServerCounters::guessesNotTried},
};

bool isRelayed(const OwnedBytes &message)
{
    return stun::beginsChannelData(std::to_integer<std::uint8_t>(message[0])) ||
           (message[0] == std::byte{0x00} && message[1] == std::byte{0x17});
}

} // namespace

void Simulation::deliver(const SentMessage &message)
{
    if (!m_fault.empty())
        return;
    note(message.isDamaged ? "damaged, " : "", describe(message));
    m_expected.advance(m_world.now());
    m_world.output.forgetTraffic();
    const turn::ServerCounters before = counters();
    // A copy of exactly this size: the sanitizers see every step too far.
    const OwnedBytes bytes(message.bytes);
    if (isStream(message.path.tuple.transport))
        m_world.server->clientFrame(m_world.now(), message.path, bytes);
    else
        m_world.server->clientDatagram(m_world.now(), message.path, bytes);
    checkPeersOfOutput();
    if (message.isDamaged || message.kind == SentMessage::Kind::Garbage)
        checkGarbage(message);
    else if (message.kind == SentMessage::Kind::Request)
        checkRequest(message, before);
    else
        checkData(message, before);
    passOnOutput();
    compare();
}

void Simulation::checkRequest(const SentMessage &message, const turn::ServerCounters &before)
{
    const auto &answers = m_world.output.toClient;
    expect(m_world.output.toPeer.empty(), "a request reached a peer");
    if (answers.empty()) {
        expect(isSilenceAllowed(message, before), "a request got no answer");
        takeOverCounters();
        return;
    }
    if (answers.size() != 1 || !(answers.front().path.tuple == message.path.tuple)) {
        fail("a request got more than one answer, or somebody else did");
        return;
    }
    const Answer answer{answers.front().bytes};
    const int expected = m_expected.answerTo(message);
    const int code = answer.code();
    note("answer ", std::to_string(code));
    if (code != expected) {
        fail("the answer is " + std::to_string(code) + ", the rules say " + std::to_string(expected));
        return;
    }
    checkAnswer(message, code, answer);
    if (const std::string difference = m_expected.learn(message, code, answer); !difference.empty())
        fail(difference);
}

void Simulation::checkAnswer(const SentMessage &message, int code, const Answer &answer)
{
    const auto view = answer.message();
    expect(view.transactionId() == message.id, "the answer to another request");
    expect(view.method() == message.method, "an answer of another method");
    const bool isAuthenticated = message.isSigned && code != 401 && code != 438;
    const bool hasIntegrity = stun::integrityKind(view) != stun::IntegrityKind::None;
    expect(hasIntegrity == isAuthenticated, "an answer that is signed, or is not, and should be otherwise");
    if (isAuthenticated)
        expect(stun::verifyIntegrity(view, std::as_bytes(std::span(message.key))),
               "an answer that nobody can verify");
    if (code == 0 && (message.method == Method::Binding || message.method == Method::Allocate))
        expect(answer.address(AttributeType::XorMappedAddress) == message.path.tuple.client,
               "another mapped address");
}

// A request deserves an answer unless a budget of strangers is used up, which is counted once.
bool Simulation::isSilenceAllowed(const SentMessage &message, const turn::ServerCounters &before) const
{
    const turn::ServerCounters &after = counters();
    const auto budgets = (after.overNetworkBudget - before.overNetworkBudget) +
                         (after.overTotalBudget - before.overTotalBudget) +
                         (after.guessesNotTried - before.guessesNotTried);
    if (!m_weather.limitsStrangers || budgets != 1)
        return false;
    const auto allocation = m_expected.model.allocations.find(message.tuple);
    const bool isOwner =
        allocation != m_expected.model.allocations.end() && allocation->second.user == message.user;
    return !isOwner || after.guessesNotTried == before.guessesNotTried;
}

bool Simulation::isOverBandwidth(const turn::ServerCounters &before) const
{
    const turn::ServerCounters &after = counters();
    return m_weather.limitsBandwidth && (after.overBandwidth - before.overBandwidth) +
                                                (after.overUserBandwidth - before.overUserBandwidth) +
                                                (after.overTotalBandwidth - before.overTotalBandwidth) ==
                                            1;
}

void Simulation::checkData(const SentMessage &message, const turn::ServerCounters &before)
{
    expect(m_world.output.toClient.empty(), "data was answered");
    const auto destination = m_expected.destinationOf(message);
    const auto &sent = m_world.output.toPeer;
    if (destination && sent.empty() && isOverBandwidth(before)) {
        takeOverCounters();
        expect(counters().fromClients.droppedPackets == before.fromClients.droppedPackets + 1,
               "a loss is not counted");
        return;
    }
    if (!destination || sent.size() != 1) {
        expect(sent.empty(), "data was relayed without a permission");
        expect(!destination, "data was not relayed");
        return;
    }
    expect(sent.front().peer == *destination, "data went to another peer");
    expect(std::ranges::equal(sent.front().payload, message.data), "data was changed on the way");
    ++m_expected.counters.fromClients.packets;
    m_expected.counters.fromClients.bytes += message.data.size();
}

// Nobody can say what it is. It gets no further than any message would, and changes nothing that needs a
// signature.
void Simulation::checkGarbage(const SentMessage &message)
{
    if (isStream(message.path.tuple.transport))
        m_expected.end(message.tuple);
    takeOverCounters();
    for (const auto &sent : m_world.output.toClient) {
        expect(sent.path.tuple == message.path.tuple, "somebody else was answered");
        if (const Answer answer{sent.bytes}; answer.has(AttributeType::Nonce))
            m_expected.learnNonce(message.path, answer);
    }
}

// After what cannot be foretold. Allocations begin and end as the rules say all the same.
void Simulation::takeOverCounters()
{
    turn::ServerCounters counted = counters();
    counted.allocationsCreated = m_expected.counters.allocationsCreated;
    counted.allocationsEnded = m_expected.counters.allocationsEnded;
    m_expected.counters = counted;
}

void Simulation::deliverFromPeer(const TransportAddress &peer, const TransportAddress &relayed,
                                 const OwnedBytes &data)
{
    m_expected.advance(m_world.now());
    const auto tuple = m_expected.tupleRelayedAt(relayed);
    if (!tuple || !m_fault.empty())
        return; // nobody listens there any more
    note(peer.toString(), " sends to ", relayed.toString());
    m_world.output.forgetTraffic();
    const turn::ServerCounters before = counters();
    const turn::ClientPath &path = m_tuples[static_cast<std::size_t>(*tuple)].client->path;
    m_world.fromPeer(m_world.allocation(&path.tuple), peer, data);
    checkPeersOfOutput();
    const bool passes = m_expected.passesToClient(*tuple, peer);
    const auto &sent = m_world.output.toClient;
    if (passes && sent.empty() && isOverBandwidth(before)) {
        takeOverCounters();
        expect(counters().toClients.droppedPackets == before.toClients.droppedPackets + 1,
               "a loss is not counted");
    } else if (passes && sent.size() == 1) {
        ++m_expected.counters.toClients.packets;
        m_expected.counters.toClients.bytes += data.size();
        expect(sent.front().path.tuple == path.tuple, "somebody else got what a peer sent");
        const auto isChannelData =
            stun::beginsChannelData(std::to_integer<std::uint8_t>(sent.front().bytes[0]));
        expect(isChannelData == m_expected.model.hasChannel(*tuple, peer),
               "a channel is not used, or one that is over");
        expect(std::ranges::search(sent.front().bytes, data).begin() != sent.front().bytes.end() ||
                   data.empty(),
               "what a peer sent was changed on the way");
    } else {
        expect(!passes, "what a peer sent was not passed on");
        expect(sent.empty(), "a peer without a permission reached a client");
    }
    passOnOutput();
    compare();
}

void Simulation::deliverUnreachable(const TransportAddress &peer, const TransportAddress &relayed)
{
    m_expected.advance(m_world.now());
    const auto tuple = m_expected.tupleRelayedAt(relayed);
    if (!tuple || !m_fault.empty())
        return;
    note(peer.toString(), " cannot be reached from ", relayed.toString());
    m_world.output.forgetTraffic();
    const turn::ClientPath &path = m_tuples[static_cast<std::size_t>(*tuple)].client->path;
    m_world.server->peerUnreachable(m_world.now(), m_world.allocation(&path.tuple), peer, {3, 3, 0});
    if (!m_world.output.toClient.empty())
        expect(m_expected.model.passes(*tuple, peer.address),
               "a client is told of a peer without a permission");
    passOnOutput();
    compare();
}

// Whatever came in: what leaves goes to a peer with a permission that no rule denies.
void Simulation::checkPeersOfOutput()
{
    for (const auto &sent : m_world.output.toPeer) {
        const auto shown = m_world.shown.find(sent.allocation.slot);
        const auto tuple =
            shown == m_world.shown.end() ? std::nullopt : m_expected.tupleRelayedAt(shown->second.relayed);
        expect(tuple && m_expected.model.passes(*tuple, sent.peer.address), "data left without a permission");
        expect(!m_expected.model.denied.contains(sent.peer.address), "data reached a denied peer");
        expect(sent.peer.port != Port{}, "data was sent to port 0");
    }
}

void Simulation::passOnOutput()
{
    // Sending may end a connection, which is an input of its own.
    const auto closed = std::exchange(m_world.output.closedClients, {});
    const auto toClient = std::exchange(m_world.output.toClient, {});
    for (const auto &sent : toClient) {
        const int number = sent.path.tuple.client.port.value - kPortOfTuples;
        const Tuple &tuple = m_tuples[static_cast<std::size_t>(number)];
        if (tuple.connection) {
            if (tuple.connection->isOpen())
                tuple.connection->answer(m_world.now().monotonic, sent.bytes);
            m_events.at(m_world.now().monotonic + 20ms, [this, number] { carryPiece(number); });
        } else if (!chance(m_weather.lossPercent) && !isRelayed(sent.bytes)) {
            const std::chrono::milliseconds delay(m_random() % 40);
            m_events.at(m_world.now().monotonic + delay,
                        [this, number, bytes = sent.bytes] { arrived(number, bytes); });
        }
    }
    for (const turn::ClientPath &path : closed) {
        const Tuple &tuple = m_tuples[path.tuple.client.port.value - kPortOfTuples];
        expect(tuple.connection != nullptr, "a connection was closed where there is none");
        if (tuple.connection)
            tuple.connection->closeByRelay();
    }
}

void Simulation::connectionEnded(int number)
{
    if (!m_fault.empty())
        return;
    note("the connection of tuple ", std::to_string(number), " is over");
    const Tuple &tuple = m_tuples[static_cast<std::size_t>(number)];
    m_expected.advance(m_world.now());
    m_world.server->clientClosed(m_world.now(), tuple.client->path);
    m_expected.end(number);
    compare();
}

void Simulation::compare()
{
    m_expected.advance(m_world.now());
    settle();
    compareCounters();
    compareAllocations();
}

void Simulation::compareCounters()
{
    const turn::ServerCounters &counted = counters();
    const turn::ServerCounters &expected = m_expected.counters;
    for (const Counter &counter : kCounters) {
        if (counted.*counter.member != expected.*counter.member)
            fail(std::string(counter.name) + " is " + std::to_string(counted.*counter.member) +
                 ", the rules say " + std::to_string(expected.*counter.member));
    }
    expect(counted.fromClients == expected.fromClients, "what clients sent is counted otherwise");
    expect(counted.toClients == expected.toClients, "what peers sent is counted otherwise");
}

void Simulation::compareAllocations()
{
    const turn::Server &server = *m_world.server;
    const ReferenceModel &model = m_expected.model;
    expect(server.allocationCount() == model.allocations.size(), "another number of allocations");
    expect(m_world.output.freePorts() == m_expected.freePorts(), "another number of free ports");
    expect(static_cast<std::size_t>(m_world.output.admitted()) == model.allocations.size(),
           "another number is counted");
    expect(m_world.shown.size() == model.allocations.size(),
           "an observer knows another number of allocations");
    expect(m_world.ended.size() == counters().allocationsEnded, "an end was not told, or told twice");
    expect(!server.nextDeadline() || *server.nextDeadline() > m_world.now().monotonic,
           "a deadline that is over already");
    expect(server.nextDeadline().has_value() != model.allocations.empty(), "a deadline too many, or none");
    for (const char *user : {"alice", "bob", "carol", "dave"}) {
        if (m_world.output.accounts.portsOf(user) != m_expected.portsOf(user))
            fail(std::string(user) + " is charged " + std::to_string(m_world.output.accounts.portsOf(user)) +
                 " ports, the rules say " + std::to_string(m_expected.portsOf(user)));
    }
    expect(m_world.output.accounts.size() <= 4, "accounts of nobody are kept");
    if (!m_fault.empty())
        return;
    server.forEachAllocation([&](const turn::AllocationView &view) {
        const int tuple = view.path.tuple.client.port.value - kPortOfTuples;
        const auto found = model.allocations.find(tuple);
        if (found == model.allocations.end()) {
            fail("an allocation of tuple " + std::to_string(tuple));
            return;
        }
        const ReferenceModel::Allocation &allocation = found->second;
        expect(view.expires == ReferenceModel::endOf(allocation), "another lifetime");
        expect(view.additional.address.isNone() == (allocation.ends.size() == 1),
               "another number of addresses");
        expect(allocation.ends.contains(view.relayed.address.family()),
               "an address of a family that is over");
        expect(view.permissions == allocation.permissions.size(), "another number of permissions");
        expect(view.channels == model.liveChannels(tuple), "another number of channels");
        expect(m_world.output.boundChannelsOf(view.id) == model.boundChannels(tuple),
               "other channels are told as bound");
        expect(m_world.shown.at(view.id.slot) == RelayWorld::shownOf(view),
               "an observer knows something else");
    });
}

} // namespace turnpike::testing
