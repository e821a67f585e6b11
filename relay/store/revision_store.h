// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"
#include "relay/store/audit_chain.h"

#include <functional>
#include <memory>

namespace turnpike::store {

/// The author of the revisions that a start was asked for, by its options or its file.
inline constexpr QStringView kCommandLineAuthor = u"command line";

/// A certificate that pairing handed out.
struct IssuedCertificate {
    QByteArray fingerprint; ///< SHA-256, hexadecimal
    QString name;
    wire::Role role = wire::Role::Viewer;
    QDateTime issued;
    bool revoked = false;
    bool operator==(const IssuedCertificate &) const = default;
};

/// Where revisions, audit lines and issued certificates are kept. Every function is a transaction: it is on
/// disk when it returns, or nothing has changed and the error says why (a full disk, a damaged file).
class RevisionStore {
public:
    virtual ~RevisionStore() = default;

    /// Told about every line of the audit with its hash, so that it also stands where this store is not,
    /// about troubles that change nothing about what was asked, and about new certificates.
    struct Listener {
        std::function<void(const wire::AuditEntry &entry, const QByteArray &hash)> audited;
        std::function<void(const Error &error)> troubled;
        /// certificates() has others from now on.
        std::function<void()> certificatesChanged{};
    };
    virtual void setListener(Listener listener) = 0;

    /// Appends; the number is given by the store. A confirmed one supersedes the confirmed ones before it.
    /// The audit line (`author`, "push", number and reason) is part of the same transaction.
    [[nodiscard]] virtual Result<wire::Revision> add(const model::Deployment &deployment,
                                                     wire::Revision revision) = 0;
    /// The revision as it is from now on; `action` ("confirm", "revert") by `who` is its audit line, in the
    /// same transaction.
    [[nodiscard]] virtual Result<wire::Revision> setState(quint64 number, wire::Revision::State state,
                                                          const QString &who, const QString &action) = 0;
    /// The one that should run: the newest confirmed. NotFound in an empty store.
    [[nodiscard]] virtual Result<wire::FetchedDeployment> newestConfirmed() const = 0;
    [[nodiscard]] virtual Result<wire::FetchedDeployment> revision(quint64 number) const = 0;
    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<wire::Revision>> revisions(int most) const = 0;

    /// What stands for an etag in front of those who may not see secrets: an etag is a hash over them,
    /// against which guesses could be tried; this one is keyed.
    [[nodiscard]] virtual QByteArray veiledEtag(const QByteArray &etag) const = 0;

    /// Hash-chained with a key: a line that was changed, cut off or made up afterwards is found by
    /// verifyAudit().
    [[nodiscard]] virtual Result<void> appendAudit(const QString &who, const QString &action,
                                                   const QString &subject) = 0;
    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<wire::AuditEntry>> audit(int most) const = 0;
    /// How long the chain is, and where it ends.
    [[nodiscard]] virtual Result<AuditHead> verifyAudit() const = 0;
    /// Where the head of the chain is lost, the lines that are there count as all of it from now on; the
    /// audit says so, by `who`. False when there is a head. An error when these lines are no chain.
    [[nodiscard]] virtual Result<bool> renewAuditHead(const QString &who) = 0;

    /// Adds one that pairing handed out; those of the same name before it are void from now on. The audit
    /// line (its name, "pair", `subject`) is part of the same transaction.
    [[nodiscard]] virtual Result<void> addPaired(const IssuedCertificate &certificate,
                                                 const QString &subject) = 0;
    /// Adds, or replaces the one with the same fingerprint.
    [[nodiscard]] virtual Result<void> addCertificate(const IssuedCertificate &certificate) = 0;
    [[nodiscard]] virtual Result<std::vector<IssuedCertificate>> certificates() const = 0;
};

/// What to do with a folder that has keys but no usable database.
enum class StoreStart {
    AsBefore, ///< refused, with what to do
    ToLook,   ///< the same, and what is there is only looked at: nothing in the folder changes, and a relay
              ///< may be at work there; an old schema is brought up to date in memory
    Anew      ///< what is there is kept under another name
};
/// Whether a relay is at work in this folder.
[[nodiscard]] bool isStoreInUse(const QString &folder);
/// SQLite in this folder (made when missing); `:memory:` keeps nothing. A second process on the same
/// folder is refused.
[[nodiscard]] Result<std::unique_ptr<RevisionStore>> openSqliteStore(const QString &folder,
                                                                     StoreStart start = StoreStart::AsBefore);

} // namespace turnpike::store
