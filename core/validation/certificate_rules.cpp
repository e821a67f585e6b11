// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/rule.h"

#include <algorithm>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

// RFC 6125 section 6.4.3: a wildcard stands for exactly one label, the first.
bool covers(const QString &pattern, const QString &name)
{
    if (pattern.compare(name, Qt::CaseInsensitive) == 0)
        return true;
    const auto dot = name.indexOf(u'.');
    return pattern.startsWith(u"*.") && dot > 0 &&
           QStringView(name).sliced(dot).compare(QStringView(pattern).sliced(1), Qt::CaseInsensitive) == 0;
}

bool covers(const model::EdgeCertificate &certificate, const QString &name)
{
    // An entry without names is for everything that no other is for.
    return certificate.names.isEmpty() ||
           std::any_of(certificate.names.begin(), certificate.names.end(),
                       [&name](const QString &pattern) { return covers(pattern, name); });
}

void checkTransports(Report &report, const model::EdgeSite &site)
{
    const model::AvEdge &edge = site.avEdge;
    if (!edge.transports.tls && !edge.transports.dtls)
        return;
    const PropertyPath path = avEdgePath(site);
    if (edge.certificates.isEmpty()) {
        const PropertyPath transports = path.child(u"transports"_s);
        const QString label = say("Switch TLS and DTLS off");
        report
            .error(path.child(u"certificates"_s),
                   say("TLS or DTLS is on at site %1, but no certificate is listed: no client can connect "
                       "that way.")
                       .arg(site.name))
            .fix = Fix{label,
                       {label,
                        {document::Edit::set(transports.child(u"tls"_s), false),
                         document::Edit::set(transports.child(u"dtls"_s), false)}}};
        return;
    }
    if (site.externalFqdn.isEmpty() ||
        std::any_of(edge.certificates.begin(), edge.certificates.end(),
                    [&site](const model::EdgeCertificate &one) { return covers(one, site.externalFqdn); }))
        return;
    report
        .warning(path.child(u"certificates"_s),
                 say("No certificate of site %1 is listed for %2, the name that clients are given: they will "
                     "refuse the TLS connection.")
                     .arg(site.name, site.externalFqdn))
        .readMore = u"RFC 6125"_s;
}

void checkService(Report &report, const model::EdgeSite &site)
{
    // With several servers, edge.array-token-key says it.
    const model::AvAuthentication &service = site.avAuthentication;
    if (!service.enabled || enabledServers(site).size() > 1)
        return;
    if (service.certificateFile.isEmpty() || service.keyFile.isEmpty())
        report.error(sitePath(site)
                         .child(u"avAuthentication"_s)
                         .child(service.certificateFile.isEmpty() ? u"certificateFile"_s : u"keyFile"_s),
                     say("The A/V authentication service of site %1 is on without a certificate and key: "
                         "front ends cannot connect, so users outside get no credentials for calls.")
                         .arg(site.name));
}

void checkCertificates(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        checkTransports(report, site);
        checkService(report, site);
    }
}

} // namespace

std::span<const Rule> certificateRules()
{
    static constexpr Rule kRules[] = {{"edge.certificate", checkCertificates}};
    return kRules;
}

} // namespace turnpike::validation
