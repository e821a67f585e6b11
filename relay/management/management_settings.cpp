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

} // namespace turnpike::management
