// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/proxy_sources.h"

#include <algorithm>

namespace turnpike::edge {

ProxySources::ProxySources(std::vector<IpNetwork> networks)
    : m_networks(std::move(networks))
{
}

bool ProxySources::isInOne(const IpAddress &source) const
{
    // A dual-stack socket reports IPv4 addresses as mapped ones; rules are written for what they are.
    static const IpNetwork mapped = IpNetwork::parse("::ffff:0:0/96").value();
    const IpAddress address = mapped.contains(source) ? source.embeddedV4().value() : source;
    return std::ranges::any_of(m_networks,
                               [&](const IpNetwork &network) { return network.contains(address); });
}

} // namespace turnpike::edge
