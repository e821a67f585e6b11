// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/store/sqlite_database.h"

namespace turnpike::store {

/// Since 2, deployments are sealed and the audit is chained with a key; since 3, each row of a revision or a
/// certificate has a seal over all that it says.
inline constexpr int kSchemaVersion = 3;

/// Revisions, audit and certificates, empty; part of the caller's transaction.
[[nodiscard]] Result<void> createTables(const SqliteDatabase &database);
/// The columns that came with schema 3, empty, where they are not there yet; part of the caller's
/// transaction.
[[nodiscard]] Result<void> addSealColumns(const SqliteDatabase &database);
/// What an upgrade may work on while the file stays as it is.
[[nodiscard]] Result<std::unique_ptr<SqliteDatabase>> copyInMemory(const SqliteDatabase &database);

} // namespace turnpike::store
