// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/sqlite_database.h"

#include "relay/store/store_backup.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QUuid>

namespace turnpike::store {

using namespace Qt::StringLiterals;

namespace {

// Primary result codes of SQLite (sqlite.org/rescode.html); the higher bytes hold the details.
constexpr int kBusy = 5;
constexpr int kReadOnly = 8;
constexpr int kIoError = 10;
constexpr int kCorrupt = 11;
constexpr int kFull = 13;
constexpr int kCannotOpen = 14;
constexpr int kNotADatabase = 26;

} // namespace

SqliteDatabase::SqliteDatabase(QString fileName, const QString &databaseName, Access access)
    : m_fileName(std::move(fileName))
    , m_access(access)
    , m_connectionName(u"turnpike-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces))
    , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connectionName))
{
    m_database.setDatabaseName(databaseName);
    if (access == Access::Look)
        m_database.setConnectOptions(u"QSQLITE_OPEN_READONLY"_s);
}

SqliteDatabase::~SqliteDatabase()
{
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connectionName);
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const QString &fileName, Access access)
{
    return opened(std::unique_ptr<SqliteDatabase>(new SqliteDatabase(fileName, fileName, access)));
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::openInMemory(const QString &fileName)
{
    return opened(
        std::unique_ptr<SqliteDatabase>(new SqliteDatabase(fileName, kInMemory.toString(), Access::Write)));
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::opened(std::unique_ptr<SqliteDatabase> database)
{
    if (!database->m_database.isValid()) {
        return fail(Error::Code::Unavailable, "Qt's driver for SQLite is not installed", {}, {},
                    "install the package libqt6sql6-sqlite");
    }
    if (auto prepared = database->prepare(); !prepared)
        return tl::make_unexpected(prepared.error());
    return database;
}

Result<void> SqliteDatabase::prepare()
{
    if (!m_database.open())
        return failed(m_database.lastError());
    QStringList pragmas{u"PRAGMA busy_timeout=2000"_s, u"PRAGMA temp_store=MEMORY"_s,
                        u"PRAGMA foreign_keys=ON"_s};
    if (m_access == Access::Write) {
        // The file holds the derived keys of users and the shared secrets.
        if (!isInMemory())
            QFile::setPermissions(m_fileName, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        // A commit is on the disk when it returns, also after a power cut:
        // sqlite.org/pragma.html#pragma_synchronous.
        // A journal is needed for writing only: with a write-ahead log a full disk would also keep what is
        // there from being read. What is overwritten or deleted is gone from the file.
        pragmas << u"PRAGMA journal_mode=TRUNCATE"_s << u"PRAGMA synchronous=FULL"_s
                << u"PRAGMA secure_delete=ON"_s;
    }
    for (const auto &pragma : std::as_const(pragmas)) {
        if (auto set = run(pragma); !set)
            return tl::make_unexpected(set.error());
    }
    auto check = run(u"PRAGMA quick_check(1)"_s);
    if (!check)
        return tl::make_unexpected(check.error());
    if (!check->next())
        return failed(check->lastError());
    if (const auto verdict = check->value(0).toString(); verdict != u"ok")
        return damaged(verdict);
    return {};
}

Result<QSqlQuery> SqliteDatabase::run(const QString &statement, const QVariantList &values) const
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return failed(query.lastError());
    for (const auto &value : values) {
        // A null string is an empty text; only an invalid value is NULL.
        const bool isNullText =
            value.metaType() == QMetaType::fromType<QString>() && value.toString().isNull();
        query.addBindValue(isNullText ? QVariant(u""_s) : value);
    }
    if (!query.exec())
        return failed(query.lastError());
    return query;
}

Result<void> SqliteDatabase::begin() const
{
    const auto begun = run(u"BEGIN IMMEDIATE"_s);
    return begun ? Result<void>() : tl::make_unexpected(begun.error());
}

Result<void> SqliteDatabase::commit() const
{
    const auto committed = run(u"COMMIT"_s);
    return committed ? Result<void>() : tl::make_unexpected(committed.error());
}

void SqliteDatabase::rollBack() const
{
    // A full disk may have rolled back already, which makes this fail: both leave the file as it was.
    QSqlQuery(m_database).exec(u"ROLLBACK"_s);
}

Result<int> SqliteDatabase::schemaVersion() const
{
    auto query = run(u"PRAGMA user_version"_s);
    if (!query)
        return tl::make_unexpected(query.error());
    if (!query->next())
        return failed(query->lastError());
    return query->value(0).toInt();
}

Result<void> SqliteDatabase::setSchemaVersion(int version) const
{
    const auto set = run(u"PRAGMA user_version=%1"_s.arg(version));
    return set ? Result<void>() : tl::make_unexpected(set.error());
}

tl::unexpected<Error> SqliteDatabase::damaged(const QString &what) const
{
    return fail(Error::Code::Io, "the file is damaged: " + what.toStdString(), m_fileName.toStdString(),
                "a file that this program wrote", restoreRemedy(m_fileName));
}

tl::unexpected<Error> SqliteDatabase::failed(const QSqlError &error) const
{
    const std::string file = m_fileName.toStdString();
    const std::string detail =
        error.driverText().toStdString() + " (" + error.databaseText().toStdString() + ")";
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case kFull:
        return fail(Error::Code::Io, "the disk is full, so nothing was changed", file, {},
                    "free space on the file system of " + QFileInfo(m_fileName).absolutePath().toStdString() +
                        ", then try again");
    case kIoError:
        return fail(Error::Code::Io, "the disk refused to write or read, so nothing was changed: " + detail,
                    file, {}, "look at free space, quotas and the kernel's log, then try again");
    case kCorrupt:
    case kNotADatabase:
        return damaged(error.databaseText());
    case kReadOnly:
    case kCannotOpen:
        if (m_access == Access::Look) {
            return fail(Error::Code::Io, "the file cannot be read without changing it: " + detail, file,
                        "a file that no interrupted change left half done",
                        "start the relay once, which puts it right, or check a copy of the folder");
        }
        return fail(Error::Code::Io, "the file cannot be written: " + detail, file,
                    "a file and a folder that this user may write",
                    "check owner and permissions, or choose another --state-directory");
    case kBusy:
        return fail(Error::Code::Conflict, "another program is using the file", file, {},
                    "close that program, then try again");
    default:
        return fail(Error::Code::Internal, "SQLite: " + detail, file);
    }
}

} // namespace turnpike::store
