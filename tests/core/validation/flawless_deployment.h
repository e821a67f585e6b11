// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"

namespace turnpike::testing {

using namespace Qt::StringLiterals;

inline IpAddress address(const char *text)
{
    return IpAddress::parse(text).value();
}

/// A deployment in which no rule finds anything: every case changes one thing of it.
inline model::Deployment flawless()
{
    model::Deployment deployment;
    deployment.name = u"Flawless"_s;
    deployment.forest.sipDomains = QStringList{u"contoso.com"_s};
    deployment.forest.defaultSipDomain = u"contoso.com"_s;
    model::AvAuthenticationServiceEntry service;
    service.name = u"avauth"_s;
    service.fqdn = u"avauth.contoso.com"_s;
    deployment.forest.avAuthenticationServices << service;

    model::Directory directory;
    directory.name = u"corp"_s;
    directory.url = u"ldaps://dc1.contoso.com"_s;
    directory.baseDn = u"dc=contoso,dc=com"_s;
    deployment.directories << directory;

    model::Pool pool;
    pool.name = u"pool1"_s;
    pool.fqdn = u"pool1.contoso.com"_s;
    pool.address = address("10.0.1.10");
    model::FrontEnd frontEnd;
    frontEnd.name = u"fe1"_s;
    frontEnd.fqdn = u"fe1.contoso.com"_s;
    frontEnd.address = address("10.0.1.11");
    pool.frontEnds << frontEnd;
    pool.avConferencing.avAuthenticationService = u"avauth"_s;
    pool.addressBook.directory = u"corp"_s;
    pool.addressBook.outputLocation = u"/var/lib/turnpike/pool1"_s;
    pool.webComponents.externalFqdn = u"web.contoso.com"_s;
    pool.webComponents.externalMeetingContentUrl = u"https://web.contoso.com/a"_s;
    pool.webComponents.externalAddressBookUrl = u"https://web.contoso.com/b"_s;
    pool.webComponents.externalGroupExpansionUrl = u"https://web.contoso.com/c"_s;
    pool.webComponents.externalClientDownloadUrl = u"https://web.contoso.com/d"_s;
    deployment.pools << pool;

    model::EdgeSite site;
    site.name = u"hq"_s;
    site.externalFqdn = u"av.contoso.com"_s;
    model::EdgeServer server;
    server.name = u"edge1"_s;
    server.externalAddress = address("8.8.4.1");
    site.servers << server;
    site.avEdge.realm = u"contoso.com"_s;
    model::EdgeSharedSecret secret;
    secret.name = u"web"_s;
    secret.secret = u"f2b7c0d95a3e41768c2d"_s;
    site.avEdge.credentials.sharedSecrets << secret;
    deployment.edgeSites << site;
    return deployment;
}

inline void addSecondServer(model::Deployment &deployment)
{
    model::EdgeSite &site = deployment.edgeSites.first();
    model::EdgeServer server = site.servers.first();
    server.name = u"edge2"_s;
    server.externalAddress = address("8.8.4.2");
    site.servers << server;
    site.loadBalancer.kind = model::LoadBalancerKind::hardware;
    site.loadBalancer.externalAddress = address("8.8.4.9");
}

// The first of each, of which there is one.

inline model::AvEdge &edge(model::Deployment &deployment)
{
    return deployment.edgeSites.first().avEdge;
}

inline void addSecret(model::Deployment &deployment, const QString &text, const QString &file)
{
    model::EdgeSharedSecret secret;
    secret.name = QStringLiteral("s");
    secret.secret = text;
    secret.secretFile = file;
    edge(deployment).credentials.sharedSecrets << secret;
}

inline void addUsers(model::Deployment &deployment, const QStringList &names)
{
    for (const auto &name : names) {
        model::EdgeUser user;
        user.name = name;
        edge(deployment).credentials.users << user;
    }
}

inline model::EdgeServer &server(model::Deployment &deployment)
{
    return deployment.edgeSites.first().servers.first();
}

inline model::Pool &pool(model::Deployment &deployment)
{
    return deployment.pools.first();
}

} // namespace turnpike::testing
