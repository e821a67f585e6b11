// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/trust/caller.h"

#include "core/base/look_alike.h"
#include "core/wire/json.h"

#include <algorithm>
#include <array>

namespace turnpike::trust {

bool isReservedIdentity(const QString &name)
{
    constexpr std::array<std::string_view, 5> kReserved{"relay", "host", "sighup", "command line", "metrics"};
    const std::string plain = name.simplified().toStdString();
    return std::any_of(kReserved.begin(), kReserved.end(),
                       [&](std::string_view reserved) { return lookAlike(plain, reserved); });
}

Result<void> require(const Caller &caller, const wire::Route &call)
{
    if (!call.role || caller.role >= *call.role)
        return {};
    const std::string role = wire::toText(*call.role).toStdString();
    return fail(Error::Code::Forbidden,
                caller.identity.toStdString() + " has the role " + wire::toText(caller.role).toStdString() +
                    " and may not " + call.purpose,
                {}, "the role " + role + (*call.role == wire::Role::Administrator ? "" : " or higher"),
                "ask an administrator for that role (management.roles), or use a certificate that has it");
}

} // namespace turnpike::trust
