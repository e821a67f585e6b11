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

struct Management {
    TURNPIKE_CLASS(Management)
    TURNPIKE_PROPERTY(IpAddress, listen, IpAddress::v4(0x7f000001),
                      help("Address of the management interface.").effect(Effect::Restart))
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
    TURNPIKE_PROPERTY(RevisionStoreKind, store, RevisionStoreKind::sqlite,
                      help("Where revisions are kept.").effect(Effect::NotServed).advanced())
    TURNPIKE_PROPERTY(QString, storeUrl, {},
                      help("PostgreSQL URL, without a password, when a fleet shares one store.")
                          .label("Store URL")
                          .effect(Effect::NotServed)
                          .advanced())
    TURNPIKE_PROPERTY(LogLevels, logLevel, {}, help("How much is logged."))
};

} // namespace turnpike::model
