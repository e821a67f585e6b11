// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/store/audit_log.h"
#include "relay/store/revision_store.h"

namespace turnpike::store {

/// Whether the tables agree with each other and with the audit, whose lines nobody can make up: a row that
/// was true once and was put back, or one that was taken away, has a seal that fits or none that is missed.
class HistoryCheck {
public:
    /// Both outlive it.
    HistoryCheck(const SqliteDatabase &database, const AuditLog &audit)
        : m_database(database)
        , m_audit(audit)
    {
    }

    /// At each start. Looks at few lines of the audit. Revisions are newest first, and all there are.
    [[nodiscard]] Result<void> check(const std::vector<wire::Revision> &revisions,
                                     const std::vector<IssuedCertificate> &certificates) const;
    /// Rows that had no seal yet, by the whole audit: they are sealed afterwards, and vouched for from then
    /// on.
    [[nodiscard]] Result<void> checkLoose(const std::vector<wire::Revision> &revisions,
                                          const std::vector<IssuedCertificate> &certificates) const;

private:
    [[nodiscard]] Result<void> checkNumbers(const std::vector<wire::Revision> &revisions) const;
    [[nodiscard]] Result<void> checkNewest(const std::vector<wire::Revision> &revisions) const;
    [[nodiscard]] Result<void> checkRevoked(const std::vector<IssuedCertificate> &certificates) const;
    [[nodiscard]] tl::unexpected<Error> disagrees(const QString &what) const;

    const SqliteDatabase &m_database;
    const AuditLog &m_audit;
};

/// What the audit calls a revision: "revision 7: why".
[[nodiscard]] QString auditSubjectOf(const wire::Revision &revision);

} // namespace turnpike::store
