// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/turn/server_impl.h"

#include <algorithm>

namespace turnpike::turn {

std::optional<stun::ErrorCode> Server::Impl::refusalFor(const Allocation &allocation,
                                                        const IpAddress &peer) const
{
    if (reach(peer) == PeerPolicy::Reach::Refused)
        return stun::ErrorCode::Forbidden;
    if (!allocation.relays(peer.family()))
        return stun::ErrorCode::PeerAddressFamilyMismatch;
    return std::nullopt;
}

void Server::Impl::refusePeer(const Request &request, Allocation &allocation, const IpAddress &peer,
                              stun::ErrorCode refusal)
{
    if (refusal == stun::ErrorCode::Forbidden)
        noteRefusedPeer(allocation, {peer, Port{}}); // whatever the port
    refuse(request, refusal);
}

// RFC 8656 section 10.2: all of the peers or none.
void Server::Impl::handleCreatePermission(const Request &request, Allocation &allocation)
{
    m_requestedPeers.clear();
    const std::size_t most = Settings::Limits::effective(m_settings->limits.permissionsPerAllocation);
    for (const stun::Attribute attribute : request.message) {
        if (attribute.type != stun::AttributeType::XorPeerAddress)
            continue;
        const auto peer = stun::XorAddress::decode(attribute.value, request.message.transactionId());
        if (!peer) {
            refuse(request, stun::ErrorCode::BadRequest);
            return;
        }
        if (const auto refusal = refusalFor(allocation, peer->address)) {
            refusePeer(request, allocation, peer->address, *refusal);
            return;
        }
        m_requestedPeers.push_back(*peer);
    }
    if (m_requestedPeers.empty()) {
        refuse(request, stun::ErrorCode::BadRequest);
        return;
    }
    std::ranges::sort(m_requestedPeers);
    const auto sameAddress = [](const TransportAddress &a, const TransportAddress &b) {
        return a.address == b.address;
    };
    m_requestedPeers.erase(std::unique(m_requestedPeers.begin(), m_requestedPeers.end(), sameAddress),
                           m_requestedPeers.end());
    const auto isNew = [&](const TransportAddress &peer) {
        return !allocation.permissions.allows(peer.address);
    };
    const auto added = static_cast<std::size_t>(std::ranges::count_if(m_requestedPeers, isNew));
    if (added != 0 && allocation.permissions.size() + added > most) {
        refuse(request, stun::ErrorCode::InsufficientCapacity);
        return;
    }
    m_newPermissions.clear();
    for (const TransportAddress &peer : m_requestedPeers) {
        m_newPermissions.push_back(
            {peer.address, PermissionTable::endOf(request.now.monotonic), reach(peer.address)});
        allocation.recentPeers.note(peer);
    }
    allocation.permissions.install(m_newPermissions);
    m_allocations.reschedule(allocation);
    tellChanges(allocation);
    stun::MessageBuilder message = reply(request, stun::Class::Success);
    send(request, message);
}

} // namespace turnpike::turn
