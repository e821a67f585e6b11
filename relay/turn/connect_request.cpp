// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/turn/server_impl.h"

#include <algorithm>

namespace turnpike::turn {

namespace {

/// A burst, and after it ten a second: whoever tries one port after the other learns little.
constexpr std::chrono::milliseconds kConnectInterval{100};
constexpr std::chrono::seconds kConnectBurst{5};

} // namespace

// RFC 6062 section 5.2. The answer waits for the peer.
void Server::Impl::handleConnect(const Request &request, Allocation &allocation)
{
    using stun::ErrorCode;
    if (allocation.relayedKind != SocketKind::Stream) {
        refuse(request, ErrorCode::AllocationMismatch);
        return;
    }
    const auto value = request.message.find(stun::AttributeType::XorPeerAddress);
    const auto peer =
        value ? stun::XorAddress::decode(*value, request.message.transactionId()) : std::nullopt;
    if (!peer) {
        refuse(request, ErrorCode::BadRequest);
        return;
    }
    if (std::ranges::find(allocation.connections, *peer, &PeerConnection::peer) !=
        allocation.connections.end()) {
        refuse(request, ErrorCode::ConnectionAlreadyExists);
        return;
    }
    if (const auto refusal = refusalFor(allocation, peer->address)) {
        refusePeer(request, allocation, peer->address, *refusal);
        return;
    }
    std::optional<TransportAddress> destination = peer;
    if (const auto reachOfPeer = reach(peer->address); reachOfPeer != PeerPolicy::Reach::Outside)
        destination = ownDestination(*peer, reachOfPeer);
    // Its own address would be a connection with itself.
    const bool isItself =
        *peer == allocation.relayed || (allocation.additional && *peer == allocation.additional->relayed);
    if (!destination || peer->port == Port{} || isItself) {
        noteRefusedPeer(allocation, *peer);
        refuse(request, ErrorCode::Forbidden);
        return;
    }
    if (allocation.connections.size() >= m_settings->limits.mostConnections() ||
        !allocation.connects.hasRoom(request.now.monotonic, kConnectBurst)) {
        ++m_counters.overPeerConnections;
        refuse(request, ErrorCode::InsufficientCapacity);
        return;
    }
    allocation.connects.take(request.now.monotonic, kConnectInterval);
    PeerConnection &connection = addConnection(allocation, *peer, PeerConnection::State::Connecting,
                                               request.now.monotonic + PeerConnection::kPatience);
    connection.request = {request.message.transactionId(), request.integrity, request.key,
                          request.message.fingerprintOffset().has_value()};
    allocation.recentPeers.note(*peer);
    tellObserver(allocation);
    if (!m_environment.output.connectPeer(allocation.id, connection.id, *destination))
        peerConnectionEnded(request.now, connection.id);
}

} // namespace turnpike::turn
