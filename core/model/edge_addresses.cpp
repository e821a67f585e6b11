// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/edge_addresses.h"

namespace turnpike::model {

IpAddress relayAddressOf(const EdgeServer &server)
{
    return server.relayAddress.isNone() ? server.externalAddress : server.relayAddress;
}

IpAddress secondRelayAddressOf(const AvEdge &edge, const EdgeServer &server)
{
    const bool isOfUse = edge.ipv6 && relayAddressOf(server).isV4() && server.relayAddressIpv6.isV6();
    return isOfUse ? server.relayAddressIpv6 : IpAddress();
}

NatDiscoveryNeeds natDiscoveryNeeds(const AvEdge &edge, const EdgeServer &server)
{
    using enum NatDiscoveryNeeds;
    const IpAddress &first = server.externalAddress;
    const IpAddress &second = edge.natDiscovery.alternateAddress;
    if (!edge.transports.udp)
        return Udp;
    if (second.isNone())
        return SecondAddress;
    if (first.isUnspecified())
        return OneAddress;
    if (first == second)
        return OtherAddress;
    if (first.family() != second.family())
        return OneFamily;
    return edge.udpPort.value == 65535 ? NextPort : Nothing;
}

bool answersNatDiscovery(const AvEdge &edge, const EdgeServer &server)
{
    return edge.natDiscovery.enabled && natDiscoveryNeeds(edge, server) == NatDiscoveryNeeds::Nothing;
}

} // namespace turnpike::model
