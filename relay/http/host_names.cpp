// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/host_names.h"

#include <QHostInfo>
#include <QUrl>

namespace turnpike::http {

using namespace Qt::StringLiterals;

namespace {

/// "[::1]:5443" -> "::1"; empty for what is no host with or without a port (RFC 9110 section 7.2).
QString hostOf(const QByteArray &header)
{
    if (header.isEmpty() || header.contains('@') || header.contains('/') || header.contains(','))
        return {};
    const QUrl url(u"https://"_s + QString::fromLatin1(header), QUrl::StrictMode);
    const auto host = url.isValid() ? url.host().toLower() : QString();
    return host.endsWith(u'.') ? host.chopped(1) : host;
}

bool isForeignPage(const Request &request)
{
    const auto origin = request.header("origin");
    if (!origin.isEmpty() && origin.toLower() != "https://" + request.header("host").toLower())
        return true;
    // Browsers also say it where they send no Origin (Fetch Metadata).
    const auto site = request.header("sec-fetch-site");
    return site == "cross-site" || site == "same-site";
}

} // namespace

HostNames::HostNames()
{
    const auto name = QHostInfo::localHostName().toLower();
    m_names << u"localhost"_s;
    if (name.isEmpty())
        return;
    m_names << name;
    if (const auto domain = QHostInfo::localDomainName().toLower(); !domain.isEmpty())
        m_names << name + u'.' + domain;
}

void HostNames::add(const QSslCertificate &certificate)
{
    for (const auto &name : certificate.subjectAlternativeNames().values(QSsl::DnsEntry))
        m_names << name.toLower();
}

bool HostNames::isOurs(const QString &host, const QStringList &further) const
{
    if (IpAddress::parse(host.toStdString()) || m_names.contains(host))
        return true;
    // A certificate for *.contoso.com has one label there (RFC 9525 section 6.3).
    return m_names.contains(u"*."_s + host.section(u'.', 1)) || further.contains(host, Qt::CaseInsensitive);
}

Result<void> HostNames::check(const Request &request, const QStringList &further) const
{
    const auto header = request.header("host");
    const auto host = hostOf(header);
    if (host.isEmpty() || !isOurs(host, further)) {
        return fail(Error::Code::InvalidValue,
                    "this relay is not called \"" + header.left(255).toStdString() + "\"", "Host",
                    "an address, the name of the computer, of the edge server, in the certificate, or in "
                    "management.hostNames",
                    "connect by an address, and add the name to management.hostNames");
    }
    if (isForeignPage(request)) {
        return fail(Error::Code::Forbidden, "pages of other sites may not use this interface", "Origin");
    }
    return {};
}

} // namespace turnpike::http
