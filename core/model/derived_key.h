// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace turnpike::model {

/// What is kept of a long-term user's password: MD5(user ":" realm ":" password) and SHA-256 of the same as
/// hexadecimal digits, of all three as OpaqueString prepares them (RFC 8489 sections 9.2.2 and 18.5.1). The
/// one place where passwords enter; the error says which of them cannot be used and never repeats it.
[[nodiscard]] Result<QString> derivedKey(const QString &user, const QString &realm, const QString &password);

} // namespace turnpike::model
