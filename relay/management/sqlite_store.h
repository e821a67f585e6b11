// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/folder_lock.h"
#include "relay/management/revision_store.h"
#include "relay/management/sqlite_database.h"

namespace turnpike::management {

/// The store of a single relay: one SQLite file in its state folder.
class SqliteStore final : public RevisionStore {
public:
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(const QString &folder);

    Result<client::Revision> add(const model::Deployment &deployment, client::Revision revision) override;
    Result<client::Revision> setState(quint64 number, client::Revision::State state, const QString &who,
                                      const QString &action) override;
    Result<client::FetchedDeployment> newestConfirmed() const override;
    Result<client::FetchedDeployment> revision(quint64 number) const override;
    Result<std::vector<client::Revision>> revisions(int most) const override;

    Result<void> appendAudit(const QString &who, const QString &action, const QString &subject) override;
    Result<std::vector<client::AuditEntry>> audit(int most) const override;
    Result<void> verifyAudit() const override;

    Result<void> addCertificate(const IssuedCertificate &certificate) override;
    Result<std::vector<IssuedCertificate>> certificates() const override;

private:
    SqliteStore(FolderLock lock, std::unique_ptr<SqliteDatabase> database);
    [[nodiscard]] Result<void> createTables();
    [[nodiscard]] Result<void> supersedeBefore(quint64 number);
    [[nodiscard]] Result<void> insertAudit(const QString &who, const QString &action, const QString &subject);
    [[nodiscard]] Result<client::FetchedDeployment> fetch(QSqlQuery &query) const;
    [[nodiscard]] Result<client::Revision> revisionFrom(const QSqlQuery &query) const;

    FolderLock m_lock;
    std::unique_ptr<SqliteDatabase> m_database;
};

} // namespace turnpike::management
