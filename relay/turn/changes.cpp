// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server_impl.h"

// What others are told of an allocation that changed: which channels pass every packet, and what is to be
// shown.

namespace turnpike::turn {

void Server::Impl::tellChanges(Allocation &allocation)
{
    Output &output = m_environment.output;
    allocation.channels.tellChanges(
        [&allocation](const TransportAddress &peer) {
            const auto *const permission = allocation.permissions.find(peer.address);
            return permission != nullptr && permission->reach == PeerPolicy::Reach::Outside;
        },
        [&](ChannelNumber channel, const TransportAddress &peer) {
            output.channelBound(allocation.id, channel, peer);
        },
        [&](ChannelNumber channel) { output.channelEnded(allocation.id, channel); });
    tellObserver(allocation);
}

void Server::Impl::tellEnd(Allocation &allocation, EndCause cause)
{
    allocation.channels.tellChanges(
        [](const TransportAddress &) { return false; }, [](ChannelNumber, const TransportAddress &) {},
        [&](ChannelNumber channel) { m_environment.output.channelEnded(allocation.id, channel); });
    endConnections(allocation, [](const PeerConnection &) { return true; });
    if (allocation.reservation)
        m_environment.admission.reservationEnded(allocation.reservation->token);
    m_environment.output.closeRelay(allocation.id);
    if (m_environment.observer != nullptr)
        m_environment.observer->allocationEnded(allocation.view(), cause);
}

void Server::Impl::dropFamily(Allocation &allocation, AddressFamily family)
{
    const auto isOfFamily = [family](const IpAddress &peer) { return peer.family() == family; };
    allocation.permissions.removeIf(isOfFamily);
    allocation.channels.removeIf([&](const TransportAddress &peer) { return isOfFamily(peer.address); });
    allocation.recentPeers.keepIf([&](const IpAddress &peer) { return !isOfFamily(peer); });
    endConnections(allocation,
                   [&](const PeerConnection &connection) { return isOfFamily(connection.peer.address); });
    if (allocation.relayed.address.family() == family) {
        allocation.relayed = allocation.additional->relayed;
        allocation.expires = allocation.additional->expires;
    }
    allocation.additional.reset();
    --allocation.ports;
    m_environment.admission.portsReturned(allocation.countedAs, 1);
    m_allocations.reschedule(allocation);
    tellChanges(allocation); // before the socket is gone
    m_environment.output.closeRelayOf(allocation.id, family);
}

void Server::Impl::tellObserver(const Allocation &allocation) const
{
    if (m_environment.observer != nullptr)
        m_environment.observer->allocationChanged(allocation.view());
}

void Server::Impl::noteRefusedPeer(Allocation &allocation, const TransportAddress &peer) const
{
    allocation.refusedPeers.note(peer);
    tellObserver(allocation);
}

void Server::Impl::noteRefusedPacket(Now now, Allocation &allocation, const TransportAddress &peer) const
{
    // Whoever sends to one port after the other would have others told of each packet.
    constexpr std::chrono::seconds kInterval{1};
    if (allocation.refusedPeers.has(peer) || !allocation.refusedPackets.hasRoom(now.monotonic, kInterval))
        return;
    allocation.refusedPackets.take(now.monotonic, kInterval);
    noteRefusedPeer(allocation, peer);
}

void Server::Impl::noteRecentPeer(Allocation &allocation, const TransportAddress &peer) const
{
    if (allocation.recentPeers.note(peer))
        tellObserver(allocation);
}

} // namespace turnpike::turn
