// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/management_settings.h"

namespace turnpike::management {

namespace {

wire::Role roleOf(model::ManagementRole role)
{
    switch (role) {
    case model::ManagementRole::administrator:
        return wire::Role::Administrator;
    case model::ManagementRole::operator_:
        return wire::Role::Operator;
    case model::ManagementRole::viewer:
        break;
    }
    return wire::Role::Viewer;
}

} // namespace

Result<ManagementSettings> ManagementSettings::of(const model::Deployment &deployment)
{
    const model::Management &management = deployment.management;
    ManagementSettings settings;
    settings.listen = {management.listen, management.port};
    settings.certificateFile = management.certificateFile;
    if (!management.metricsListen.isEmpty()) {
        auto metrics = TransportAddress::parse(management.metricsListen.toStdString());
        if (!metrics) {
            metrics.error().where = "management.metricsListen";
            return tl::make_unexpected(metrics.error());
        }
        settings.metrics = *metrics;
    }
    settings.hostNames = management.hostNames;
    for (const model::EdgeSite &site : deployment.edgeSites) {
        for (const model::EdgeServer &server : site.servers)
            settings.hostNames << server.name;
    }
    for (const auto &assignment : management.roles)
        settings.roles.insert(assignment.name, roleOf(assignment.role));
    settings.metricsShowVersion = management.metricsShowVersion;
    settings.limits = management.limits;
    settings.relayLog = management.logLevel.relay;
    settings.authenticationLog = management.logLevel.authentication;
    settings.managementLog = management.logLevel.management;
    return settings;
}

bool ManagementSettings::logs(LogPart part, model::LogLevel level) const
{
    switch (part) {
    case LogPart::Relay:
        return level <= relayLog;
    case LogPart::Authentication:
        return level <= authenticationLog;
    case LogPart::Management:
        break;
    }
    return level <= managementLog;
}

http::Server::Limits httpLimits(const model::ManagementLimits &limits, qintptr firstReserved, int reserved)
{
    constexpr qint64 kMegabyte = 1024 * 1024;
    http::Server::Limits http;
    http.connections = {.strangers = limits.strangerConnections,
                        .strangersOfOneSource = limits.strangerConnectionsPerSource,
                        .known = limits.connections,
                        .ofOneClient = limits.connectionsPerClient,
                        .forAdministrators = limits.connectionsForAdministrators,
                        .reserved = reserved};
    http.firstReserved = firstReserved;
    http.mostHeld = limits.pendingMegabytes * kMegabyte;
    http.request.body = limits.bodyMegabytes * kMegabyte;
    return http;
}

} // namespace turnpike::management
