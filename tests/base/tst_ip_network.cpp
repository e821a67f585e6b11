// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ip_network.h"
#include "tests/support/main.h"

#include <random>

using namespace turnpike;

namespace {

using Words = std::array<std::uint8_t, 16>;

// Adds one, or takes one away, with carry: what a list of single addresses would do.
IpAddress neighbour(const IpAddress &address, int step)
{
    Words bytes = address.bytes();
    for (std::size_t i = address.size(); i-- > 0;) {
        bytes[i] = static_cast<std::uint8_t>(bytes[i] + step);
        if (bytes[i] != (step > 0 ? 0x00 : 0xff))
            break;
    }
    return address.isV6() ? IpAddress::v6(bytes)
                          : IpAddress::v4(std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                                          std::uint32_t{bytes[2]} << 8 | bytes[3]);
}

IpAddress lastOf(const IpNetwork &network)
{
    Words bytes = network.address().bytes();
    for (int bit = network.prefixLength(); bit < network.address().bits(); ++bit) {
        auto &byte = bytes[static_cast<std::size_t>(bit / 8)];
        byte = static_cast<std::uint8_t>(byte | 0x80 >> bit % 8);
    }
    return network.address().isV6()
               ? IpAddress::v6(bytes)
               : IpAddress::v4(std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                               std::uint32_t{bytes[2]} << 8 | bytes[3]);
}

bool sharesBits(const IpAddress &a, const IpAddress &b, int bits)
{
    for (int bit = 0; bit < bits; ++bit) {
        const auto at = static_cast<std::size_t>(bit / 8);
        if (((a.bytes()[at] ^ b.bytes()[at]) & 0x80 >> bit % 8) != 0)
            return false;
    }
    return a.family() == b.family();
}

} // namespace

/// Networks: their first and last address are in, the neighbours are out.
class TestIpNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    // T5: first - 1, first, last, last + 1 of networks that cross byte borders
    void edgesOfEveryLengthAreExact_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::newRow("IPv4") << QByteArray("172.85.170.99");
        QTest::newRow("IPv6") << QByteArray("2a5b:aa55:1234:8765:5aa5:0ff0:7e81:3c69");
    }
    void edgesOfEveryLengthAreExact()
    {
        QFETCH(QByteArray, address);
        const IpAddress inside = IpAddress::parse(address.toStdString()).value();
        for (int length = 1; length <= inside.bits(); ++length) {
            const IpNetwork network(inside, length);
            QVERIFY(network.contains(inside));
            QVERIFY(network.contains(network.address()));
            QVERIFY(network.contains(lastOf(network)));
            QVERIFY(!network.contains(neighbour(network.address(), -1)));
            QVERIFY(!network.contains(neighbour(lastOf(network), +1)));
            QVERIFY(IpNetwork::parse(network.toString()) == network);
        }
        QVERIFY(IpNetwork(inside, 0).contains(neighbour(inside, 1)));
    }

    // T5: the same as a comparison bit by bit
    void membershipIsTheSameAsComparingBits()
    {
        std::mt19937 random(1);
        std::uniform_int_distribution<int> byte(0, 255);
        for (int round = 0; round < 20'000; ++round) {
            Words a{};
            for (auto &value : a)
                value = static_cast<std::uint8_t>(byte(random));
            Words b = a;
            b[static_cast<std::size_t>(byte(random) % 16)] ^=
                static_cast<std::uint8_t>(1 << byte(random) % 8);
            const int length = byte(random) % 129;
            const auto first = IpAddress::v6(a);
            const auto second = IpAddress::v6(b);
            QCOMPARE(IpNetwork(first, length).contains(second), sharesBits(first, second, length));
        }
    }

    void familiesDoNotMix()
    {
        QVERIFY(!IpNetwork::parse("0.0.0.0/0")->contains(IpAddress::parse("::").value()));
        QVERIFY(!IpNetwork::parse("::/0")->contains(IpAddress::parse("0.0.0.0").value()));
        QVERIFY(!IpNetwork::parse("0.0.0.0/0")->contains(IpAddress()));
    }

    void whatIsNoNetworkIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8 ", "10.0.0.0/+8",
              "10.0.0.0/0x8", "::/129", "10.0.0.0/255.0.0.0", "10/8", "10.0.0.1/8", "2001:db8::1/32"})
            QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
    }
    void whatIsNoNetworkIsRefused()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!IpNetwork::parse(text.toStdString()));
    }

    void hostBitsAreNamedWithWhatWasProbablyMeant()
    {
        const auto network = IpNetwork::parse("10.1.2.3/8");
        QVERIFY(!network);
        QVERIFY(network.error().text().find("10.0.0.0/8") != std::string::npos);
        QCOMPARE(IpNetwork::parse("10.1.2.3")->toString(), std::string("10.1.2.3/32"));
        QCOMPARE(IpNetwork::parse("::1")->toString(), std::string("::1/128"));
    }

    void specialBlocksHoldTheirEdgesAndNothingElse()
    {
        for (const SpecialBlock &block : specialBlocks()) {
            const SpecialBlock *first = specialBlockOf(block.network.address());
            const SpecialBlock *last = specialBlockOf(lastOf(block.network));
            const QByteArray text = QByteArray::fromStdString(block.network.toString());
            QVERIFY2(first && first->network.prefixLength() >= block.network.prefixLength(),
                     text.constData());
            QVERIFY2(last && last->network.prefixLength() >= block.network.prefixLength(), text.constData());
            QVERIFY2(!block.name.empty() && block.source.starts_with("RFC "), text.constData());
        }
    }

    void publicAddressesAreInNoBlock_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"8.8.8.8",        "1.1.1.1",         "9.255.255.255",   "11.0.0.0",         "100.63.255.255",
              "100.128.0.0",    "126.255.255.255", "128.0.0.0",       "169.253.255.255",  "169.255.0.0",
              "172.15.255.255", "172.32.0.0",      "192.167.255.255", "192.169.0.0",      "198.17.255.255",
              "198.20.0.0",     "223.255.255.255", "2001:200::",      "2001:db7:ffff::1", "2001:db9::",
              "2600::1",        "2003::"})
            QTest::newRow(text) << QByteArray(text);
    }
    void publicAddressesAreInNoBlock()
    {
        QFETCH(QByteArray, text);
        QVERIFY(specialBlockOf(IpAddress::parse(text.toStdString()).value()) == nullptr);
    }

    void theMostSpecificBlockIsTheAnswer()
    {
        const auto nameOf = [](const char *text) {
            const SpecialBlock *block = specialBlockOf(IpAddress::parse(text).value());
            return block == nullptr ? std::string() : std::string(block->name);
        };
        QCOMPARE(nameOf("255.255.255.255"), std::string("Limited Broadcast"));
        QCOMPARE(nameOf("240.0.0.1"), std::string("Reserved"));
        QCOMPARE(nameOf("::1"), std::string("Loopback Address"));
        QCOMPARE(nameOf("::ffff:8.8.8.8"), std::string("IPv4-mapped Address"));
        QCOMPARE(nameOf("::ffff:0:8.8.8.8"), std::string("Reserved by IETF"));
        QCOMPARE(nameOf("2001::1"), std::string("Teredo"));
        QCOMPARE(nameOf("64:ff9b::8.8.8.8"), std::string("IPv4-IPv6 Translation"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestIpNetwork)
#include "tst_ip_network.moc"
