// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server_impl.h"

#include <algorithm>

// Connections with peers over TCP (RFC 6062), from the moment at which one side asks for one until both are
// gone. What passes over them is counted in relaying.cpp.

namespace turnpike::turn {

std::pair<Allocation *, PeerConnection *> Server::Impl::connectionOf(Now now, ConnectionId id)
{
    const auto known = m_connections.find(id);
    if (known == m_connections.end())
        return {};
    Allocation *const allocation = current(now, m_allocations.find(known->second));
    if (allocation == nullptr)
        return {};
    // Its own time may be over by now.
    const auto found = std::ranges::find(allocation->connections, id, &PeerConnection::id);
    if (found == allocation->connections.end())
        return {};
    return {allocation, &*found};
}

PeerConnection &Server::Impl::addConnection(Allocation &allocation, const TransportAddress &peer,
                                            PeerConnection::State state, MonotonicTime end)
{
    ConnectionId id;
    do {
        std::uint32_t random = 0;
        m_environment.randomBytes(std::as_writable_bytes(std::span(&random, 1)));
        id.value = std::uint32_t{m_environment.number} << 24 | (random & 0xFFFFFFU);
    } while (m_connections.contains(id));
    m_connections.emplace(id, allocation.id);
    allocation.connections.push_back({.id = id, .peer = peer, .state = state, .end = end});
    m_allocations.reschedule(allocation);
    return allocation.connections.back();
}

void Server::Impl::forgetConnection(Allocation &allocation, ConnectionId id)
{
    m_connections.erase(id);
    std::erase_if(allocation.connections, [id](const PeerConnection &each) { return each.id == id; });
    allocation.recentPeers.keepIf([&](const IpAddress &peer) { return allocation.talksTo(peer); });
    tellObserver(allocation);
}

void Server::Impl::peerConnected(Now now, ConnectionId id)
{
    const auto [allocation, connection] = connectionOf(now, id);
    if (connection == nullptr || connection->state != PeerConnection::State::Connecting)
        return;
    connection->state = PeerConnection::State::Waiting;
    connection->end = now.monotonic + PeerConnection::kPatience;
    m_allocations.reschedule(*allocation);
    ++m_counters.peerConnections;
    answerConnect(*allocation, *connection, std::nullopt);
}

// RFC 6062 section 5.3.
std::optional<ConnectionId> Server::Impl::peerConnecting(Now now, AllocationId id,
                                                         const TransportAddress &source)
{
    Allocation *const allocation = current(now, m_allocations.find(id));
    if (allocation == nullptr || allocation->relayedKind != SocketKind::Stream)
        return std::nullopt;
    const auto peer = permittedSender(*allocation, source);
    if (!peer) {
        ++m_counters.withoutPermission;
        dropToClient(*allocation);
        return std::nullopt;
    }
    if (allocation->connections.size() >= m_settings->limits.mostConnections()) {
        ++m_counters.overPeerConnections;
        return std::nullopt;
    }
    ++m_counters.peerConnections;
    const PeerConnection &connection = addConnection(*allocation, *peer, PeerConnection::State::Waiting,
                                                     now.monotonic + PeerConnection::kPatience);
    allocation->recentPeers.note(*peer);
    tellObserver(*allocation);
    stun::MessageBuilder message(m_replyBuffer, {stun::Class::Indication, stun::Method::ConnectionAttempt},
                                 nextIndicationId());
    message.addXorAddress(stun::AttributeType::XorPeerAddress, *peer)
        .addNumber(stun::AttributeType::ConnectionId, connection.id.value);
    m_environment.output.sendToClient(allocation->path, message.finish());
    return connection.id;
}

void Server::Impl::peerConnectionHalfEnded(Now now, ConnectionId id)
{
    const auto [allocation, connection] = connectionOf(now, id);
    if (connection == nullptr)
        return;
    connection->state = PeerConnection::State::HalfEnded;
    connection->end = now.monotonic + PeerConnection::kHalfEndedSilence;
    m_allocations.reschedule(*allocation);
}

void Server::Impl::peerConnectionEnded(Now now, ConnectionId id)
{
    const auto [allocation, connection] = connectionOf(now, id);
    if (connection == nullptr)
        return;
    if (connection->state == PeerConnection::State::Connecting)
        answerConnect(*allocation, *connection, stun::ErrorCode::ConnectionTimeoutOrFailure);
    forgetConnection(*allocation, id);
}

void Server::Impl::expireConnections(Now now, Allocation &allocation)
{
    endConnections(allocation, [&](const PeerConnection &connection) {
        if (connection.end > now.monotonic)
            return false;
        if (connection.state == PeerConnection::State::Connecting)
            answerConnect(allocation, connection, stun::ErrorCode::ConnectionTimeoutOrFailure);
        return true;
    });
}

// What the rules would refuse now ends, as permissions do. A permission that ran out ends nothing: it is for
// those who come.
void Server::Impl::withdrawDeniedConnections(Allocation &allocation)
{
    endConnections(allocation, [&](const PeerConnection &connection) {
        if (mayStayConnected(allocation, connection.peer))
            return false;
        if (connection.state == PeerConnection::State::Connecting)
            answerConnect(allocation, connection, stun::ErrorCode::Forbidden);
        return true;
    });
}

bool Server::Impl::mayStayConnected(const Allocation &allocation, const TransportAddress &peer) const
{
    if (refusalFor(allocation, peer.address))
        return false;
    const PeerPolicy::Reach reachOfPeer = reach(peer.address);
    switch (reachOfPeer) {
    case PeerPolicy::Reach::Refused:
        return false;
    case PeerPolicy::Reach::Outside:
        return true;
    case PeerPolicy::Reach::RelayedPorts:
        // The other end may have ended meanwhile; then its connection does, too.
        return m_settings->peers.rules().allowRelayToRelay;
    case PeerPolicy::Reach::OwnMachine:
        return !m_settings->peers.isOwnListener(peer);
    }
    return false;
}

void Server::Impl::answerConnect(const Allocation &allocation, const PeerConnection &connection,
                                 std::optional<stun::ErrorCode> refusal)
{
    const ConnectRequest &request = connection.request;
    stun::MessageBuilder message(m_replyBuffer,
                                 {refusal ? stun::Class::Error : stun::Class::Success, stun::Method::Connect},
                                 request.transactionId);
    if (refusal)
        message.addErrorCode(*refusal, stun::reason(*refusal));
    else
        message.addNumber(stun::AttributeType::ConnectionId, connection.id.value);
    if (refusal == stun::ErrorCode::ConnectionTimeoutOrFailure)
        ++m_counters.failedPeerConnections;
    message.addIntegrity(request.integrity, std::as_bytes(std::span(request.key)));
    if (request.hasFingerprint)
        message.addFingerprint();
    m_environment.output.sendToClient(allocation.path, message.finish());
}

} // namespace turnpike::turn
