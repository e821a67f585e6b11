// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/data_connection.h"

#include <functional>
#include <unordered_map>

namespace turnpike::edge {

/// A worker's connections with peers over TCP, by the names that the state machine gave them.
class DataConnections final : private DataConnection::Events {
public:
    using Side = DataConnection::Side;
    class Events {
    public:
        virtual ~Events() = default;
        virtual void peerConnected(turn::ConnectionId connection) = 0;
        /// From when on more may come from this side.
        [[nodiscard]] virtual MonotonicTime bytesCarried(turn::ConnectionId connection, Side from,
                                                         std::size_t bytes) = 0;
        virtual void peerConnectionHalfEnded(turn::ConnectionId connection) = 0;
        /// By one of its sides, not by close().
        virtual void peerConnectionEnded(turn::ConnectionId connection) = 0;
        /// The stream that a client from there had joined to one is closed.
        virtual void clientLeft(const IpAddress &client) = 0;
        [[nodiscard]] virtual MonotonicTime currentTime() = 0;
    };

    DataConnections(net::IoEngine &engine, Events &events);

    /// Begins one; peerConnected() or peerConnectionEnded() follows. False when the system has no room for
    /// it.
    [[nodiscard]] bool connect(turn::ConnectionId id, const TransportAddress &from,
                               const TransportAddress &peer);
    /// One that a peer began.
    [[nodiscard]] bool take(turn::ConnectionId id, net::FileDescriptor connection);
    /// From then on clientLeft() is owed, whatever becomes of it. When there is no such connection any more,
    /// the stream is closed.
    void join(turn::ConnectionId id, HandedStream client, const IpAddress &address);
    void close(turn::ConnectionId id);
    /// Ends those whose client's address is like this.
    void endIf(const std::function<bool(const IpAddress &)> &isUnwanted);

    [[nodiscard]] std::optional<MonotonicTime> nextDeadline() const { return m_nextRest; }
    void advance();
    /// Outside of any event.
    void releaseClosed();

private:
    void peerConnected(DataConnection &connection) override;
    MonotonicTime bytesCarried(DataConnection &connection, Side from, std::size_t bytes) override;
    void halfEnded(DataConnection &connection) override;
    void ended(DataConnection &connection) override;
    MonotonicTime currentTime() override { return m_events.currentTime(); }
    [[nodiscard]] bool keep(turn::ConnectionId id, std::unique_ptr<net::ByteStream> peer);

    net::IoEngine &m_engine;
    Events &m_events;
    std::unordered_map<turn::ConnectionId, std::unique_ptr<DataConnection>> m_connections;
    std::vector<std::unique_ptr<DataConnection>> m_closed; ///< one of their functions may be running
    std::vector<turn::ConnectionId> m_resting;             ///< because of the limits on bandwidth
    std::optional<MonotonicTime> m_nextRest;
};

} // namespace turnpike::edge
