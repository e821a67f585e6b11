// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/release.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

/// Keys, certificates and requests of both ends of the management interface, and their PEM form: the one
/// place that wraps OpenSSL's.
namespace turnpike::wire::x509 {

using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Request = std::unique_ptr<X509_REQ, Release<X509_REQ_free>>;

/// A new key on P-256.
[[nodiscard]] Result<Key> makeKey();
/// Signed with the key itself.
[[nodiscard]] Result<Request> makeRequest(const Key &key, const QString &commonName);

[[nodiscard]] QByteArray toPem(const Key &key);
[[nodiscard]] QByteArray toPem(const Certificate &certificate);
[[nodiscard]] QByteArray toPem(const Request &request);
[[nodiscard]] Result<Key> keyFromPem(const QByteArray &pem);
[[nodiscard]] Result<Certificate> certificateFromPem(const QByteArray &pem);
/// The request's own signature is checked: whoever made it holds the private key.
[[nodiscard]] Result<Request> requestFromPem(const QByteArray &pem);

/// Whether the certificate is of this key.
[[nodiscard]] bool belongTogether(const Certificate &certificate, const Key &key);

/// False when OpenSSL refuses the name.
[[nodiscard]] bool setCommonName(X509_NAME *name, const QString &commonName);
/// What OpenSSL says about a call that has just failed: "making a key failed: …".
[[nodiscard]] tl::unexpected<Error> opensslFailed(const char *what);

} // namespace turnpike::wire::x509
