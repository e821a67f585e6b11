// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/caller.h"

#include "core/client/wire.h"

namespace turnpike::management {

Result<void> require(const Caller &caller, client::Role needed, const char *what)
{
    if (caller.role >= needed)
        return {};
    const std::string role = client::wire::toText(needed).toStdString();
    return fail(Error::Code::Forbidden,
                caller.identity.toStdString() + " has the role " +
                    client::wire::toText(caller.role).toStdString() + " and may not " + what,
                {}, "the role " + role + (needed == client::Role::Administrator ? "" : " or higher"),
                "ask an administrator for that role (management.roles), or use a certificate that has it");
}

} // namespace turnpike::management
