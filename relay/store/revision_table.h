// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"
#include "relay/store/sqlite_database.h"
#include "relay/store/state_key.h"

namespace turnpike::store {

/// The table `revisions`: configurations that are sealed together with what the row says about them, and rows
/// with a keyed hash over all their columns. A row that something else has written is an error wherever it is
/// read. What changes is part of the caller's transaction.
class RevisionTable {
public:
    /// `database` outlives it.
    RevisionTable(SqliteDatabase &database, const StateKey &key);

    /// Appends; the number is the next one.
    [[nodiscard]] Result<wire::Revision> add(const model::Deployment &deployment, wire::Revision revision);
    /// As it is from now on; a time to confirm in is over with it.
    [[nodiscard]] Result<wire::Revision> setState(quint64 number, wire::Revision::State state);
    /// The confirmed ones but this one.
    [[nodiscard]] Result<void> supersedeBefore(quint64 number);

    [[nodiscard]] Result<wire::FetchedDeployment> newestConfirmed() const;
    [[nodiscard]] Result<wire::FetchedDeployment> revision(quint64 number) const;
    /// Newest first.
    [[nodiscard]] Result<std::vector<wire::Revision>> revisions(int most) const;

    /// Of schema 1, where configurations stood in clear.
    [[nodiscard]] Result<void> sealClearRows();
    /// Of schema 2, where only the configuration itself was sealed, not what the row says about it: what the
    /// rows say, newest first. The caller knows whether it is true.
    [[nodiscard]] Result<std::vector<wire::Revision>> looseRevisions() const;
    [[nodiscard]] Result<void> sealLooseRows();

private:
    enum class Rows { Sealed, Loose };
    [[nodiscard]] Result<QString> sealedEtag(const QByteArray &etag) const;
    [[nodiscard]] Result<void> sealRow(quint64 number);
    [[nodiscard]] Result<void> writeSealed(const wire::Revision &revision, const QByteArray &json);
    [[nodiscard]] Result<wire::Revision> revisionFrom(const QSqlQuery &row, Rows rows) const;
    [[nodiscard]] Result<std::vector<wire::Revision>> revisionsOf(int most, Rows rows) const;
    [[nodiscard]] Result<wire::FetchedDeployment> fetch(QSqlQuery &query) const;
    [[nodiscard]] tl::unexpected<Error> sealBroken(quint64 number, Error error) const;

    SqliteDatabase &m_database;
    QByteArray m_sealKey;
    QByteArray m_rowKey;
};

} // namespace turnpike::store
