// SPDX-License-Identifier: GPL-3.0-or-later
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
            const IpAddress &first =
                server.relayAddress.isNone() ? server.externalAddress : server.relayAddress;
            if (!address.isNone() && !address.isV6())
                report.error(path,
                             say("%1 is %2, which is no IPv6 address.")
                                 .arg(document::displayPath(report.deployment(), path), toText(address)));
            else if (site.avEdge.ipv6 && server.enabled && address.isNone() && !first.isV6())
                report.warning(path,
                               say("Site %1 relays over IPv6, and server %2 has no IPv6 relay address: its "
                                   "clients get none.")
                                   .arg(site.name, server.name));
        }
    }
}

void checkAlternateServers(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        for (const model::EdgeServer &server : site.servers) {
            const IpAddress &alternate = server.alternateServer;
            if (!alternate.isNone() &&
                (alternate == server.externalAddress || alternate == server.publicAddress))
                report.warning(serverPath(site, server).child(u"alternateServer"_s),
                               say("Server %1 sends clients to itself while it drains: they get nowhere.")
                                   .arg(server.name));
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
