// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/time.h"
#include "relay/turn/peer_policy.h"

#include <cstddef>
#include <span>
#include <vector>

namespace turnpike::turn {

/// The peers' addresses that an allocation may talk to (RFC 8656 section 9): addresses without ports,
/// because a NAT in front of the peer may choose another. Sorted, so that a client that installs
/// thousands makes no packet slow.
class PermissionTable {
public:
    static constexpr std::chrono::seconds kLifetime{300};

    struct Permission {
        IpAddress peer;
        MonotonicTime end;
        /// What the peer policy said of the address: the data path does not ask again.
        PeerPolicy::Reach reach = PeerPolicy::Reach::Outside;
    };

    /// Adds the permission, or lets it begin anew.
    void install(const IpAddress &peer, PeerPolicy::Reach reach, MonotonicTime now);
    /// The same for many, sorted and each once: goes through the table once, not once for each.
    void install(std::span<const Permission> peers);
    [[nodiscard]] static MonotonicTime endOf(MonotonicTime begin) { return begin + kLifetime; }
    /// Null without a permission; valid until the next change.
    [[nodiscard]] const Permission *find(const IpAddress &peer) const;
    [[nodiscard]] bool allows(const IpAddress &peer) const { return find(peer) != nullptr; }
    [[nodiscard]] std::size_t size() const { return m_permissions.size(); }
    /// The moment the first one ends; MonotonicTime::max() when there is none.
    [[nodiscard]] MonotonicTime earliestEnd() const;

    /// Removes those whose time is over.
    void expire(MonotonicTime now);
    /// Asks anew how far each peer may be reached, and removes those that are refused.
    template <class Judge>
    void reevaluate(Judge reachOf)
    {
        for (Permission &permission : m_permissions)
            permission.reach = reachOf(permission.peer);
        std::erase_if(m_permissions, [](const Permission &permission) {
            return permission.reach == PeerPolicy::Reach::Refused;
        });
    }
    template <class Predicate>
    void removeIf(Predicate isUnwanted)
    {
        std::erase_if(m_permissions,
                      [&](const Permission &permission) { return isUnwanted(permission.peer); });
    }

private:
    std::vector<Permission> m_permissions; ///< by address
};

} // namespace turnpike::turn
