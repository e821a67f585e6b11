// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/peer_policy.h"
#include "tests/relay/turn/addresses.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;
using turn::PeerPolicy;

namespace {

std::vector<IpNetwork> networks(const char *text)
{
    std::vector<IpNetwork> list;
    for (const QByteArray &part : QByteArray(text).split(' ')) {
        if (!part.isEmpty())
            list.push_back(IpNetwork::parse(part.toStdString()).value());
    }
    return list;
}

} // namespace

/// Whom a client may reach. Everything special is closed until somebody opens exactly that.
class TestPeerPolicy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void everySpecialBlockIsClosedByDefault()
    {
        const PeerPolicy policy;
        for (const SpecialBlock &block : specialBlocks()) {
            const auto decision = policy.explain(block.network.address());
            QVERIFY2(!decision.allowed, qPrintable(QString::fromStdString(block.network.toString())));
            QVERIFY2(decision.rule.starts_with("special-purpose block "), decision.rule.c_str());
            QCOMPARE(policy.allows(block.network.address()), decision.allowed);
        }
        QVERIFY(policy.allows(ip("8.8.8.8")));
        QVERIFY(policy.allows(ip("2600::1")));
        QVERIFY(!policy.allows(IpAddress()));
    }

    // T2: 127.0.0.1, 10/8, 169.254.169.254 in every embedded form
    void everySpellingOfAClosedAddressIsClosed_data()
    {
        QTest::addColumn<QByteArray>("address");
        for (const char *v4 : {"127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0"}) {
            const auto bytes = ip(v4).bytes();
            const auto hex = [&bytes](std::size_t i, int mask) {
                return QByteArray::number((bytes[i] << 8 | bytes[i + 1]) ^ mask, 16);
            };
            const QByteArray plain = hex(0, 0) + ':' + hex(2, 0);
            for (const QByteArray &address : std::initializer_list<QByteArray>{
                     v4, QByteArray("::ffff:") + v4, QByteArray("::") + v4, QByteArray("::ffff:0:") + v4,
                     QByteArray("2002:" + plain + "::1"), QByteArray("64:ff9b::") + v4,
                     QByteArray("64:ff9b:1::") + v4,
                     QByteArray("2001:0:808:808:0:0:" + hex(0, 0xffff) + ':' + hex(2, 0xffff))})
                QTest::newRow(address.constData()) << address;
        }
    }
    void everySpellingOfAClosedAddressIsClosed()
    {
        QFETCH(QByteArray, address);
        QVERIFY(!PeerPolicy().allows(ip(address.constData())));
        // Neither does a rule for the whole internet open it, nor one for IPv4's private networks.
        PeerPolicy::Rules rules;
        rules.allow = networks("0.0.0.0/0 ::/0 8.0.0.0/8");
        QVERIFY(!PeerPolicy(rules).allows(ip(address.constData())));
    }

    // T6: allow over deny, longest match
    void rulesDecide_data()
    {
        QTest::addColumn<QByteArray>("allow");
        QTest::addColumn<QByteArray>("deny");
        QTest::addColumn<QByteArray>("peer");
        QTest::addColumn<bool>("allowed");
        QTest::addColumn<QByteArray>("rule");
        const auto row = [](const char *title, const char *allow, const char *deny, const char *peer,
                            bool allowed, const char *rule) {
            QTest::newRow(title) << QByteArray(allow) << QByteArray(deny) << QByteArray(peer) << allowed
                                 << QByteArray(rule);
        };
        row("no rule", "", "", "8.8.8.8", true, "no rule: a publicly routable address");
        row("deny", "", "8.0.0.0/8", "8.8.8.8", false, "peers.deny 8.0.0.0/8");
        row("beside deny", "", "8.0.0.0/8", "9.8.8.8", true, "no rule: a publicly routable address");
        row("longer allow", "8.8.0.0/16", "8.0.0.0/8", "8.8.8.8", true, "peers.allow 8.8.0.0/16");
        row("longer deny", "8.0.0.0/8", "8.8.0.0/16", "8.8.8.8", false, "peers.deny 8.8.0.0/16");
        row("tie", "8.8.0.0/16", "8.8.0.0/16", "8.8.8.8", false, "peers.deny 8.8.0.0/16");
        row("longest of several", "8.0.0.0/8 8.8.8.0/24", "8.8.0.0/16", "8.8.8.8", true,
            "peers.allow 8.8.8.0/24");
        row("only an SFU", "8.8.8.8/32", "0.0.0.0/0 ::/0", "8.8.8.9", false, "peers.deny 0.0.0.0/0");
        row("the SFU", "8.8.8.8/32", "0.0.0.0/0 ::/0", "8.8.8.8", true, "peers.allow 8.8.8.8/32");
        row("part of a special block", "127.0.0.1/32", "", "127.0.0.1", true,
            "peers.allow 127.0.0.1/32, an address of this machine: every port but those where the relay "
            "itself listens");
        row("beside that part", "127.0.0.1/32", "", "127.0.0.2", false,
            "special-purpose block 127.0.0.0/8 (Loopback, RFC 1122)");
        row("a whole special block", "127.0.0.0/8", "", "127.0.0.2", true,
            "peers.allow 127.0.0.0/8, an address of this machine: every port but those where the relay "
            "itself listens");
        row("more than a special block", "126.0.0.0/7", "", "127.0.0.1", false,
            "special-purpose block 127.0.0.0/8 (Loopback, RFC 1122)");
        row("part of a private block", "10.1.0.0/16", "", "10.1.2.3", true, "peers.allow 10.1.0.0/16");
        row("IPv6 loopback", "::1/128", "", "::1", true,
            "peers.allow ::1/128, an address of this machine: every port but those where the relay itself "
            "listens");
        row("unique local", "fd00::/8", "", "fd00::1", true, "peers.allow fd00::/8");
        row("never: this network", "0.0.0.0/8", "", "0.0.0.0", false,
            "special-purpose block 0.0.0.0/8 (This network, RFC 791), which no rule opens");
        row("never: multicast", "224.0.0.1/32", "", "224.0.0.1", false,
            "special-purpose block 224.0.0.0/4 (Multicast, RFC 5771), which no rule opens");
        row("never: mapped", "::ffff:127.0.0.1/128", "", "::ffff:127.0.0.1", false,
            "special-purpose block ::ffff:0.0.0.0/96 (IPv4-mapped Address, RFC 4291), which no rule opens");
        row("NAT64 to the internet", "64:ff9b::/96", "", "64:ff9b::8.8.8.8", true,
            "peers.allow 64:ff9b::/96");
        row("NAT64 to the inside", "64:ff9b::/96", "", "64:ff9b::10.0.0.1", false,
            "special-purpose block 10.0.0.0/8 (Private-Use, RFC 1918)");
        row("NAT64 to a denied address", "64:ff9b::/96", "8.0.0.0/8", "64:ff9b::8.8.8.8", false,
            "peers.deny 8.0.0.0/8");
    }
    void rulesDecide()
    {
        QFETCH(QByteArray, allow);
        QFETCH(QByteArray, deny);
        QFETCH(QByteArray, peer);
        QFETCH(bool, allowed);
        QFETCH(QByteArray, rule);
        PeerPolicy::Rules rules;
        rules.allow = networks(allow.constData());
        rules.deny = networks(deny.constData());
        const PeerPolicy policy(rules);
        const auto decision = policy.explain(ip(peer.constData()));
        QCOMPARE(QByteArray::fromStdString(decision.rule), rule);
        QCOMPARE(decision.allowed, allowed);
        QCOMPARE(policy.allows(ip(peer.constData())), allowed);
    }

    void allowPrivateOpensPrivateNetworksOnly()
    {
        PeerPolicy::Rules rules;
        rules.allowPrivate = true;
        rules.deny = networks("192.168.7.0/24");
        const PeerPolicy policy(rules);
        for (const char *open : {"10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1"})
            QVERIFY2(policy.allows(ip(open)), open);
        for (const char *closed : {"127.0.0.1", "169.254.169.254", "192.168.7.1", "0.0.0.0", "224.0.0.1",
                                   "::1", "fe80::1", "::ffff:10.0.0.1", "2002:0a00:0001::"})
            QVERIFY2(!policy.allows(ip(closed)), closed);
        QCOMPARE(policy.explain(ip("10.0.0.1")).rule, std::string("peers.allowPrivate 10.0.0.0/8"));
    }

    void theRelaysOwnAddressesAreClosedUnlessRelayToRelay()
    {
        PeerPolicy::Rules rules;
        rules.relayAddresses = {ip("8.8.8.8"), ip("10.0.0.5"), ip("127.0.0.1")};
        rules.allowPrivate = true;
        const PeerPolicy closed(rules);
        QVERIFY(!closed.allows(ip("8.8.8.8")));
        QVERIFY(!closed.allows(ip("10.0.0.5")));
        QVERIFY(closed.allows(ip("10.0.0.6")));
        QVERIFY(!closed.allows(ip("127.0.0.1")));
        QVERIFY(closed.explain(ip("8.8.8.8")).rule.find("allowRelayToRelay is off") != std::string::npos);

        rules.allowRelayToRelay = true;
        const PeerPolicy open(rules);
        QVERIFY(open.reach(ip("8.8.8.8")) == PeerPolicy::Reach::RelayedPorts);
        QVERIFY(open.reach(ip("10.0.0.5")) == PeerPolicy::Reach::RelayedPorts);
        QVERIFY(!open.allows(ip("127.0.0.1")));

        rules.deny = networks("8.8.8.8/32");
        QVERIFY(!PeerPolicy(rules).allows(ip("8.8.8.8")));
    }

    void loopbackThatWasOpenedByNameIsOpenAlsoForOwnAddresses()
    {
        PeerPolicy::Rules rules;
        rules.relayAddresses = {ip("127.0.0.1")};
        rules.allow = networks("127.0.0.0/8");
        QVERIFY(PeerPolicy(rules).reach(ip("127.0.0.1")) == PeerPolicy::Reach::OwnMachine);
        QVERIFY(PeerPolicy(rules).reach(ip("127.0.0.2")) == PeerPolicy::Reach::OwnMachine);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestPeerPolicy)
#include "tst_peer_policy.moc"
