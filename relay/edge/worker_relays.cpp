// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/worker.h"

#include <utility>

// The sockets of a worker's allocations towards their peers, and the ports that are reserved beside them.

namespace turnpike::edge {

RelaySocket *Worker::relayOf(turn::AllocationId allocation) const
{
    if (allocation.slot >= m_relays.size() || !m_relays[allocation.slot] ||
        m_relays[allocation.slot]->allocation != allocation)
        return nullptr;
    return m_relays[allocation.slot].get();
}

RelaySocket *Worker::relayOf(turn::AllocationId allocation, AddressFamily family) const
{
    RelaySocket *const first = relayOf(allocation);
    if (!first || first->address().address.family() == family)
        return first;
    RelaySocket *const second = first->second.get();
    return second && second->address().address.family() == family ? second : nullptr;
}

std::optional<TransportAddress> Worker::openRelay(turn::AllocationId allocation, AddressFamily family,
                                                  PortParity parity)
{
    const IpAddress &address =
        family == m_settings.relayAddress.family() ? m_settings.relayAddress : m_settings.secondRelayAddress;
    if (family != address.family() || allocation.slot >= PublishedAllocations::kSlots)
        return std::nullopt;
    auto relay = newRelay();
    if (!relay->open(m_shared.ports, address, parity))
        return std::nullopt;
    return keepRelay(allocation, std::move(relay));
}

void Worker::publishReservation(turn::AllocationId reservedBy, const turn::ReservationToken &token,
                                std::string_view username)
{
    if (RelaySocket *holder = relayOf(reservedBy)) {
        holder->reservation = token;
        m_shared.reservations.put(token, username, holder->takeReserved());
    }
}

std::optional<TransportAddress> Worker::openPublishedRelay(turn::AllocationId allocation,
                                                           const turn::ReservationToken &token,
                                                           std::string_view username)
{
    if (allocation.slot >= PublishedAllocations::kSlots)
        return std::nullopt;
    auto relay = newRelay();
    if (!relay->open(m_shared.reservations.take(token, username)))
        return std::nullopt;
    return keepRelay(allocation, std::move(relay));
}

std::unique_ptr<RelaySocket> Worker::newRelay()
{
    RelaySocket::Listener &listener = *this;
    return std::make_unique<RelaySocket>(*m_engine, listener);
}

TransportAddress Worker::keepRelay(turn::AllocationId allocation, std::unique_ptr<RelaySocket> relay)
{
    relay->allocation = allocation;
    if (RelaySocket *const first = relayOf(allocation)) {
        first->second = std::move(relay);
        return first->second->address();
    }
    if (m_client) {
        relay->client = *m_client;
        countAllocation(*m_client, 1);
    }
    if (allocation.slot >= m_relays.size())
        m_relays.resize(allocation.slot + 1);
    m_relays[allocation.slot] = std::move(relay);
    return m_relays[allocation.slot]->address();
}

void Worker::releaseReservation(turn::AllocationId reservedBy)
{
    RelaySocket *holder = relayOf(reservedBy);
    if (!holder)
        return;
    holder->releaseReserved();
    if (const auto token = std::exchange(holder->reservation, std::nullopt))
        m_shared.reservations.remove(*token);
}

void Worker::relayAnnounced(turn::AllocationId allocation, const TransportAddress &announced)
{
    if (const RelaySocket *relay = relayOf(allocation, announced.address.family()))
        m_shared.relayedPorts.open(relay->address(), announced.address);
}

std::optional<TransportAddress> Worker::boundAddressOf(const TransportAddress &relayed) const
{
    return m_shared.relayedPorts.boundAddressOf(relayed);
}

std::optional<TransportAddress> Worker::announcedAddressOf(const TransportAddress &bound) const
{
    return m_shared.relayedPorts.announcedAddressOf(bound);
}

void Worker::closeRelay(turn::AllocationId allocation)
{
    RelaySocket *relay = relayOf(allocation);
    if (!relay)
        return;
    if (relay->client)
        countAllocation(*relay->client, -1);
    releaseReservation(allocation);
    // The first one last: it is where losses are counted.
    if (relay->second)
        closeSocket(std::move(relay->second));
    closeSocket(std::move(m_relays[allocation.slot]));
}

void Worker::closeRelayOf(turn::AllocationId allocation, AddressFamily family)
{
    RelaySocket *const first = relayOf(allocation);
    RelaySocket *const closing = relayOf(allocation, family);
    if (!first || !closing || !first->second)
        return;
    if (closing == first) {
        auto remaining = std::move(first->second);
        remaining->client = first->client;
        remaining->lostToPeers = first->lostToPeers;
        remaining->lostToClient = first->lostToClient;
        remaining->second = std::exchange(m_relays[allocation.slot], nullptr);
        m_relays[allocation.slot] = std::move(remaining);
    }
    closeSocket(std::move(m_relays[allocation.slot]->second));
}

void Worker::closeSocket(std::unique_ptr<RelaySocket> relay)
{
    m_shared.relayedPorts.close(relay->address().port);
    if (const std::uint64_t drops = relay->takeDrops())
        countLost(*relay, 0, drops);
    relay->close();
    m_closedRelays.push_back(std::move(relay));
}

} // namespace turnpike::edge
