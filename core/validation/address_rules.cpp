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

} // namespace

std::span<const Rule> addressRules()
{
    static constexpr Rule kRules[] = {{"address.unusable", checkServers}, {"port.range", checkPortRanges}};
    return kRules;
}

} // namespace turnpike::validation
