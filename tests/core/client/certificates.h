// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/key_pair.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace turnpike::testing {

/// A key and a certificate that it signed itself, PEM.
struct SelfSigned {
    QByteArray key;
    QByteArray certificate;
};

namespace detail {

template <class Type>
using Owned = std::unique_ptr<Type, void (*)(Type *)>;

inline Owned<BIO> reading(const QByteArray &pem)
{
    return {BIO_new_mem_buf(pem.constData(), static_cast<int>(pem.size())), BIO_free_all};
}

inline QByteArray toPem(X509 *certificate)
{
    const Owned<BIO> bio(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_X509(bio.get(), certificate);
    char *data = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<qsizetype>(size)};
}

} // namespace detail

/// The certificate that the request asks for, signed with the issuer's key; valid from `begins` after
/// now for `lifetime`.
inline QByteArray signedCertificate(const QByteArray &request, const QByteArray &issuerKey,
                                    std::chrono::seconds lifetime = std::chrono::hours(24),
                                    std::chrono::seconds begins = std::chrono::hours(-1))
{
    using detail::Owned;
    static long serial = 0;
    const Owned<X509_REQ> asked(
        PEM_read_bio_X509_REQ(detail::reading(request).get(), nullptr, nullptr, nullptr), X509_REQ_free);
    const Owned<EVP_PKEY> key(
        PEM_read_bio_PrivateKey(detail::reading(issuerKey).get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const Owned<X509> certificate(X509_new(), X509_free);
    const Owned<EVP_PKEY> publicKey(X509_REQ_get_pubkey(asked.get()), EVP_PKEY_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), static_cast<long>(begins.count()));
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), static_cast<long>((begins + lifetime).count()));
    X509_set_subject_name(certificate.get(), X509_REQ_get_subject_name(asked.get()));
    X509_set_issuer_name(certificate.get(), X509_REQ_get_subject_name(asked.get()));
    X509_set_pubkey(certificate.get(), publicKey.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    return detail::toPem(certificate.get());
}

inline SelfSigned selfSigned(const QString &name, std::chrono::seconds lifetime = std::chrono::hours(24),
                             std::chrono::seconds begins = std::chrono::hours(-1))
{
    const auto pair = client::KeyPair::generate(name);
    return {pair->privateKey, signedCertificate(pair->request, pair->privateKey, lifetime, begins)};
}

} // namespace turnpike::testing
