// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/sqlite_schema.h"

namespace turnpike::store {

using namespace Qt::StringLiterals;

namespace {

/// The tables have the same columns since schema 1.
Result<void> copyRows(const SqliteDatabase &from, const SqliteDatabase &to)
{
    for (const auto &[table, columns] :
         {std::pair(u"revisions"_s, 8), std::pair(u"audit"_s, 6), std::pair(u"certificates"_s, 5)}) {
        auto rows = from.run(u"SELECT * FROM "_s + table);
        if (!rows)
            return tl::make_unexpected(rows.error());
        const QString insert =
            u"INSERT INTO %1 VALUES (%2)"_s.arg(table, QStringList(columns, u"?"_s).join(u','));
        while (rows->next()) {
            QVariantList values;
            for (int column = 0; column < columns; ++column)
                values << rows->value(column);
            if (auto inserted = to.run(insert, values); !inserted)
                return tl::make_unexpected(inserted.error());
        }
    }
    return {};
}

} // namespace

Result<void> createTables(const SqliteDatabase &database)
{
    for (const auto &statement :
         {u"CREATE TABLE revisions (number INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, "
          "etag TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, created TEXT NOT NULL, "
          "confirm_until TEXT, deployment BLOB NOT NULL)"_s,
          u"CREATE TABLE audit (number INTEGER PRIMARY KEY, time TEXT NOT NULL, who TEXT NOT NULL, "
          "action TEXT NOT NULL, subject TEXT NOT NULL, hash TEXT NOT NULL)"_s,
          u"CREATE TABLE certificates (fingerprint TEXT PRIMARY KEY, name TEXT NOT NULL, "
          "role TEXT NOT NULL, issued TEXT NOT NULL, revoked INTEGER NOT NULL)"_s}) {
        if (auto created = database.run(statement); !created)
            return tl::make_unexpected(created.error());
    }
    return {};
}

Result<std::unique_ptr<SqliteDatabase>> copyInMemory(const SqliteDatabase &database)
{
    const auto version = database.schemaVersion();
    if (!version)
        return tl::make_unexpected(version.error());
    auto copy = SqliteDatabase::openInMemory(database.fileName());
    if (!copy || *version == 0)
        return copy;
    const auto copied = (*copy)->transaction([&]() -> Result<void> {
        if (auto created = createTables(**copy); !created)
            return created;
        if (auto rows = copyRows(database, **copy); !rows)
            return rows;
        return (*copy)->setSchemaVersion(*version);
    });
    if (!copied)
        return tl::make_unexpected(copied.error());
    return copy;
}

} // namespace turnpike::store
