// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/connection_profile.h"

#include <QSslConfiguration>
#include <QSslError>

namespace turnpike::client {

/// What TLS needs to speak to one relay, and how it is recognised: by the very certificate that a person
/// approved at pairing.
struct TlsIdentity {
    QSslConfiguration configuration; ///< our certificate and key; empty before pairing
    QSslCertificate pinned;

    /// Unauthenticated when the key is not PEM or does not belong to the profile's certificate.
    [[nodiscard]] static Result<TlsIdentity> of(const ConnectionProfile &profile, const QByteArray &keyPem);
    /// Before pairing: no certificate of ours, theirs just approved.
    [[nodiscard]] static TlsIdentity approving(const QSslCertificate &serverCertificate);
};

/// Nothing when the certificate is the pinned one and OpenSSL's complaints are those that the pin answers
/// (an unknown issuer, another host name). A changed or expired certificate is an error, and a hard stop.
[[nodiscard]] std::optional<Error> judgeServer(const QString &address, const QSslCertificate &presented,
                                               const QSslCertificate &pinned,
                                               const QList<QSslError> &complaints = {});

/// Errors that trying again does not heal: a wrong certificate, no role.
[[nodiscard]] bool isFinal(const Error &error);

} // namespace turnpike::client
