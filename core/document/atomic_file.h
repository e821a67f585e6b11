// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

class QFileDevice;

namespace turnpike::document {

/// Replaces a file as a whole: after a crash or on a full disk there is the old content or the new, never
/// a part. A new file is readable by its owner only, because configurations hold secrets.
[[nodiscard]] Result<void> writeFileAtomically(const QString &fileName, const QByteArray &content);

/// Writes all of it where the file stands, past the file's own buffer. The error is the system's word for
/// what went wrong ("No space left on device"): QFile knows none when a part was written.
[[nodiscard]] tl::expected<void, QString> writeAll(QFileDevice &file, const QByteArray &content);

/// Makes a rename or a new file in this file's folder survive a power cut.
void flushFolderOf(const QString &fileName);

} // namespace turnpike::document
