// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/allocation.h"

#include "core/base/source_prefix.h"
#include "core/base/username.h"
#include "relay/stun/hmac.h"

#include <algorithm>

namespace turnpike::turn {

MonotonicTime Allocation::nextEnd() const
{
    MonotonicTime ofConnections = MonotonicTime::max();
    for (const PeerConnection &connection : connections)
        ofConnections = std::min(ofConnections, connection.end);
    return std::min({expires, ofConnections, permissions.earliestEnd(), channels.earliestChange(),
                     additional ? additional->expires : MonotonicTime::max(),
                     reservation ? reservation->end : MonotonicTime::max()});
}

AllocationView Allocation::view() const
{
    return {.id = id,
            .path = path,
            .relayed = relayed,
            .additional = additional ? additional->relayed : TransportAddress{},
            .username = username,
            .separator = separator,
            .realm = admittance.realm,
            .created = created,
            .expires = end(),
            .permissions = permissions.size(),
            .channels = channels.liveCount(),
            .relayedKind = relayedKind,
            .connections = connections.size(),
            .fromClient = fromClient,
            .toClient = toClient,
            .recentPeers = recentPeers.list(),
            .refusedPeers = refusedPeers.list()};
}

std::string countedAs(std::string_view username, char separator, const IpAddress &client)
{
    const auto name = TimeLimitedName::parse(username, separator);
    if (!name)
        return std::string(username);
    if (!name->person.empty())
        return std::string(name->person);
    // No name holds a NUL (RFC 8265 section 4.2), so nobody is taken for an address.
    return std::string(1, '\0') + sourcePrefix(client).toString();
}

std::string countedAs(const auth::LongTermKey &session)
{
    const auto holder =
        stun::hmacSha256(std::as_bytes(std::span(session)), {stun::bytesOf("holder of a token")});
    return std::string(2, '\0') + std::string(stun::textOf(holder)); // no address begins so
}

} // namespace turnpike::turn
