// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace turnpike::client {

/// Asks the session bus what QtKeychain does not tell apart. Never opens a window.
struct KeychainService {
    /// A keychain runs, or would be started when it is asked.
    [[nodiscard]] static bool isThere();
    /// This entry, or the collection that new entries go to, is locked. False when there is no Secret
    /// Service.
    [[nodiscard]] static bool isLocked(const QString &service, const QString &entry);
};

} // namespace turnpike::client
