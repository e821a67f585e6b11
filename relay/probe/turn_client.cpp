// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/turn_client.h"

#include "core/base/opaque_string.h"
#include "relay/stun/address_attribute.h"
#include "relay/stun/error_code.h"

#include <algorithm>
#include <array>

namespace turnpike::probe {

namespace {

using namespace std::chrono_literals;
using enum stun::AttributeType;
using stun::Method;

// RFC 8489 section 6.2.1: intervals double from RTO, Rc sends in all, and the last waits Rm * RTO.
constexpr std::chrono::milliseconds kFirstInterval = 500ms;
constexpr int kMostSends = 7;
constexpr int kLastWait = 16;
// RFC 8489 section 6.2.2: over a reliable transport one answer is awaited for Ti.
constexpr std::chrono::milliseconds kStreamWait = 39'500ms;
/// A challenge and one stale nonce are normal; more means that the credentials do not work.
constexpr int kMostChallenges = 3;
/// Permissions live 300 s and channels 600 s (RFC 8656 sections 9 and 12).
constexpr std::chrono::seconds kPermissionRefresh = 240s;
constexpr std::chrono::seconds kChannelRefresh = 240s;
constexpr std::uint32_t kUdpProtocol = 17U << 24;
constexpr std::uint16_t kLastChannel = 0x4FFF;

std::optional<TransportAddress> addressIn(const stun::MessageView &message, stun::AttributeType type)
{
    const auto value = message.find(type);
    return value ? stun::XorAddress::decode(*value, message.transactionId()) : std::nullopt;
}

/// A text that cannot be prepared goes as it is: the server says what it thinks of it.
std::string preparedOr(std::string text)
{
    return opaqueString(text).value_or(text);
}

TurnClient::Options prepared(TurnClient::Options options)
{
    options.username = preparedOr(std::move(options.username));
    options.password = preparedOr(std::move(options.password));
    return options;
}

} // namespace

TurnClient::TurnClient(Host &host, Options options)
    : m_host(host)
    , m_options(prepared(std::move(options)))
{
}

void TurnClient::requestBinding(MonotonicTime now)
{
    start(now, {.method = Method::Binding});
}

void TurnClient::allocate(MonotonicTime now, Parity parity)
{
    start(now, {.method = Method::Allocate, .parity = parity});
}

void TurnClient::allocateReserved(MonotonicTime now, Bytes reservationToken)
{
    start(now, {.method = Method::Allocate, .token = {reservationToken.begin(), reservationToken.end()}});
}

void TurnClient::createPermission(MonotonicTime now, const TransportAddress &peer)
{
    start(now, {.method = Method::CreatePermission, .peer = peer});
}

void TurnClient::bindChannel(MonotonicTime now, const TransportAddress &peer)
{
    const auto known = m_peers.find(peer);
    std::uint16_t channel = known == m_peers.end() ? std::uint16_t{0} : known->second.channel;
    if (channel == 0)
        channel = m_nextChannel == kLastChannel ? kLastChannel : m_nextChannel++;
    start(now, {.method = Method::ChannelBind, .peer = peer, .channel = channel});
}

void TurnClient::refresh(MonotonicTime now, std::chrono::seconds lifetime)
{
    start(now, {.method = Method::Refresh, .lifetime = lifetime});
}

void TurnClient::sendToPeer(const TransportAddress &peer, Bytes payload, Fragmentation fragmentation)
{
    const auto known = m_peers.find(peer);
    const std::uint16_t channel = known == m_peers.end() ? std::uint16_t{0} : known->second.channel;
    if (channel != 0 && fragmentation == Fragmentation::Allowed) {
        const std::size_t size = 4 + payload.size();
        m_sendBuffer.assign(m_options.isStream ? stun::padded(size) : size, std::byte{0});
        stun::storeBig16(m_sendBuffer.data(), channel);
        stun::storeBig16(m_sendBuffer.data() + 2, static_cast<std::uint16_t>(payload.size()));
        std::copy(payload.begin(), payload.end(), m_sendBuffer.begin() + 4);
        m_host.sendToServer(m_sendBuffer);
        return;
    }
    stun::TransactionId id{};
    m_options.randomBytes(id);
    m_sendBuffer.resize(payload.size() + 128);
    stun::MessageBuilder message(m_sendBuffer, {stun::Class::Indication, Method::Send}, id);
    message.addXorAddress(XorPeerAddress, peer);
    if (fragmentation == Fragmentation::Forbidden)
        message.add(DontFragment, Bytes());
    message.add(Data, payload);
    m_host.sendToServer(message.finish());
}

void TurnClient::start(MonotonicTime now, Request request, int challenges)
{
    stun::TransactionId id{};
    m_options.randomBytes(id);
    Transaction transaction;
    transaction.message = encode(request, id);
    transaction.request = std::move(request);
    transaction.interval = m_options.isStream ? kStreamWait : kFirstInterval;
    transaction.nextSend = now + transaction.interval;
    transaction.sent = m_options.isStream ? kMostSends : 1;
    transaction.challenges = challenges;
    const auto &kept = m_transactions.emplace(id, std::move(transaction)).first->second;
    m_host.sendToServer(kept.message);
}

std::vector<std::byte> TurnClient::encode(const Request &request, const stun::TransactionId &id) const
{
    // Name, realm and nonce may have 763 bytes each (RFC 8489 section 14).
    std::array<std::byte, 4096> buffer{};
    stun::MessageBuilder message(buffer, {stun::Class::Request, request.method}, id);
    switch (request.method) {
    case Method::Allocate:
        message.addNumber(RequestedTransport, kUdpProtocol);
        if (!request.token.empty())
            message.add(ReservationToken, request.token);
        if (request.parity != Parity::Any) {
            const std::byte reserveNext{0x80};
            const std::byte flags = request.parity == Parity::EvenReservingNext ? reserveNext : std::byte{0};
            message.add(EvenPort, Bytes(&flags, 1));
        }
        break;
    case Method::Refresh:
        message.addNumber(Lifetime, static_cast<std::uint32_t>(request.lifetime.count()));
        break;
    case Method::ChannelBind:
        message.addNumber(ChannelNumber, std::uint32_t{request.channel} << 16);
        message.addXorAddress(XorPeerAddress, request.peer);
        break;
    case Method::CreatePermission:
        message.addXorAddress(XorPeerAddress, request.peer);
        break;
    default:
        break;
    }
    // The first request goes without credentials: only the challenge tells realm and nonce.
    if (request.method != Method::Binding && !m_realm.empty()) {
        message.add(Username, m_options.username).add(Realm, m_realm).add(Nonce, m_nonce);
        message.addIntegrity(stun::IntegrityKind::Sha1, std::as_bytes(std::span(m_key)));
    }
    message.addFingerprint();
    const auto finished = message.finish();
    return {finished.begin(), finished.end()};
}

void TurnClient::messageReceived(MonotonicTime now, Bytes bytes)
{
    if (!bytes.empty() && (bytes[0] & std::byte{0xC0}) == std::byte{0x40}) {
        receiveChannelData(bytes);
        return;
    }
    const auto message = stun::MessageView::parse(bytes);
    if (!message)
        return;
    if (message->messageClass() == stun::Class::Indication) {
        receiveData(*message);
        return;
    }
    const auto found = m_transactions.find(message->transactionId());
    if (found == m_transactions.end() || found->second.request.method != message->method())
        return;
    const bool isSuccess = message->messageClass() == stun::Class::Success;
    // Somebody else's answer must not be believed once there is a key.
    if (isSuccess && message->method() != Method::Binding &&
        !stun::verifyIntegrity(*message, std::as_bytes(std::span(m_key))))
        return;
    const Transaction transaction = std::move(found->second);
    m_transactions.erase(found);
    if (isSuccess)
        succeed(now, transaction.request, *message);
    else if (message->messageClass() == stun::Class::Error)
        refuse(now, transaction, *message);
}

void TurnClient::succeed(MonotonicTime now, const Request &request, const stun::MessageView &response)
{
    const auto mapped = addressIn(response, XorMappedAddress).value_or(TransportAddress{});
    if (request.method == Method::Binding) {
        m_host.bindingAnswered(mapped);
        return;
    }
    if (request.method == Method::Allocate || request.method == Method::Refresh) {
        const auto lifetime = response.find(Lifetime);
        m_lifetime =
            std::chrono::seconds(lifetime && lifetime->size() == 4 ? stun::loadBig32(lifetime->data()) : 0);
        m_refreshAt = now + m_lifetime / 2;
    }
    if (request.method == Method::Allocate) {
        m_isAllocated = true;
        const auto token = response.find(ReservationToken).value_or(Bytes{});
        m_reservationToken.assign(token.begin(), token.end());
        m_host.allocated(addressIn(response, XorRelayedAddress).value_or(TransportAddress{}), mapped);
    } else if (request.method == Method::Refresh && m_lifetime == 0s) {
        m_isAllocated = false;
        m_peers.clear();
        m_channels.clear();
        m_host.released();
    } else if (request.method == Method::CreatePermission || request.method == Method::ChannelBind) {
        Peer &peer = m_peers[request.peer];
        if (request.method == Method::ChannelBind) {
            peer.channel = request.channel;
            m_channels[request.channel] = request.peer;
        }
        peer.refreshAt = now + (peer.channel != 0 ? kChannelRefresh : kPermissionRefresh);
        if (!std::exchange(peer.isReady, true))
            m_host.peerReady(request.peer);
    }
}

void TurnClient::refuse(MonotonicTime now, const Transaction &transaction, const stun::MessageView &response)
{
    const auto value = response.find(stun::AttributeType::ErrorCode);
    const auto error = value ? stun::ErrorCodeValue::decode(*value) : std::nullopt;
    const int code = error ? error->code : 0;
    const auto nonce = response.find(Nonce);
    const bool isChallenge = code == static_cast<int>(stun::ErrorCode::Unauthenticated) ||
                             code == static_cast<int>(stun::ErrorCode::StaleNonce);
    if (isChallenge && nonce && transaction.challenges + 1 < kMostChallenges) {
        m_nonce = stun::textOf(*nonce);
        const std::string_view realm = stun::textOf(response.find(Realm).value_or(Bytes{}));
        const bool isSameRealm = realm == m_realm;
        // The same question about the same realm: the password was wrong, and stays so.
        const bool isWrong = code == static_cast<int>(stun::ErrorCode::Unauthenticated) && isSameRealm;
        if (!realm.empty() && !isSameRealm) {
            m_realm = realm;
            m_key = auth::longTermKey(m_options.username, preparedOr(m_realm), m_options.password);
        }
        if (!isWrong) {
            start(now, transaction.request, transaction.challenges + 1);
            return;
        }
    }
    m_host.failed({transaction.request.method, code, error ? std::string(error->reason) : std::string(),
                   transaction.request.peer});
}

void TurnClient::receiveData(const stun::MessageView &indication)
{
    const auto peer = addressIn(indication, XorPeerAddress);
    const auto payload = indication.find(Data);
    if (indication.method() == Method::Data && peer && payload)
        m_host.payloadReceived(*peer, *payload);
    const auto icmpValue = indication.find(Icmp);
    const auto icmp = icmpValue ? stun::IcmpValue::decode(*icmpValue) : std::nullopt;
    if (indication.method() == Method::Data && peer && icmp)
        m_host.peerUnreachable(*peer, *icmp);
}

void TurnClient::receiveChannelData(Bytes message)
{
    if (message.size() < 4)
        return;
    const std::size_t length = stun::loadBig16(message.data() + 2);
    const auto channel = m_channels.find(stun::loadBig16(message.data()));
    if (channel != m_channels.end() && length <= message.size() - 4)
        m_host.payloadReceived(channel->second, message.subspan(4, length));
}

std::optional<MonotonicTime> TurnClient::nextDeadline() const
{
    auto deadline = MonotonicTime::max();
    for (const auto &[id, transaction] : m_transactions)
        deadline = std::min(deadline, transaction.nextSend);
    if (m_isAllocated)
        deadline = std::min(deadline, m_refreshAt);
    for (const auto &[address, peer] : m_peers)
        deadline = std::min(deadline, peer.refreshAt);
    return deadline == MonotonicTime::max() ? std::nullopt : std::optional(deadline);
}

void TurnClient::advance(MonotonicTime now)
{
    std::vector<Request> unanswered;
    for (auto at = m_transactions.begin(); at != m_transactions.end();) {
        Transaction &transaction = at->second;
        if (transaction.nextSend > now) {
            ++at;
        } else if (transaction.sent >= kMostSends) {
            unanswered.push_back(std::move(transaction.request));
            at = m_transactions.erase(at);
        } else {
            ++transaction.sent;
            transaction.interval *= 2;
            transaction.nextSend =
                now + (transaction.sent == kMostSends ? kFirstInterval * kLastWait : transaction.interval);
            m_host.sendToServer(transaction.message);
            ++at;
        }
    }
    for (const Request &request : unanswered)
        m_host.failed({request.method, 0, "no answer", request.peer});
    keepAlive(now);
}

void TurnClient::keepAlive(MonotonicTime now)
{
    if (!m_isAllocated)
        return;
    if (m_refreshAt <= now) {
        m_refreshAt = now + std::max<std::chrono::seconds>(m_lifetime / 2, 1s);
        refresh(now, m_lifetime);
    }
    for (auto &[address, peer] : m_peers) {
        if (peer.refreshAt > now)
            continue;
        peer.refreshAt = now + kPermissionRefresh;
        if (peer.channel != 0)
            bindChannel(now, address);
        else
            createPermission(now, address);
    }
}

} // namespace turnpike::probe
