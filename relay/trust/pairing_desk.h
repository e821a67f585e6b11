// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/management.h"
#include "core/wire/json.h"
#include "relay/trust/certificate_authority.h"
#include "relay/trust/known_clients.h"
#include "relay/trust/pairing_code.h"

#include <QFileSystemWatcher>

namespace turnpike::trust {

/// Turns strangers into known clients: checks the one-time code, signs a certificate, remembers it.
class PairingDesk {
public:
    /// What it needs of the relay around it. All of it outlives the desk.
    struct Surroundings {
        QString relay; ///< its name, for whoever pairs
        std::function<MonotonicTime()> now;
        std::function<QDateTime()> wallTime;
        std::function<void(const QString &text, model::LogLevel level)> log;
    };
    /// `codeFile` holds the code that is open, also where "turnpiked --pair" leaves a newer one while this
    /// relay runs; empty: none is kept.
    PairingDesk(KnownClients &clients, const CertificateAuthority &authority, QString codeFile,
                Surroundings surroundings);

    /// A new code, which replaces the one before; the log says so.
    const PairingCode &openFor(wire::Role role);
    [[nodiscard]] Result<bool> knowsAnybody() const;

    /// `source` is whom the peer is counted as: wrong codes from one place leave the code good for others.
    [[nodiscard]] Result<wire::PairAnswer> pair(const wire::PairRequest &request, const QByteArray &source);

private:
    void readCodeFile();
    void setCode(PairingCode code);
    void closeCode();
    [[nodiscard]] Result<void> checkCode(const QString &code, const QByteArray &source);
    [[nodiscard]] Result<void> checkName(const QString &name,
                                         const std::vector<store::IssuedCertificate> &issued) const;

    KnownClients &m_clients;
    const CertificateAuthority &m_authority;
    QString m_codeFile;
    Surroundings m_surroundings;
    std::optional<PairingCode> m_code;
    std::optional<PairingCode> m_replaced; ///< whoever still has it is told what became of it
    QString m_usedCode;                    ///< once is once, also when its file cannot be taken away
    QFileSystemWatcher m_watcher;
    /// Of the code that is open. Bounded, because the code is void after so many in all.
    QHash<QByteArray, int> m_wrongTries;
};

/// To be said beside a code for this role: whose place its holder can take, by choosing that name. Empty:
/// nobody's.
[[nodiscard]] QString replaceableBy(wire::Role role, const std::vector<store::IssuedCertificate> &issued);
/// Where "turnpiked --pair" leaves a code for the relay of this state folder.
[[nodiscard]] QString pairingCodeFile(const QString &stateFolder);

} // namespace turnpike::trust
