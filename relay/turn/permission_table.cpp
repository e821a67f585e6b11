// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/permission_table.h"

#include <algorithm>

namespace turnpike::turn {

void PermissionTable::install(const IpAddress &peer, PeerPolicy::Reach reach, MonotonicTime now)
{
    const auto at = std::ranges::lower_bound(m_permissions, peer, {}, &Permission::peer);
    const Permission permission{peer, now + kLifetime, reach};
    if (at != m_permissions.end() && at->peer == peer)
        *at = permission;
    else
        m_permissions.insert(at, permission);
}

void PermissionTable::install(std::span<const Permission> peers)
{
    std::vector<Permission> merged;
    merged.reserve(m_permissions.size() + peers.size());
    auto old = m_permissions.cbegin();
    for (const Permission &peer : peers) {
        while (old != m_permissions.cend() && old->peer < peer.peer)
            merged.push_back(*old++);
        if (old != m_permissions.cend() && old->peer == peer.peer)
            ++old;
        merged.push_back(peer);
    }
    merged.insert(merged.end(), old, m_permissions.cend());
    m_permissions = std::move(merged);
}

const PermissionTable::Permission *PermissionTable::find(const IpAddress &peer) const
{
    const auto at = std::ranges::lower_bound(m_permissions, peer, {}, &Permission::peer);
    return at != m_permissions.end() && at->peer == peer ? &*at : nullptr;
}

MonotonicTime PermissionTable::earliestEnd() const
{
    const auto first = std::ranges::min_element(m_permissions, {}, &Permission::end);
    return first == m_permissions.end() ? MonotonicTime::max() : first->end;
}

void PermissionTable::expire(MonotonicTime now)
{
    std::erase_if(m_permissions, [now](const Permission &permission) { return permission.end <= now; });
}

} // namespace turnpike::turn
