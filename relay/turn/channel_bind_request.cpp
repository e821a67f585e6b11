// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/turn/server_impl.h"

namespace turnpike::turn {

// RFC 8656 section 12.2.
void Server::Impl::handleChannelBind(const Request &request, Allocation &allocation)
{
    using enum stun::AttributeType;
    using stun::ErrorCode;
    const auto peerValue = request.message.find(XorPeerAddress);
    const auto peer =
        peerValue ? stun::XorAddress::decode(*peerValue, request.message.transactionId()) : std::nullopt;
    const auto numberValue = request.number(stun::AttributeType::ChannelNumber, 0);
    const turn::ChannelNumber channel{static_cast<std::uint16_t>(numberValue.value_or(0) >> 16)};
    // A relayed transport address for TCP has connections instead (RFC 6062).
    if (!peer || !channel.isValid() || allocation.relayedKind == SocketKind::Stream) {
        refuse(request, ErrorCode::BadRequest);
        return;
    }
    if (const auto refusal = refusalFor(allocation, peer->address)) {
        refusePeer(request, allocation, peer->address, *refusal);
        return;
    }
    if (peer->port == Port{}) { // nobody lives there, whatever the rules say
        refuse(request, ErrorCode::Forbidden);
        return;
    }
    const PeerPolicy::Reach reachOfPeer = reach(peer->address);
    // Of an own address not every port is open.
    if (reachOfPeer != PeerPolicy::Reach::Outside && !ownDestination(*peer, reachOfPeer)) {
        noteRefusedPeer(allocation, *peer);
        refuse(request, ErrorCode::Forbidden);
        return;
    }
    const ChannelTable::Bind kind = allocation.channels.check(channel, *peer);
    if (kind == ChannelTable::Bind::Conflict) {
        refuse(request, ErrorCode::BadRequest);
        return;
    }
    const auto isFull = [](std::size_t used, int most) { return used >= Settings::Limits::effective(most); };
    const Settings::Limits &limits = m_settings->limits;
    const bool isLive = allocation.channels.peerOf(channel) != nullptr;
    if ((!isLive && isFull(allocation.channels.liveCount(), limits.channelsPerAllocation)) ||
        (!allocation.permissions.allows(peer->address) &&
         isFull(allocation.permissions.size(), limits.permissionsPerAllocation))) {
        refuse(request, ErrorCode::InsufficientCapacity);
        return;
    }
    allocation.channels.bind(channel, *peer, request.now.monotonic);
    allocation.permissions.install(peer->address, reachOfPeer, request.now.monotonic);
    allocation.recentPeers.note(*peer);
    m_allocations.reschedule(allocation);
    tellChanges(allocation);
    stun::MessageBuilder message = reply(request, stun::Class::Success);
    send(request, message);
}

} // namespace turnpike::turn
