// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/data_connections.h"

#include "relay/net/bound_socket.h"
#include "relay/net/tcp_stream.h"

#include <algorithm>
#include <utility>

namespace turnpike::edge {

DataConnections::DataConnections(net::IoEngine &engine, Events &events)
    : m_engine(engine)
    , m_events(events)
{
}

bool DataConnections::connect(turn::ConnectionId id, const TransportAddress &from,
                              const TransportAddress &peer)
{
    auto socket = net::connectFrom(from, peer);
    return socket && keep(id, std::make_unique<net::TcpStream>(m_engine, std::move(*socket)));
}

bool DataConnections::take(turn::ConnectionId id, net::FileDescriptor connection)
{
    return keep(id, std::make_unique<net::TcpStream>(m_engine, std::move(connection)));
}

bool DataConnections::keep(turn::ConnectionId id, std::unique_ptr<net::ByteStream> peer)
{
    DataConnection::Events &events = *this;
    auto connection = std::make_unique<DataConnection>(id, events, std::move(peer));
    if (!connection->start(m_engine))
        return false;
    m_connections[id] = std::move(connection);
    return true;
}

void DataConnections::join(turn::ConnectionId id, HandedStream client, const IpAddress &address)
{
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) {
        m_events.clientLeft(address);
        return;
    }
    DataConnection &connection = *found->second;
    if (!connection.join(m_engine, std::move(client), address))
        ended(connection);
}

void DataConnections::close(turn::ConnectionId id)
{
    const auto found = m_connections.find(id);
    if (found == m_connections.end())
        return;
    found->second->close();
    m_closed.push_back(std::move(found->second));
    m_connections.erase(found);
}

void DataConnections::endIf(const std::function<bool(const IpAddress &)> &isUnwanted)
{
    std::vector<turn::ConnectionId> unwanted;
    for (const auto &[id, connection] : m_connections) {
        if (connection->client() && isUnwanted(*connection->client()))
            unwanted.push_back(id);
    }
    for (const turn::ConnectionId id : unwanted) {
        close(id);
        m_events.peerConnectionEnded(id);
    }
}

void DataConnections::advance()
{
    const MonotonicTime now = m_events.currentTime();
    if (!m_nextRest || *m_nextRest > now)
        return;
    m_nextRest.reset();
    for (const turn::ConnectionId id : std::exchange(m_resting, {})) {
        const auto found = m_connections.find(id);
        if (found == m_connections.end())
            continue;
        found->second->advance(now);
        if (const auto until = found->second->restsUntil()) {
            m_resting.push_back(id);
            m_nextRest = std::min(m_nextRest.value_or(*until), *until);
        }
    }
}

void DataConnections::releaseClosed()
{
    for (const auto &connection : std::exchange(m_closed, {})) {
        if (connection->client())
            m_events.clientLeft(*connection->client());
    }
}

void DataConnections::peerConnected(DataConnection &connection)
{
    m_events.peerConnected(connection.id());
}

MonotonicTime DataConnections::bytesCarried(DataConnection &connection, Side from, std::size_t bytes)
{
    const MonotonicTime goesOn = m_events.bytesCarried(connection.id(), from, bytes);
    if (connection.isOpen() && goesOn > m_events.currentTime()) {
        if (std::ranges::find(m_resting, connection.id()) == m_resting.end())
            m_resting.push_back(connection.id());
        m_nextRest = std::min(m_nextRest.value_or(goesOn), goesOn);
    }
    return goesOn;
}

void DataConnections::halfEnded(DataConnection &connection)
{
    m_events.peerConnectionHalfEnded(connection.id());
}

void DataConnections::ended(DataConnection &connection)
{
    const turn::ConnectionId id = connection.id();
    close(id);
    m_events.peerConnectionEnded(id);
}

} // namespace turnpike::edge
