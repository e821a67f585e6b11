// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/json.h"
#include "relay/management/clock.h"
#include "relay/management/relay_controller.h"
#include "relay/trust/certificate_authority.h"
#include "relay/trust/pairing_code.h"

#include <QFileSystemWatcher>

namespace turnpike::management {

/// Turns strangers into known clients: checks the one-time code, signs a certificate, remembers it; and
/// says who the holder of a certificate is.
class PairingDesk {
public:
    /// `codeFile` holds the code that is open, also where "turnpiked --pair" leaves a newer one while this
    /// relay runs; empty: none is kept.
    PairingDesk(RelayController &controller, const trust::CertificateAuthority &authority, QString codeFile);

    /// A new code, which replaces the one before; the log says so.
    const trust::PairingCode &openFor(wire::Role role);
    [[nodiscard]] Result<bool> knowsAnybody() const;

    /// `source` is whom the peer is counted as: wrong codes from one place leave the code good for others.
    [[nodiscard]] Result<wire::PairAnswer> pair(const wire::PairRequest &request, const QByteArray &source);

    /// Unauthenticated, with how to pair, unless the certificate was issued here and is not revoked. The
    /// role is the configuration's (management.roles) where it names the certificate, else the code's.
    [[nodiscard]] Result<trust::Caller> callerOf(const QByteArray &fingerprint) const;

private:
    void readCodeFile();
    void setCode(trust::PairingCode code);
    void closeCode();
    [[nodiscard]] Result<std::vector<store::IssuedCertificate>> certificatesNow() const;
    [[nodiscard]] Result<void> checkCode(const QString &code, const QByteArray &source);
    [[nodiscard]] Result<void> checkName(const QString &name,
                                         const std::vector<store::IssuedCertificate> &issued) const;
    [[nodiscard]] std::optional<wire::Role> configuredRole(const QString &name) const;

    RelayController &m_controller;
    const trust::CertificateAuthority &m_authority;
    QString m_codeFile;
    std::optional<trust::PairingCode> m_code;
    std::optional<trust::PairingCode> m_replaced; ///< whoever still has it is told what became of it
    QString m_usedCode;                           ///< once is once, also when its file cannot be taken away
    QFileSystemWatcher m_watcher;
    mutable std::optional<std::vector<store::IssuedCertificate>> m_lastRead;
    /// Of the code that is open. Bounded, because the code is void after so many in all.
    QHash<QByteArray, int> m_wrongTries;
};

/// To be said beside a code for this role: whose place its holder can take, by choosing that name. Empty:
/// nobody's.
[[nodiscard]] QString replaceableBy(wire::Role role, const std::vector<store::IssuedCertificate> &issued);
/// Where "turnpiked --pair" leaves a code for the relay of this state folder.
[[nodiscard]] QString pairingCodeFile(const QString &stateFolder);

} // namespace turnpike::management
