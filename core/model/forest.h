// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/property.h"

namespace turnpike::model {

/// Where front ends ask for A/V tokens (Global Properties > Edge Servers, lower list).
struct AvAuthenticationServiceEntry {
    TURNPIKE_CLASS(AvAuthenticationServiceEntry)
    TURNPIKE_PROPERTY(QString, name, {},
                      help("How pools refer to this service.").format(TextFormat::Name).required())
    TURNPIKE_PROPERTY(QString, fqdn, {},
                      help("Internal name of the edge server or array; a name, never an address.")
                          .label("FQDN")
                          .format(TextFormat::HostName)
                          .required()
                          .placeholder("avauth.contoso.com")
                          .wmi("MSFT_SIPTrustedMRASServer.FQDN"))
    TURNPIKE_PROPERTY(
        Port, port, Port{5062},
        help("TCP port of the A/V authentication service, mutual TLS.").wmi("MSFT_SIPTrustedMRASServer.Port"))
};

/// A server this forest trusts, known by its name.
struct TrustedServer {
    TURNPIKE_CLASS(TrustedServer)
    TURNPIKE_PROPERTY(QString, name, {},
                      help("Short name of this entry.").format(TextFormat::Name).required())
    TURNPIKE_PROPERTY(QString, fqdn, {},
                      help("The name in the server's certificate.")
                          .label("FQDN")
                          .format(TextFormat::HostName)
                          .required()
                          .placeholder("edge.contoso.com"))
};

/// Calls to and from other organisations.
struct Federation {
    TURNPIKE_CLASS(Federation)
    TURNPIKE_PROPERTY(bool, enabled, false, help("Exchange calls and messages with other organisations."))
    TURNPIKE_PROPERTY(QString, accessEdgeFqdn, {},
                      help("The Access Edge through which federation traffic leaves.")
                          .label("Access Edge FQDN")
                          .format(TextFormat::HostName))
    TURNPIKE_PROPERTY(Port, port, Port{5061}, help("TCP port of federation, mutual TLS."))
};

/// What holds for the whole organisation.
struct Forest {
    TURNPIKE_CLASS(Forest)
    TURNPIKE_PROPERTY(
        QStringList, sipDomains, {},
        help("SIP domains that users sign in to.").label("SIP domains").format(TextFormat::HostName))
    TURNPIKE_PROPERTY(QString, defaultSipDomain, {},
                      help("The domain used when a user types only a name.")
                          .label("Default SIP domain")
                          .format(TextFormat::HostName))
    TURNPIKE_PROPERTY(QList<TrustedServer>, accessEdges, {},
                      help("Access Edge servers that this forest trusts."))
    TURNPIKE_PROPERTY(QList<TrustedServer>, webConferencingEdges, {},
                      help("Web Conferencing Edge servers that this forest trusts."))
    TURNPIKE_PROPERTY(
        QList<AvAuthenticationServiceEntry>, avAuthenticationServices, {},
        help("Services that hand out credentials for audio and video.").label("A/V authentication services"))
    TURNPIKE_PROPERTY(
        QList<TrustedServer>, trustedServers, {},
        help("Who may call an A/V authentication service, besides the front ends of all pools."))
    TURNPIKE_PROPERTY(Federation, federation, {}, help("Calls to and from other organisations."))
};

} // namespace turnpike::model
