// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/store/audit_log.h"
#include "relay/store/certificate_table.h"
#include "relay/store/folder_lock.h"
#include "relay/store/revision_store.h"
#include "relay/store/revision_table.h"
#include "relay/store/sqlite_database.h"
#include "relay/store/state_key.h"

namespace turnpike::store {

/// The store of a single relay: one SQLite file in its state folder.
class SqliteStore final : public RevisionStore {
public:
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(const QString &folder, StoreStart start);

    void setListener(Listener listener) override { m_listener = std::move(listener); }
    QByteArray veiledEtag(const QByteArray &etag) const override;

    Result<wire::Revision> add(const model::Deployment &deployment, wire::Revision revision) override;
    Result<wire::Revision> setState(quint64 number, wire::Revision::State state, const QString &who,
                                    const QString &action) override;
    Result<wire::FetchedDeployment> newestConfirmed() const override;
    Result<wire::FetchedDeployment> revision(quint64 number) const override;
    Result<std::vector<wire::Revision>> revisions(int most) const override;

    Result<void> appendAudit(const QString &who, const QString &action, const QString &subject) override;
    Result<std::vector<wire::AuditEntry>> audit(int most) const override;
    Result<AuditHead> verifyAudit() const override;
    Result<bool> renewAuditHead(const QString &who) override;

    Result<void> addPaired(const IssuedCertificate &certificate, const QString &subject) override;
    Result<void> addCertificate(const IssuedCertificate &certificate) override;
    Result<std::vector<IssuedCertificate>> certificates() const override;

private:
    SqliteStore(FolderLock lock, StateKey key, std::unique_ptr<SqliteDatabase> database,
                const QString &folder);
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> openToLook(const QString &folder);
    [[nodiscard]] Result<void> begin(StoreStart start);
    [[nodiscard]] Result<void> bringUpToDate();
    [[nodiscard]] Result<void> upgrade(int version);
    [[nodiscard]] Result<void> upgradeClear();
    [[nodiscard]] Result<void> upgradeLoose();
    [[nodiscard]] Result<void> checkHistory() const;
    [[nodiscard]] Result<void> checkNotEmptied() const;
    [[nodiscard]] Result<void> putFirstHead();
    void backUp();
    void tellCertificates() const;
    /// Tells about the line that a transaction has added, and moves the head behind it.
    template <class Work>
    [[nodiscard]] auto audited(Work work) -> decltype(work());
    /// Adds a line to the audit, in the transaction of what it tells about.
    [[nodiscard]] Result<void> noteDown(const QString &who, const QString &action, const QString &subject);

    FolderLock m_lock;
    StateKey m_key;
    QByteArray m_veilKey;
    std::unique_ptr<SqliteDatabase> m_database;
    QString m_folder;
    RevisionTable m_revisions;
    CertificateTable m_certificates;
    AuditLog m_audit;
    std::optional<AuditLog::Line> m_newLine; ///< of the transaction under way
    Listener m_listener;
};

} // namespace turnpike::store
