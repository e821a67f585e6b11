// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace turnpike::document {

/// The content of a file, of at most `most` bytes; more is an error. Whoever reads it again while it serves
/// must not be held up: a pipe, a device or a folder under that name is refused, not waited for. `what`
/// begins the error: "the configuration".
[[nodiscard]] Result<QByteArray> readRegularFile(const QString &fileName, qint64 most, const char *what);

/// Whether nobody but its owner (and a group that was let in to read) gets at a file that holds a secret; the
/// error says so with what to do. A file that is not there is nobody's. `what`: "the key of the relay".
[[nodiscard]] Result<void> checkPrivate(const QString &fileName, const char *what);

/// The same of a folder whose files somebody trusts: whoever can write to it can put others in their place.
/// Its owner is this user, or root. A folder that is not there is nobody's.
[[nodiscard]] Result<void> checkPrivateFolder(const QString &folder, const char *what);
/// Whether everybody on the machine can write to it.
[[nodiscard]] bool isOpenToEverybody(const QString &folder);

} // namespace turnpike::document
