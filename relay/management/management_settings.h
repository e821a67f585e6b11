// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"
#include "relay/http/server.h"

#include <QHash>

namespace turnpike::management {

/// What a line of the log is about; each has a level of its own.
enum class LogPart { Relay, Authentication, Management };

/// All that the management interface reads of a deployment. Together with edge::settingsFor() this is
/// everything that a relay acts on; a test compares both with what the model declares as served.
struct ManagementSettings {
    TransportAddress listen;
    QString certificateFile; ///< empty: the relay makes its own
    std::optional<TransportAddress> metrics;
    QStringList hostNames; ///< by which consoles may ask for the relay: edge servers, management.hostNames
    QHash<QString, wire::Role> roles; ///< by the name of the certificate
    bool metricsShowVersion = false;
    model::ManagementLimits limits;
    model::LogLevel relayLog = model::LogLevel::info;
    model::LogLevel authenticationLog = model::LogLevel::info;
    model::LogLevel managementLog = model::LogLevel::info;

    [[nodiscard]] static Result<ManagementSettings> of(const model::Deployment &deployment);
    [[nodiscard]] bool logs(LogPart part, model::LogLevel level) const;
    bool operator==(const ManagementSettings &) const = default;
};

/// The limits of the interface's servers, as the configuration has them, and as the system does: from the
/// descriptor `firstReserved` on, so many connections.
[[nodiscard]] http::Server::Limits httpLimits(const model::ManagementLimits &limits, qintptr firstReserved,
                                              int reserved);

} // namespace turnpike::management
