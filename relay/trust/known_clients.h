// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/store/revision_store.h"
#include "relay/trust/caller.h"

#include <QHash>

namespace turnpike::trust {

/// Whom the relay knows by certificate. Kept in memory, and read again only when the store says that it has
/// others: no request waits for the disk.
class KnownClients {
public:
    /// `store` outlives it.
    explicit KnownClients(store::RevisionStore &store);

    /// The store has others from now on.
    void invalidate() { m_isCurrent = false; }
    /// What the configuration says (management.roles), by the name of the certificate.
    void setRoles(QHash<QString, wire::Role> roles) { m_roles = std::move(roles); }
    [[nodiscard]] std::optional<wire::Role> configuredRole(const QString &name) const;

    /// Unauthenticated, with how to pair, unless the certificate was issued here and is not revoked. The
    /// role is the configuration's where it names the certificate, else the code's.
    [[nodiscard]] Result<Caller> callerOf(const QByteArray &fingerprint) const;
    /// All that were ever issued, oldest first.
    [[nodiscard]] Result<std::vector<store::IssuedCertificate>> issued() const;
    /// Whose certificate is good, oldest first.
    [[nodiscard]] Result<std::vector<wire::KnownClient>> good() const;

    /// One that pairing handed out; those of the same name before it are void from now on. `subject` is what
    /// the audit says.
    [[nodiscard]] Result<void> add(const store::IssuedCertificate &certificate, const QString &subject);
    /// All certificates of this name are void.
    [[nodiscard]] Result<void> revoke(const QString &name);

private:
    [[nodiscard]] Result<void> bringUpToDate() const;

    store::RevisionStore &m_store;
    QHash<QString, wire::Role> m_roles;
    mutable bool m_isCurrent = false;
    mutable bool m_wasRead = false;
    mutable std::vector<store::IssuedCertificate> m_issued;
    mutable QHash<QByteArray, std::size_t> m_byFingerprint; ///< places in m_issued
};

} // namespace turnpike::trust
