// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/trust/x509.h"

#include "core/base/random.h"

#include <openssl/x509v3.h>

#include <array>
#include <ctime>

namespace turnpike::trust::x509 {

namespace {

using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;

constexpr long kSecondsPerDay = 86400;
constexpr long kClockDifference = 3600;

bool addExtension(X509 *certificate, X509 *issuer, int id, const std::string &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

std::string alternativeNames(const Subject &subject)
{
    std::string names;
    for (const auto &host : subject.hostNames)
        names += (names.empty() ? "DNS:" : ",DNS:") + host.toStdString();
    for (const auto &address : subject.addresses)
        names += (names.empty() ? "IP:" : ",IP:") + address.toString();
    return names;
}

bool addExtensions(X509 *certificate, X509 *issuer, Purpose purpose, const Subject &subject)
{
    const bool isAuthority = purpose == Purpose::Authority;
    bool added = addExtension(certificate, issuer, NID_basic_constraints,
                              isAuthority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") &&
                 addExtension(certificate, issuer, NID_key_usage,
                              isAuthority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") &&
                 addExtension(certificate, issuer, NID_subject_key_identifier, "hash") &&
                 addExtension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
    if (!isAuthority) {
        added = added && addExtension(certificate, issuer, NID_ext_key_usage,
                                      purpose == Purpose::Server ? "serverAuth" : "clientAuth");
    }
    const auto names = alternativeNames(subject);
    return added && (names.empty() || addExtension(certificate, issuer, NID_subject_alt_name, names));
}

bool setSerialNumber(X509 *certificate)
{
    // RFC 5280 section 4.1.2.2: positive and at most 20 bytes; ours are random.
    std::array<unsigned char, 16> bytes{};
    fillRandom(std::as_writable_bytes(std::span(bytes)));
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);
    const std::unique_ptr<BIGNUM, Release<BN_free>> number(
        BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

} // namespace

Result<Certificate> makeCertificate(Purpose purpose, const Subject &subject, EVP_PKEY *publicKey, int days,
                                    X509 *issuer, EVP_PKEY *issuerKey)
{
    Certificate certificate(X509_new());
    if (!certificate)
        return opensslFailed("making a certificate");
    X509 *self = certificate.get();
    X509 *signedBy = issuer ? issuer : self;
    const bool isMade = X509_set_version(self, X509_VERSION_3) == 1 && setSerialNumber(self) &&
                        X509_gmtime_adj(X509_getm_notBefore(self), -kClockDifference) &&
                        X509_gmtime_adj(X509_getm_notAfter(self), kSecondsPerDay * days) &&
                        setCommonName(X509_get_subject_name(self), subject.commonName) &&
                        X509_set_issuer_name(self, X509_get_subject_name(signedBy)) == 1 &&
                        X509_set_pubkey(self, publicKey) == 1 &&
                        addExtensions(self, signedBy, purpose, subject) &&
                        X509_sign(self, issuerKey, EVP_sha256()) > 0;
    if (!isMade)
        return opensslFailed("making a certificate");
    return certificate;
}

QByteArray fingerprint(const Certificate &certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size);
    return QByteArray(reinterpret_cast<const char *>(digest.data()), static_cast<qsizetype>(size)).toHex();
}

bool isUsable(const Certificate &certificate, const Key &key, int days)
{
    time_t until = std::time(nullptr) + days * kSecondsPerDay;
    const bool isValid = X509_cmp_time(X509_get0_notAfter(certificate.get()), &until) > 0;
    return belongTogether(certificate, key) && isValid;
}

} // namespace turnpike::trust::x509
