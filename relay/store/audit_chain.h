// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"

namespace turnpike::store {

/// HMAC-SHA-256 over the line before and every part of this one, so that no line can be changed, dropped or
/// moved without changing all hashes after it, and nobody without the key can make hashes that fit. The first
/// line follows an empty hash.
[[nodiscard]] QByteArray auditHash(const QByteArray &key, const QByteArray &hashBefore,
                                   const wire::AuditEntry &entry);

using wire::AuditHead;

/// Where the chain ends, kept beside the database: one whose last lines were cut off, or that was emptied,
/// still has a chain that fits. One file, `audit.head`, with a keyed hash of its own.
class AuditHeadFile {
public:
    AuditHeadFile(const QString &folder, QByteArray key);

    [[nodiscard]] bool exists() const;
    /// Nothing when there is no file. An error when it was not written with this key.
    [[nodiscard]] Result<std::optional<AuditHead>> read() const;
    [[nodiscard]] Result<void> write(const AuditHead &head) const;

private:
    [[nodiscard]] QByteArray sealOf(const QByteArray &line) const;
    QString m_fileName;
    QByteArray m_key;
};

} // namespace turnpike::store
