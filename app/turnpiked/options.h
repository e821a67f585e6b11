// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/turnpiked/log_output.h"
#include "core/wire/types.h"

#include <QStringList>

namespace turnpike::daemon {

/// A short name of a configuration property, as it was given.
struct PropertyOption {
    enum class Place { Server, Site, Deployment };
    QString name; ///< "--udp-port"
    Place place = Place::Server;
    QString property; ///< below the place: "avEdge.udpPort"
    QString value;
    bool isAddedTo = false; ///< the property is a list, and this is one more
};

/// A file of users or secrets, as it was given. The configuration keeps its name, the relay reads it.
struct GivenFile {
    QString option;     ///< "--user-file"
    QString configured; ///< an absolute path, or the name of a credential of the unit
    bool isOfUsers = false;
    bool isOfUnit = false; ///< without an option, because the unit loads it

    bool operator==(const GivenFile &) const = default;
};

/// What the command line says.
struct Options {
    QStringList arguments;  ///< as they were given, to be read again
    QStringList inputFiles; ///< whose content is a part of the options
    QStringList notes;      ///< what was left out of them, a line each
    QString deploymentFile; ///< "default": the sample; empty: the state folder's, or a quick start
    QString server;         ///< "site/name"; empty: the only one
    QString stateFolder;
    std::vector<PropertyOption> properties;
    QStringList users;         ///< "name:password"
    QStringList sharedSecrets; ///< without duplicates
    std::vector<GivenFile> credentialFiles;
    std::optional<LogFormat> logFormat; ///< none: the usual one
    QString certificateFile;            ///< of the relay
    QString keyFile;
    QStringList assignments; ///< "path=value"
    bool onlyCheck = false;
    bool pair = false;
    bool startAnew = false; ///< what is in the state folder is put aside
    bool renewAuditHead = false;
    wire::Role pairRole = wire::Role::Administrator;
    std::chrono::seconds drainDeadline{10};
    bool showHelp = false;
    bool showVersion = false;

    /// Whether anything was said about the configuration itself.
    [[nodiscard]] bool changesConfiguration() const;
};

/// The error names the option, the value, what is allowed, and the nearest option.
[[nodiscard]] Result<Options> parseOptions(const QStringList &arguments);
/// Needs an application object.
[[nodiscard]] QString helpText();

} // namespace turnpike::daemon
