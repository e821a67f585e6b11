// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/store/sqlite_database.h"

namespace turnpike::store {

/// Copies of the database in the state folder as it was when it was last known to be good:
/// turnpike.sqlite.backup-1 is the newest of three.
[[nodiscard]] Result<void> writeBackup(const SqliteDatabase &database);
/// What to do about a database that is missing, empty or damaged: the newest copy by name, and the option
/// that starts without it.
[[nodiscard]] std::string restoreRemedy(const QString &databaseFile);

} // namespace turnpike::store
