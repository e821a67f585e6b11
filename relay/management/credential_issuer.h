// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"
#include "relay/edge/edge.h"
#include "relay/edge/settings_from_deployment.h"

namespace turnpike::management {

/// A time-limited credential ("TURN REST") for a person, signed with the first shared secret of the relay,
/// with the URLs a client needs beside it.
[[nodiscard]] Result<wire::IssuedCredential>
issueCredential(const model::Deployment &deployment, const edge::Identity &identity, const edge::Edge &relay,
                const QString &user, std::chrono::seconds lifetime, const QDateTime &now);

} // namespace turnpike::management
