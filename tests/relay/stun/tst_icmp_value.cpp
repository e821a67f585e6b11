// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/icmp_value.h"
#include "tests/relay/stun/vectors.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::stun;
using namespace turnpike::testing;

/// Seven bits of type, nine of code (RFC 8656 section 18.13).
class TestIcmpValue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void itLooksAsTheRfcDrawsIt()
    {
        const auto looks = [](const IcmpValue &icmp, const char *hex) {
            return std::ranges::equal(icmp.encode(), bytesFromHex(hex)) &&
                   IcmpValue::decode(bytesFromHex(hex)) == icmp;
        };
        QVERIFY(looks({3, 3, 0}, "0000 0603 00000000"));
        QVERIFY(looks({3, 4, 1280}, "0000 0604 00000500"));
        QVERIFY(looks({127, 255, 0xffffffff}, "0000 feff ffffffff"));
    }

    void whatIsNoneIsRefused()
    {
        for (const char *hex : {"", "0000", "0000060300", "000006030000000000", "0000070300000000"})
            QVERIFY2(!IcmpValue::decode(bytesFromHex(hex)), hex);
        // What is reserved is not looked at.
        QVERIFY(IcmpValue::decode(bytesFromHex("ffff060300000000")) == (IcmpValue{3, 3, 0}));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestIcmpValue)
#include "tst_icmp_value.moc"
