// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/edit.h"

namespace turnpike::document {

/// The same for a pool that is at hand: nothing is searched.
[[nodiscard]] Result<EditSet> updatePoolUrls(const model::Pool &pool, const QString &externalWebFqdn);

/// "Update pool URLs" (LCSCmd /web /action:updatepoolurls): all external URLs of a pool from the FQDN under
/// which its web components are published. The FQDN is checked; the pool must exist.
[[nodiscard]] Result<EditSet> updatePoolUrls(const model::Deployment &deployment, const QString &pool,
                                             const QString &externalWebFqdn);

} // namespace turnpike::document
