// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/key_pair.h"

#include "core/model/inert_text.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace turnpike::client {

namespace {

template <auto Free>
struct Freed {
    template <class Type>
    void operator()(Type *object) const
    {
        Free(object);
    }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Request = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

/// X.520 ub-common-name.
constexpr qsizetype kLongestCommonName = 64;

QByteArray contents(const Bio &bio)
{
    char *data = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<qsizetype>(size)};
}

Bio reading(const QByteArray &pem)
{
    return Bio(BIO_new_mem_buf(pem.constData(), static_cast<int>(pem.size())));
}

tl::unexpected<Error> opensslError(const char *what)
{
    char reason[256] = {};
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    return fail(Error::Code::Internal, std::string(what) + ": " + reason);
}

bool setSubject(X509_REQ *request, const QByteArray &commonName)
{
    auto *subject = X509_REQ_get_subject_name(request);
    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char *>(commonName.constData()),
                                      static_cast<int>(commonName.size()), -1, 0) == 1;
}

} // namespace

Result<KeyPair> KeyPair::generate(const QString &commonName)
{
    if (commonName.trimmed().isEmpty() || commonName.size() > kLongestCommonName || !isPlainLine(commonName))
        return fail(Error::Code::InvalidValue,
                    '"' + commonName.toStdString() + "\" cannot be the name in a certificate", {},
                    "1 to 64 visible characters");
    const Key key(EVP_EC_gen("P-256"));
    const Request request(X509_REQ_new());
    if (!key || !request)
        return opensslError("no key could be made");
    const bool isSigned = X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
                          setSubject(request.get(), commonName.trimmed().toUtf8()) &&
                          X509_REQ_set_pubkey(request.get(), key.get()) == 1 &&
                          X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0;
    if (!isSigned)
        return opensslError("no certificate request could be made");

    const Bio keyPem(BIO_new(BIO_s_secmem()));
    const Bio requestPem(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_PrivateKey(keyPem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
        PEM_write_bio_X509_REQ(requestPem.get(), request.get()) != 1)
        return opensslError("the key could not be written as PEM");
    return KeyPair{contents(keyPem), contents(requestPem)};
}

bool belongTogether(const QByteArray &certificate, const QByteArray &privateKey)
{
    const Certificate read(PEM_read_bio_X509(reading(certificate).get(), nullptr, nullptr, nullptr));
    const Key key(PEM_read_bio_PrivateKey(reading(privateKey).get(), nullptr, nullptr, nullptr));
    const bool match = read && key && X509_check_private_key(read.get(), key.get()) == 1;
    ERR_clear_error();
    return match;
}

} // namespace turnpike::client
