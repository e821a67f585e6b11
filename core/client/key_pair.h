// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace turnpike::client {

/// A new key and the request for a certificate over it.
struct KeyPair {
    QByteArray privateKey; ///< PEM (PKCS #8), elliptic curve P-256
    QByteArray request;    ///< PEM (PKCS #10), signed with the key

    /// `commonName` is who asks; up to 64 characters (RFC 5280 appendix A.1).
    [[nodiscard]] static Result<KeyPair> generate(const QString &commonName);
};

/// Whether the certificate was made for this key. Both PEM.
[[nodiscard]] bool belongTogether(const QByteArray &certificate, const QByteArray &privateKey);

} // namespace turnpike::client
