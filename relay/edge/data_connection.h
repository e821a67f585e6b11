// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/turn_stream.h"
#include "relay/turn/server.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace turnpike::edge {

/// A connection with a peer (RFC 6062) and the client's stream that joined it: what one says goes to the
/// other, as fast as the slower of them takes it and as the limits allow. It holds what came with one read
/// and could not leave, no more; before the client joins, nothing is read from the peer, and the system's
/// buffer for it fills. Each direction ends on its own. On the thread of its worker; destroyed outside its
/// own events.
class DataConnection {
public:
    using Side = turn::Server::Side;
    /// Any call may close the connection.
    class Events {
    public:
        virtual ~Events() = default;
        /// The connection with the peer stands; also told of one that stood from the beginning.
        virtual void peerConnected(DataConnection &connection) = 0;
        /// From when on more may come from this side.
        [[nodiscard]] virtual MonotonicTime bytesCarried(DataConnection &connection, Side from,
                                                         std::size_t bytes) = 0;
        virtual void halfEnded(DataConnection &connection) = 0;
        /// It is closed; once, and not after close().
        virtual void ended(DataConnection &connection) = 0;
        [[nodiscard]] virtual MonotonicTime currentTime() = 0;
    };

    DataConnection(turn::ConnectionId id, Events &events, std::unique_ptr<net::ByteStream> peer);
    ~DataConnection();
    DataConnection(const DataConnection &) = delete;
    DataConnection &operator=(const DataConnection &) = delete;

    [[nodiscard]] turn::ConnectionId id() const { return m_id; }
    [[nodiscard]] Result<void> start(net::IoEngine &engine);
    /// The client's stream, from this address.
    [[nodiscard]] Result<void> join(net::IoEngine &engine, HandedStream client, const IpAddress &address);
    /// Nothing without a stream of the client.
    [[nodiscard]] const std::optional<IpAddress> &client() const { return m_clientAddress; }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    void close();

    /// Until when the limits on bandwidth let one of its sides wait.
    [[nodiscard]] std::optional<MonotonicTime> restsUntil() const;
    /// Goes on with what has waited long enough.
    void advance(MonotonicTime now);

private:
    /// One of the two, and what is to be sent to it.
    struct End final : net::StreamHandler {
        DataConnection *owner = nullptr;
        Side side = Side::Client;
        std::unique_ptr<net::ByteStream> stream;
        std::vector<std::byte> waiting; ///< to be sent to it
        bool isReading = false;
        bool saysNoMore = false;
        bool isGone = false; ///< it neither says nor hears anything any more
        bool isToldEnd = false;
        std::optional<MonotonicTime> rests;

        void bytesReceived(Bytes bytes) override { owner->receive(*this, bytes); }
        void streamWritable() override { owner->writable(*this); }
        void streamEnded() override { owner->gone(*this); }
        void sendingEnded() override { owner->saidAll(*this); }
    };

    void receive(End &from, Bytes bytes);
    void writable(End &to);
    void gone(End &end);
    void saidAll(End &from);
    void send(End &to, Bytes bytes);
    void updateReading(End &from);
    /// Lets the other side know of what has ended, and closes what has ended altogether.
    void conclude();
    [[nodiscard]] End &other(const End &end) { return end.side == Side::Client ? m_peer : m_client; }

    turn::ConnectionId m_id;
    Events &m_events;
    End m_client;
    End m_peer;
    std::optional<IpAddress> m_clientAddress;
    bool m_isOpen = true;
    bool m_isHalfEnded = false;
};

} // namespace turnpike::edge
