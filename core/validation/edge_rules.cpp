// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/edge_addresses.h"
#include "core/validation/rule.h"

#include <algorithm>
#include <array>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

// What Office Communications Server 2007 used before its release.
constexpr PortRange kBetaPorts{Port{50000}, Port{52999}};
constexpr PortRange kUsualPorts{Port{50000}, Port{59999}};
// An audio and video call with a change of network in between: what one user may need at once.
constexpr int kPortsPerUser = 6;

void checkPublicAddress(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        for (const model::EdgeServer &server : enabledServers(site)) {
            const IpAddress address = advertisedAddress(server);
            const SpecialBlock *block = address.isNone() ? nullptr : specialBlockOf(address);
            if (block == nullptr || block->neverPeer)
                continue;
            const QString property =
                server.publicAddress.isNone() ? u"externalAddress"_s : u"publicAddress"_s;
            const PropertyPath path = serverPath(site, server).child(property);
            if (address.isLoopback()) {
                report.information(path, say("Server %1 serves on %2: only this computer can reach it.")
                                             .arg(server.name, toText(address)));
                continue;
            }
            report
                .warning(path, say("Server %1 tells clients the address %2, which is not reachable from the "
                                   "internet (%3, %4): calls with people outside have no sound.")
                                   .arg(server.name, toText(address),
                                        QString::fromStdString(std::string(block->name)),
                                        QString::fromStdString(std::string(block->source))))
                .readMore = u"RFC 6890"_s;
        }
    }
}

void checkTranslated(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        for (const model::EdgeServer &server : enabledServers(site)) {
            if (server.publicAddress.isNone() || server.publicAddress == server.externalAddress)
                continue;
            report
                .information(
                    serverPath(site, server).child(u"publicAddress"_s),
                    say("Server %1 listens on %2 and tells clients %3, so a NAT stands in front of it. That "
                        "works only when every port is passed on unchanged (1:1 NAT); otherwise "
                        "relayed calls get no packets from outside.")
                        .arg(server.name, toText(server.externalAddress), toText(server.publicAddress)))
                .readMore = u"RFC 8656, section 7.2"_s;
        }
    }
}

void checkBetaPorts(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const PortRange ports = site.avEdge.relayPorts;
        if (!kBetaPorts.contains(ports.first) || !kBetaPorts.contains(ports.last))
            continue;
        const PropertyPath path = avEdgePath(site).child(u"relayPorts"_s);
        report
            .warning(path, say("Site %1 still relays through %2, from the range 50000-52999 of the beta "
                               "version: where firewalls are written for 50000-59999, or the other way "
                               "round, calls have no sound.")
                               .arg(site.name, toText(ports)))
            .fix = fixBySetting(say("Use ports %1").arg(toText(kUsualPorts)), path,
                                QVariant::fromValue(kUsualPorts));
    }
}

void checkFewPorts(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const model::EdgeLimits &limits = site.avEdge.limits;
        if (limits.allocations == 0)
            continue;
        const int perUser = std::max(1, limits.allocationsPerUser);
        const int users = std::max(1, limits.allocations / perUser);
        const int needed = users * kPortsPerUser;
        const int ports = site.avEdge.relayPorts.size();
        if (ports >= needed || ports <= 0)
            continue;
        Problem &problem = report.warning(
            avEdgePath(site).child(u"relayPorts"_s),
            say("Site %1 has %2 relay ports, but its limits let in %3 users, who need %4: at "
                "busy times calls are refused with \"insufficient capacity\".")
                .arg(site.name, QString::number(ports), QString::number(users), QString::number(needed)));
        const int fitting = ports / kPortsPerUser * perUser;
        if (kUsualPorts.size() >= needed)
            problem.fix = fixBySetting(say("Use ports %1").arg(toText(kUsualPorts)), problem.path,
                                       QVariant::fromValue(kUsualPorts));
        else if (fitting > 0)
            problem.fix = fixBySetting(say("Limit the site to %1 allocations").arg(fitting),
                                       avEdgePath(site).child(u"limits"_s).child(u"allocations"_s), fitting);
    }
}

void checkTransports(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        if (enabledServers(site).isEmpty())
            continue;
        const model::EdgeTransports &ways = site.avEdge.transports;
        const PropertyPath path = avEdgePath(site);
        const auto isWay = [&ways](QStringView name) { return works(ways, name); };
        constexpr std::array<QStringView, 5> kWays{u"udp", u"tcp", u"tls", u"dtls", u"pseudoTls"};
        if (std::none_of(kWays.begin(), kWays.end(), isWay))
            report
                .error(path.child(u"transports"_s),
                       say("All transports of site %1 that this version of the relay serves are off: no "
                           "client can reach it.")
                           .arg(site.name))
                .fix = fixBySetting(say("Switch UDP on"), path.child(u"transports"_s).child(u"udp"_s), true);
        if (!site.avEdge.dialects.rfc && !site.avEdge.dialects.officeCommunicator)
            report
                .error(path.child(u"dialects"_s),
                       say("All dialects of site %1 are off: the relay answers no client.").arg(site.name))
                .fix = fixBySetting(say("Switch the standard dialect on"),
                                    path.child(u"dialects"_s).child(u"rfc"_s), true);
    }
}

void checkLifetimes(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const model::EdgeLifetimes &lifetimes = site.avEdge.lifetimes;
        if (lifetimes.allocationDefault <= lifetimes.allocationMax)
            continue;
        const PropertyPath path = avEdgePath(site).child(u"lifetimes"_s).child(u"allocationMax"_s);
        report
            .warning(path, say("Site %1 gives allocations %2 s when the client does not ask, but at most %3 "
                               "s: the default is never reached.")
                               .arg(site.name, QString::number(lifetimes.allocationDefault.count()),
                                    QString::number(lifetimes.allocationMax.count())))
            .fix = fixBySetting(say("Raise the longest lifetime to the default"), path,
                                QVariant::fromValue(lifetimes.allocationDefault));
    }
}

QString whatNatDiscoveryNeeds(const model::EdgeSite &site, const model::EdgeServer &server)
{
    using Needs = model::NatDiscoveryNeeds;
    switch (model::natDiscoveryNeeds(site.avEdge, server)) {
    case Needs::Udp:
        return say("needs UDP, which is off");
    case Needs::SecondAddress:
        return say("needs a second address");
    case Needs::OneAddress:
        return say("needs one external address of server %1, which has %2")
            .arg(server.name, toText(server.externalAddress));
    case Needs::OtherAddress:
        return say("needs a second address that is not the external one of server %1").arg(server.name);
    case Needs::OneFamily:
        return say("needs a second address of the family of %1, the external address of server %2")
            .arg(toText(server.externalAddress), server.name);
    case Needs::NextPort:
        return say("needs the port after the UDP port, and there is none after 65535");
    case Needs::Nothing:
        break;
    }
    return {};
}

void checkNatDiscovery(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        if (!site.avEdge.natDiscovery.enabled)
            continue;
        const PropertyPath path = avEdgePath(site).child(u"natDiscovery"_s);
        const auto fixed = [&path](Problem &problem) {
            problem.readMore = u"RFC 5780, section 6"_s;
            problem.fix = fixBySetting(say("Switch NAT discovery off"), path.child(u"enabled"_s), false);
        };
        const auto servers = enabledServers(site);
        for (const model::EdgeServer &server : servers) {
            const QString needs = whatNatDiscoveryNeeds(site, server);
            if (needs.isEmpty())
                continue;
            fixed(report.warning(path.child(u"alternateAddress"_s),
                                 say("NAT discovery of site %1 %2: without it clients cannot tell how their "
                                     "NAT behaves.")
                                     .arg(site.name, needs)));
            break; // the others lack the same, or it is said when this one is put right
        }
        if (servers.size() > 1 && !site.avEdge.natDiscovery.alternateAddress.isNone())
            fixed(report.error(path.child(u"alternateAddress"_s),
                               say("NAT discovery of site %1 has one second address, %2, which only one of "
                                   "its %3 servers can have: the others cannot open it.")
                                   .arg(site.name, toText(site.avEdge.natDiscovery.alternateAddress),
                                        QString::number(servers.size()))));
    }
}

void checkTcpRelay(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const model::AvEdge &edge = site.avEdge;
        if (!edge.tcpRelay || edge.transports.tcp || edge.transports.tls)
            continue;
        const PropertyPath path = avEdgePath(site);
        Problem &problem =
            report.warning(path.child(u"tcpRelay"_s),
                           say("The TCP relay of site %1 is for clients that come over TCP or TLS, and both "
                               "are off: nobody can use it.")
                               .arg(site.name));
        problem.readMore = u"RFC 6062, section 5.1"_s;
        problem.fix = fixBySetting(say("Switch TCP on"), path.child(u"transports"_s).child(u"tcp"_s), true);
    }
}

} // namespace

std::span<const Rule> edgeRules()
{
    static constexpr Rule kRules[] = {
        {"edge.public-address", checkPublicAddress}, {"edge.address-translated", checkTranslated},
        {"edge.relay-ports-beta", checkBetaPorts},   {"edge.relay-ports-small", checkFewPorts},
        {"edge.unreachable", checkTransports},       {"edge.lifetimes", checkLifetimes},
        {"edge.nat-discovery", checkNatDiscovery},   {"edge.tcp-relay", checkTcpRelay}};
    return kRules;
}

} // namespace turnpike::validation
