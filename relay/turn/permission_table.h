// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/time.h"

#include <cstddef>
#include <vector>

namespace turnpike::turn {

/// The peers' addresses that an allocation may talk to (RFC 8656 section 9): addresses without ports,
/// because a NAT in front of the peer may choose another. Sorted, so that a client that installs
/// thousands makes no packet slow.
class PermissionTable {
public:
    static constexpr std::chrono::seconds kLifetime{300};

    /// Adds the permission, or lets it begin anew.
    void install(const IpAddress &peer, MonotonicTime now);
    [[nodiscard]] bool allows(const IpAddress &peer) const;
    [[nodiscard]] std::size_t size() const { return m_permissions.size(); }
    /// The moment the first one ends; MonotonicTime::max() when there is none.
    [[nodiscard]] MonotonicTime earliestEnd() const;

    /// Removes those whose time is over.
    void expire(MonotonicTime now);
    template <class Predicate>
    void removeIf(Predicate isUnwanted)
    {
        std::erase_if(m_permissions,
                      [&](const Permission &permission) { return isUnwanted(permission.peer); });
    }

private:
    struct Permission {
        IpAddress peer;
        MonotonicTime end;
    };
    std::vector<Permission> m_permissions; ///< by address
};

} // namespace turnpike::turn
