// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"

namespace turnpike::http {

/// Who asks.
struct Caller {
    QString identity;
    wire::Role role = wire::Role::Viewer;
};

/// Names under which the relay itself acts ("relay", "SIGHUP"): nobody else may have them, or the records
/// would not tell who did what.
[[nodiscard]] bool isReservedIdentity(const QString &name);

/// Forbidden, with the role needed and the role held, unless the caller may. `what` completes "… may":
/// "push a configuration".
[[nodiscard]] Result<void> require(const Caller &caller, wire::Role needed, const char *what);

} // namespace turnpike::http
