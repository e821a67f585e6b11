// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/trust/x509.h"

#include <QSslCertificate>
#include <QSslKey>

namespace turnpike::trust {

/// The relay's own certificate authority, in its state folder: made at the first start, kept ever after,
/// because consoles remember the certificate and take a changed one for an attack.
///
///     authority.pem, authority.key    signs the two kinds below, 20 years
///     server.pem, server.key          the management interface shows it, 10 years
class CertificateAuthority {
public:
    /// What is known about a folder beside its files.
    enum class History {
        Unknown,
        HasClients ///< certificates were issued: the authority that did is not made anew
    };
    /// Reads what is there, or makes it. `addresses` are where the interface listens, beside loopback.
    [[nodiscard]] static Result<CertificateAuthority>
    open(const QString &folder, const std::vector<IpAddress> &addresses, History history = History::Unknown);

    /// A client certificate for the key in a request (PEM); 825 days. What the request says about names is
    /// not believed.
    [[nodiscard]] Result<x509::Certificate> signClient(const QByteArray &request, const QString &name) const;

    [[nodiscard]] QByteArray authorityPem() const;
    [[nodiscard]] QSslCertificate serverCertificate() const;
    [[nodiscard]] QSslKey serverKey() const;
    /// Something a person wants to know: a certificate was made anew. Empty otherwise.
    [[nodiscard]] const QString &notice() const { return m_notice; }

private:
    struct Pair {
        x509::Certificate certificate;
        x509::Key key;
    };
    CertificateAuthority() = default;
    [[nodiscard]] Result<void> openAuthority(const QString &folder, History history);
    [[nodiscard]] Result<void> makeAuthority(const QString &folder);
    [[nodiscard]] Result<void> openServer(const QString &folder, const std::vector<IpAddress> &addresses);
    [[nodiscard]] static Result<std::optional<Pair>> read(const QString &folder, const QString &name);
    [[nodiscard]] static Result<void> write(const Pair &pair, const QString &folder, const QString &name);

    Pair m_authority;
    Pair m_server;
    bool m_isNew = false; ///< the authority
    QString m_notice;
};

} // namespace turnpike::trust
