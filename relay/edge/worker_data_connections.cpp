// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/worker.h"

#include <utility>

// Peers over TCP (RFC 6062). Their connections live where their allocation does. A client's second stream may
// come to any worker; the name of the connection that it asks for says to which it belongs, and it goes there
// as it is, with what has come over it, before anybody has looked whose it is.

namespace turnpike::edge {

std::optional<TransportAddress> Worker::openTcpRelay(turn::AllocationId allocation, AddressFamily family)
{
    const IpAddress &address =
        family == m_settings.relayAddress.family() ? m_settings.relayAddress : m_settings.secondRelayAddress;
    if (family != address.family() || allocation.slot >= PublishedAllocations::kSlots)
        return std::nullopt;
    auto relay = newRelay();
    if (!relay->openForConnections(m_shared.ports, address))
        return std::nullopt;
    return keepRelay(allocation, std::move(relay));
}

bool Worker::connectPeer(turn::AllocationId allocation, turn::ConnectionId connection,
                         const TransportAddress &peer)
{
    const RelaySocket *const relay = relayOf(allocation, peer.address.family());
    return relay && m_data.connect(connection, relay->address(), peer);
}

void Worker::peerConnected(RelaySocket &relay, net::FileDescriptor connection, const TransportAddress &peer)
{
    const auto id = m_server.peerConnecting(now(), relay.allocation, peer);
    if (id && !m_data.take(*id, std::move(connection)))
        m_server.peerConnectionEnded(now(), *id);
}

void Worker::peerRefused(RelaySocket & /*relay*/)
{
    m_door.turnAway(TurnedAway::NoRoom, {}, now().monotonic);
}

void Worker::peerConnected(turn::ConnectionId connection)
{
    m_server.peerConnected(now(), connection);
}

MonotonicTime Worker::bytesCarried(turn::ConnectionId connection, turn::Server::Side from, std::size_t bytes)
{
    return m_server.bytesCarried(now(), connection, from, bytes);
}

void Worker::peerConnectionHalfEnded(turn::ConnectionId connection)
{
    m_server.peerConnectionHalfEnded(now(), connection);
}

void Worker::peerConnectionEnded(turn::ConnectionId connection)
{
    m_server.peerConnectionEnded(now(), connection);
}

void Worker::joinConnection(turn::ConnectionId connection, const turn::ClientPath &path)
{
    const auto &stream = m_connections[path.handle];
    if (stream && stream->stream.isOpen())
        stream->stream.hold(TurnStream::LastFrame::Used);
    m_joining.emplace_back(path.handle, connection);
}

// Each stream at most once, so that nobody sends one round.
bool Worker::leaves(Connection &connection, Bytes frame)
{
    const turn::ClientPath &path = connection.stream.path();
    if (connection.hasMoved || connection.allocations > 0 || !isStream(path.tuple.transport))
        return false;
    const auto asked = turn::ConnectionId::askedFor(frame);
    if (!asked || asked->server() == m_index || asked->server() >= m_shared.workers)
        return false;
    connection.stream.hold(TurnStream::LastFrame::Kept);
    m_leaving.emplace_back(path.handle, asked->server());
    return true;
}

std::optional<Worker::MovedConnection> Worker::takeOut(std::uint32_t handle)
{
    auto &connection = m_connections[handle];
    if (!connection || !connection->stream.isOpen())
        return std::nullopt; // it ended meanwhile, and is released as any other
    leaveStrangers(*connection);
    MovedConnection moved{connection->stream.handOver(), connection->stream.path(),
                          std::move(connection->listenerAllocations)};
    connection.reset();
    m_freeConnections.push_back(handle);
    return moved;
}

void Worker::handOverConnections()
{
    for (const auto &[handle, worker] : std::exchange(m_leaving, {})) {
        auto moved = takeOut(handle);
        if (!moved)
            continue;
        // A std::function wants to be copied.
        m_shared.worker(worker).post([moved = std::make_shared<MovedConnection>(std::move(*moved))](
                                         Worker &target) { target.adopt(std::move(*moved)); });
    }
    for (const auto &[handle, id] : std::exchange(m_joining, {})) {
        if (auto moved = takeOut(handle)) {
            m_data.join(id, std::move(moved->handed), moved->path.tuple.client.address);
        } else {
            m_data.close(id);
            m_server.peerConnectionEnded(now(), id);
        }
    }
}

void Worker::adopt(MovedConnection moved)
{
    const std::uint32_t handle = nextHandle();
    turn::ClientPath path = moved.path;
    path.handle = handle;
    TurnStream::Listener &frames = *this;
    auto opened = std::make_unique<Connection>(std::move(moved.handed.stream), path, frames, now().monotonic);
    opened->listenerAllocations = std::move(moved.listenerAllocations);
    opened->hasMoved = true;
    keepConnection(handle, std::move(opened));
    // It may end in there; then it is released at the end of this turn.
    Connection &connection = *m_connections[handle];
    if (!connection.stream.resume(*m_engine, moved.handed, now().monotonic))
        closeClient(path);
}

void Worker::closeDataConnectionsOfRefused()
{
    m_data.endIf([&](const IpAddress &client) { return !m_settings.clients.admits(client); });
}

} // namespace turnpike::edge
