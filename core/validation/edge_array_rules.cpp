// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/edge_addresses.h"
#include "core/validation/rule.h"

#include <QHash>

#include <deque>
#include <map>
#include <vector>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;
using model::LoadBalancerKind;

namespace {

// A place where packets arrive on a server.
struct Endpoint {
    QString what;
    PropertyPath path;
    IpAddress address;
    bool isUdp = true;
    PortRange ports;
};

void addListener(std::vector<Endpoint> &endpoints, const model::EdgeSite &site,
                 const model::EdgeServer &server, bool isUdp, const char *what, const QString &property,
                 Port port)
{
    endpoints.push_back({say(what).arg(server.name), avEdgePath(site).child(property), server.externalAddress,
                         isUdp, PortRange{port, port}});
}

std::vector<Endpoint> endpointsOf(const model::EdgeSite &site, const model::EdgeServer &server)
{
    const model::AvEdge &edge = site.avEdge;
    std::vector<Endpoint> endpoints;
    if (edge.transports.udp)
        addListener(endpoints, site, server, true, "the UDP port of %1", u"udpPort"_s, edge.udpPort);
    // Plain and encrypted clients may share a port: their first byte tells them apart.
    if (edge.transports.dtls && !(edge.transports.udp && edge.tlsPort == edge.udpPort))
        addListener(endpoints, site, server, true, "the DTLS port of %1", u"tlsPort"_s, edge.tlsPort);
    if (edge.transports.tcp || edge.transports.pseudoTls)
        addListener(endpoints, site, server, false, "the TCP port of %1", u"tcpPort"_s, edge.tcpPort);
    if (edge.transports.tls && !(edge.transports.tcp && edge.tlsPort == edge.tcpPort))
        addListener(endpoints, site, server, false, "the TLS port of %1", u"tlsPort"_s, edge.tlsPort);
    if (model::answersNatDiscovery(edge, server)) {
        const auto add = [&](const IpAddress &address, const Port &port) {
            endpoints.push_back({say("the NAT discovery of %1").arg(server.name),
                                 avEdgePath(site).child(u"natDiscovery"_s), address, true,
                                 PortRange{port, port}});
        };
        const Port next{static_cast<std::uint16_t>(edge.udpPort.value + 1)};
        if (!(edge.transports.dtls && edge.tlsPort == next))
            add(server.externalAddress, next);
        // Only one server can have it, which a rule of its own says.
        if (server.name == enabledServers(site).first().name) {
            add(edge.natDiscovery.alternateAddress, edge.udpPort);
            add(edge.natDiscovery.alternateAddress, next);
        }
    }
    const IpAddress relay = model::relayAddressOf(server);
    const PropertyPath path = avEdgePath(site).child(u"relayPorts"_s);
    if (const IpAddress second = model::secondRelayAddressOf(edge, server); !second.isNone())
        endpoints.push_back(
            {say("the IPv6 relay ports of %1").arg(server.name), path, second, true, edge.relayPorts});
    endpoints.push_back({say("the relay ports of %1").arg(server.name), path, relay, true, edge.relayPorts});
    if (edge.tcpRelay)
        endpoints.push_back(
            {say("the TCP relay ports of %1").arg(server.name), path, relay, false, edge.relayPorts});
    return endpoints;
}

/// Management and metrics listen on the machine of every server.
std::vector<Endpoint> managementEndpoints(const model::Management &management)
{
    std::vector<Endpoint> endpoints{{say("the management interface"), PropertyPath::of(u"management.port"),
                                     management.listen, false, PortRange{management.port, management.port}}};
    if (const auto metrics = TransportAddress::parse(management.metricsListen.toStdString()))
        endpoints.push_back({say("the metrics"), PropertyPath::of(u"management.metricsListen"),
                             metrics->address, false, PortRange{metrics->port, metrics->port}});
    return endpoints;
}

/// Which endpoint has which ports. Finds one that overlaps, in the logarithm of their number.
class PortsTaken {
public:
    [[nodiscard]] const Endpoint *find(const PortRange &ports) const
    {
        const auto after = m_ranges.upper_bound(ports.last.value);
        if (after == m_ranges.begin())
            return nullptr;
        const auto &[first, taken] = *std::prev(after);
        return taken.last >= ports.first.value ? taken.owner : nullptr;
    }
    /// Ports that are taken keep their first owner.
    void add(const PortRange &ports, const Endpoint *owner)
    {
        int from = ports.first.value;
        auto next = m_ranges.lower_bound(ports.first.value);
        if (next != m_ranges.begin())
            from = std::max(from, std::prev(next)->second.last + 1);
        while (from <= ports.last.value) {
            const int end =
                next == m_ranges.end() ? ports.last.value : std::min<int>(ports.last.value, next->first - 1);
            if (from <= end)
                m_ranges.emplace(from, Taken{end, owner});
            if (next == m_ranges.end())
                return;
            from = next->second.last + 1;
            ++next;
        }
    }

private:
    struct Taken {
        int last = 0;
        const Endpoint *owner = nullptr;
    };
    std::map<int, Taken> m_ranges; ///< by the first port; they do not overlap
};

/// All endpoints of one protocol, by address. "All addresses" of a machine meets every one of them.
class Addresses {
public:
    [[nodiscard]] const Endpoint *findCollision(const Endpoint &endpoint) const
    {
        if (endpoint.address.isUnspecified())
            return m_all.find(endpoint.ports);
        if (const auto same = m_byAddress.find(endpoint.address); same != m_byAddress.end()) {
            if (const auto *other = same->second.find(endpoint.ports))
                return other;
        }
        return m_unspecified.find(endpoint.ports);
    }
    void add(const Endpoint &endpoint)
    {
        m_all.add(endpoint.ports, &endpoint);
        if (endpoint.address.isUnspecified())
            m_unspecified.add(endpoint.ports, &endpoint);
        else
            m_byAddress[endpoint.address].add(endpoint.ports, &endpoint);
    }

private:
    PortsTaken m_all;
    PortsTaken m_unspecified;
    std::map<IpAddress, PortsTaken> m_byAddress;
};

/// Reports those that meet, one after another.
class Meetings {
public:
    explicit Meetings(Report &report)
        : m_report(report)
    {
    }
    void add(Endpoint &&found)
    {
        // Port 0 is any that is free.
        if (found.address.isNone() || found.ports.last < found.ports.first || found.ports.last == Port{})
            return;
        const Endpoint &endpoint = m_kept.emplace_back(std::move(found));
        Addresses &addresses = endpoint.isUdp ? m_udp : m_tcp;
        if (const auto *other = addresses.findCollision(endpoint))
            m_report.error(endpoint.path,
                           say("%1 (%2) and %3 (%4) meet on %5: one of them cannot be opened, and what goes "
                               "through it fails.")
                               .arg(other->what, toText(other->ports), endpoint.what, toText(endpoint.ports),
                                    toText(endpoint.address)));
        addresses.add(endpoint);
    }

private:
    Report &m_report;
    std::deque<Endpoint> m_kept; // does not move what it holds
    Addresses m_udp;
    Addresses m_tcp;
};

void checkCollisions(Report &report)
{
    Meetings meetings(report);
    for (Endpoint &endpoint : managementEndpoints(report.deployment().management))
        meetings.add(std::move(endpoint));
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        for (const model::EdgeServer &server : enabledServers(site)) {
            for (Endpoint &endpoint : endpointsOf(site, server))
                meetings.add(std::move(endpoint));
        }
    }
}

void checkBalancer(Report &report, const model::EdgeSite &site)
{
    const PropertyPath balancer = sitePath(site).child(u"loadBalancer"_s);
    if (site.externalFqdn.isEmpty())
        report.error(sitePath(site).child(u"externalFqdn"_s),
                     say("Site %1 stands behind a load balancer but has no external FQDN: clients cannot be "
                         "told a name that leads to the balancer.")
                         .arg(site.name));
    if (site.loadBalancer.kind == LoadBalancerKind::hardware && site.loadBalancer.externalAddress.isNone())
        report.warning(balancer.child(u"externalAddress"_s),
                       say("The load balancer of site %1 has no external address; %2 must resolve to it, and "
                           "to no single server.")
                           .arg(site.name, site.externalFqdn));
}

void checkBalanced(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const bool isBalanced = site.loadBalancer.kind != LoadBalancerKind::none;
        if (isBalanced)
            checkBalancer(report, site);
        const auto servers = enabledServers(site);
        if (!isBalanced && servers.size() > 1)
            report.warning(sitePath(site).child(u"loadBalancer"_s).child(u"kind"_s),
                           say("Site %1 has %2 servers and no load balancer: clients that look up %3 find "
                               "only one of them.")
                               .arg(site.name, QString::number(servers.size()),
                                    site.externalFqdn.isEmpty() ? say("its name") : site.externalFqdn));
        QHash<QString, QString> owners;
        for (const model::EdgeServer &server : servers) {
            const IpAddress address = advertisedAddress(server);
            if (address.isNone())
                continue;
            const PropertyPath path =
                serverPath(site, server)
                    .child(server.publicAddress.isNone() ? u"externalAddress"_s : u"publicAddress"_s);
            if (isBalanced && address == site.loadBalancer.externalAddress)
                report.error(path,
                             say("%1 has the address %2 of the load balancer: each server needs its own "
                                 "public address, because relay ports are not balanced.")
                                 .arg(server.name, toText(address)));
            const QString text = toText(address);
            if (servers.size() > 1 && owners.contains(text))
                report.error(path, say("%1 and %2 have the same public address %3: packets of a call reach "
                                       "the wrong server.")
                                       .arg(owners.value(text), server.name, text));
            owners.insert(text, server.name);
        }
    }
}

void checkTokenKey(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const auto count = enabledServers(site).size();
        const model::AvAuthentication &service = site.avAuthentication;
        if (count < 2 || !service.enabled ||
            (!service.certificateFile.isEmpty() && !service.keyFile.isEmpty()))
            continue;
        const QString missing = service.certificateFile.isEmpty() ? u"certificateFile"_s : u"keyFile"_s;
        report.error(sitePath(site).child(u"avAuthentication"_s).child(missing),
                     say("The %2 servers of site %1 share no A/V token key and certificate: a token from one "
                         "is refused by the others, and calls fail at random.")
                         .arg(site.name, QString::number(count)));
    }
}

} // namespace

std::span<const Rule> edgeArrayRules()
{
    static constexpr Rule kRules[] = {{"edge.ports-collide", checkCollisions},
                                      {"edge.balanced-fqdn", checkBalanced},
                                      {"edge.array-token-key", checkTokenKey}};
    return kRules;
}

} // namespace turnpike::validation
