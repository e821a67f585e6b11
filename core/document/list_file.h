// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <vector>

namespace turnpike::document {

/// A text file with one entry a line: users, secrets. UTF-8; empty lines and lines that begin with # are no
/// entries, and an entry that begins with # is written with \# there.
struct ListFile {
    struct Entry {
        QString text;
        int line = 0; ///< counted from 1
    };
    std::vector<Entry> entries; ///< at least one
    std::vector<int> skipped;   ///< lines that begin with #
};

/// The error names the file and the line, and repeats nothing of what stands there.
[[nodiscard]] Result<ListFile> readListFile(const QString &fileName);

/// Where a file is that a configuration names: a path is itself, a name alone is a credential of the
/// process's unit (systemd.exec(5), LoadCredential=).
[[nodiscard]] Result<QString> credentialPath(const QString &configured);

} // namespace turnpike::document
