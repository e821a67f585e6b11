// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/saved_relay.h"

#include "core/client/https_connection.h"

namespace turnpike::console {

Result<std::unique_ptr<wire::RelayConnection>>
savedRelay(const QString &nameOrAddress, const client::ProfileStore &profiles, client::SecretStore &secrets)
{
    auto profile = profiles.match(nameOrAddress);
    if (profile)
        return std::make_unique<client::HttpsConnection>(*profile, secrets);
    Error error = std::move(profile.error());
    error.where = "--relay";
    if (error.remedy.empty())
        error.remedy = "choose Connections and pair with it; the relay prints a code for that";
    return tl::make_unexpected(std::move(error));
}

} // namespace turnpike::console
