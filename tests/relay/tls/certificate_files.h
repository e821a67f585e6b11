// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/tls/certificate.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace turnpike::testing {

/// What a certificate of a test is.
struct CertificateWish {
    std::string name = "turn.example.org"; ///< its subject's common name
    std::string alternatives = {};         ///< "DNS:a.example.org,IP:192.0.2.1"; empty: the name
    std::chrono::seconds begins{-3600};    ///< from now
    std::chrono::seconds ends{30 * 86400};
    int rsaBits = 0; ///< 0: a key on P-256
};

/// Certificates in a folder of their own, each signed with its own key.
class CertificateFiles {
public:
    [[nodiscard]] std::string path(const std::string &file) const
    {
        return m_folder->filePath(QString::fromStdString(file)).toStdString();
    }
    /// Writes FILE.pem and FILE.key.
    void write(const std::string &file, const CertificateWish &wish = {}) const
    {
        const tls::Key key(wish.rsaBits > 0 ? EVP_RSA_gen(static_cast<unsigned>(wish.rsaBits))
                                            : EVP_EC_gen("P-256"));
        const tls::X509Handle certificate = makeCertificate(wish, key.get());
        writePem(path(file + ".pem"), [&](BIO *bio) { return PEM_write_bio_X509(bio, certificate.get()); });
        writePem(path(file + ".key"), [&](BIO *bio) {
            return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }
    void encryptKey(const std::string &file) const
    {
        const tls::Key key(EVP_EC_gen("P-256"));
        writePem(path(file + ".key"), [&](BIO *bio) {
            return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), EVP_aes_128_cbc(), "password", 8, nullptr,
                                                 nullptr);
        });
    }
    void writeText(const std::string &file, const QByteArray &text) const
    {
        // Renewals put a new file in the place of the old one.
        const QString target = QString::fromStdString(path(file));
        QFile next(target + QStringLiteral(".new"));
        if (!next.open(QIODevice::WriteOnly) || next.write(text) != text.size())
            qFatal("%s cannot be written", qPrintable(next.fileName()));
        next.close();
        QFile::remove(target);
        if (!next.rename(target))
            qFatal("%s cannot be put in its place", qPrintable(target));
    }
    [[nodiscard]] tls::CertificateEntry entry(const std::string &file,
                                              std::vector<std::string> hostNames = {}) const
    {
        return {file, std::move(hostNames), path(file + ".pem"), path(file + ".key")};
    }
    /// Written and read.
    [[nodiscard]] tls::SharedCertificate make(const std::string &file, const CertificateWish &wish = {},
                                              std::vector<std::string> hostNames = {}) const
    {
        write(file, wish);
        auto loaded = tls::Certificate::load(entry(file, std::move(hostNames)));
        if (!loaded)
            qFatal("%s", loaded.error().text().c_str());
        return *loaded;
    }

private:
    static tls::X509Handle makeCertificate(const CertificateWish &wish, EVP_PKEY *key)
    {
        tls::X509Handle certificate(X509_new());
        X509 *const raw = certificate.get();
        X509_set_version(raw, X509_VERSION_3);
        static long serial = 0;
        ASN1_INTEGER_set(X509_get_serialNumber(raw), ++serial);
        X509_gmtime_adj(X509_getm_notBefore(raw), wish.begins.count());
        X509_gmtime_adj(X509_getm_notAfter(raw), wish.ends.count());
        X509_NAME *const subject = X509_get_subject_name(raw);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char *>(wish.name.c_str()), -1, -1, 0);
        X509_set_issuer_name(raw, subject);
        X509_set_pubkey(raw, key);
        const std::string names = wish.alternatives.empty() ? "DNS:" + wish.name : wish.alternatives;
        X509_EXTENSION *extension =
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
        X509_add_ext(raw, extension, -1);
        X509_EXTENSION_free(extension);
        if (X509_sign(raw, key, EVP_sha256()) == 0)
            qFatal("a certificate cannot be signed");
        return certificate;
    }
    template <class Write>
    void writePem(const std::string &file, Write write) const
    {
        const tls::Memory memory(BIO_new(BIO_s_mem()));
        if (write(memory.get()) != 1)
            qFatal("PEM cannot be written");
        char *bytes = nullptr;
        const long size = BIO_get_mem_data(memory.get(), &bytes);
        writeText(QFileInfo(QString::fromStdString(file)).fileName().toStdString(), {bytes, size});
    }

    std::unique_ptr<QTemporaryDir> m_folder = std::make_unique<QTemporaryDir>();
};

} // namespace turnpike::testing
