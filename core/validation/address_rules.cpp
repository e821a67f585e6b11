// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/edge_addresses.h"
#include "core/validation/rule.h"

#include <vector>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

void checkUsable(Report &report, const PropertyPath &path, const IpAddress &address, bool mayBeAny)
{
    if (address.isNone() || (mayBeAny && address.isUnspecified()))
        return;
    if (address.isUnspecified() && path.steps().back().property == u"externalAddress") {
        report.error(path,
                     say("%1 is %2, which means all addresses of the computer: say with the relay address "
                         "(--relay-address) from which of them calls leave.")
                         .arg(document::displayPath(report.deployment(), path), toText(address)));
        return;
    }
    const SpecialBlock *block = specialBlockOf(address);
    if (block == nullptr || !block->neverPeer)
        return;
    report.error(path, say("%1 is %2, which no computer can have (%3): the relay cannot serve on it.")
                           .arg(document::displayPath(report.deployment(), path), toText(address),
                                QString::fromStdString(std::string(block->name))));
}

void checkServers(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        for (const model::EdgeServer &server : site.servers) {
            const PropertyPath path = serverPath(site, server);
            // "Listen everywhere" is fine as long as calls have an address to leave from.
            checkUsable(report, path.child(u"externalAddress"_s), server.externalAddress,
                        !server.relayAddress.isNone());
            checkUsable(report, path.child(u"relayAddress"_s), server.relayAddress, false);
            checkUsable(report, path.child(u"relayAddressIpv6"_s), server.relayAddressIpv6, false);
            checkUsable(report, path.child(u"alternateServer"_s), server.alternateServer, false);
            checkUsable(report, path.child(u"publicAddress"_s), server.publicAddress, false);
            checkUsable(report, path.child(u"internalAddress"_s), server.internalAddress, true);
        }
    }
}

void checkPortRange(Report &report, const PropertyPath &path, const PortRange &range)
{
    if (range.first.value == 0 || range.last < range.first)
        report.error(path, say("%1 is %2, which holds no ports: no call can be carried.")
                               .arg(document::displayPath(report.deployment(), path), toText(range)));
    else if (range.first.value < 1024)
        report.warning(path, say("%1 is %2 and begins with the ports of system services below 1024: calls "
                                 "and services get in each other's way.")
                                 .arg(document::displayPath(report.deployment(), path), toText(range)));
}

void checkPortRanges(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites)
        checkPortRange(report, avEdgePath(site).child(u"relayPorts"_s), site.avEdge.relayPorts);
    for (const model::Pool &pool : report.deployment().pools)
        checkPortRange(report, poolPath(pool).child(u"avConferencing"_s).child(u"mediaPorts"_s),
                       pool.avConferencing.mediaPorts);
}

void checkIpv6(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        for (const model::EdgeServer &server : site.servers) {
            const PropertyPath path = serverPath(site, server).child(u"relayAddressIpv6"_s);
            const IpAddress &address = server.relayAddressIpv6;
            const IpAddress first = model::relayAddressOf(server);
            if (!address.isNone() && !address.isV6())
                report.error(path,
                             say("%1 is %2, which is no IPv6 address.")
                                 .arg(document::displayPath(report.deployment(), path), toText(address)));
            else if (site.avEdge.ipv6 && server.enabled && address.isNone() && !first.isV6())
                report.warning(path,
                               say("Site %1 relays over IPv6, and server %2 has no IPv6 relay address: its "
                                   "clients get none.")
                                   .arg(site.name, server.name));
            else if (server.enabled && address.isV6() && first.isV6())
                report.warning(path,
                               say("Server %1 relays over IPv6 through %2 already: its IPv6 relay address %3 "
                                   "stands beside an IPv4 one only, and is not used.")
                                   .arg(server.name, toText(first), toText(address)));
            else if (server.enabled && address.isV6() && !site.avEdge.ipv6)
                report
                    .warning(path, say("Site %1 does not relay over IPv6: the IPv6 relay address %2 of "
                                       "server %3 is not used.")
                                       .arg(site.name, toText(address), server.name))
                    .fix = fixBySetting(say("Relay over IPv6, too"), avEdgePath(site).child(u"ipv6"_s), true);
        }
    }
}

void checkAlternateServers(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        for (const model::EdgeServer &server : site.servers) {
            const IpAddress &alternate = server.alternateServer;
            const PropertyPath path = serverPath(site, server).child(u"alternateServer"_s);
            const IpAddress &first = server.externalAddress;
            if (!alternate.isNone() &&
                (alternate == server.externalAddress || alternate == server.publicAddress))
                report.warning(path,
                               say("Server %1 sends clients to itself while it drains: they get nowhere.")
                                   .arg(server.name));
            else if (!alternate.isNone() && !first.isNone() && !first.isUnspecified() &&
                     alternate.family() != first.family())
                report
                    .warning(path,
                             say("Clients reach server %1 at %2 and are sent to no address of the other "
                                 "family: %3 is not used, and new calls are refused while it drains.")
                                 .arg(server.name, toText(first), toText(alternate)))
                    .readMore = u"RFC 8489, section 10"_s;
        }
    }
}

} // namespace

std::span<const Rule> addressRules()
{
    static constexpr Rule kRules[] = {{"address.unusable", checkServers},
                                      {"edge.alternate-server", checkAlternateServers},
                                      {"edge.ipv6-address", checkIpv6},
                                      {"port.range", checkPortRanges}};
    return kRules;
}

} // namespace turnpike::validation
