// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/handshake_budget.h"

#include "core/base/source_prefix.h"

namespace turnpike::edge {

namespace {

InjectedClock::duration costOf(int limit)
{
    return std::chrono::nanoseconds(HandshakeBudget::kBurst) / limit;
}

} // namespace

HandshakeBudget::HandshakeBudget(std::uint64_t secret)
    : m_networks(kNetworks, secret)
    , m_lately(kNetworks, secret)
{
}

std::optional<TurnedAway> HandshakeBudget::take(MonotonicTime now, const IpAddress &client, Limits limits)
{
    const std::uint64_t network = networkNumber(client);
    const BucketTable::Entry *const known = limits.ofNetwork > 0 ? m_networks.find(network) : nullptr;
    if (known != nullptr && !known->bucket.hasRoom(now, kBurst))
        return TurnedAway::HandshakesOfNetwork;
    if (limits.inAll > 0 && !takeOfAll(now, network, limits.inAll))
        return TurnedAway::HandshakesInAll;
    if (limits.ofNetwork > 0)
        m_networks.at(network, now).bucket.take(now, costOf(limits.ofNetwork));
    Bucket lately;
    lately.take(now, kBurst);
    m_lately.at(network, now).bucket = lately;
    return std::nullopt;
}

bool HandshakeBudget::takeOfAll(MonotonicTime now, std::uint64_t network, int limit)
{
    if (m_all.hasRoom(now, kBurst)) {
        m_all.take(now, costOf(limit));
        return true;
    }
    const BucketTable::Entry *const lately = m_lately.find(network);
    const bool wasSilent = lately == nullptr || lately->bucket.isFull(now);
    if (wasSilent && m_ofSilent.hasRoom(now, kBurst)) {
        m_ofSilent.take(now, costOf(limit) * kPartOfSilent);
        return true;
    }
    const BucketTable::Entry *const known = m_networks.find(network);
    return known != nullptr && known->knownUntil > now;
}

void HandshakeBudget::noteKnown(MonotonicTime now, const IpAddress &client)
{
    m_networks.at(networkNumber(client), now).knownUntil = now + kRemembered;
}

} // namespace turnpike::edge
