// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/connection_profile.h"
#include "core/client/secret_store.h"
#include "core/wire/relay_connection.h"

#include <memory>

namespace turnpike::console {

/// What --relay names: the name or the address of a saved connection. It is not opened yet.
[[nodiscard]] Result<std::unique_ptr<wire::RelayConnection>>
savedRelay(const QString &nameOrAddress, const client::ProfileStore &profiles, client::SecretStore &secrets);

} // namespace turnpike::console
