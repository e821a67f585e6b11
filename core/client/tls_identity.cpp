// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/tls_identity.h"

#include "core/client/key_pair.h"

#include <QSslKey>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

/// The pin is an exact certificate, so names and issuers add nothing to it; its dates do.
bool isAboutDates(const QSslError &complaint)
{
    return complaint.error() == QSslError::CertificateExpired ||
           complaint.error() == QSslError::CertificateNotYetValid ||
           complaint.error() == QSslError::InvalidNotAfterField ||
           complaint.error() == QSslError::InvalidNotBeforeField;
}

std::string utc(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODate).toStdString();
}

/// A clock that is wrong is more likely than a certificate that is: the relay renews its own in time.
Error outOfDate(const QString &address, const QSslCertificate &pinned, QSslError::SslError kind)
{
    const bool isTooEarly = kind == QSslError::CertificateNotYetValid;
    const std::string now = utc(QDateTime::currentDateTimeUtc());
    return {
        Error::Code::Unauthenticated,
        (isTooEarly ? "the relay's certificate is not valid yet by the clock of this computer, which says "
                    : "the relay's certificate is out of date by the clock of this computer, which says ") +
            now,
        address.toStdString(),
        "a time from " + utc(pinned.effectiveDate()) + " to " + utc(pinned.expiryDate()),
        isTooEarly ? "most likely a clock is wrong: set that of this computer, or of the relay if this one "
                     "is right, and connect again; nothing has to be paired anew"
                   : "check the clocks of both machines first and connect again; if they are right, renew "
                     "the relay's certificate and pair again"};
}

QSslConfiguration baseConfiguration(const QSslCertificate &authority)
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.setCaCertificates({authority});
    return configuration;
}

} // namespace

Result<TlsIdentity> TlsIdentity::of(const ConnectionProfile &profile, const QByteArray &keyPem)
{
    const QSslKey key(keyPem, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey);
    if (key.isNull())
        return fail(Error::Code::Unauthenticated,
                    "the private key of \"" + profile.name.toStdString() + "\" cannot be read", {},
                    "an elliptic-curve key in PEM form", "pair with the relay again");
    if (!belongTogether(profile.certificate.toPem(), keyPem))
        return fail(Error::Code::Unauthenticated,
                    "the private key of \"" + profile.name.toStdString() + "\" does not fit its certificate",
                    {}, {}, "pair with the relay again");
    TlsIdentity identity{baseConfiguration(profile.authority), profile.serverCertificate};
    identity.configuration.setLocalCertificate(profile.certificate);
    identity.configuration.setPrivateKey(key);
    return identity;
}

TlsIdentity TlsIdentity::approving(const QSslCertificate &serverCertificate)
{
    return {baseConfiguration(serverCertificate), serverCertificate};
}

std::optional<Error> judgeServer(const QString &address, const QSslCertificate &presented,
                                 const QSslCertificate &pinned, const QList<QSslError> &complaints)
{
    if (presented.isNull() || presented != pinned)
        return Error{Error::Code::Unauthenticated,
                     "the relay shows another certificate than the one that was approved: " +
                         (presented.isNull() ? u"none"_s : fingerprintText(presented)).toStdString(),
                     address.toStdString(), fingerprintText(pinned).toStdString(),
                     "if the relay was set up anew, pair with it again and compare fingerprints; otherwise "
                     "somebody may be listening in between"};
    for (const auto &complaint : complaints) {
        if (isAboutDates(complaint))
            return outOfDate(address, pinned, complaint.error());
    }
    return std::nullopt;
}

bool isFinal(const Error &error)
{
    return error.code == Error::Code::Unauthenticated || error.code == Error::Code::Forbidden;
}

} // namespace turnpike::client
