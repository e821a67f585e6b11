// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"
#include "relay/edge/settings.h"

#include <QString>

namespace turnpike::edge {

/// Which edge server of a deployment this relay runs as.
struct Identity {
    QString site;
    QString server;
    /// "site/server"; a server's name alone when only one site has it.
    [[nodiscard]] static Result<Identity> parse(const QString &text, const model::Deployment &deployment);
    /// The only enabled server; otherwise an error that names the choices.
    [[nodiscard]] static Result<Identity> only(const model::Deployment &deployment);
    [[nodiscard]] QString toString() const { return site + QLatin1Char('/') + server; }
    bool operator==(const Identity &) const = default;
};

/// What stands in time-limited names of this site.
[[nodiscard]] char separatorOf(const model::EdgeCredentials &credentials);

/// The relay's settings as this server; NotFound when the deployment has no such server. The nonce key is
/// left empty: it belongs to the process, not to the configuration.
[[nodiscard]] Result<Settings> settingsFor(const model::Deployment &deployment, const Identity &identity);

} // namespace turnpike::edge
