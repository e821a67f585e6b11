// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/simulation/expected_relay.h"

#include "core/base/username.h"
#include "relay/auth/credentials.h"
#include "relay/auth/nonce.h"

#include <algorithm>

namespace turnpike::testing {

namespace {

constexpr std::chrono::seconds kNonceLifetime{3600};
constexpr std::chrono::seconds kClockSkew{5};
constexpr std::chrono::seconds kReservationLifetime{30};

std::chrono::seconds lifetimeFor(std::optional<std::uint32_t> seconds)
{
    return std::clamp(std::chrono::seconds(seconds.value_or(0)), std::chrono::seconds(600),
                      std::chrono::seconds(3600));
}

auth::LongTermKey keyOf(const std::string &user, const std::string &password)
{
    return auth::longTermKey(user, ExpectedRelay::kRealm, password);
}

} // namespace

ExpectedRelay::ExpectedRelay(std::set<std::uint16_t> ports, bool relaysBothFamilies,
                             std::chrono::seconds refreshAfterExpiry)
    : m_ports(std::move(ports))
    , m_relaysBothFamilies(relaysBothFamilies)
    , m_refreshAfterExpiry(refreshAfterExpiry)
{
}

void ExpectedRelay::advance(Now now)
{
    m_now = now;
    model.advance(now.monotonic);
    forgetEnded();
}

void ExpectedRelay::changeRules(const Rules &rules)
{
    const Rules before = std::exchange(m_rules, rules);
    if (before.passwords == rules.passwords && before.secrets == rules.secrets)
        return;
    for (auto &[tuple, call] : m_calls) {
        bool isReplaced = false;
        if (!call.isOfUser) {
            isReplaced = !isSigned(call.username, call.key);
        } else if (const auto user = rules.passwords.find(call.username); user != rules.passwords.end()) {
            const auto old = before.passwords.find(call.username);
            isReplaced = old != before.passwords.end() ? old->second != user->second
                                                       : keyOf(call.username, user->second) != call.key;
        }
        if (isReplaced)
            call.credentialEnd = std::min(call.credentialEnd, m_now.monotonic);
    }
}

// RFC 8489 section 9.2.4, then RFC 8656 section 5.
int ExpectedRelay::answerTo(const SentMessage &request)
{
    if (request.method == Method::Binding) {
        if (request.hasUnknownAttribute)
            return 420;
        ++counters.bindingRequests;
        return 0;
    }
    bool isCurrent = false;
    if (const int code = authenticate(request, isCurrent))
        return code;
    if (request.hasUnknownAttribute)
        return 420;
    const auto found = m_calls.find(request.tuple);
    if (found == m_calls.end())
        return request.method == Method::Allocate ? allocate(request) : 437;
    Call &call = found->second;
    if (call.username != request.user) {
        ++counters.wrongCredentials;
        return 441;
    }
    if (isCurrent)
        keepCredential(request, call);
    switch (request.method) {
    case Method::Allocate:
        return call.createdBy == request.id ? 0 : 437;
    case Method::Refresh:
        return refresh(request);
    case Method::CreatePermission:
        return counted(request.peers.empty() ? 400 : model.permit(request.tuple, request.peers));
    default:
        return counted(bind(request));
    }
}

int ExpectedRelay::authenticate(const SentMessage &request, bool &isCurrent)
{
    if (!request.isSigned) {
        ++counters.challenges;
        return 401;
    }
    const auto nonce = m_nonces.find(request.nonce);
    if (nonce == m_nonces.end() || nonce->second.key != m_rules.nonceKey ||
        nonce->second.client != request.path.tuple.client ||
        nonce->second.issued + kNonceLifetime <= m_now.wall ||
        nonce->second.issued > m_now.wall + kClockSkew) {
        ++counters.staleNonces;
        return 438;
    }
    isCurrent = admits(request.user, request.key);
    const auto call = m_calls.find(request.tuple);
    if (isCurrent || (call != m_calls.end() && call->second.username == request.user &&
                      call->second.key == request.key && mayContinue(request, call->second)))
        return 0;
    ++counters.wrongCredentials;
    return 401;
}

bool ExpectedRelay::admits(const std::string &user, const auth::LongTermKey &key) const
{
    if (const auto known = m_rules.passwords.find(user); known != m_rules.passwords.end())
        return keyOf(user, known->second) == key;
    const auto name = TimeLimitedName::parse(user);
    return name && name->expires > m_now.wall && isSigned(user, key);
}

bool ExpectedRelay::isSigned(const std::string &user, const auth::LongTermKey &key) const
{
    const auto name = TimeLimitedName::parse(user);
    return name && std::ranges::any_of(m_rules.secrets, [&](const std::string &secret) {
               return keyOf(user, auth::issueCredential(secret, name->person, name->expires).password) == key;
           });
}

bool ExpectedRelay::mayContinue(const SentMessage &request, const Call &call) const
{
    if (request.method == Method::Refresh && request.lifetime == 0U)
        return true;
    if (call.isOfUser && !m_rules.passwords.contains(call.username))
        return false;
    return call.credentialEnd == MonotonicTime::max() ||
           m_now.monotonic < call.credentialEnd + m_refreshAfterExpiry;
}

void ExpectedRelay::keepCredential(const SentMessage &request, Call &call) const
{
    call.key = request.key;
    call.isOfUser = m_rules.passwords.contains(request.user);
    const auto name = call.isOfUser ? std::nullopt : TimeLimitedName::parse(request.user);
    call.credentialEnd = name ? m_now.monotonic + (name->expires - m_now.wall) : MonotonicTime::max();
}

int ExpectedRelay::objection(const SentMessage &request) const
{
    if (request.transport != 17)
        return 442;
    const bool reserves = request.parity == PortParity::EvenReservingNext;
    if (request.token && (request.parity != PortParity::Any || request.family || request.wantsBoth))
        return 400;
    return request.wantsBoth && (request.family || reserves) ? 400 : 0;
}

int ExpectedRelay::quota(const std::string &countedAs, int ports)
{
    const auto calls =
        std::ranges::count(m_calls, countedAs, [](const auto &each) { return each.second.countedAs; });
    if (m_rules.allocationsPerUser > 0 && calls >= m_rules.allocationsPerUser) {
        ++counters.quotaRefusals;
        return 486;
    }
    if (m_rules.portsPerUser > 0 && ports > 0 && portsOf(countedAs) + ports > m_rules.portsPerUser) {
        ++counters.portQuotaRefusals;
        return 486;
    }
    const bool isFull = m_rules.allocations > 0 && std::ssize(m_calls) >= m_rules.allocations;
    return counted(isFull ? 508 : 0);
}

// RFC 8656 section 7.2.
int ExpectedRelay::allocate(const SentMessage &request)
{
    if (const int code = objection(request))
        return counted(code);
    if (m_rules.draining) {
        if (!m_rules.hasAlternate)
            return counted(508);
        ++counters.redirects;
        return 300;
    }
    const bool isPair =
        request.parity == PortParity::EvenReservingNext || (request.wantsBoth && m_relaysBothFamilies);
    if (const int code = quota(countedAs(request.user), request.token ? 0 : isPair ? 2 : 1))
        return code;
    const std::set<std::uint16_t> left = free();
    const auto fits = [&](std::uint16_t port) {
        return request.parity == PortParity::Any ||
               (port % 2 == 0 && (request.parity == PortParity::Even || left.contains(port + 1)));
    };
    if (request.token) {
        const auto reserved = m_reservations.find(*request.token);
        if (reserved == m_reservations.end() || reserved->second.username != request.user)
            return counted(508);
    } else if (request.family == AddressFamily::V6 && !m_relaysBothFamilies) {
        return 440;
    } else if (std::ranges::none_of(left, fits)) {
        return counted(508);
    }
    const auto available = std::ranges::count_if(left, fits);
    m_portsWanted = request.wantsBoth && m_relaysBothFamilies && available > 1 ? 2 : 1;
    Call &call = m_calls[request.tuple];
    call.username = request.user;
    call.countedAs = countedAs(request.user);
    call.createdBy = request.id;
    keepCredential(request, call);
    ++counters.allocationsCreated;
    model.allocations[request.tuple].user = request.user;
    return 0;
}

std::string ExpectedRelay::learn(const SentMessage &request, int code, const Answer &answer)
{
    if (code == 401 || code == 438) {
        learnNonce(request.path, answer);
        return {};
    }
    if (code != 0)
        return {};
    if (request.method == Method::Refresh)
        return answer.number(AttributeType::Lifetime) ==
                       (request.lifetime == 0U
                            ? 0U
                            : static_cast<std::uint32_t>(lifetimeFor(request.lifetime).count()))
                   ? std::string()
                   : "another lifetime is told";
    if (request.method != Method::Allocate)
        return {};
    return learnPorts(request, answer);
}

void ExpectedRelay::learnNonce(const turn::ClientPath &path, const Answer &challenge)
{
    const std::string nonce = challenge.text(AttributeType::Nonce);
    // Shorter ones are good for nothing, as their users are told.
    if (nonce.size() == auth::NonceIssuer::kTextSize)
        m_nonces[nonce] = {path.tuple.client, std::chrono::floor<std::chrono::seconds>(m_now.wall),
                           m_rules.nonceKey};
}

std::string ExpectedRelay::learnPorts(const SentMessage &request, const Answer &answer)
{
    Call &call = m_calls.at(request.tuple);
    const auto view = answer.message();
    std::map<AddressFamily, std::uint16_t> ports;
    for (const stun::Attribute attribute : view) {
        if (attribute.type != AttributeType::XorRelayedAddress)
            continue;
        const auto relayed = stun::XorAddress::decode(attribute.value, view.transactionId()).value();
        ports[relayed.address.family()] = relayed.port.value;
    }
    std::optional<turn::ReservationToken> token;
    if (const auto value = view.find(AttributeType::ReservationToken))
        std::ranges::copy(*value, token.emplace().begin());
    if (!call.ports.empty()) { // asked again
        const bool isTold = call.token && call.tokenEnd > m_now.monotonic;
        if (ports != call.ports)
            return "a repeated request is told other relayed addresses";
        return token == (isTold ? call.token : std::nullopt) ? ""
                                                             : "a repeated request is told another token";
    }
    const auto left = free();
    const auto reserved = request.token ? m_reservations.find(*request.token) : m_reservations.end();
    const bool isTaken = reserved != m_reservations.end();
    for (const auto &[family, port] : ports) {
        const bool fits = isTaken
                              ? port == reserved->second.port && family == reserved->second.family
                              : left.contains(port) && (request.parity == PortParity::Any || port % 2 == 0);
        if (!fits)
            return "port " + std::to_string(port) + " was not to be had";
    }
    if (std::ssize(ports) != m_portsWanted)
        return std::to_string(ports.size()) + " relayed addresses";
    const AddressFamily wanted =
        isTaken ? reserved->second.family : request.family.value_or(AddressFamily::V4);
    if (!ports.contains(wanted))
        return "a relayed address of another family";
    if (answer.has(AttributeType::AddressErrorCode) != (request.wantsBoth && m_portsWanted == 1))
        return "an address that is missing is not told";
    if (token.has_value() != (request.parity == PortParity::EvenReservingNext))
        return "a token that nobody asked for, or none";
    call.ports = ports;
    for (const auto &[family, port] : ports)
        model.allocations.at(request.tuple).ends[family] = m_now.monotonic + lifetimeFor(request.lifetime);
    if (isTaken)
        m_reservations.erase(reserved);
    if (token) {
        call.token = token;
        call.tokenEnd = m_now.monotonic + kReservationLifetime;
        m_reservations[*token] = {request.tuple,        call.username,
                                  call.countedAs,       static_cast<std::uint16_t>(ports.begin()->second + 1),
                                  ports.begin()->first, call.tokenEnd};
    }
    return {};
}

int ExpectedRelay::refresh(const SentMessage &request)
{
    const std::chrono::seconds lifetime =
        request.lifetime == 0U ? std::chrono::seconds(0) : lifetimeFor(request.lifetime);
    const int code = request.family ? model.refreshFamily(request.tuple, *request.family, lifetime)
                                    : model.refresh(request.tuple, lifetime);
    forgetEnded();
    return code;
}

int ExpectedRelay::bind(const SentMessage &request)
{
    if (request.channel < 0x4000 || request.channel > 0x7fff)
        return 400;
    const TransportAddress &peer = request.peers.front();
    if (peer.port == Port{} && !model.denied.contains(peer.address) &&
        model.allocations.at(request.tuple).ends.contains(peer.address.family()))
        return 403;
    return model.bind(request.tuple, request.channel, peer);
}

int ExpectedRelay::counted(int code)
{
    counters.malformedMessages += code == 400 ? 1 : 0;
    counters.forbiddenPeers += code == 403 ? 1 : 0;
    counters.capacityRefusals += code == 508 ? 1 : 0;
    return code;
}

std::optional<TransportAddress> ExpectedRelay::destinationOf(const SentMessage &message)
{
    TransportAddress peer;
    if (message.kind == SentMessage::Kind::ChannelData) {
        const auto *const channel = model.liveChannel(message.tuple, message.channel);
        if (channel == nullptr) {
            ++counters.unknownChannel;
            return std::nullopt;
        }
        peer = channel->peer;
    } else {
        peer = message.peers.front();
    }
    if (model.passes(message.tuple, peer.address))
        return peer;
    ++counters.withoutPermission;
    // Of whom there is no allocation nothing is relayed that could be dropped on the way.
    if (has(message.tuple))
        ++counters.fromClients.droppedPackets;
    return std::nullopt;
}

bool ExpectedRelay::passesToClient(int tuple, const TransportAddress &peer)
{
    if (model.passes(tuple, peer.address))
        return true;
    ++counters.withoutPermission;
    ++counters.toClients.droppedPackets;
    return false;
}

void ExpectedRelay::end(int tuple)
{
    model.allocations.erase(tuple);
    forgetEnded();
}

void ExpectedRelay::endAll()
{
    model.allocations.clear();
    forgetEnded();
}

void ExpectedRelay::forgetEnded()
{
    for (auto &[tuple, call] : m_calls) {
        const auto allocation = model.allocations.find(tuple);
        if (allocation == model.allocations.end())
            continue;
        std::erase_if(call.ports,
                      [&](const auto &each) { return !allocation->second.ends.contains(each.first); });
    }
    counters.allocationsEnded +=
        std::erase_if(m_calls, [&](const auto &each) { return !model.allocations.contains(each.first); });
    std::erase_if(m_reservations, [&](const auto &each) {
        return each.second.end <= m_now.monotonic || !m_calls.contains(each.second.reservedBy);
    });
}

std::optional<int> ExpectedRelay::tupleRelayedAt(const TransportAddress &relayed) const
{
    for (const auto &[tuple, call] : m_calls) {
        const auto port = call.ports.find(relayed.address.family());
        if (port != call.ports.end() && port->second == relayed.port.value)
            return tuple;
    }
    return std::nullopt;
}

std::set<std::uint16_t> ExpectedRelay::free() const
{
    std::set<std::uint16_t> left = m_ports;
    for (const auto &[tuple, call] : m_calls) {
        for (const auto &[family, port] : call.ports)
            left.erase(port);
    }
    for (const auto &[token, reservation] : m_reservations)
        left.erase(reservation.port);
    return left;
}

std::size_t ExpectedRelay::freePorts() const
{
    return free().size();
}

int ExpectedRelay::portsOf(const std::string &user) const
{
    std::size_t ports = 0;
    for (const auto &[tuple, call] : m_calls)
        ports += call.countedAs == user ? call.ports.size() : 0U;
    for (const auto &[token, reservation] : m_reservations)
        ports += reservation.countedAs == user ? 1U : 0U;
    return static_cast<int>(ports);
}

std::string ExpectedRelay::countedAs(const std::string &user)
{
    return std::string(personOf(user));
}

} // namespace turnpike::testing
