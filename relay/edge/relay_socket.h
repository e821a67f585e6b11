// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/reservation_book.h"
#include "relay/net/drop_counter.h"
#include "relay/net/io_engine.h"
#include "relay/turn/server.h"

#include <memory>
#include <optional>
#include <utility>

namespace turnpike::edge {

/// One allocation's socket towards its peers, with its port: for datagrams, or one that takes connections.
class RelaySocket final : private net::DatagramHandler, private net::AcceptHandler {
public:
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual void peerDatagramReceived(RelaySocket &relay, const net::Datagram &datagram) = 0;
        /// One to a peer was lost.
        virtual void peerDatagramLost(RelaySocket &relay) = 0;
        virtual void peerErrorReceived(RelaySocket &relay, const net::IcmpError &error) = 0;
        virtual void peerConnected(RelaySocket &relay, net::FileDescriptor connection,
                                   const TransportAddress &peer) = 0;
        /// The system had no room for a connection.
        virtual void peerRefused(RelaySocket &relay) = 0;
    };

    turn::AllocationId allocation;
    /// Whose it is; none while a client that may come back is away.
    std::optional<turn::ClientPath> client;
    /// Of the other family, for the same allocation; it counts what it loses here.
    std::unique_ptr<RelaySocket> second;
    /// Under which its reserved port was published.
    std::optional<turn::ReservationToken> reservation;
    /// What the state machine cannot see: packets that the system would not take, or had no room for.
    std::uint64_t lostToPeers = 0;
    std::uint64_t lostToClient = 0;

    RelaySocket(net::IoEngine &engine, Listener &listener);
    ~RelaySocket() override;
    RelaySocket(const RelaySocket &) = delete;
    RelaySocket &operator=(const RelaySocket &) = delete;

    [[nodiscard]] bool isOpen() const { return m_port.isHeld(); }
    [[nodiscard]] const TransportAddress &address() const { return m_port.bound.address; }
    /// Binds a random free port of the pool; false when there is none.
    [[nodiscard]] bool open(PortPool &ports, const IpAddress &address, PortParity parity);
    /// The same for TCP.
    [[nodiscard]] bool openForConnections(PortPool &ports, const IpAddress &address);
    /// Takes over a reserved port; false when none is held.
    [[nodiscard]] bool open(ReservedPort port);
    /// The port after an even one, kept bound for a second allocation; taken out once.
    [[nodiscard]] ReservedPort takeReserved() { return std::exchange(m_reserved, {}); }
    void releaseReserved() { m_reserved.release(); }
    /// The payload stays as it is until the engine is flushed.
    void send(const TransportAddress &peer, Bytes payload, Fragmentation fragmentation);
    void close();
    /// Datagrams that the kernel dropped because this relay was too slow, those since the last call.
    [[nodiscard]] std::uint64_t takeDrops(const net::Datagram &datagram)
    {
        return m_drops.take(datagram.drops);
    }
    /// The same at the end, when no datagram follows.
    [[nodiscard]] std::uint64_t takeDrops();

private:
    void datagramReceived(const net::Datagram &datagram) override;
    void datagramLost(net::SendTag /*tag*/) override { m_listener.peerDatagramLost(*this); }
    void errorReceived(const net::IcmpError &error) override { m_listener.peerErrorReceived(*this, error); }
    void connectionAccepted(net::FileDescriptor connection, const TransportAddress &peer) override
    {
        m_listener.peerConnected(*this, std::move(connection), peer);
    }
    void connectionRefused() override { m_listener.peerRefused(*this); }
    [[nodiscard]] bool bindAny(PortPool &ports, const IpAddress &address, PortParity parity);
    [[nodiscard]] bool watch();
    [[nodiscard]] bool bindLease(PortPool::Lease &lease, const IpAddress &address, PortParity parity);

    net::IoEngine &m_engine;
    Listener &m_listener;
    SocketKind m_kind = SocketKind::Datagram;
    ReservedPort m_port;
    ReservedPort m_reserved;
    net::DropCounter m_drops;
};

} // namespace turnpike::edge
