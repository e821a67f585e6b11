// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/trust/x509.h"

#include "core/base/random.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

namespace turnpike::trust::x509 {

namespace {

using Buffer = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;

constexpr long kSecondsPerDay = 86400;
constexpr long kClockDifference = 3600;

tl::unexpected<Error> opensslFailed(const char *what)
{
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    return fail(Error::Code::Internal, std::string(what) + " failed: " + text.data());
}

tl::unexpected<Error> unreadable(const char *what, const char *allowed)
{
    ERR_clear_error();
    return fail(Error::Code::InvalidValue, std::string("this is no ") + what, {}, allowed);
}

QByteArray contentOf(const Buffer &buffer)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(buffer.get(), &data);
    return QByteArray(data, size);
}

Buffer bufferOver(const QByteArray &bytes)
{
    return Buffer(BIO_new_mem_buf(bytes.constData(), static_cast<int>(bytes.size())));
}

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

bool setName(X509 *certificate, const QString &commonName)
{
    const QByteArray text = commonName.toUtf8();
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char *>(text.constData()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
}

} // namespace

Result<Key> makeKey()
{
    Key key(EVP_EC_gen("P-256"));
    if (!key)
        return opensslFailed("making a key");
    return key;
}

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
                        setName(self, subject.commonName) &&
                        X509_set_issuer_name(self, X509_get_subject_name(signedBy)) == 1 &&
                        X509_set_pubkey(self, publicKey) == 1 &&
                        addExtensions(self, signedBy, purpose, subject) &&
                        X509_sign(self, issuerKey, EVP_sha256()) > 0;
    if (!isMade)
        return opensslFailed("making a certificate");
    return certificate;
}

QByteArray toPem(const Key &key)
{
    const Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(buffer.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return contentOf(buffer);
}

QByteArray toPem(const Certificate &certificate)
{
    const Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(buffer.get(), certificate.get());
    return contentOf(buffer);
}

Result<Key> keyFromPem(const QByteArray &pem)
{
    Key key(PEM_read_bio_PrivateKey(bufferOver(pem).get(), nullptr, nullptr, nullptr));
    if (!key)
        return unreadable("private key", "a private key without a passphrase, in PEM form");
    return key;
}

Result<Certificate> certificateFromPem(const QByteArray &pem)
{
    Certificate certificate(PEM_read_bio_X509(bufferOver(pem).get(), nullptr, nullptr, nullptr));
    if (!certificate)
        return unreadable("certificate", "a certificate in PEM form");
    return certificate;
}

Result<Request> requestFromPem(const QByteArray &pem)
{
    Request request(PEM_read_bio_X509_REQ(bufferOver(pem).get(), nullptr, nullptr, nullptr));
    if (!request)
        return unreadable("certificate request", "a PKCS #10 request in PEM form");
    EVP_PKEY *key = X509_REQ_get0_pubkey(request.get());
    if (!key || X509_REQ_verify(request.get(), key) != 1)
        return unreadable("certificate request signed by its own key", "a PKCS #10 request in PEM form");
    // 112 bits of strength (NIST SP 800-57): RSA from 2048 bits, elliptic curves from 224.
    if (EVP_PKEY_get_security_bits(key) < 112)
        return unreadable("certificate request with a strong key",
                          "an elliptic-curve key, or RSA from 2048 bits");
    return request;
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
    const bool belongs = X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    return isValid && belongs;
}

} // namespace turnpike::trust::x509
