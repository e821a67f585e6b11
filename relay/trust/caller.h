// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/call.h"

namespace turnpike::trust {

/// Who asks.
struct Caller {
    QString identity;
    wire::Role role = wire::Role::Viewer;
};

/// Names under which the relay itself acts ("relay", "SIGHUP"): nobody else may have them, or the records
/// would not tell who did what.
[[nodiscard]] bool isReservedIdentity(const QString &name);

/// Forbidden, with the role needed and the role held, unless the caller may make the call.
[[nodiscard]] Result<void> require(const Caller &caller, const wire::Route &call);

} // namespace turnpike::trust
