// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/av_edge.h"
#include "core/model/enumerations.h"
#include "core/model/property.h"

namespace turnpike::model {

/// What stands before the servers of a scaled site.
struct EdgeLoadBalancer {
    TURNPIKE_CLASS(EdgeLoadBalancer)
    TURNPIKE_PROPERTY(LoadBalancerKind, kind, LoadBalancerKind::none,
                      help("What spreads clients over the servers."))
    TURNPIKE_PROPERTY(IpAddress, externalAddress, {}, help("Address that the external FQDN resolves to."))
    TURNPIKE_PROPERTY(IpAddress, internalAddress, {}, help("Address that the internal FQDN resolves to."))
};

/// One machine at the edge.
struct EdgeServer {
    TURNPIKE_CLASS(EdgeServer)
    TURNPIKE_PROPERTY(QString, name, {},
                      help("Short name of the server.").format(TextFormat::Name).required())
    TURNPIKE_PROPERTY(
        QString, fqdn, {},
        help("Name of this machine, as its certificate says.").label("FQDN").format(TextFormat::HostName))
    TURNPIKE_PROPERTY(bool, enabled, true,
                      help("Whether this server takes part.").label("In service").effect(Effect::Rebind))
    TURNPIKE_PROPERTY(IpAddress, internalAddress, {},
                      help("Address on the inner network.")
                          .wmi("MSFT_SIPMediaRelayNetworkInterfaceData.IPAddress")
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(IpAddress, externalAddress, {},
                      help("Address on the outer network: the relay listens here.")
                          .effect(Effect::Rebind)
                          .required()
                          .wmi("MSFT_SIPMediaRelayNetworkInterfaceData.IPAddress"))
    TURNPIKE_PROPERTY(IpAddress, relayAddress, {},
                      help("Address that relayed calls use; empty: the external address.")
                          .advanced()
                          .effect(Effect::NewCalls)
                          .wmi("MSFT_SIPMediaRelayNetworkInterfaceData.AllocateAddress"))
    TURNPIKE_PROPERTY(
        IpAddress, relayAddressIpv6, {},
        help("IPv6 address that calls use beside the other one, while the site relays over IPv6.")
            .label("IPv6 relay address")
            .advanced()
            .effect(Effect::NewCalls))
    TURNPIKE_PROPERTY(IpAddress, alternateServer, {},
                      help("Where clients are sent for new calls while this server drains: the same ports of "
                           "this address (300 Try Alternate); empty: they are refused.")
                          .advanced()
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(
        IpAddress, publicAddress, {},
        help("What clients are told when it differs from the external address.").effect(Effect::NewCalls))
    TURNPIKE_PROPERTY(QString, managementUrl, {},
                      help("Where this server's management interface is reached.")
                          .label("Management URL")
                          .format(TextFormat::HttpUrl)
                          .placeholder("https://edge1.contoso.com:5443"))
    TURNPIKE_PROPERTY(int, workers, 0,
                      help("Threads that carry calls; 0: one per processor core.")
                          .range(0, 256)
                          .advanced()
                          .effect(Effect::Restart))
};

/// Edge servers that serve one name together.
struct EdgeSite {
    TURNPIKE_CLASS(EdgeSite)
    TURNPIKE_PROPERTY(QString, name, {}, help("Short name of the site.").format(TextFormat::Name).required())
    TURNPIKE_PROPERTY(EdgeTopology, topology, EdgeTopology::consolidated,
                      help("How the edge roles are spread over machines."))
    TURNPIKE_PROPERTY(QString, externalFqdn, {},
                      help("Name that clients outside are given.")
                          .label("External FQDN")
                          .format(TextFormat::HostName)
                          .wmi("MSFT_SIPMediaRelaySetting.ExternalFQDN"))
    TURNPIKE_PROPERTY(
        QString, internalFqdn, {},
        help("Name that servers inside use.").label("Internal FQDN").format(TextFormat::HostName))
    TURNPIKE_PROPERTY(EdgeLoadBalancer, loadBalancer, {}, help("What stands before the servers."))
    TURNPIKE_PROPERTY(QList<EdgeServer>, servers, {}, help("The machines of this site."))
    TURNPIKE_PROPERTY(
        AvEdge, avEdge, {},
        help("The relay for audio and video, shared by every server of the site.").label("A/V edge"))
    TURNPIKE_PROPERTY(AvAuthentication, avAuthentication, {},
                      help("Hands out credentials for audio and video.").label("A/V authentication"))
};

} // namespace turnpike::model
