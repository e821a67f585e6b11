// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"

#include <QTcpServer>
#include <QUdpSocket>

#include <memory>

namespace turnpike::testing {

/// A UDP port that was free a moment ago.
inline Port freeUdpPort()
{
    QUdpSocket socket;
    return socket.bind(QHostAddress::LocalHost) ? Port{socket.localPort()} : Port{};
}

inline Port freeTcpPort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? Port{server.serverPort()} : Port{};
}

/// One edge server on this computer's loopback, UDP only, with one shared secret.
inline model::Deployment exampleDeployment()
{
    model::Deployment deployment;
    deployment.name = QStringLiteral("Example");
    model::EdgeServer server;
    server.name = QStringLiteral("this");
    server.externalAddress = IpAddress::v4(0x7f000001);
    server.workers = 1;
    model::EdgeSite site;
    site.name = QStringLiteral("edge");
    site.servers = {server};
    site.avEdge.realm = QStringLiteral("example.org");
    site.avEdge.udpPort = freeUdpPort();
    site.avEdge.transports.tcp = false;
    // Out of the way of the ports that the system hands out, one of which udpPort is.
    site.avEdge.relayPorts = {Port{61000}, Port{65000}};
    model::EdgeSharedSecret secret;
    secret.name = QStringLiteral("first");
    secret.secret = QStringLiteral("a shared secret of enough letters");
    site.avEdge.credentials.sharedSecrets = {secret};
    deployment.edgeSites = {site};
    return deployment;
}

inline model::SharedDeployment shared(const model::Deployment &deployment)
{
    return std::make_shared<const model::Deployment>(deployment);
}

} // namespace turnpike::testing
