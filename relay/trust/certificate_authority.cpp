// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/trust/certificate_authority.h"

#include "core/document/atomic_file.h"
#include "core/document/regular_file.h"
#include "core/model/inert_text.h"

#include <QDir>
#include <QFile>
#include <QHostInfo>

#include <algorithm>

namespace turnpike::trust {

using namespace Qt::StringLiterals;

namespace {

constexpr int kAuthorityDays = 7300;
constexpr int kServerDays = 3650;
constexpr int kClientDays = 825;
/// RFC 5280 appendix A.1, ub-common-name.
constexpr qsizetype kLongestName = 64;

Result<QByteArray> contentOf(const QString &fileName)
{
    constexpr qint64 kLargest = 1024 * 1024;
    return document::readRegularFile(fileName, kLargest, "a key or certificate of the relay");
}

tl::unexpected<Error> unusable(const QString &fileName, const Error &error)
{
    return fail(Error::Code::Io, error.message, fileName.toStdString(), error.allowed,
                "put back a copy from your backup; or start with --start-anew, which keeps what is there "
                "under another "
                "name, begins with the configuration of the options, and pairs every console anew");
}

} // namespace

Result<CertificateAuthority>
CertificateAuthority::open(const QString &folder, const std::vector<IpAddress> &addresses, History history)
{
    CertificateAuthority authority;
    if (auto opened = authority.openAuthority(folder, history); !opened)
        return errorOf(opened);
    if (auto opened = authority.openServer(folder, addresses); !opened)
        return errorOf(opened);
    return authority;
}

Result<std::optional<CertificateAuthority::Pair>> CertificateAuthority::read(const QString &folder,
                                                                             const QString &name)
{
    const QString certificateFile = QDir(folder).filePath(name + u".pem"_s);
    const QString keyFile = QDir(folder).filePath(name + u".key"_s);
    // The certificate is written last: without it, the key is what an interrupted first start left.
    if (!QFile::exists(certificateFile))
        return std::optional<Pair>();
    const auto certificatePem = contentOf(certificateFile);
    if (!certificatePem)
        return unusable(certificateFile, certificatePem.error());
    const auto keyPem = contentOf(keyFile);
    if (!keyPem)
        return unusable(keyFile, keyPem.error());
    auto certificate = x509::certificateFromPem(*certificatePem);
    if (!certificate)
        return unusable(certificateFile, certificate.error());
    auto key = x509::keyFromPem(*keyPem);
    if (!key)
        return unusable(keyFile, key.error());
    return Pair{std::move(*certificate), std::move(*key)};
}

Result<void> CertificateAuthority::write(const Pair &pair, const QString &folder, const QString &name)
{
    const QDir directory(folder);
    if (auto written =
            document::writeFileAtomically(directory.filePath(name + u".key"_s), x509::toPem(pair.key));
        !written)
        return written;
    return document::writeFileAtomically(directory.filePath(name + u".pem"_s), x509::toPem(pair.certificate));
}

Result<void> CertificateAuthority::openAuthority(const QString &folder, History history)
{
    auto kept = read(folder, u"authority"_s);
    if (!kept)
        return errorOf(kept);
    if (*kept) {
        if (!x509::isUsable((*kept)->certificate, (*kept)->key, 0)) {
            return unusable(QDir(folder).filePath(u"authority.pem"_s),
                            {Error::Code::InvalidValue,
                             "the authority's certificate has expired or does not belong to authority.key",
                             {},
                             {},
                             {}});
        }
        m_authority = std::move(**kept);
        return {};
    }
    // The server's certificate is made after the authority's, and with it.
    const QDir directory(folder);
    if (history == History::HasClients || directory.exists(u"server.pem"_s)) {
        return unusable(directory.filePath(u"authority.pem"_s),
                        {Error::Code::Io,
                         "the authority that this relay's certificates were made with is missing",
                         {},
                         "authority.pem and authority.key as they were",
                         {}});
    }
    return makeAuthority(folder);
}

Result<void> CertificateAuthority::makeAuthority(const QString &folder)
{
    m_isNew = true;
    auto key = x509::makeKey();
    if (!key)
        return errorOf(key);
    const x509::Subject subject{
        u"Turnpike relay on %1"_s.arg(QHostInfo::localHostName()).left(kLongestName), {}, {}};
    auto certificate = x509::makeCertificate(x509::Purpose::Authority, subject, key->get(), kAuthorityDays,
                                             nullptr, key->get());
    if (!certificate)
        return errorOf(certificate);
    m_authority = {std::move(*certificate), std::move(*key)};
    return write(m_authority, folder, u"authority"_s);
}

Result<void> CertificateAuthority::openServer(const QString &folder, const std::vector<IpAddress> &addresses)
{
    auto kept = read(folder, u"server"_s);
    if (!kept)
        return errorOf(kept);
    if (*kept && x509::isUsable((*kept)->certificate, (*kept)->key, 0)) {
        m_server = std::move(**kept);
        return {};
    }
    const QString why = *kept ? u"had expired"_s : u"was missing"_s;
    x509::Subject subject{QHostInfo::localHostName().left(kLongestName), {u"localhost"_s}, {}};
    if (!subject.commonName.isEmpty() && subject.commonName != u"localhost")
        subject.hostNames << QHostInfo::localHostName();
    if (subject.commonName.isEmpty())
        subject.commonName = u"localhost"_s;
    subject.addresses = {IpAddress::v4(0x7f000001),
                         IpAddress::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})};
    for (const auto &address : addresses) {
        if (!address.isNone() && !address.isUnspecified() &&
            std::find(subject.addresses.begin(), subject.addresses.end(), address) == subject.addresses.end())
            subject.addresses.push_back(address);
    }
    auto key = x509::makeKey();
    if (!key)
        return errorOf(key);
    auto certificate = x509::makeCertificate(x509::Purpose::Server, subject, key->get(), kServerDays,
                                             m_authority.certificate.get(), m_authority.key.get());
    if (!certificate)
        return errorOf(certificate);
    m_server = {std::move(*certificate), std::move(*key)};
    // At the first start nobody knows another one.
    if (!m_isNew) {
        m_notice = u"the management interface's certificate %1 and was made anew (SHA-256 %2): consoles take "
                   u"it for an "
                   "attack, so compare it and pair every console again"_s.arg(
                       why, QString::fromLatin1(
                                serverCertificate().digest(QCryptographicHash::Sha256).toHex(':').toUpper()));
    }
    return write(m_server, folder, u"server"_s);
}

Result<x509::Certificate> CertificateAuthority::signClient(const QByteArray &request,
                                                           const QString &name) const
{
    if (name.trimmed().isEmpty() || name.size() > kLongestName || !isPlainLine(name)) {
        return fail(Error::Code::InvalidValue,
                    "\"" + name.toStdString() + "\" cannot be the name of a certificate", "name",
                    "1 to 64 characters without control characters");
    }
    const auto parsed = x509::requestFromPem(request);
    if (!parsed)
        return errorOf(parsed);
    return x509::makeCertificate(x509::Purpose::Client, {name, {}, {}}, X509_REQ_get0_pubkey(parsed->get()),
                                 kClientDays, m_authority.certificate.get(), m_authority.key.get());
}

QByteArray CertificateAuthority::authorityPem() const
{
    return x509::toPem(m_authority.certificate);
}

QSslCertificate CertificateAuthority::serverCertificate() const
{
    return QSslCertificate(x509::toPem(m_server.certificate), QSsl::Pem);
}

QSslKey CertificateAuthority::serverKey() const
{
    return QSslKey(x509::toPem(m_server.key), QSsl::Ec, QSsl::Pem, QSsl::PrivateKey);
}

} // namespace turnpike::trust
