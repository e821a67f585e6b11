// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/server_impl.h"

#include <algorithm>
#include <utility>

// Whatever is due for many allocations at once is done in pieces, because clients decide how many there are
// and how much is in them. No input sees the difference: an allocation is brought up to date before it is
// used.

namespace turnpike::turn {

void Server::Impl::advance(Now now, int most)
{
    for (int i = 0; i < most; ++i) {
        Allocation *const allocation = m_allocations.due(now.monotonic);
        if (allocation == nullptr)
            break;
        static_cast<void>(expireParts(now, *allocation));
    }
    if (m_change.isPending)
        continueChange(kReevaluatedAtOnce);
}

std::optional<MonotonicTime> Server::Impl::nextDeadline() const
{
    return m_change.isPending ? std::optional(m_change.when.monotonic) : m_allocations.nextDeadline();
}

Allocation *Server::Impl::current(Now now, Allocation *found)
{
    if (found == nullptr)
        return nullptr;
    if (found->seenChanges != m_change.number)
        applyChange(*found);
    return found->due <= now.monotonic ? expireParts(now, *found) : found;
}

Allocation *Server::Impl::expireParts(Now now, Allocation &allocation)
{
    if (allocation.end() <= now.monotonic) {
        end(allocation.id, EndCause::Expired);
        return nullptr;
    }
    if (allocation.expires <= now.monotonic)
        dropFamily(allocation, allocation.relayed.address.family());
    else if (allocation.additional && allocation.additional->expires <= now.monotonic)
        dropFamily(allocation, allocation.additional->relayed.address.family());
    allocation.permissions.expire(now.monotonic);
    allocation.channels.expire(now.monotonic);
    expireConnections(now, allocation);
    allocation.recentPeers.keepIf([&allocation](const IpAddress &peer) { return allocation.talksTo(peer); });
    if (allocation.reservation && allocation.reservation->end <= now.monotonic) {
        m_environment.admission.reservationEnded(allocation.reservation->token);
        allocation.reservation.reset();
        m_environment.output.releaseReservation(allocation.id);
    }
    m_allocations.reschedule(allocation);
    tellChanges(allocation);
    return &allocation;
}

void Server::Impl::apply(Now now, SharedSettings settings)
{
    // Two changes of credentials in a row: the first has to be heeded whole before the second is.
    while (m_change.isPending)
        continueChange(kReevaluatedAtOnce);
    SharedSettings before = std::exchange(m_settings, std::move(settings));
    m_nonces = auth::NonceIssuer(m_settings->nonceKey);
    m_tickets = TicketSeal(m_settings->nonceKey);
    if (before->credentials == m_settings->credentials)
        before.reset();
    beginChange(now, std::move(before));
}

void Server::Impl::machineAddressesChanged(Now now, std::vector<IpNetwork> addresses)
{
    if (addresses == m_machineAddresses)
        return;
    m_machineAddresses = std::move(addresses);
    // What a pending change asks is asked again from the beginning; asking twice changes nothing.
    beginChange(now, m_change.isPending ? m_change.before : nullptr);
}

void Server::Impl::beginChange(Now now, SharedSettings before)
{
    m_change = {m_change.number + 1, now, std::move(before), 0, true};
    continueChange(kReevaluatedAtOnce);
}

void Server::Impl::continueChange(std::size_t most)
{
    std::size_t judged = 0;
    while (m_change.next < m_allocations.slots()) {
        if (judged >= most)
            return;
        Allocation *const allocation = m_allocations.atSlot(m_change.next++);
        ++judged;
        if (allocation == nullptr || allocation->seenChanges == m_change.number)
            continue;
        // Its credentials cost about as much as so many peers.
        judged += allocation->permissions.size() + allocation->channels.liveCount() +
                  allocation->connections.size() + (m_change.before ? 16 : 0);
        applyChange(*allocation);
    }
    m_change.isPending = false;
    m_change.before.reset();
}

void Server::Impl::applyChange(Allocation &allocation)
{
    if (m_change.before)
        noteReplacedCredentials(allocation);
    withdrawDeniedPeers(allocation);
    allocation.seenChanges = m_change.number;
    tellChanges(allocation);
}

// From the moment of the change on a running allocation has as much time left as after an expiry.
void Server::Impl::noteReplacedCredentials(Allocation &allocation) const
{
    const auth::Credentials &credentials = m_settings->credentials;
    Admittance &admittance = allocation.admittance;
    bool isReplaced = false;
    if (admittance.isOfUser) {
        // A key of another realm does not tell whether the password is another one.
        const auto *const user = credentials.user(allocation.username);
        const auto *const old = m_change.before->credentials.user(allocation.username);
        const auto isAdmitted = [&] {
            return old != nullptr ? user->key == old->key
                                  : user->key == admittance.key || user->sha256Key == admittance.key;
        };
        isReplaced = m_change.before->realm == m_settings->realm && user != nullptr && !isAdmitted();
    } else if (admittance.isOfToken) {
        const auto *const key = credentials.oauthKey(admittance.keyId);
        const auto *const old = m_change.before->credentials.oauthKey(admittance.keyId);
        isReplaced = key == nullptr || (old != nullptr && key->key != old->key);
    } else {
        isReplaced = !credentials.sign(admittance.name, admittance.realm, admittance.key);
    }
    if (isReplaced)
        admittance.end = std::min(admittance.end, m_change.when.monotonic);
}

void Server::Impl::withdrawDeniedPeers(Allocation &allocation)
{
    allocation.permissions.reevaluate([this](const IpAddress &peer) { return reach(peer); });
    // What has a permission was judged a moment ago.
    allocation.channels.removeIf([&](const TransportAddress &peer) {
        return !allocation.permissions.allows(peer.address) &&
               reach(peer.address) == PeerPolicy::Reach::Refused;
    });
    withdrawDeniedConnections(allocation);
    allocation.recentPeers.keepIf([&allocation](const IpAddress &peer) { return allocation.talksTo(peer); });
}

} // namespace turnpike::turn
