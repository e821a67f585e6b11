// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/reservation_book.h"
#include "relay/net/io_engine.h"
#include "relay/turn/server.h"

#include <optional>
#include <utility>

namespace turnpike::edge {

/// One allocation's socket towards its peers, with its port. What the engine had to drop is counted
/// here, because the state machine cannot see it.
class RelaySocket final : private net::DatagramHandler {
public:
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual void peerDatagramReceived(RelaySocket &relay, const net::Datagram &datagram) = 0;
    };

    turn::AllocationId allocation;
    turn::ClientPath client; ///< on whose behalf it was opened
    /// Under which its reserved port was published.
    std::optional<turn::ReservationToken> reservation;
    std::uint64_t droppedToPeer = 0;
    std::uint64_t droppedToClient = 0;
    /// How much of these its worker has added to its totals.
    std::uint64_t countedToPeer = 0;
    std::uint64_t countedToClient = 0;

    RelaySocket(net::IoEngine &engine, Listener &listener);
    ~RelaySocket() override;
    RelaySocket(const RelaySocket &) = delete;
    RelaySocket &operator=(const RelaySocket &) = delete;

    [[nodiscard]] bool isOpen() const { return m_port.isHeld(); }
    [[nodiscard]] const TransportAddress &address() const { return m_port.bound.address; }
    /// Binds a random free port of the pool; false when there is none.
    [[nodiscard]] bool open(PortPool &ports, const IpAddress &address, PortParity parity);
    /// Takes over a reserved port; false when none is held.
    [[nodiscard]] bool open(ReservedPort port);
    /// The port after an even one, kept bound for a second allocation; taken out once.
    [[nodiscard]] ReservedPort takeReserved() { return std::exchange(m_reserved, {}); }
    void releaseReserved() { m_reserved.release(); }
    void send(const TransportAddress &peer, Bytes payload);
    void close();
    /// Towards the client, including what the kernel dropped because this relay was too slow.
    [[nodiscard]] std::uint64_t droppedFromPeers() const;

private:
    void datagramReceived(const net::Datagram &datagram) override;
    [[nodiscard]] bool watch();
    [[nodiscard]] bool bindLease(PortPool::Lease &lease, const IpAddress &address, PortParity parity);

    net::IoEngine &m_engine;
    Listener &m_listener;
    ReservedPort m_port;
    ReservedPort m_reserved;
};

} // namespace turnpike::edge
