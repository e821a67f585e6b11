// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

#include <QByteArray>
#include <QStringList>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <vector>

/// Certificates through OpenSSL: what the relay's own certificate authority is made of.
namespace turnpike::trust::x509 {

template <auto Free>
struct Release {
    template <class Handle>
    void operator()(Handle *handle) const
    {
        Free(handle);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Request = std::unique_ptr<X509_REQ, Release<X509_REQ_free>>;

/// What a certificate is for decides its extensions (RFC 5280 section 4.2.1).
enum class Purpose { Authority, Server, Client };

struct Subject {
    QString commonName;
    QStringList hostNames;            ///< subject alternative names
    std::vector<IpAddress> addresses; ///< likewise
};

/// A new key on P-256.
[[nodiscard]] Result<Key> makeKey();
/// Signed with `issuerKey`; an authority signs itself (`issuer` null). Valid from an hour ago, because
/// clocks differ.
[[nodiscard]] Result<Certificate> makeCertificate(Purpose purpose, const Subject &subject,
                                                  EVP_PKEY *publicKey, int days, X509 *issuer,
                                                  EVP_PKEY *issuerKey);

[[nodiscard]] QByteArray toPem(const Key &key);
[[nodiscard]] QByteArray toPem(const Certificate &certificate);
[[nodiscard]] Result<Key> keyFromPem(const QByteArray &pem);
[[nodiscard]] Result<Certificate> certificateFromPem(const QByteArray &pem);
/// The request's own signature is checked: whoever made it holds the private key.
[[nodiscard]] Result<Request> requestFromPem(const QByteArray &pem);
/// SHA-256 over the DER form, hexadecimal.
[[nodiscard]] QByteArray fingerprint(const Certificate &certificate);
/// Does the private key belong to the certificate, and is the certificate valid for `days` more?
[[nodiscard]] bool isUsable(const Certificate &certificate, const Key &key, int days);

} // namespace turnpike::trust::x509
