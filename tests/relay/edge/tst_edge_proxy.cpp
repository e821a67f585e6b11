// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/stun/message_view.h"
#include "tests/relay/edge/balancer.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/edge/raw_clients.h"
#include "tests/relay/proxy/example_headers.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/support/main.h"

#include <signal.h>

using namespace turnpike;
using namespace turnpike::edge;
using namespace turnpike::testing;
using namespace std::chrono_literals;

namespace {

const IpAddress kLoopback6 = IpAddress::parse("::1").value();
const std::string kLine = "PROXY TCP4 192.0.2.7 198.51.100.1 40000 443\r\n";
const std::string kLine6 = "PROXY TCP6 2001:db8::7 2001:db8::1 40000 443\r\n";

QByteArray bytes(const std::string &text)
{
    return QByteArray::fromStdString(text);
}

/// A relay on loopback of both families, to which whoever comes from loopback is a balancer.
Settings proxiedSettings(const IpAddress &address = kLoopback)
{
    Settings settings = loopbackSettings();
    settings.listeners = {{Transport::Tcp, {address, Port{0}}}};
    settings.proxies = ProxySources({IpNetwork(kLoopback, 8), IpNetwork(kLoopback6, 128)});
    return settings;
}

/// The address that the answer to a Binding request tells; empty when there is no such answer.
std::string mappedIn(const QByteArray &answer)
{
    const Bytes message =
        std::as_bytes(std::span(answer.constData(), static_cast<std::size_t>(answer.size())));
    const auto view = stun::MessageView::parse(message);
    const auto value = view ? view->find(stun::AttributeType::XorMappedAddress) : std::nullopt;
    const auto mapped = value ? stun::XorAddress::decode(*value, view->transactionId()) : std::nullopt;
    return mapped ? mapped->toString() : std::string();
}

std::string mappedOver(PlainConnection &connection, const QByteArray &before)
{
    connection.say(before + kBindingRequest);
    return mappedIn(connection.hearAnswer());
}

live::Totals totalsOf(const RunningEdge &relay)
{
    return relay.edge->snapshot().totals;
}

} // namespace

/// The PROXY protocol at a running relay: whose word is taken, and for what the told address stands.
class TestEdgeProxy : public QObject {
    Q_OBJECT

private:
    CertificateFiles m_files;

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void initTestCase()
    {
        ::signal(SIGPIPE, SIG_IGN); // the clients' OpenSSL writes with write()
        m_files.write("one", {.name = "one.example.org"});
        m_files.write("two", {.name = "two.example.org"});
    }

    void theToldAddressIsTheClients_data()
    {
        QTest::addColumn<IpAddress>("address");
        QTest::addColumn<std::string>("header");
        QTest::addColumn<std::string>("mapped"); // empty: the connection's own
        for (const IpAddress &address : {kLoopback, kLoopback6}) {
            const char *const over = address.isV6() ? "over IPv6" : "over IPv4";
            const auto row = [&](const char *what, const std::string &header, const char *mapped) {
                QTest::addRow("%s, %s", what, over) << address << header << std::string(mapped);
            };
            row("version 1, IPv4", kLine, "192.0.2.7:40000");
            row("version 1, IPv6", kLine6, "[2001:db8::7]:40000");
            row("version 1, unknown", "PROXY UNKNOWN\r\n", "");
            row("version 2, IPv4", checkedHeader(), "192.0.2.7:40000");
            row("version 2, IPv6", binaryHeader(0x21, 0x21, kAddresses6), "[2001:db8::7]:40000");
            row("version 2, local", binaryHeader(0x20, 0, ""), "");
        }
    }
    void theToldAddressIsTheClients()
    {
        QFETCH(const IpAddress, address);
        QFETCH(const std::string, header);
        QFETCH(const std::string, mapped);
        RunningEdge relay(proxiedSettings(address));
        PlainConnection together(relay.address("tcp"));
        const std::string first = mappedOver(together, bytes(header));
        QCOMPARE(first, mapped.empty() ? together.localAddress().toString() : mapped);
        // In pieces of one byte, the request within the last.
        PlainConnection pieces(relay.address("tcp"));
        for (const char byte : header)
            pieces.say(QByteArray(1, byte));
        const std::string second = mappedOver(pieces, {});
        QCOMPARE(second, mapped.empty() ? pieces.localAddress().toString() : mapped);
        QCOMPARE(totalsOf(relay).proxyHeaderRefusals, std::uint64_t{0});
    }

    void aCallOfABalancedClientIsTheClients()
    {
        Lines lines;
        const auto edge = Edge::start(proxiedSettings(), lines.notice()).value();
        const Balancer balancer(edge->listeners().front().address, kLine);
        Clients clients;
        auto &client = clients.open(Transport::Tcp, balancer.address());
        QVERIFY(clients.allocate(client));
        QVERIFY(clients.permit(client, {kLoopback, Port{9}}));
        const auto snapshot = edge->snapshot();
        QCOMPARE(snapshot.allocations.size(), std::size_t{1});
        QCOMPARE(snapshot.allocations[0].client.toString(), std::string("192.0.2.7:40000"));
        QCOMPARE(snapshot.allocations[0].server.toString(), std::string("198.51.100.1:443"));
        clients.close(client);
        QTRY_COMPARE(edge->allocationCount(), std::size_t{0});
        QTRY_VERIFY(lines.have("192.0.2.7:40000"));
    }

    void tlsFollowsTheHeaderAndTheNameStillChooses()
    {
        for (const bool isPlainTaken : {false, true}) {
            Settings settings = proxiedSettings();
            settings.listeners = {{Transport::Tls, {kLoopback, Port{0}}}};
            if (isPlainTaken)
                settings.listeners.push_back({Transport::Tcp, {kLoopback, Port{0}}});
            settings.certificates = {m_files.entry("one"), m_files.entry("two")};
            RunningEdge relay(settings);
            EncryptedClient one(Transport::Tls, relay.address("tls"), "one.example.org", bytes(kLine));
            EncryptedClient two(Transport::Tls, relay.address("tls"), "two.example.org",
                                bytes(checkedHeader()));
            QVERIFY(one.isAnswered() && two.isAnswered());
            QVERIFY(one.certificate() != two.certificate());
            QVERIFY(!EncryptedClient(Transport::Tls, relay.address("tls"), "one.example.org").isOpen());
            QTRY_COMPARE(totalsOf(relay).proxyHeaderRefusals, std::uint64_t{1});
            QCOMPARE(totalsOf(relay).handshakesFailed, std::uint64_t{0});
        }
    }

    void aBalancerWithoutAGoodHeaderIsRefusedCountedAndNamed_data()
    {
        QTest::addColumn<std::string>("said");
        QTest::addColumn<std::string>("reason");
        const auto row = [](const char *name, const std::string &said, const char *reason) {
            QTest::newRow(name) << said << std::string(reason);
        };
        row("a request", kBindingRequest.toStdString(), "no PROXY header");
        row("a health check", "GET / HTTP/1.1\r\n", "no PROXY header");
        row("a bad line", "PROXY TCP4 1 2 3 4\r\n", "none");
        row("a wrong checksum", checkedHeader().replace(20, 1, "x"), "checksum");
        row("a length that lies", binaryHeader(0x21, 0x11, "short"), "too short");
        row("too long", kSignature + "\x21\x11\xFF\xFF", "strangerMessageBytes");
    }
    void aBalancerWithoutAGoodHeaderIsRefusedCountedAndNamed()
    {
        QFETCH(const std::string, said);
        QFETCH(const std::string, reason);
        Lines lines;
        const auto edge = Edge::start(proxiedSettings(), lines.notice()).value();
        PlainConnection connection(edge->listeners().front().address);
        connection.say(bytes(said));
        QVERIFY(connection.isCutOff());
        QTRY_COMPARE(edge->snapshot().totals.proxyHeaderRefusals, std::uint64_t{1});
        QVERIFY(lines.have("connection of 127.0.0.1, a balancer of avEdge.proxyProtocolSources, closed: it "
                           "begins with "));
        QVERIFY(lines.have(reason));
        QCOMPARE(edge->snapshot().totals.foreignProtocols, std::uint64_t{0});
        QCOMPARE(edge->snapshot().totals.bindingRequests, std::uint64_t{0});
    }

    void aHeaderThatDoesNotComeInTimeIsRefused_data()
    {
        QTest::addColumn<std::string>("said");
        QTest::newRow("nothing") << std::string();
        QTest::newRow("half a line") << kLine.substr(0, 20);
        QTest::newRow("half a signature") << kSignature.substr(0, 5);
    }
    void aHeaderThatDoesNotComeInTimeIsRefused()
    {
        QFETCH(const std::string, said);
        Settings settings = proxiedSettings();
        settings.unfinishedMessage = 1s;
        Lines lines;
        const auto edge = Edge::start(settings, lines.notice()).value();
        PlainConnection connection(edge->listeners().front().address);
        connection.say(bytes(said));
        QVERIFY(connection.isCutOff());
        QTRY_COMPARE(edge->snapshot().totals.proxyHeaderRefusals, std::uint64_t{1});
        QVERIFY(lines.have("no PROXY header came within avEdge.lifetimes.unfinishedMessage"));
    }

    void whoeverOnlyLooksWhetherSomebodyListensIsNotCounted()
    {
        RunningEdge relay(proxiedSettings());
        PlainConnection(relay.address("tcp")).hangUp();
        PlainConnection half(relay.address("tcp"));
        half.say(bytes(kLine.substr(0, 20)));
        half.hangUp();
        // Who leaves within a header is; the one before was first.
        QTRY_COMPARE(totalsOf(relay).proxyHeaderRefusals, std::uint64_t{1});
        PlainConnection client(relay.address("tcp"));
        QCOMPARE(mappedOver(client, bytes(kLine)), std::string("192.0.2.7:40000"));
        QCOMPARE(totalsOf(relay).proxyHeaderRefusals, std::uint64_t{1});
    }

    void silentBalancersMakeRoomForOnesThatSpeak()
    {
        Settings settings = proxiedSettings();
        settings.workers = 1;
        settings.strangerConnections = 8;
        RunningEdge relay(settings);
        std::vector<std::unique_ptr<PlainConnection>> silent;
        for (int i = 0; i < 100; ++i)
            silent.push_back(std::make_unique<PlainConnection>(relay.address("tcp")));
        PlainConnection client(relay.address("tcp"));
        QCOMPARE(mappedOver(client, bytes(kLine)), std::string("192.0.2.7:40000"));
        QTRY_COMPARE(totalsOf(relay).connectionsReplaced, std::uint64_t{93});
    }

    void clientsAreLimitedByTheirOwnAddressAndTheBalancerIsNot()
    {
        Settings settings = proxiedSettings();
        settings.workers = 1;
        settings.tcpConnectionsPerSource = 2;
        RunningEdge relay(settings);
        std::vector<std::unique_ptr<PlainConnection>> connections;
        const auto comesWith = [&](const std::string &header) {
            connections.push_back(std::make_unique<PlainConnection>(relay.address("tcp")));
            return !mappedOver(*connections.back(), bytes(header)).empty();
        };
        for (const char *client : {"192.0.2.7", "192.0.2.8", "192.0.2.9"}) {
            for (const char *port : {"40000", "40001"})
                QVERIFY(
                    comesWith(std::string("PROXY TCP4 ") + client + " 198.51.100.1 " + port + " 443\r\n"));
        }
        for (int i = 0; i < 5; ++i)
            QVERIFY(comesWith(binaryHeader(0x20, 0, "")) && comesWith("PROXY UNKNOWN\r\n"));
        QCOMPARE(totalsOf(relay).connectionsReplaced, std::uint64_t{0});
        QVERIFY(comesWith("PROXY TCP4 192.0.2.7 198.51.100.1 40002 443\r\n"));
        QTRY_COMPARE(totalsOf(relay).connectionsReplaced, std::uint64_t{1});
        QVERIFY(connections.front()->isCutOff());
    }

    void theClientRulesHoldForTheToldAddress()
    {
        Settings settings = proxiedSettings();
        settings.clients = ClientPolicy({}, {IpNetwork::parse("192.0.2.0/24").value()});
        RunningEdge relay(settings);
        PlainConnection denied(relay.address("tcp"));
        denied.say(bytes(kLine) + kBindingRequest);
        QVERIFY(denied.isCutOff());
        QTRY_COMPARE(totalsOf(relay).strangeClients, std::uint64_t{1});
        PlainConnection other(relay.address("tcp"));
        QCOMPARE(mappedOver(other, bytes(kLine6)), std::string("[2001:db8::7]:40000"));
    }

    void aChangeHoldsForConnectionsThatComeLater()
    {
        Settings with = proxiedSettings();
        Settings without = with;
        without.proxies = {};
        RunningEdge relay(without);
        PlainConnection direct(relay.address("tcp"));
        QCOMPARE(mappedOver(direct, {}), direct.localAddress().toString());
        QVERIFY(relay.edge->apply(with).has_value());
        QCOMPARE(mappedOver(direct, {}), direct.localAddress().toString());
        PlainConnection told(relay.address("tcp"));
        QCOMPARE(mappedOver(told, bytes(kLine)), std::string("192.0.2.7:40000"));
        PlainConnection late(relay.address("tcp"));
        late.say(kBindingRequest);
        QVERIFY(late.isCutOff());
        QVERIFY(relay.edge->apply(without).has_value());
        QCOMPARE(mappedOver(told, {}), std::string("192.0.2.7:40000"));
        PlainConnection refused(relay.address("tcp"));
        refused.say(bytes(kLine) + kBindingRequest);
        QVERIFY(refused.isCutOff());
        QTRY_COMPARE(totalsOf(relay).proxyHeaderRefusals, std::uint64_t{2});
    }

    void anotherConnectionWithTheSameAddressesEndsNoCallWhenItEnds()
    {
        Settings settings = proxiedSettings();
        settings.workers = 1;
        RunningEdge relay(settings);
        const Balancer balancer(relay.address("tcp"), kLine);
        auto &client = relay.clients.open(Transport::Tcp, balancer.address());
        QVERIFY(relay.clients.allocate(client));
        {
            PlainConnection again(relay.address("tcp"));
            QCOMPARE(mappedOver(again, bytes(kLine)), std::string("192.0.2.7:40000"));
        }
        // The end of the other one lies before what comes after it.
        PlainConnection after(relay.address("tcp"));
        QCOMPARE(mappedOver(after, bytes(kLine6)), std::string("[2001:db8::7]:40000"));
        QVERIFY(relay.clients.permit(client, {kLoopback, Port{9}}));
        QCOMPARE(relay.edge->allocationCount(), std::size_t{1});
    }

    void theSourcesAreNetworksOfBothFamilies()
    {
        const auto ip = [](const char *text) { return IpAddress::parse(text).value(); };
        const ProxySources sources(
            {IpNetwork::parse("192.0.2.0/24").value(), IpNetwork::parse("2001:db8::/32").value()});
        QVERIFY(sources.contain(ip("192.0.2.255")) && sources.contain(ip("::ffff:192.0.2.1")));
        QVERIFY(sources.contain(ip("2001:db8::1")));
        QVERIFY(!sources.contain(ip("192.0.3.0")) && !sources.contain(ip("2001:db9::1")));
        QVERIFY(!ProxySources().contain(ip("127.0.0.1")));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeProxy)
#include "tst_edge_proxy.moc"
