// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/turn/channel_data.h"
#include "relay/turn/server_impl.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace turnpike::turn {

namespace {

// The packet grown by `front` bytes before and `back` bytes after its payload, all within its buffer.
std::span<std::byte> grown(const Packet &packet, std::size_t front, std::size_t back)
{
    const auto offset = static_cast<std::size_t>(packet.payload.data() - packet.buffer.data());
    assert(offset >= front && offset + packet.payload.size() + back <= packet.buffer.size());
    return packet.buffer.subspan(offset - front, front + packet.payload.size() + back);
}

/// How much a client is told of peers that cannot be reached: whoever sends to such a peer would get one for
/// each packet, and whoever forges them could send it more.
constexpr std::chrono::milliseconds kUnreachableInterval{100};
constexpr std::chrono::seconds kUnreachableBurst{1};

/// The types that RFC 8656 section 11.5 has passed on: unreachable, time exceeded, and of IPv6 too big.
bool isToldToClients(AddressFamily family, std::uint8_t icmpType)
{
    return family == AddressFamily::V4 ? icmpType == 3 || icmpType == 11 : icmpType >= 1 && icmpType <= 3;
}

void count(TrafficCounters &counters, std::size_t bytes)
{
    ++counters.packets;
    counters.bytes += bytes;
}

} // namespace

struct FromClients {
    static constexpr auto own = &Allocation::fromClientMeter;
    static constexpr auto shared = &SharedBandwidth::fromClients;
};
struct ToClients {
    static constexpr auto own = &Allocation::toClientMeter;
    static constexpr auto shared = &SharedBandwidth::toClients;
};

template <class Direction>
bool Server::Impl::hasBandwidth(Now now, Allocation &allocation, std::size_t bytes)
{
    const Settings::Limits &limits = m_settings->limits;
    BandwidthMeter &own = allocation.*Direction::own;
    SharedMeter &ofUser = (*allocation.bandwidthOfUser).*Direction::shared;
    SharedMeter &ofAll = (*m_bandwidthOfAll).*Direction::shared;
    std::uint64_t *const beyond =
        !own.hasRoom(now.monotonic, limits.bandwidthPerAllocation) ? &m_counters.overBandwidth
        : !ofUser.hasRoom(now.monotonic, limits.bandwidthPerUser)  ? &m_counters.overUserBandwidth
        : !ofAll.hasRoom(now.monotonic, limits.bandwidthTotal)     ? &m_counters.overTotalBandwidth
                                                                   : nullptr;
    if (beyond != nullptr) {
        ++*beyond;
        return false;
    }
    // What one of them stops is counted against none.
    own.take(now.monotonic, bytes, limits.bandwidthPerAllocation);
    ofUser.take(now.monotonic, bytes, limits.bandwidthPerUser);
    ofAll.take(now.monotonic, bytes, limits.bandwidthTotal);
    return true;
}

// Of a stream nothing is lost: whoever sends too fast has to wait.
template <class Direction>
MonotonicTime Server::Impl::takeBandwidth(Now now, Allocation &allocation, std::size_t bytes)
{
    const Settings::Limits &limits = m_settings->limits;
    BandwidthMeter &own = allocation.*Direction::own;
    SharedMeter &ofUser = (*allocation.bandwidthOfUser).*Direction::shared;
    SharedMeter &ofAll = (*m_bandwidthOfAll).*Direction::shared;
    own.take(now.monotonic, bytes, limits.bandwidthPerAllocation);
    ofUser.take(now.monotonic, bytes, limits.bandwidthPerUser);
    ofAll.take(now.monotonic, bytes, limits.bandwidthTotal);
    return std::max({own.roomAt(limits.bandwidthPerAllocation), ofUser.roomAt(limits.bandwidthPerUser),
                     ofAll.roomAt(limits.bandwidthTotal)});
}

MonotonicTime Server::Impl::bytesCarried(Now now, ConnectionId id, Side from, std::size_t bytes)
{
    const auto [allocation, connection] = connectionOf(now, id);
    if (connection == nullptr)
        return now.monotonic;
    if (connection->state == PeerConnection::State::HalfEnded)
        connection->end = now.monotonic + PeerConnection::kHalfEndedSilence; // the queue finds out in time
    if (from == Side::Client) {
        countFromClient(*allocation, bytes);
        return takeBandwidth<FromClients>(now, *allocation, bytes);
    }
    countToClient(*allocation, bytes);
    return takeBandwidth<ToClients>(now, *allocation, bytes);
}

void Server::Impl::countFromClient(Allocation &allocation, std::size_t bytes)
{
    count(m_counters.fromClients, bytes);
    count(allocation.fromClient, bytes);
    if (m_environment.observer != nullptr)
        m_environment.observer->fromClientCounted(allocation.id, allocation.fromClient);
}

void Server::Impl::countToClient(Allocation &allocation, std::size_t bytes)
{
    count(m_counters.toClients, bytes);
    count(allocation.toClient, bytes);
    if (m_environment.observer != nullptr)
        m_environment.observer->toClientCounted(allocation.id, allocation.toClient);
}

void Server::Impl::dropFromClient(Allocation &allocation)
{
    ++m_counters.fromClients.droppedPackets;
    ++allocation.fromClient.droppedPackets;
    if (m_environment.observer != nullptr)
        m_environment.observer->fromClientCounted(allocation.id, allocation.fromClient);
}

void Server::Impl::dropToClient(Allocation &allocation)
{
    ++m_counters.toClients.droppedPackets;
    ++allocation.toClient.droppedPackets;
    if (m_environment.observer != nullptr)
        m_environment.observer->toClientCounted(allocation.id, allocation.toClient);
}

void Server::Impl::relayChannelData(Now now, const ClientPath &path, Bytes message)
{
    const auto data = ChannelData::decode(message);
    if (!data) {
        ++m_counters.malformedMessages;
        return;
    }
    Allocation *const allocation = current(now, m_allocations.find(path.tuple));
    const TransportAddress *const peer =
        allocation == nullptr ? nullptr : allocation->channels.peerOf(data->number);
    if (peer == nullptr) {
        ++m_counters.unknownChannel;
        return;
    }
    noteUse(*allocation, path);
    relayToPeer(now, *allocation, *peer, data->payload);
}

// RFC 8656 section 11.2. An indication is never answered, not even a wrong one.
void Server::Impl::relayIndication(Now now, const ClientPath &path, Allocation *allocation,
                                   const stun::MessageView &indication)
{
    using enum stun::AttributeType;
    const auto peerValue = indication.find(XorPeerAddress);
    const auto payload = indication.find(Data);
    const auto peer =
        peerValue ? stun::XorAddress::decode(*peerValue, indication.transactionId()) : std::nullopt;
    if (!peer || !payload || indication.unknownRequired(isKnownAttribute).count > 0) {
        ++m_counters.malformedMessages;
        return;
    }
    if (allocation == nullptr || allocation->relayedKind != SocketKind::Datagram) {
        ++m_counters.withoutPermission;
        return;
    }
    noteUse(*allocation, path);
    relayToPeer(now, *allocation, *peer, *payload,
                indication.has(DontFragment) ? Fragmentation::Forbidden : Fragmentation::Allowed);
}

// Of the relay's own machine a client reaches what another client is relayed at, straight on and not over the
// network, and what a rule opened. Never a listener of the relay itself: a packet would begin its way anew.
std::optional<TransportAddress> Server::Impl::ownDestination(const TransportAddress &peer,
                                                             PeerPolicy::Reach reach) const
{
    const PeerPolicy &policy = m_settings->peers;
    if (const auto bound = m_environment.output.boundAddressOf(peer))
        return policy.rules().allowRelayToRelay ? bound : std::nullopt;
    if (reach != PeerPolicy::Reach::OwnMachine || policy.isOwnListener(peer))
        return std::nullopt;
    return peer;
}

void Server::Impl::relayToPeer(Now now, Allocation &allocation, const TransportAddress &peer, Bytes payload,
                               Fragmentation fragmentation)
{
    const auto *const permission = allocation.permissions.find(peer.address);
    if (permission == nullptr || peer.port == Port{}) {
        ++m_counters.withoutPermission;
        dropFromClient(allocation);
        return;
    }
    std::optional<TransportAddress> own;
    if (permission->reach != PeerPolicy::Reach::Outside) {
        own = ownDestination(peer, permission->reach);
        if (!own) {
            ++m_counters.forbiddenPeers;
            dropFromClient(allocation);
            noteRefusedPacket(now, allocation, peer);
            return;
        }
    }
    if (!hasBandwidth<FromClients>(now, allocation, payload.size())) {
        dropFromClient(allocation);
        return;
    }
    countFromClient(allocation, payload.size());
    noteRecentPeer(allocation, peer);
    m_environment.output.sendToPeer(allocation.id, own ? *own : peer, payload, fragmentation);
}

// RFC 8656 section 11.5: a Data indication with ICMP in the place of DATA.
void Server::Impl::peerUnreachable(Now now, AllocationId id, const TransportAddress &peer,
                                   const stun::IcmpValue &icmp)
{
    Allocation *const allocation = current(now, m_allocations.find(id));
    if (allocation == nullptr || allocation->isAway() || !isToldToClients(peer.address.family(), icmp.type))
        return;
    // Which ports of the relay's own addresses are open is nobody's business.
    const auto *const permission = allocation->permissions.find(peer.address);
    if (permission == nullptr || permission->reach == PeerPolicy::Reach::RelayedPorts ||
        !allocation->unreachable.hasRoom(now.monotonic, kUnreachableBurst))
        return;
    allocation->unreachable.take(now.monotonic, kUnreachableInterval);
    stun::MessageBuilder message(m_replyBuffer, {stun::Class::Indication, stun::Method::Data},
                                 nextIndicationId());
    message.addXorAddress(stun::AttributeType::XorPeerAddress, peer)
        .add(stun::AttributeType::Icmp, icmp.encode());
    m_environment.output.sendToClient(allocation->path, message.finish());
}

// Who that is for the client, if it has a permission: what another client of this relay sends comes from the
// address that was announced to it.
std::optional<TransportAddress> Server::Impl::permittedSender(const Allocation &allocation,
                                                              const TransportAddress &source) const
{
    const auto *const permission = allocation.permissions.find(source.address);
    if (permission != nullptr && permission->reach == PeerPolicy::Reach::Outside)
        return source;
    const auto announced = m_environment.output.announcedAddressOf(source);
    if (announced && allocation.permissions.allows(announced->address))
        return announced;
    const bool isOtherProgram =
        !announced && permission != nullptr && permission->reach == PeerPolicy::Reach::RelayedPorts;
    return permission == nullptr || isOtherProgram ? std::nullopt : std::optional(source);
}

void Server::Impl::peerDatagram(Now now, AllocationId id, const TransportAddress &source, Packet packet)
{
    Allocation *const allocation = current(now, m_allocations.find(id));
    if (allocation == nullptr)
        return;
    const auto peer = permittedSender(*allocation, source);
    if (!peer) {
        ++m_counters.withoutPermission;
        dropToClient(*allocation);
        return;
    }
    const std::size_t size = packet.payload.size();
    if (allocation->isAway() || !hasBandwidth<ToClients>(now, *allocation, size)) {
        dropToClient(*allocation);
        return;
    }
    countToClient(*allocation, size);
    noteRecentPeer(*allocation, *peer);
    if (const auto channel = allocation->channels.numberOf(*peer))
        deliverOnChannel(*allocation, *channel, packet);
    else
        deliverAsIndication(*allocation, *peer, packet);
}

void Server::Impl::deliverOnChannel(const Allocation &allocation, ChannelNumber channel, Packet packet)
{
    const std::size_t size = packet.payload.size();
    const std::size_t padding = isStream(allocation.path.tuple.transport) ? stun::padded(size) - size : 0;
    const auto message = grown(packet, ChannelData::kHeaderSize, padding);
    stun::storeBig16(message.data(), channel.value);
    stun::storeBig16(message.data() + 2, static_cast<std::uint16_t>(size));
    std::ranges::fill(message.last(padding), std::byte{0});
    m_environment.output.sendToClient(allocation.path, message);
}

// A Data indication, RFC 8656 section 11.3: header, XOR-PEER-ADDRESS, and DATA last, so that the payload
// stays where it is.
void Server::Impl::deliverAsIndication(const Allocation &allocation, const TransportAddress &peer,
                                       Packet packet)
{
    const std::size_t size = packet.payload.size();
    const std::size_t padding = stun::padded(size) - size;
    const std::size_t peerSize = stun::Attribute::kHeaderSize + stun::XorAddress::size(peer.address);
    const std::size_t front = stun::Header::kSize + peerSize + stun::Attribute::kHeaderSize;
    const auto message = grown(packet, front, padding);
    if (message.size() - stun::Header::kSize > 0xffff)
        return; // no UDP payload over IPv4 is that long
    const stun::TransactionId id = nextIndicationId();
    stun::MessageBuilder head(message.first(front - stun::Attribute::kHeaderSize),
                              {stun::Class::Indication, stun::Method::Data}, id);
    head.addXorAddress(stun::AttributeType::XorPeerAddress, peer);
    std::byte *const data = message.data() + front - stun::Attribute::kHeaderSize;
    stun::storeBig16(data, static_cast<std::uint16_t>(stun::AttributeType::Data));
    stun::storeBig16(data + 2, static_cast<std::uint16_t>(size));
    stun::storeBig16(message.data() + stun::Header::kLengthOffset,
                     static_cast<std::uint16_t>(message.size() - stun::Header::kSize));
    std::ranges::fill(message.last(padding), std::byte{0});
    m_environment.output.sendToClient(allocation.path, message);
}

// Nobody answers an indication, so its id only has to differ from others: a seeded sequence will do
// (SplitMix64), and asking for randomness for each packet would cost more than relaying it.
stun::TransactionId Server::Impl::nextIndicationId()
{
    stun::TransactionId id{};
    for (std::size_t at = 0; at < id.size(); at += 4) {
        m_indicationSeed += 0x9E3779B97F4A7C15ULL;
        std::uint64_t mixed = m_indicationSeed;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBULL;
        stun::storeBig32(&id[at], static_cast<std::uint32_t>(mixed >> 32));
    }
    return id;
}

} // namespace turnpike::turn
