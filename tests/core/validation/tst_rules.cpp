// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/derived_key.h"
#include "core/validation/problem.h"
#include "core/validation/rule.h"
#include "tests/core/validation/flawless_deployment.h"
#include "tests/core/validation/found_problems.h"
#include "tests/support/main.h"

#include <QRegularExpression>

#include <algorithm>
#include <functional>

using namespace turnpike;
using namespace turnpike::validation;
using namespace Qt::StringLiterals;
using document::Edit;
using document::EditSet;
using document::PropertyPath;
using testing::address;
using testing::addSecondServer;
using testing::addUsers;
using testing::edge;
using testing::flawless;
using testing::of;
using testing::pool;
using testing::server;
using testing::textOf;

namespace {

using Change = std::function<void(model::Deployment &)>;

enum class FixIs { Offered, NotOffered };

} // namespace

Q_DECLARE_METATYPE(Change)

class TestRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aFlawlessDeploymentHasNoProblems() { QCOMPARE(textOf(validate(flawless())), QString()); }

    void rulesFire_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<Severity>("severity");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("named"); // what the message must name
        QTest::addColumn<FixIs>("fix");
        QTest::addColumn<Change>("change");
        addEdgeRows();
        addEdgeArrayRows();
        addAccessRows();
        addServiceRows();
        addPoolRows();
        addNameRows();
    }
    void plainAndEncryptedClientsMayShareAPort()
    {
        model::Deployment deployment = flawless();
        edge(deployment).transports.tls = true;
        edge(deployment).transports.dtls = true;
        edge(deployment).certificates << model::EdgeCertificate{};
        edge(deployment).tcpPort = edge(deployment).udpPort;
        edge(deployment).tlsPort = edge(deployment).udpPort;
        const Problems found = of(validate(deployment), u"edge.ports-collide"_s);
        QVERIFY2(found.empty(), qPrintable(textOf(found)));
    }

    void rulesFire()
    {
        QFETCH(QString, rule);
        QFETCH(Severity, severity);
        QFETCH(QString, path);
        QFETCH(QString, named);
        QFETCH(FixIs, fix);
        QFETCH(Change, change);
        model::Deployment deployment = flawless();
        QVERIFY(of(validate(deployment), rule).empty());
        change(deployment);
        const Problems all = validate(deployment);
        const Problems found = of(all, rule);
        QVERIFY2(found.size() == 1, qPrintable(textOf(all)));
        const Problem &problem = found.front();
        QCOMPARE(problem.path.toString(), path);
        QCOMPARE(problem.severity, severity);
        QVERIFY2(problem.message.contains(named), qPrintable(problem.message));
        QVERIFY2(problem.message.endsWith(u'.'), qPrintable(problem.message));
        QVERIFY2(!problem.message.contains(QRegularExpression(u"%\\d"_s)), qPrintable(problem.message));
        QCOMPARE(hasErrors(all), std::any_of(all.begin(), all.end(), [](const Problem &one) {
                     return one.severity == Severity::Error;
                 }));
        QCOMPARE(problem.fix.has_value(), fix == FixIs::Offered);
        if (!problem.fix)
            return;
        QVERIFY(!problem.fix->label.isEmpty());
        QVERIFY(!problem.fix->edits.description.isEmpty());
        const auto fixed = document::applied(deployment, problem.fix->edits);
        QVERIFY2(fixed, fixed ? "" : fixed.error().text().c_str());
        QVERIFY2(of(validate(**fixed), rule).empty(), qPrintable(textOf(validate(**fixed))));
    }

    void rulesKeepQuiet_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<Change>("change");
        const auto row = [](const char *rule, const char *why, const Change &change) {
            QTest::newRow(qPrintable(QString::fromLatin1(rule) + u": " + QString::fromLatin1(why)))
                << QString::fromLatin1(rule) << change;
        };
        row("edge.proxy-overlap", "networks beside each other", [](auto &d) {
            for (const char *network : {"10.0.0.0/24", "10.0.1.0/24", "2001:db8::/32", "2001:db9::/32"})
                edge(d).proxyProtocolSources << IpNetwork::parse(network).value();
        });
        row("edge.public-address", "a disabled server", [](auto &d) {
            server(d).enabled = false;
            server(d).externalAddress = address("10.0.0.1");
        });
        row("edge.public-address", "behind a NAT with a public address", [](auto &d) {
            server(d).externalAddress = address("10.0.0.1");
            server(d).publicAddress = address("8.8.4.7");
        });
        row("edge.address-translated", "the same address twice",
            [](auto &d) { server(d).publicAddress = server(d).externalAddress; });
        row("edge.relay-ports-beta", "the released range", [](auto &d) {
            edge(d).relayPorts = {Port{50000}, Port{59999}};
        });
        row("edge.relay-ports-beta", "a range beyond it", [](auto &d) {
            edge(d).relayPorts = {Port{52000}, Port{53000}};
        });
        row("edge.relay-ports-small", "no limit on users", [](auto &d) {
            edge(d).limits.allocations = 0;
            edge(d).relayPorts = {Port{50000}, Port{50009}};
        });
        row("edge.ports-collide", "UDP and TCP on one port", [](auto &d) { edge(d).tcpPort = Port{3478}; });
        row("edge.ports-collide", "two servers with their own addresses", addSecondServer);
        row("edge.ports-collide", "NAT discovery, with DTLS on its second port", [](auto &d) {
            edge(d).natDiscovery = {true, address("8.8.4.99")};
            edge(d).transports.dtls = true;
            edge(d).tlsPort = Port{3479};
        });
        row("edge.ports-collide", "NAT discovery that is off", [](auto &d) {
            edge(d).natDiscovery = {false, server(d).externalAddress};
            edge(d).udpPort = Port{49999};
        });
        row("edge.nat-discovery", "all that it needs", [](auto &d) {
            edge(d).natDiscovery = {true, address("8.8.4.99")};
        });
        row("edge.ipv6-address", "the address of a server that is off", [](auto &d) {
            server(d).enabled = false;
            server(d).relayAddressIpv6 = address("2600::1");
        });
        row("edge.alternate-server", "of the same family",
            [](auto &d) { server(d).alternateServer = address("8.8.4.98"); });
        row("edge.ports-collide", "a TCP port among UDP relay ports",
            [](auto &d) { edge(d).tcpPort = Port{50001}; });
        row("edge.certificate", "an entry without names is for all", [](auto &d) {
            edge(d).transports.tls = true;
            edge(d).certificates << model::EdgeCertificate{};
        });
        row("edge.certificate", "a wildcard", [](auto &d) {
            edge(d).transports.tls = true;
            edge(d).certificates << model::EdgeCertificate{};
            edge(d).certificates.first().names = QStringList{u"*.contoso.com"_s};
        });
        row("name.visible", "a message of two lines",
            [](auto &d) { pool(d).imFilter.url.allowMessage = u"one\ntwo"_s; });
        row("edge.open-relay", "a public network",
            [](auto &d) { edge(d).peers.allow << IpNetwork::parse("8.8.0.0/16").value(); });
        row("edge.open-relay", "everything: special blocks are more specific",
            [](auto &d) { edge(d).peers.allow << IpNetwork::parse("0.0.0.0/0").value(); });
        row("edge.peers-closed", "a network with nothing special in it",
            [](auto &d) { edge(d).peers.allow << IpNetwork::parse("9.9.0.0/16").value(); });
        row("edge.peers-closed", "the own address is named beside its network", [](auto &d) {
            const IpAddress own = server(d).externalAddress;
            edge(d).peers.allow << IpNetwork(own, 24) << IpNetwork(own, 32);
        });
        row("edge.ports-collide", "management and metrics on ports of their own", [](auto &d) {
            d.management.listen = server(d).externalAddress;
            d.management.metricsListen = u"127.0.0.1:5443"_s;
        });
        row("edge.sample-secret", "only this computer reaches it", [](auto &d) {
            server(d).externalAddress = address("127.0.0.1");
            edge(d).credentials.sharedSecrets.first().secret = u"sample-secret-change-before-use"_s;
        });
        row("edge.array-token-key", "one server",
            [](auto &d) { d.edgeSites.first().avAuthentication.enabled = true; });
        row("filter.blocks-handouts", "the filter is off", [](auto &d) {
            pool(d).imFilter.fileTransfer.action = model::FileFilterAction::blockAll;
            pool(d).imFilter.fileTransfer.enabled = false;
        });
        row("pool.lcs2005-address", "a second address",
            [](auto &d) { pool(d).interoperatesWithLcs2005 = true; });
        row("address.unusable", "listen everywhere, relay from one address", [](auto &d) {
            server(d).externalAddress = address("0.0.0.0");
            server(d).relayAddress = address("8.8.4.1");
        });
        row("edge.users-look-alike", "the same name at another site, and other names", [](auto &d) {
            addUsers(d, {u"anna"_s, u"hanna"_s, u"user1"_s, u"user2"_s});
            d.edgeSites << d.edgeSites.first();
        });
        row("edge.ports-collide", "management nowhere", [](auto &d) {
            d.management.listen = {};
            d.management.port = edge(d).tcpPort;
        });
        row("management.metrics", "switched off", [](auto &d) { d.management.metricsListen.clear(); });
    }
    void rulesKeepQuiet()
    {
        QFETCH(QString, rule);
        QFETCH(Change, change);
        model::Deployment deployment = flawless();
        change(deployment);
        QCOMPARE(textOf(of(validate(deployment), rule)), QString());
    }

    void everyRuleHasACase()
    {
        QSet<QString> fired;
        for (const QString &rule : std::as_const(m_rules))
            fired.insert(rule);
        for (const auto &table :
             {nameRules(), addressRules(), referenceRules(), edgeRules(), edgeArrayRules(), edgeAccessRules(),
              certificateRules(), avAuthenticationRules(), poolRules(), filterRules(), addressBookRules(),
              managementRules(), servedRules()}) {
            for (const Rule &rule : table)
                QVERIFY2(fired.contains(QString::fromLatin1(rule.id)), rule.id);
        }
    }

private:
    void row(const char *rule, const char *why, Severity severity, const char *path, const char *named,
             FixIs fix, const Change &change)
    {
        m_rules << QString::fromLatin1(rule);
        QTest::newRow(qPrintable(QString::fromLatin1(rule) + u": " + QString::fromLatin1(why)))
            << QString::fromLatin1(rule) << severity << QString::fromUtf8(path) << QString::fromUtf8(named)
            << fix << change;
    }

    void addEdgeRows()
    {
        using enum Severity;
        const auto externalAddress = "edgeSites[hq].servers[edge1].externalAddress";
        row("edge.public-address", "private", Warning, externalAddress, "10.1.2.3", FixIs::NotOffered,
            [](auto &d) { server(d).externalAddress = address("10.1.2.3"); });
        row("edge.public-address", "documentation", Warning, externalAddress, "Documentation",
            FixIs::NotOffered, [](auto &d) { server(d).externalAddress = address("203.0.113.1"); });
        row("edge.public-address", "shared", Warning, externalAddress, "100.64.0.1", FixIs::NotOffered,
            [](auto &d) { server(d).externalAddress = address("100.64.0.1"); });
        row("edge.public-address", "unique local", Warning, externalAddress, "fd00::1", FixIs::NotOffered,
            [](auto &d) { server(d).externalAddress = address("fd00::1"); });
        row("edge.public-address", "loopback", Information, externalAddress, "only this computer",
            FixIs::NotOffered, [](auto &d) { server(d).externalAddress = address("127.0.0.1"); });
        row("edge.public-address", "advertised", Warning, "edgeSites[hq].servers[edge1].publicAddress",
            "192.168.1.1", FixIs::NotOffered,
            [](auto &d) { server(d).publicAddress = address("192.168.1.1"); });
        row("edge.address-translated", "NAT", Information, "edgeSites[hq].servers[edge1].publicAddress",
            "8.8.4.7", FixIs::NotOffered, [](auto &d) { server(d).publicAddress = address("8.8.4.7"); });
        row("edge.relay-ports-beta", "the whole", Warning, "edgeSites[hq].avEdge.relayPorts", "50000-52999",
            FixIs::Offered, [](auto &d) {
                edge(d).relayPorts = {Port{50000}, Port{52999}};
            });
        row("edge.relay-ports-small", "can grow", Warning, "edgeSites[hq].avEdge.relayPorts", "100 users",
            FixIs::Offered, [](auto &d) {
                edge(d).relayPorts = {Port{60000}, Port{60099}};
            });
        row("edge.relay-ports-small", "must let in fewer", Warning, "edgeSites[hq].avEdge.relayPorts",
            "5000 users", FixIs::Offered, [](auto &d) { edge(d).limits.allocationsPerUser = 1; });
        row("edge.unreachable", "only transports that are not served", Error,
            "edgeSites[hq].avEdge.transports", "hq", FixIs::Offered, [](auto &d) {
                edge(d).transports.udp = false;
                edge(d).transports.tcp = false;
                edge(d).transports.pseudoTls = true;
            });
        row("edge.unreachable", "no transport", Error, "edgeSites[hq].avEdge.transports", "hq",
            FixIs::Offered, [](auto &d) {
                edge(d).transports.udp = false;
                edge(d).transports.tcp = false;
            });
        row("edge.unreachable", "no dialect", Error, "edgeSites[hq].avEdge.dialects", "hq", FixIs::Offered,
            [](auto &d) { edge(d).dialects.rfc = false; });
        row("edge.lifetimes", "default beyond the longest", Warning,
            "edgeSites[hq].avEdge.lifetimes.allocationMax", "600", FixIs::Offered,
            [](auto &d) { edge(d).lifetimes.allocationMax = std::chrono::seconds{300}; });
        row("edge.nat-discovery", "no second address", Warning,
            "edgeSites[hq].avEdge.natDiscovery.alternateAddress", "hq", FixIs::Offered,
            [](auto &d) { edge(d).natDiscovery.enabled = true; });
        row("edge.nat-discovery", "an address of the other family", Warning,
            "edgeSites[hq].avEdge.natDiscovery.alternateAddress", "hq", FixIs::Offered, [](auto &d) {
                edge(d).natDiscovery = {true, address("2600::1")};
            });
        row("edge.nat-discovery", "no UDP", Warning, "edgeSites[hq].avEdge.natDiscovery.alternateAddress",
            "hq", FixIs::Offered, [](auto &d) {
                edge(d).natDiscovery = {true, address("8.8.4.99")};
                edge(d).transports.udp = false;
            });
        row("edge.tcp-relay", "neither TCP nor TLS", Warning, "edgeSites[hq].avEdge.tcpRelay", "hq",
            FixIs::Offered, [](auto &d) {
                edge(d).tcpRelay = true;
                edge(d).transports.tcp = false;
            });
        row("edge.nat-discovery", "no port after the UDP port", Warning,
            "edgeSites[hq].avEdge.natDiscovery.alternateAddress", "none after 65535", FixIs::Offered,
            [](auto &d) {
                edge(d).natDiscovery = {true, address("8.8.4.99")};
                edge(d).udpPort = Port{65535};
            });
        row("edge.nat-discovery", "one second address for two servers", Error,
            "edgeSites[hq].avEdge.natDiscovery.alternateAddress", "only one of its 2 servers", FixIs::Offered,
            [](auto &d) {
                addSecondServer(d);
                edge(d).natDiscovery = {true, address("8.8.4.99")};
            });
        row("edge.ipv6-address", "the site relays over IPv4 only", Warning,
            "edgeSites[hq].servers[edge1].relayAddressIpv6", "does not relay over IPv6", FixIs::Offered,
            [](auto &d) { server(d).relayAddressIpv6 = address("2600::1"); });
        row("edge.ipv6-address", "the other one is of IPv6, too", Warning,
            "edgeSites[hq].servers[edge1].relayAddressIpv6", "is not used", FixIs::NotOffered, [](auto &d) {
                edge(d).ipv6 = true;
                server(d).relayAddress = address("2600::2");
                server(d).relayAddressIpv6 = address("2600::1");
            });
        row("edge.alternate-server", "of the other family", Warning,
            "edgeSites[hq].servers[edge1].alternateServer", "no address of the other family",
            FixIs::NotOffered, [](auto &d) { server(d).alternateServer = address("2600::1"); });
        row("edge.ipv6-address", "none", Warning, "edgeSites[hq].servers[edge1].relayAddressIpv6", "edge1",
            FixIs::NotOffered, [](auto &d) { edge(d).ipv6 = true; });
        row("edge.ipv6-address", "one of IPv4", Error, "edgeSites[hq].servers[edge1].relayAddressIpv6",
            "8.8.4.9", FixIs::NotOffered, [](auto &d) { server(d).relayAddressIpv6 = address("8.8.4.9"); });
        row("edge.alternate-server", "itself", Warning, "edgeSites[hq].servers[edge1].alternateServer",
            "edge1", FixIs::NotOffered,
            [](auto &d) { server(d).alternateServer = server(d).externalAddress; });
        row("edge.certificate", "none", Error, "edgeSites[hq].avEdge.certificates", "hq", FixIs::Offered,
            [](auto &d) { edge(d).transports.dtls = true; });
        row("edge.certificate", "other name", Warning, "edgeSites[hq].avEdge.certificates", "av.contoso.com",
            FixIs::NotOffered, [](auto &d) {
                edge(d).transports.tls = true;
                edge(d).certificates << model::EdgeCertificate{};
                edge(d).certificates.first().names = QStringList{u"*.av.contoso.com"_s, u"contoso.com"_s};
            });
        row("edge.certificate", "service without one", Error,
            "edgeSites[hq].avAuthentication.certificateFile", "hq", FixIs::NotOffered,
            [](auto &d) { d.edgeSites.first().avAuthentication.enabled = true; });
    }

    void addEdgeArrayRows()
    {
        using enum Severity;
        row("edge.ports-collide", "management on the TCP port", Error, "edgeSites[hq].avEdge.tcpPort",
            "the management interface", FixIs::NotOffered, [](auto &d) {
                d.management.listen = server(d).externalAddress;
                d.management.port = edge(d).tcpPort;
            });
        row("edge.ports-collide", "metrics on the management port", Error, "management.metricsListen",
            "the management interface", FixIs::NotOffered,
            [](auto &d) { d.management.metricsListen = u"127.0.0.1:5443"_s; });
        row("edge.ports-collide", "metrics on every address", Error, "edgeSites[hq].avEdge.tcpPort",
            "the metrics", FixIs::NotOffered, [](auto &d) {
                d.management.metricsListen = u"0.0.0.0:"_s + QString::number(edge(d).tcpPort.value);
            });
        row("edge.ports-collide", "TLS alone on a port of the relay's calls", Error,
            "edgeSites[hq].avEdge.relayPorts", "50011", FixIs::NotOffered, [](auto &d) {
                edge(d).transports.tls = true;
                edge(d).transports.dtls = true;
                edge(d).certificates << model::EdgeCertificate{};
                edge(d).tlsPort = Port{50011};
            });
        row("edge.ports-collide", "the second port of NAT discovery among relay ports", Error,
            "edgeSites[hq].avEdge.relayPorts", "NAT discovery", FixIs::NotOffered, [](auto &d) {
                edge(d).natDiscovery = {true, address("8.8.4.99")};
                edge(d).udpPort = Port{49999};
            });
        row("edge.ports-collide", "the second address of NAT discovery carries calls", Error,
            "edgeSites[hq].avEdge.relayPorts", "NAT discovery", FixIs::NotOffered, [](auto &d) {
                edge(d).natDiscovery = {true, address("8.8.4.99")};
                edge(d).relayPorts = {Port{3479}, Port{13478}};
                server(d).relayAddress = address("8.8.4.99");
            });
        row("edge.ports-collide", "listener among relay ports", Error, "edgeSites[hq].avEdge.relayPorts",
            "50010", FixIs::NotOffered, [](auto &d) { edge(d).udpPort = Port{50010}; });
        row("edge.ports-collide", "listener on every address", Error, "edgeSites[hq].avEdge.relayPorts",
            "50010", FixIs::NotOffered, [](auto &d) {
                server(d).relayAddress = server(d).externalAddress;
                server(d).externalAddress = address("0.0.0.0");
                edge(d).udpPort = Port{50010};
            });
        row("edge.balanced-fqdn", "no name", Error, "edgeSites[hq].externalFqdn", "hq", FixIs::NotOffered,
            [](auto &d) {
                addSecondServer(d);
                d.edgeSites.first().externalFqdn.clear();
            });
        row("edge.balanced-fqdn", "no balancer address", Warning,
            "edgeSites[hq].loadBalancer.externalAddress", "av.contoso.com", FixIs::NotOffered, [](auto &d) {
                addSecondServer(d);
                d.edgeSites.first().loadBalancer.externalAddress = {};
            });
        row("edge.balanced-fqdn", "no balancer", Warning, "edgeSites[hq].loadBalancer.kind", "2 servers",
            FixIs::NotOffered, [](auto &d) {
                addSecondServer(d);
                d.edgeSites.first().loadBalancer.kind = model::LoadBalancerKind::none;
            });
        row("edge.balanced-fqdn", "server on the balancer's address", Error,
            "edgeSites[hq].servers[edge1].externalAddress", "8.8.4.9", FixIs::NotOffered, [](auto &d) {
                addSecondServer(d);
                server(d).externalAddress = address("8.8.4.9");
            });
        row("edge.balanced-fqdn", "two servers on one public address", Error,
            "edgeSites[hq].servers[edge2].publicAddress", "edge1 and edge2", FixIs::NotOffered, [](auto &d) {
                addSecondServer(d);
                d.edgeSites.first().servers.first().publicAddress = address("8.8.4.5");
                d.edgeSites.first().servers.last().publicAddress = address("8.8.4.5");
            });
        row("edge.array-token-key", "no certificate", Error, "edgeSites[hq].avAuthentication.certificateFile",
            "2 servers", FixIs::NotOffered, [](auto &d) {
                addSecondServer(d);
                d.edgeSites.first().avAuthentication.enabled = true;
            });
    }

    void addAccessRows()
    {
        using enum Severity;
        const auto allow = [](const char *network) {
            return [network](model::Deployment &d) {
                edge(d).peers.allow << IpNetwork::parse("8.8.0.0/16").value()
                                    << IpNetwork::parse(network).value();
            };
        };
        const auto path = "edgeSites[hq].avEdge.peers.allow";
        row("edge.open-relay", "loopback", Warning, path, "127.0.0.0/8", FixIs::Offered,
            allow("127.0.0.0/8"));
        row("edge.open-relay", "a part of the private networks", Warning, path, "10.1.0.0/16", FixIs::Offered,
            allow("10.1.0.0/16"));
        row("edge.open-relay", "link-local", Warning, path, "169.254.169.254/32", FixIs::Offered,
            allow("169.254.169.254"));
        row("edge.open-relay", "multicast has no effect", Warning, path, "no effect", FixIs::Offered,
            allow("239.0.0.0/8"));
        row("edge.open-relay", "all private networks", Warning, "edgeSites[hq].avEdge.peers.allowPrivate",
            "hq", FixIs::Offered, [](auto &d) { edge(d).peers.allowPrivate = true; });
        const auto ofItself = [](int length) {
            return [length](model::Deployment &d) {
                const IpAddress own = server(d).externalAddress;
                edge(d).peers.allow << IpNetwork(own, length);
            };
        };
        row("edge.open-relay", "the relay's own address by itself", Warning, path, "8.8.4.1/32",
            FixIs::Offered, ofItself(32));
        row("edge.open-relay", "the second address of NAT discovery", Warning, path, "8.8.4.99/32",
            FixIs::Offered, [](auto &d) {
                edge(d).natDiscovery = {true, address("8.8.4.99")};
                edge(d).peers.allow << IpNetwork(address("8.8.4.99"), 32);
            });
        row("edge.peers-closed", "the relay's own address in a network", Information, path, "8.8.4.1",
            FixIs::NotOffered, ofItself(24));
        row("edge.peers-closed", "everything", Warning, path, "10.0.0.0/8", FixIs::NotOffered,
            [](auto &d) { edge(d).peers.allow << IpNetwork::parse("0.0.0.0/0").value(); });
        row("edge.peers-closed", "everything of IPv6", Warning, path, "the relay's own machine",
            FixIs::NotOffered, [](auto &d) { edge(d).peers.allow << IpNetwork::parse("::/0").value(); });
        const auto balancers = [](std::initializer_list<const char *> networks) {
            return [networks = std::vector<std::string>(networks.begin(), networks.end())](auto &d) {
                for (const std::string &network : networks)
                    edge(d).proxyProtocolSources << IpNetwork::parse(network).value();
            };
        };
        const char *const sources = "edgeSites[hq].avEdge.proxyProtocolSources";
        row("edge.proxy-everybody", "everybody is a balancer", Warning, sources, "0.0.0.0/0", FixIs::Offered,
            balancers({"0.0.0.0/0"}));
        row("edge.proxy-everybody", "everybody of IPv6", Warning, sources, "::/0", FixIs::Offered,
            balancers({"10.0.0.0/8", "::/0"}));
        row("edge.proxy-overlap", "a balancer twice", Warning, sources, "10.0.0.1/32", FixIs::Offered,
            balancers({"10.0.0.1/32", "10.0.0.2/32", "10.0.0.1/32"}));
        row("edge.proxy-overlap", "a balancer in a network", Warning, sources,
            "10.1.0.0/16 lies within 10.0.0.0/8", FixIs::Offered,
            balancers({"10.1.0.0/16", "2001:db8::/32", "10.0.0.0/8"}));
        row("edge.open-relay", "A/V tokens alone, which are not served", Error,
            "edgeSites[hq].avEdge.credentials", "A/V tokens", FixIs::NotOffered, [](auto &d) {
                edge(d).credentials.sharedSecrets.clear();
                d.edgeSites.first().avAuthentication.enabled = true;
            });
        row("edge.open-relay", "no credentials", Error, "edgeSites[hq].avEdge.credentials", "hq",
            FixIs::NotOffered, [](auto &d) { edge(d).credentials.sharedSecrets.clear(); });
        row("edge.open-relay", "guessable password", Warning,
            "edgeSites[hq].avEdge.credentials.users[bob].key", "bob", FixIs::NotOffered, [](auto &d) {
                addUsers(d, {u"bob"_s});
                // MD5 of "bob:contoso.com:123456".
                edge(d).credentials.users.first().key = u"dc6996186efdb8066e74251e41449e46"_s;
            });
        row("edge.open-relay", "guessable password with both keys", Warning,
            "edgeSites[hq].avEdge.credentials.users[bob].key", "bob", FixIs::NotOffered, [](auto &d) {
                addUsers(d, {u"bob"_s});
                edge(d).credentials.users.first().key =
                    model::derivedKey(u"bob"_s, u"contoso.com"_s, u"123456"_s).value();
            });
        row("edge.open-relay", "short secret", Warning,
            "edgeSites[hq].avEdge.credentials.sharedSecrets[web].secret", "web", FixIs::NotOffered,
            [](auto &d) { edge(d).credentials.sharedSecrets.first().secret = u"short"_s; });
        row("edge.oauth-key", "three bytes", Error, "edgeSites[hq].avEdge.credentials.oauthKeys[k].key", "k",
            FixIs::NotOffered, [](auto &d) {
                model::EdgeOAuthKey key;
                key.name = u"k"_s;
                key.key = u"a2V5"_s;
                edge(d).credentials.oauthKeys << key;
            });
        row("edge.oauth-key", "an end before the beginning", Error,
            "edgeSites[hq].avEdge.credentials.oauthKeys[k].validUntil", "k", FixIs::NotOffered, [](auto &d) {
                model::EdgeOAuthKey key;
                key.name = u"k"_s;
                key.key = u"MTIzNDU2Nzg5MDEyMzQ1Ng=="_s;
                key.validFrom = u"2026-06-01T00:00:00Z"_s;
                key.validUntil = u"2026-05-31T00:00:00Z"_s;
                edge(d).credentials.oauthKeys << key;
            });
        row("edge.sample-secret", "left in", Warning,
            "edgeSites[hq].avEdge.credentials.sharedSecrets[web].secret", "web", FixIs::NotOffered,
            [](auto &d) { edge(d).credentials.sharedSecrets.first().secret = u"sample-secret-change"_s; });
        row("edge.users-look-alike", "a Cyrillic letter", Warning,
            u"edgeSites[hq].avEdge.credentials.users[\u0430nna].name"_s.toUtf8().constData(), "anna",
            FixIs::NotOffered, [](auto &d) {
                addUsers(d, {u"anna"_s, u"\u0430nna"_s});
            });
    }

    void addServiceRows()
    {
        using enum Severity;
        const auto selection = "pools[pool1].avConferencing.avAuthenticationService";
        row("avauth.reference-missing", "one to choose from", Warning, selection, "pool1", FixIs::Offered,
            [](auto &d) { pool(d).avConferencing.avAuthenticationService.clear(); });
        row("avauth.reference-missing", "none to choose from", Warning, selection, "pool1", FixIs::NotOffered,
            [](auto &d) {
                pool(d).avConferencing.avAuthenticationService.clear();
                d.forest.avAuthenticationServices.clear();
            });
        row("avauth.reference-dangling", "gone", Error, selection, "old", FixIs::Offered,
            [](auto &d) { pool(d).avConferencing.avAuthenticationService = u"old"_s; });
        row("avauth.fqdn", "address", Error, "forest.avAuthenticationServices[avauth].fqdn", "10.0.0.9",
            FixIs::NotOffered,
            [](auto &d) { d.forest.avAuthenticationServices.first().fqdn = u"10.0.0.9"_s; });
        row("avauth.fqdn", "port", Information, "forest.avAuthenticationServices[avauth].port", "5063",
            FixIs::Offered, [](auto &d) { d.forest.avAuthenticationServices.first().port = Port{5063}; });
        row("reference.dangling", "directory", Error, "pools[pool1].addressBook.directory", "gone",
            FixIs::Offered, [](auto &d) { pool(d).addressBook.directory = u"gone"_s; });
    }

    void addPoolRows()
    {
        using enum Severity;
        row("pool.external-urls", "no name", Warning, "pools[pool1].webComponents.externalFqdn", "serverURL",
            FixIs::Offered, [](auto &d) { pool(d).webComponents.externalFqdn.clear(); });
        row("pool.external-urls", "no URL", Warning, "pools[pool1].webComponents.externalAddressBookUrl",
            "Address book, external", FixIs::Offered,
            [](auto &d) { pool(d).webComponents.externalAddressBookUrl.clear(); });
        row("pool.lcs2005-address", "shared", Warning, "pools[pool1].address", "10.0.1.10", FixIs::NotOffered,
            [](auto &d) {
                pool(d).interoperatesWithLcs2005 = true;
                pool(d).frontEnds.first().address = pool(d).address;
            });
        row("pool.front-ends", "none", Warning, "pools[pool1].frontEnds", "pool1", FixIs::NotOffered,
            [](auto &d) { pool(d).frontEnds.clear(); });
        const auto addFrontEnd = [](model::Deployment &d) {
            model::FrontEnd second = pool(d).frontEnds.first();
            second.name = u"fe2"_s;
            pool(d).frontEnds << second;
            pool(d).loadBalancer = model::LoadBalancerKind::hardware;
        };
        row("pool.front-ends", "standard with two", Warning, "pools[pool1].edition", "standard",
            FixIs::Offered, addFrontEnd);
        row("pool.front-ends", "two without a balancer", Warning, "pools[pool1].loadBalancer", "2 front ends",
            FixIs::NotOffered, [addFrontEnd](auto &d) {
                addFrontEnd(d);
                pool(d).edition = model::PoolEdition::enterprise;
                pool(d).loadBalancer = model::LoadBalancerKind::none;
            });
        row("filter.blocks-handouts", "on", Warning, "pools[pool1].imFilter.fileTransfer.action", "pool1",
            FixIs::Offered,
            [](auto &d) { pool(d).imFilter.fileTransfer.action = model::FileFilterAction::blockAll; });
        const auto extensions = "pools[pool1].imFilter.fileTransfer.extensions";
        row("filter.extensions", "untidy", Warning, extensions, "exe, *.bat, .COM, a b", FixIs::Offered,
            [](auto &d) {
                pool(d).imFilter.fileTransfer.extensions =
                    QStringList{u"exe"_s, u"*.bat"_s, u".com"_s, u".COM"_s, u"a b"_s};
            });
        row("filter.extensions", "empty", Information, extensions, "every file passes", FixIs::NotOffered,
            [](auto &d) { pool(d).imFilter.fileTransfer.extensions.clear(); });
        row("addressbook.output", "none", Warning, "pools[pool1].addressBook.outputLocation", "pool1",
            FixIs::NotOffered, [](auto &d) { pool(d).addressBook.outputLocation.clear(); });
        row("addressbook.output", "relative", Warning, "pools[pool1].addressBook.outputLocation", "books",
            FixIs::NotOffered, [](auto &d) { pool(d).addressBook.outputLocation = u"books"_s; });
        row("addressbook.directory", "none", Warning, "pools[pool1].addressBook.directory", "pool1",
            FixIs::Offered, [](auto &d) { pool(d).addressBook.directory.clear(); });
        row("addressbook.partition", "on", Information, "pools[pool1].addressBook.partitionOutputByOU",
            "pool1", FixIs::NotOffered, [](auto &d) { pool(d).addressBook.partitionOutputByOU = true; });
        row("addressbook.normalization", "missing group", Warning,
            "pools[pool1].addressBook.normalizationRules[r].translation", "$2", FixIs::NotOffered,
            [](auto &d) {
                pool(d).addressBook.normalizationRules << model::NormalizationRule{};
                pool(d).addressBook.normalizationRules.first().name = u"r"_s;
                pool(d).addressBook.normalizationRules.first().pattern = u"^(\\d{4})$"_s;
                pool(d).addressBook.normalizationRules.first().translation = u"+1$1$2"_s;
            });
    }

    void addNameRows()
    {
        using enum Severity;
        row("name.required", "text", Error, "pools[pool1].fqdn", "pool1", FixIs::NotOffered,
            [](auto &d) { pool(d).fqdn.clear(); });
        row("name.required", "address", Error, "edgeSites[hq].servers[edge1].externalAddress", "edge1",
            FixIs::NotOffered, [](auto &d) { server(d).externalAddress = {}; });
        row("name.syntax", "made by a program", Error, "pools[pool1].fqdn", "a b", FixIs::NotOffered,
            [](auto &d) { pool(d).fqdn = u"a b"_s; });
        row("name.syntax", "number out of range", Error, "pools[pool1].addressBook.daysToKeep", "1 to 90",
            FixIs::NotOffered, [](auto &d) { pool(d).addressBook.daysToKeep = 0; });
        row("name.visible", "a line of its own", Error,
            "edgeSites[hq].avEdge.credentials.users[\"two\nlines\"].name", "two\\nlines", FixIs::NotOffered,
            [](auto &d) {
                model::EdgeUser user;
                user.name = u"two\nlines"_s;
                user.key = QString(32, u'a');
                edge(d).credentials.users << user;
            });
        row("edge.secret-sources", "neither here nor in a file", Error,
            "edgeSites[hq].avEdge.credentials.sharedSecrets[s].secret", "no file", FixIs::NotOffered,
            [](auto &d) { testing::addSecret(d, {}, {}); });
        row("edge.secret-sources", "here and in a file", Error,
            "edgeSites[hq].avEdge.credentials.sharedSecrets[s].secretFile", "stands here", FixIs::Offered,
            [](auto &d) { testing::addSecret(d, u"kT7mVq2xZr9wLp4sYb6nDf3h"_s, u"/etc/turnpike/secret"_s); });
        row("name.visible", "from right to left", Error, "pools[pool1].addressBook.outputLocation", "u202e",
            FixIs::NotOffered, [](auto &d) { pool(d).addressBook.outputLocation = u"/a/\u202eb"_s; });
        row("edge.not-served", "a port without a service", Information, "edgeSites[hq].avAuthentication.port",
            "does not act on it", FixIs::NotOffered,
            [](auto &d) { d.edgeSites.first().avAuthentication.port = Port{5063}; });
        row("name.duplicate", "two pools", Error, "pools[pool1]", "pool1", FixIs::NotOffered,
            [](auto &d) { d.pools << d.pools.first(); });
        row("name.fqdn", "address", Warning, "pools[pool1].fqdn", "10.0.0.1", FixIs::NotOffered,
            [](auto &d) { pool(d).fqdn = u"10.0.0.1"_s; });
        row("name.fqdn", "single label", Warning, "edgeSites[hq].externalFqdn", "av", FixIs::NotOffered,
            [](auto &d) { d.edgeSites.first().externalFqdn = u"av"_s; });
        row("name.default-domain", "unknown", Warning, "forest.defaultSipDomain", "fabrikam.com",
            FixIs::Offered, [](auto &d) { d.forest.defaultSipDomain = u"fabrikam.com"_s; });
        row("address.unusable", "multicast", Error, "edgeSites[hq].servers[edge1].externalAddress",
            "224.0.0.1", FixIs::NotOffered,
            [](auto &d) { server(d).externalAddress = address("224.0.0.1"); });
        row("address.unusable", "every address without one to relay from", Error,
            "edgeSites[hq].servers[edge1].externalAddress", "0.0.0.0", FixIs::NotOffered,
            [](auto &d) { server(d).externalAddress = address("0.0.0.0"); });
        row("port.range", "turned round", Error, "edgeSites[hq].avEdge.relayPorts", "hq", FixIs::NotOffered,
            [](auto &d) {
                edge(d).relayPorts = {Port{50001}, Port{50000}};
            });
        row("port.range", "system ports", Warning, "pools[pool1].avConferencing.mediaPorts", "1024",
            FixIs::NotOffered, [](auto &d) {
                pool(d).avConferencing.mediaPorts = {Port{80}, Port{60000}};
            });
        row("management.reachable", "nowhere", Warning, "management.listen", "no turnpikectl", FixIs::Offered,
            [](auto &d) { d.management.listen = {}; });
        row("management.metrics", "open", Warning, "management.metricsListen", "0.0.0.0:9641", FixIs::Offered,
            [](auto &d) { d.management.metricsListen = u"0.0.0.0:9641"_s; });
        row("management.limits", "administrators take all", Error,
            "management.limits.connectionsForAdministrators", "All 8", FixIs::Offered, [](auto &d) {
                d.management.limits.connections = 8;
                d.management.limits.connectionsForAdministrators = 8;
            });
        row("management.role-names", "a look-alike", Error,
            u"management.roles[\u0430nna]"_s.toUtf8().constData(), "look alike", FixIs::NotOffered,
            [](auto &d) {
                model::RoleAssignment assignment;
                assignment.name = u"\u0430nna"_s;
                d.management.roles << assignment;
            });
        const auto addRole = [](model::Deployment &deployment, const QString &name) {
            model::RoleAssignment assignment;
            assignment.name = name;
            deployment.management.roles << assignment;
        };
        row("management.role-names", "a blank at the end", Warning, "management.roles[\"vera \"]",
            "to nobody", FixIs::Offered, [addRole](auto &d) { addRole(d, u"vera "_s); });
        row("management.role-names", "no letter", Warning, "management.roles[--]", "to nobody",
            FixIs::NotOffered, [addRole](auto &d) { addRole(d, u"--"_s); });
        row("management.store", "nowhere", Error, "management.storeUrl", "PostgreSQL", FixIs::Offered,
            [](auto &d) { d.management.store = model::RevisionStoreKind::postgresql; });
        row("management.store", "password", Error, "management.storeUrl", "password", FixIs::Offered,
            [](auto &d) {
                d.management.store = model::RevisionStoreKind::postgresql;
                d.management.storeUrl = u"postgresql://turnpike:pw@db.contoso.com/turnpike"_s;
            });
    }

    QStringList m_rules;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestRules)
#include "tst_rules.moc"
