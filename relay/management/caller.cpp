// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/caller.h"

#include "core/client/wire.h"

#include <algorithm>
#include <array>

namespace turnpike::management {

bool isReservedIdentity(const QString &name)
{
    constexpr std::array kReserved{u"relay", u"host", u"sighup", u"command line", u"metrics"};
    const QString plain = name.simplified().toLower();
    return std::any_of(kReserved.begin(), kReserved.end(),
                       [&](const char16_t *reserved) { return plain == QStringView(reserved); });
}

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
