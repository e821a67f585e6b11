// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace turnpike::ui {

/// Where the edits for a relay are kept that are not pushed; there is no file when there are none.
/// `dataFolder` empty: QStandardPaths::AppDataLocation.
[[nodiscard]] QString journalFile(const QString &dataFolder, const QString &relayIdentity);

} // namespace turnpike::ui
