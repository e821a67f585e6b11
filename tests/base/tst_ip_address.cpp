// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ip_address.h"
#include "tests/support/main.h"

#include <unordered_set>

using namespace turnpike;

/// Addresses as values: one spelling in, one spelling out, and no IPv4 address hidden inside.
class TestIpAddress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void textIsCanonical_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        const auto row = [](const char *in, const char *out) {
            QTest::newRow(in) << QByteArray(in) << QByteArray(out);
        };
        row("192.0.2.1", "192.0.2.1");
        row("0.0.0.0", "0.0.0.0");
        row("255.255.255.255", "255.255.255.255");
        row("::", "::");
        row("::1", "::1");
        row("2001:DB8:0:0:0:0:0:1", "2001:db8::1");
        row("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
        row("::ffff:192.0.2.1", "::ffff:192.0.2.1");
    }
    void textIsCanonical()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        const auto address = IpAddress::parse(in.toStdString());
        QVERIFY(address);
        QCOMPARE(QByteArray::fromStdString(address->toString()), out);
        QVERIFY(IpAddress::parse(address->toString()) == *address);
    }

    void whatIsNoAddressIsRefusedWithItsText_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"", " ", "192.0.2", "192.0.2.256", "192.0.2.1 ", "192.0.2.1.", "0x7f.1", "127.1", "localhost",
              "[::1]", "fe80::1%eth0", ":::", "1:2:3:4:5:6:7:8:9", "192.0.2.1/24"})
            QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
        QTest::newRow("NUL inside") << QByteArray("192.0.2.1\0.5", 12);
    }
    void whatIsNoAddressIsRefusedWithItsText()
    {
        QFETCH(QByteArray, text);
        const auto address = IpAddress::parse(text.toStdString());
        QVERIFY(!address);
        QVERIFY(address.error().code == Error::Code::InvalidValue);
        QVERIFY(address.error().text().find("IPv4 or IPv6") != std::string::npos);
        QVERIFY(address.error().text().find(text.toStdString()) != std::string::npos);
    }

    void anIpv4AddressInsideIsFound_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("inside");
        const auto row = [](const char *title, const char *address, const char *inside) {
            QTest::newRow(title) << QByteArray(address) << QByteArray(inside);
        };
        row("mapped", "::ffff:10.1.2.3", "10.1.2.3");
        row("compatible", "::10.1.2.3", "10.1.2.3");
        row("6to4", "2002:0a01:0203::1", "10.1.2.3");
        row("NAT64", "64:ff9b::10.1.2.3", "10.1.2.3");
        row("NAT64, local use", "64:ff9b:1::10.1.2.3", "10.1.2.3");
        row("Teredo", "2001:0:4136:e378:8000:63bf:f5fe:fdfc", "10.1.2.3");
        row("none", "2001:db8::10.1.2.3", "");
        row("IPv4 itself", "10.1.2.3", "");
        row("next to NAT64", "64:ff9b:2::10.1.2.3", "");
        row("next to mapped", "::fffe:10.1.2.3", "");
    }
    void anIpv4AddressInsideIsFound()
    {
        QFETCH(QByteArray, address);
        QFETCH(QByteArray, inside);
        const auto found = IpAddress::parse(address.toStdString())->embeddedV4();
        QCOMPARE(found ? QByteArray::fromStdString(found->toString()) : QByteArray(), inside);
    }

    void loopbackAndUnspecifiedAreRecognised()
    {
        const auto address = [](const char *text) { return IpAddress::parse(text).value(); };
        QVERIFY(address("127.0.0.1").isLoopback());
        QVERIFY(address("127.255.255.255").isLoopback());
        QVERIFY(!address("128.0.0.0").isLoopback());
        QVERIFY(address("::1").isLoopback());
        QVERIFY(!address("::2").isLoopback());
        QVERIFY(!address("100::1").isLoopback());
        QVERIFY(address("0.0.0.0").isUnspecified());
        QVERIFY(address("::").isUnspecified());
        QVERIFY(!IpAddress().isUnspecified());
        QVERIFY(!IpAddress().isLoopback());
        QCOMPARE(IpAddress().toString(), std::string());
    }

    void transportAddressesNeedBracketsForIpv6_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("valid");
        const auto row = [](const char *text, bool valid) {
            QTest::newRow(text) << QByteArray(text) << valid;
        };
        row("192.0.2.1:3478", true);
        row("[2001:db8::1]:3478", true);
        row("2001:db8::1:3478", false);
        row("[192.0.2.1]:3478", false);
        row("192.0.2.1", false);
        row("192.0.2.1:", false);
        row("192.0.2.1:0", false);
        row("192.0.2.1:65536", false);
        row(":3478", false);
        row("[]:3478", false);
        row("[::1:3478", false);
    }
    void transportAddressesNeedBracketsForIpv6()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, valid);
        const auto address = TransportAddress::parse(text.toStdString());
        QCOMPARE(address.has_value(), valid);
        if (valid)
            QCOMPARE(QByteArray::fromStdString(address->toString()), text);
    }

    void hashesSpread()
    {
        std::unordered_set<std::size_t> hashes;
        for (std::uint32_t i = 0; i < 1000; ++i) {
            for (std::uint16_t port = 50000; port < 50010; ++port)
                hashes.insert(std::hash<TransportAddress>{}({IpAddress::v4(0x0a000000 + i), Port{port}}));
        }
        QCOMPARE(hashes.size(), 10'000U);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestIpAddress)
#include "tst_ip_address.moc"
