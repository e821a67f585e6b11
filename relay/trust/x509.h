// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/wire/x509.h"

#include <QStringList>

#include <vector>

/// Certificates that the relay's own authority makes.
namespace turnpike::trust::x509 {

using namespace wire::x509;

/// What a certificate is for decides its extensions (RFC 5280 section 4.2.1).
enum class Purpose { Authority, Server, Client };

struct Subject {
    QString commonName;
    QStringList hostNames;            ///< subject alternative names
    std::vector<IpAddress> addresses; ///< likewise
};

/// Signed with `issuerKey`; an authority signs itself (`issuer` null). Valid from an hour ago, because
/// clocks differ.
[[nodiscard]] Result<Certificate> makeCertificate(Purpose purpose, const Subject &subject,
                                                  EVP_PKEY *publicKey, int days, X509 *issuer,
                                                  EVP_PKEY *issuerKey);

/// SHA-256 over the DER form, hexadecimal.
[[nodiscard]] QByteArray fingerprint(const Certificate &certificate);
/// Does the private key belong to the certificate, and is the certificate valid for `days` more?
[[nodiscard]] bool isUsable(const Certificate &certificate, const Key &key, int days);

} // namespace turnpike::trust::x509
