// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/client_policy.h"

#include <algorithm>

namespace turnpike::edge {

namespace {

/// Prefix length of the most specific block that holds the address; -1 when none does.
int specificity(const std::vector<IpNetwork> &blocks, const IpAddress &address)
{
    int longest = -1;
    for (const IpNetwork &block : blocks) {
        if (block.contains(address))
            longest = std::max(longest, block.prefixLength());
    }
    return longest;
}

} // namespace

ClientPolicy::ClientPolicy(std::vector<IpNetwork> allow, std::vector<IpNetwork> deny)
    : m_allow(std::move(allow))
    , m_deny(std::move(deny))
{
}

bool ClientPolicy::judge(const IpAddress &client) const
{
    // A dual-stack socket reports IPv4 clients as mapped addresses; rules are written for what they are.
    static const IpNetwork mapped = IpNetwork::parse("::ffff:0:0/96").value();
    const IpAddress address = mapped.contains(client) ? client.embeddedV4().value() : client;
    const int allowed = specificity(m_allow, address);
    const int denied = specificity(m_deny, address);
    if (denied >= 0)
        return allowed > denied;
    return m_allow.empty() || allowed >= 0;
}

} // namespace turnpike::edge
