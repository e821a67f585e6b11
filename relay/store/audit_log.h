// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/store/audit_chain.h"
#include "relay/store/sqlite_database.h"

namespace turnpike::store {

/// The audit of a relay: the table `audit` of its database, chained with a key, and the head of the chain in
/// a file beside it. What was tampered with once stays so: no line that is written later heals it.
class AuditLog {
public:
    struct Line {
        wire::AuditEntry entry;
        QByteArray hash;
        [[nodiscard]] AuditHead head() const { return {entry.number, hash}; }
    };

    /// `database` outlives it. `folder` holds the head; empty for a database in memory, which has none.
    AuditLog(SqliteDatabase &database, const QString &folder, const QByteArray &key);

    /// Adds a line; part of the caller's transaction, after which the head has to follow.
    [[nodiscard]] Result<Line> add(const QString &who, const QString &action, const QString &subject);
    /// Moves the head behind a line that was committed.
    [[nodiscard]] Result<void> moveHead(const Line &line);
    /// For a log without a head, when it is known that none was taken away.
    [[nodiscard]] Result<void> putFirstHead(const Line &line);
    /// The last line; nothing when there is none.
    [[nodiscard]] Result<std::optional<Line>> last() const;
    /// Hashes all lines anew; part of the caller's transaction. Nothing when there is no line.
    [[nodiscard]] Result<std::optional<Line>> chainAnew();

    /// The last line about the push of any revision; about a revision by this name, whatever was done with
    /// it; about the pairing or the revoking of a client. Nothing when there is none. An error when the line,
    /// or the one before it, was changed.
    [[nodiscard]] Result<std::optional<wire::AuditEntry>> lastPush() const;
    [[nodiscard]] Result<std::optional<wire::AuditEntry>> lastAbout(const QString &revision) const;
    [[nodiscard]] Result<std::optional<wire::AuditEntry>> lastOfClient(const QString &name) const;
    /// All lines, oldest first; an error when they are no chain.
    [[nodiscard]] Result<std::vector<wire::AuditEntry>> chain() const;

    /// Newest first.
    [[nodiscard]] Result<std::vector<wire::AuditEntry>> entries(int most) const;
    /// Whether a relay has worked here and nothing says any more where its chain ends.
    [[nodiscard]] Result<bool> isHeadMissing() const;
    /// The next line makes the head that is missing.
    void expectFirstHead() { m_isHeadOwed = true; }
    /// Where the lines end that are there, without asking the head whether they are all.
    [[nodiscard]] Result<AuditHead> verifyChain() const;
    /// Where the whole chain ends, or what was done to it.
    [[nodiscard]] Result<AuditHead> verify() const;

private:
    [[nodiscard]] Result<AuditHead> chainThrough(const AuditHead &head) const;
    /// A relay has worked here before, so that a missing head was taken away.
    [[nodiscard]] bool isOfOldRelay() const;
    [[nodiscard]] Result<std::optional<wire::AuditEntry>> lastWhere(const QString &condition,
                                                                    const QVariantList &values) const;
    [[nodiscard]] tl::unexpected<Error> headMissing() const;
    [[nodiscard]] tl::unexpected<Error> damaged(const QString &what) const;

    SqliteDatabase &m_database;
    QString m_folder;
    QByteArray m_key;
    AuditHeadFile m_head;
    bool m_isHeadOwed = false; ///< this process could not write the first one, or was told to make it
};

} // namespace turnpike::store
