// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace turnpike::store {

/// AES-256-GCM (NIST SP 800-38D): what is sealed can neither be read nor changed without the key of 32 bytes,
/// nor be passed off under another label.
///
///     "TPS1" | 12 bytes nonce, random | 16 bytes tag | ciphertext
[[nodiscard]] Result<QByteArray> seal(const QByteArray &key, const QByteArray &content,
                                      const QByteArray &label);
[[nodiscard]] Result<QByteArray> unseal(const QByteArray &key, const QByteArray &sealed,
                                        const QByteArray &label);

} // namespace turnpike::store
