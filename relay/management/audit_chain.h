// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/relay_types.h"

namespace turnpike::management {

/// SHA-256 over the line before and every part of this one, so that no line can be changed, dropped or
/// moved without changing all hashes after it. The first line follows an empty hash.
[[nodiscard]] QByteArray auditHash(const QByteArray &hashBefore, const client::AuditEntry &entry);

} // namespace turnpike::management
