// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/store/revision_store.h"
#include "relay/store/sqlite_database.h"
#include "relay/store/state_key.h"

namespace turnpike::store {

/// The table `certificates`: who may come in, and as what. Each row has a keyed hash over its columns; one
/// that something else has written is an error. What changes is part of the caller's transaction.
class CertificateTable {
public:
    /// `database` outlives it.
    CertificateTable(SqliteDatabase &database, const StateKey &key);

    /// Adds, or replaces the one with the same fingerprint.
    [[nodiscard]] Result<void> put(const IssuedCertificate &certificate);
    /// The oldest first.
    [[nodiscard]] Result<std::vector<IssuedCertificate>> all() const;

    /// Of a schema before 3, where rows had no seal. The caller knows whether they are true.
    [[nodiscard]] Result<std::vector<IssuedCertificate>> loose() const;
    [[nodiscard]] Result<void> sealLooseRows();

private:
    enum class Rows { Sealed, Loose };
    [[nodiscard]] Result<std::vector<IssuedCertificate>> read(Rows rows) const;

    SqliteDatabase &m_database;
    QByteArray m_rowKey;
};

} // namespace turnpike::store
