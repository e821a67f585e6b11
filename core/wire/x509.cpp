// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/x509.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>

namespace turnpike::wire::x509 {

namespace {

using Buffer = std::unique_ptr<BIO, Release<BIO_free_all>>;

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

} // namespace

tl::unexpected<Error> opensslFailed(const char *what)
{
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    return fail(Error::Code::Internal, std::string(what) + " failed: " + text.data());
}

bool setCommonName(X509_NAME *name, const QString &commonName)
{
    const QByteArray text = commonName.toUtf8();
    return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char *>(text.constData()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
}

Result<Key> makeKey()
{
    Key key(EVP_EC_gen("P-256"));
    if (!key)
        return opensslFailed("making a key");
    return key;
}

Result<Request> makeRequest(const Key &key, const QString &commonName)
{
    Request request(X509_REQ_new());
    const bool isSigned = request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
                          setCommonName(X509_REQ_get_subject_name(request.get()), commonName) &&
                          X509_REQ_set_pubkey(request.get(), key.get()) == 1 &&
                          X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0;
    if (!isSigned)
        return opensslFailed("making a certificate request");
    return request;
}

QByteArray toPem(const Key &key)
{
    // Wiped when it is freed.
    const Buffer buffer(BIO_new(BIO_s_secmem()));
    PEM_write_bio_PrivateKey(buffer.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return contentOf(buffer);
}

QByteArray toPem(const Certificate &certificate)
{
    const Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(buffer.get(), certificate.get());
    return contentOf(buffer);
}

QByteArray toPem(const Request &request)
{
    const Buffer buffer(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509_REQ(buffer.get(), request.get());
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

bool belongTogether(const Certificate &certificate, const Key &key)
{
    const bool match = X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    return match;
}

} // namespace turnpike::wire::x509
