// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/sqlite_schema.h"

namespace turnpike::store {

using namespace Qt::StringLiterals;

namespace {

/// Those of schema 1. A copy is made of what is older than schema 3, whose columns have defaults.
struct Table {
    QString name;
    QString columns;
};
const Table kTables[] = {
    {u"revisions"_s, u"number, state, etag, author, reason, created, confirm_until, deployment"_s},
    {u"audit"_s, u"number, time, who, action, subject, hash"_s},
    {u"certificates"_s, u"fingerprint, name, role, issued, revoked"_s}};

Result<void> copyRows(const SqliteDatabase &from, const SqliteDatabase &to)
{
    for (const auto &table : kTables) {
        auto rows = from.run(u"SELECT %1 FROM %2"_s.arg(table.columns, table.name));
        if (!rows)
            return tl::make_unexpected(rows.error());
        const auto count = table.columns.count(u',') + 1;
        const QString insert = u"INSERT INTO %1 (%2) VALUES (%3)"_s.arg(
            table.name, table.columns, QStringList(count, u"?"_s).join(u','));
        while (rows->next()) {
            QVariantList values;
            for (int column = 0; column < count; ++column)
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
          "confirm_until TEXT, deployment BLOB NOT NULL, seal TEXT NOT NULL DEFAULT '')"_s,
          u"CREATE TABLE audit (number INTEGER PRIMARY KEY, time TEXT NOT NULL, who TEXT NOT NULL, "
          "action TEXT NOT NULL, subject TEXT NOT NULL, hash TEXT NOT NULL)"_s,
          u"CREATE TABLE certificates (fingerprint TEXT PRIMARY KEY, name TEXT NOT NULL, "
          "role TEXT NOT NULL, issued TEXT NOT NULL, revoked INTEGER NOT NULL, "
          "seal TEXT NOT NULL DEFAULT '')"_s}) {
        if (auto created = database.run(statement); !created)
            return tl::make_unexpected(created.error());
    }
    return {};
}

Result<void> addSealColumns(const SqliteDatabase &database)
{
    for (const auto &table : {u"revisions"_s, u"certificates"_s}) {
        auto there = database.run(u"SELECT count(*) FROM pragma_table_info(?) WHERE name='seal'"_s, {table});
        if (!there)
            return tl::make_unexpected(there.error());
        if (there->next() && there->value(0).toInt() > 0)
            continue;
        there->finish();
        if (auto added =
                database.run(u"ALTER TABLE %1 ADD COLUMN seal TEXT NOT NULL DEFAULT ''"_s.arg(table));
            !added)
            return tl::make_unexpected(added.error());
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
