// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <memory>

namespace turnpike::store {

/// One SQLite file that keeps its promises: what a transaction wrote is on the disk when it returns.
/// Errors say which file, what happened and what to do.
class SqliteDatabase {
public:
    /// The name of a database that keeps nothing.
    static constexpr QStringView kInMemory = u":memory:";

    enum class Access {
        Write,
        Look ///< not a byte of the file or of its folder changes
    };
    [[nodiscard]] static Result<std::unique_ptr<SqliteDatabase>> open(const QString &fileName,
                                                                      Access access = Access::Write);
    /// One that keeps nothing, for something that goes by the name of this file in errors.
    [[nodiscard]] static Result<std::unique_ptr<SqliteDatabase>> openInMemory(const QString &fileName);
    ~SqliteDatabase();
    SqliteDatabase(const SqliteDatabase &) = delete;
    SqliteDatabase &operator=(const SqliteDatabase &) = delete;

    /// Runs one statement; the query stands before its first row.
    [[nodiscard]] Result<QSqlQuery> run(const QString &statement, const QVariantList &values = {}) const;
    /// Runs `work` (returning a Result) as one transaction: all of it, or nothing and the error.
    template <class Work>
    [[nodiscard]] auto transaction(Work work) const -> decltype(work());

    [[nodiscard]] Result<int> schemaVersion() const;
    [[nodiscard]] Result<void> setSchemaVersion(int version) const;
    [[nodiscard]] QString fileName() const { return m_fileName; }
    [[nodiscard]] bool isInMemory() const { return m_database.databaseName() == kInMemory; }
    /// For what was read but makes no sense.
    [[nodiscard]] tl::unexpected<Error> damaged(const QString &what) const;

private:
    SqliteDatabase(QString fileName, const QString &databaseName, Access access);
    [[nodiscard]] static Result<std::unique_ptr<SqliteDatabase>>
    opened(std::unique_ptr<SqliteDatabase> database);
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> begin() const;
    [[nodiscard]] Result<void> commit() const;
    void rollBack() const;
    [[nodiscard]] tl::unexpected<Error> failed(const QSqlError &error) const;

    QString m_fileName;
    Access m_access;
    QString m_connectionName;
    QSqlDatabase m_database;
};

/// A number of ours as SQLite keeps whole numbers.
[[nodiscard]] inline QVariant sqlNumber(quint64 number)
{
    return QVariant::fromValue(static_cast<qlonglong>(number));
}

template <class Work>
auto SqliteDatabase::transaction(Work work) const -> decltype(work())
{
    if (auto begun = begin(); !begun)
        return tl::make_unexpected(begun.error());
    auto result = work();
    if (!result) {
        rollBack();
        return result;
    }
    if (auto committed = commit(); !committed) {
        rollBack();
        return tl::make_unexpected(committed.error());
    }
    return result;
}

} // namespace turnpike::store
