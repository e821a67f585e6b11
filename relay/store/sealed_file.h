// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace turnpike::store {

/// Files of the state folder that hold secrets, sealed with its key. Under another name a file cannot be
/// read.
[[nodiscard]] Result<void> writeSealedFile(const QString &stateFolder, const QString &name,
                                           const QByteArray &content);
/// Nothing when there is no such file.
[[nodiscard]] Result<std::optional<QByteArray>> readSealedFile(const QString &stateFolder,
                                                               const QString &name);

} // namespace turnpike::store
