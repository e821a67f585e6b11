// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/property_path.h"
#include "core/validation/rule.h"

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

/// Settings of an A/V edge that the document keeps but this version's relay does not act on. A row leaves
/// this table in the commit that makes the relay obey it.
constexpr QStringView kNotServedYet[] = {
    u"transports.tls",
    u"transports.dtls",
    u"transports.pseudoTls",
    u"dialects.officeCommunicator",
    u"ipv6",
    u"tcpRelay",
    u"mobility",
    u"natDiscovery.enabled",
    u"proxyProtocolSources",
    u"limits.portsPerUser",
    u"limits.bandwidthPerUser",
    u"limits.bandwidthTotal",
    u"limits.unauthenticatedBytesPerPrefix",
};

// Nobody should believe in a switch that does nothing: whoever moves one is told.
void checkServed(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        for (const QStringView setting : kNotServedYet) {
            PropertyPath path = avEdgePath(site);
            for (const QStringView step : setting.split(u'.'))
                path = path.child(step.toString());
            const auto place = document::resolve(report.deployment(), path);
            Q_ASSERT(place);
            const model::PropertyInfo &property = *place->property;
            if (property.read(place->object) != property.defaultValue())
                report.information(
                    path,
                    say("Site %1: \"%2\" is kept, but this version of the relay does not act on it yet.")
                        .arg(site.name, property.label()));
        }
        if (site.avAuthentication.enabled)
            report.information(
                sitePath(site).child(u"avAuthentication"_s).child(u"enabled"_s),
                say("Site %1: the A/V authentication service is configured, but this version of "
                    "the relay does not run it yet.")
                    .arg(site.name));
    }
}

constexpr Rule kRules[] = {{"edge.not-served", checkServed}};

} // namespace

std::span<const Rule> servedRules()
{
    return kRules;
}

} // namespace turnpike::validation
