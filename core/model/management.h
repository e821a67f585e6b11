// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/enumerations.h"
#include "core/model/property.h"

namespace turnpike::model {

/// Who may do what: a client certificate's name and its role.
struct RoleAssignment {
    TURNPIKE_CLASS(RoleAssignment)
    TURNPIKE_PROPERTY(QString, name, {},
                      help("Common name of the client certificate.")
                          .label("Certificate name")
                          .required()
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(ManagementRole, role, ManagementRole::viewer,
                      help("What its holder may do.").effect(Effect::Live))
};

/// Log level of each part; changes take effect at once.
struct LogLevels {
    TURNPIKE_CLASS(LogLevels)
    TURNPIKE_PROPERTY(LogLevel, relay, LogLevel::info,
                      help("The relay: calls, listeners, draining.").effect(Effect::Live))
    TURNPIKE_PROPERTY(LogLevel, authentication, LogLevel::info,
                      help("Who gets in: pairing and credentials.").effect(Effect::Live))
    TURNPIKE_PROPERTY(LogLevel, management, LogLevel::info,
                      help("Configuration, audit and the management interface.").effect(Effect::Live))
};

/// What clients of the management interface may take, so that none of them takes it from the others.
struct ManagementLimits {
    TURNPIKE_CLASS(ManagementLimits)
    TURNPIKE_PROPERTY(int, strangerConnections, 64,
                      help("Connections without a certificate of this relay; beyond these the oldest one of "
                           "the busiest address ends for a new one.")
                          .label("Connections of strangers")
                          .range(4, 4096)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, strangerConnectionsPerSource, 16,
                      help("The same from one address (IPv6: /56).")
                          .label("Connections of strangers per address")
                          .range(1, 4096)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, connections, 192,
                      help("Connections of clients with a certificate of this relay.")
                          .range(8, 4096)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, connectionsPerClient, 48,
                      help("Connections of one certificate.").range(1, 4096).effect(Effect::Live).advanced())
    TURNPIKE_PROPERTY(int, connectionsForAdministrators, 16,
                      help("So many of the connections are kept for administrators.")
                          .label("Kept for administrators")
                          .range(1, 1024)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(
        int, liveStreams, 128,
        help("Live views at the same time, of consoles and of turnpikectl top; an eighth is kept "
             "for administrators and operators.")
            .range(1, 4096)
            .effect(Effect::Live)
            .advanced())
    TURNPIKE_PROPERTY(int, requestsPerSecond, 50,
                      help("Requests a second of one client; four times as many may come at once.")
                          .label("Requests of a client")
                          .range(1, 100000)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(
        int, metricsRequestsPerSecond, 20,
        help("Requests a second for metrics from one address; three times as many may come at once.")
            .label("Requests for metrics")
            .range(1, 100000)
            .effect(Effect::Live)
            .advanced())
    TURNPIKE_PROPERTY(
        int, pendingMegabytes, 64,
        help("MB of answers not read yet and of bodies not complete, of all connections; beyond it a "
             "connection of the client that holds most ends.")
            .label("Kept for slow clients")
            .range(8, 65536)
            .effect(Effect::Live)
            .advanced())
    TURNPIKE_PROPERTY(int, bodyMegabytes, 4,
                      help("MB of the largest configuration that a client may send.")
                          .label("Largest configuration")
                          .range(1, 64)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(
        int, validations, 16,
        help("Configurations that may wait to be validated.").range(1, 1024).effect(Effect::Live).advanced())
    TURNPIKE_PROPERTY(int, validationsPerClient, 2,
                      help("The same of one client.").range(1, 1024).effect(Effect::Live).advanced())
};

struct Management {
    TURNPIKE_CLASS(Management)
    TURNPIKE_PROPERTY(IpAddress, listen, IpAddress::v4(0x7f000001),
                      help("Address of the management interface; empty: nowhere.").effect(Effect::Restart))
    TURNPIKE_PROPERTY(Port, port, Port{5443},
                      help("TCP port of the management interface, mutual TLS.").effect(Effect::Restart))
    TURNPIKE_PROPERTY(QString, certificateFile, {},
                      help("PEM file; empty: the relay makes its own.")
                          .label("Certificate")
                          .format(TextFormat::FilePath)
                          .effect(Effect::Restart)
                          .advanced())
    TURNPIKE_PROPERTY(QStringList, hostNames, {},
                      help("Names that consoles use for the relay, beside its own and its certificate's.")
                          .label("Further host names")
                          .format(TextFormat::HostName)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(QList<RoleAssignment>, roles, {}, help("Who may do what."))
    TURNPIKE_PROPERTY(QString, metricsListen, QStringLiteral("127.0.0.1:9641"),
                      help("Where /metrics, /healthz and /readyz answer, plain HTTP; empty: nowhere.")
                          .format(TextFormat::AddressAndPort)
                          .effect(Effect::Restart))
    TURNPIKE_PROPERTY(bool, metricsShowVersion, false,
                      help("Tell everybody who may read the metrics which version of the relay runs.")
                          .label("Version in metrics")
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(RevisionStoreKind, store, RevisionStoreKind::sqlite,
                      help("Where revisions are kept.").effect(Effect::NotServed).advanced())
    TURNPIKE_PROPERTY(QString, storeUrl, {},
                      help("PostgreSQL URL, without a password, when a fleet shares one store.")
                          .label("Store URL")
                          .effect(Effect::NotServed)
                          .advanced())
    TURNPIKE_PROPERTY(LogLevels, logLevel, {}, help("How much is logged."))
    TURNPIKE_PROPERTY(ManagementLimits, limits, {}, help("How much clients of the interface may take."))
};

} // namespace turnpike::model
