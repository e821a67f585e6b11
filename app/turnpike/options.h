// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/style/theme.h"

#include <QString>

#include <optional>

namespace turnpike::console {

/// What the command line asked for.
struct Options {
    bool demo = false;
    QString relay; ///< name or address of a saved connection, instead of the relay in this process
    std::optional<quint16> udpPort; ///< nothing: the configured one; 0: one that is free
    std::optional<quint16> tcpPort;
    std::optional<ui::Theme::Choice> theme;
    QString stateDirectory; ///< the relay's; empty: the person's own
    QString dataDirectory;  ///< settings, journals, connections; empty: the person's own
    QString screenshots;    ///< folder; pictures every page and ends
    bool wantsHelp = false;
    bool wantsVersion = false;
};

/// Needs no application object. InvalidValue names the option, its value and what is allowed.
[[nodiscard]] Result<Options> parseOptions(const QStringList &arguments);
/// Needs an application object.
[[nodiscard]] QString helpText();

} // namespace turnpike::console
