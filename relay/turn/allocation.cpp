// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/allocation.h"

#include <algorithm>

namespace turnpike::turn {

MonotonicTime Allocation::nextEnd() const
{
    return std::min({expires, permissions.earliestEnd(), channels.earliestChange(),
                     reservation ? reservation->end : MonotonicTime::max()});
}

AllocationView Allocation::view() const
{
    return {.id = id,
            .path = path,
            .relayed = relayed,
            .username = username,
            .separator = separator,
            .realm = admittance.realm,
            .created = created,
            .expires = expires,
            .permissions = permissions.size(),
            .channels = channels.liveCount(),
            .fromClient = fromClient,
            .toClient = toClient,
            .recentPeers = recentPeers.list()};
}

} // namespace turnpike::turn
