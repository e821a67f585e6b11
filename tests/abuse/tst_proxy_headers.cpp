// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/edge/raw_clients.h"
#include "tests/relay/proxy/example_headers.h"
#include "tests/support/main.h"

using namespace turnpike;
using turnpike::edge::kBindingRequest;
using turnpike::edge::kLoopback;
using turnpike::edge::loopbackSettings;
using turnpike::edge::PlainConnection;
using turnpike::edge::ProxySources;
using turnpike::edge::RunningEdge;
using turnpike::edge::Settings;
using turnpike::testing::binaryHeader;
using turnpike::testing::checkedHeader;
using turnpike::testing::kAddresses4;
using turnpike::testing::tlv;

namespace {

const std::string kClaim = "PROXY TCP4 192.0.2.7 198.51.100.1 40000 443\r\n";

/// A relay over one family or the other, which believes whoever comes from `balancers`.
Settings believing(const std::vector<IpNetwork> &balancers, bool isV6)
{
    Settings settings = loopbackSettings(1);
    settings.listeners = {{Transport::Tcp, {isV6 ? IpAddress::parse("::1").value() : kLoopback, Port{0}}}};
    settings.proxies = ProxySources(balancers);
    return settings;
}

void addBothFamilies()
{
    QTest::addColumn<bool>("isV6");
    QTest::newRow("IPv4") << false;
    QTest::newRow("IPv6") << true;
}

} // namespace

/// Attacks with addresses that somebody claims. The numbers are those of the list of known attacks.
class TestProxyHeaders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    // T43: whoever is no balancer claims to come from elsewhere, and is not believed
    void nobodyIsBelievedWhoIsNoBalancer_data() { addBothFamilies(); }
    void nobodyIsBelievedWhoIsNoBalancer()
    {
        QFETCH(bool, isV6);
        // The address that is claimed may be a balancer's: it is the connection's own that counts.
        for (const auto &balancers :
             {std::vector<IpNetwork>{}, std::vector<IpNetwork>{IpNetwork::parse("192.0.2.0/24").value()}}) {
            RunningEdge relay(believing(balancers, isV6));
            std::uint64_t refused = 0;
            for (const std::string &claim :
                 {kClaim, checkedHeader(), binaryHeader(0x20, 0, ""), std::string("PROXY UNKNOWN\r\n")}) {
                for (const bool isCut : {false, true}) {
                    PlainConnection stranger(relay.address("tcp"));
                    const QByteArray said = QByteArray::fromStdString(claim) + kBindingRequest;
                    if (isCut)
                        stranger.say(said.first(3));
                    stranger.say(isCut ? said.sliced(3) : said);
                    QVERIFY(stranger.isCutOff());
                    ++refused;
                }
            }
            QTRY_COMPARE(relay.edge->snapshot().totals.proxyHeaderRefusals, refused);
            QCOMPARE(relay.edge->snapshot().totals.bindingRequests, std::uint64_t{0});
        }
    }

    // T43: lengths that lie, values that nobody knows, a balancer that speaks for itself, a header in
    // segments
    void aBalancerThatIsTakenOverMakesNobodyReadBeyondItsHeader_data()
    {
        QTest::addColumn<bool>("isV6");
        QTest::addColumn<std::string>("header");
        QTest::addColumn<bool>("isGood");
        const std::pair<std::string, bool> headers[] = {
            {kClaim, true},
            {binaryHeader(0x21, 0x11, kAddresses4 + tlv(0xEE, std::string(1000, 'x'))), true},
            {binaryHeader(0x20, 0, std::string(500, 'x')), true},
            {binaryHeader(0x21, 0x11, kAddresses4.substr(0, 11)), false},
            {binaryHeader(0x21, 0x21, kAddresses4), false},
            {binaryHeader(0x21, 0x11, kAddresses4 + std::string("\xEE\xFF\xFF", 3)), false},
            {binaryHeader(0x21, 0x11, kAddresses4 + std::string(4000, '\0')), false},
            {"PROXY TCP4 " + std::string(200, '1'), false}};
        for (const bool isV6 : {false, true}) {
            int number = 0;
            for (const auto &[header, isGood] : headers)
                QTest::addRow("header %d over %s", ++number, isV6 ? "IPv6" : "IPv4")
                    << isV6 << header << isGood;
        }
    }
    void aBalancerThatIsTakenOverMakesNobodyReadBeyondItsHeader()
    {
        QFETCH(bool, isV6);
        QFETCH(std::string, header);
        QFETCH(bool, isGood);
        RunningEdge relay(
            believing({IpNetwork(kLoopback, 8), IpNetwork(IpAddress::parse("::1").value(), 128)}, isV6));
        PlainConnection balancer(relay.address("tcp"));
        const QByteArray said = QByteArray::fromStdString(header);
        for (qsizetype at = 0; at < said.size(); at += 7)
            balancer.say(said.sliced(at, std::min<qsizetype>(7, said.size() - at)));
        balancer.say(kBindingRequest);
        if (isGood)
            QVERIFY(balancer.hearAnswer().startsWith(QByteArray::fromHex("0101")));
        else
            QVERIFY(balancer.isCutOff());
        QTRY_COMPARE(relay.edge->snapshot().totals.proxyHeaderRefusals, std::uint64_t{isGood ? 0U : 1U});
        QTRY_COMPARE(relay.edge->snapshot().totals.bindingRequests, std::uint64_t{isGood ? 1U : 0U});
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestProxyHeaders)
#include "tst_proxy_headers.moc"
