// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/port.h"
#include "tests/support/main.h"

using namespace turnpike;

/// Ports and ranges of ports as people write them.
class TestPort : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void onlyOneTo65535IsAPort_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("value");
        const auto row = [](const char *text, int value) {
            QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text) << value;
        };
        row("1", 1);
        row("3478", 3478);
        row("65535", 65535);
        for (const char *text :
             {"", "0", "65536", "4294967297", "99999999999999999999", "-1", "+1", " 1", "1 ", "0x10", "a"})
            row(text, 0);
    }
    void onlyOneTo65535IsAPort()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, value);
        const auto port = Port::parse(text.toStdString());
        QCOMPARE(port.has_value(), value != 0);
        if (port)
            QCOMPARE(int{port->value}, value);
        else
            QCOMPARE(port.error().allowed, std::string("1 to 65535"));
    }

    void aRangeHasBothItsEnds()
    {
        const auto range = PortRange::parse("50000-59999").value();
        QCOMPARE(range.size(), 10'000);
        QVERIFY(range.contains(Port{50000}) && range.contains(Port{59999}));
        QVERIFY(!range.contains(Port{49999}) && !range.contains(Port{60000}));
        QCOMPARE(range.toString(), std::string("50000-59999"));
        QCOMPARE(PortRange::parse("443")->size(), 1);
        QCOMPARE(PortRange::parse("443")->toString(), std::string("443"));
        QCOMPARE(PortRange::parse("1-65535")->size(), 65535);
    }

    void rangesThatMakeNoSenseAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "-", "1-", "-1", "2-1", "1-65536", "0-1", "1-2-3", "1 - 2"})
            QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
    }
    void rangesThatMakeNoSenseAreRefused()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!PortRange::parse(text.toStdString()));
    }

    void rangesOverlapWhenTheyShareAPort()
    {
        const auto overlap = [](const char *a, const char *b) {
            return PortRange::parse(a)->overlaps(*PortRange::parse(b)) &&
                   PortRange::parse(b)->overlaps(*PortRange::parse(a));
        };
        QVERIFY(overlap("1-10", "10-20"));
        QVERIFY(overlap("1-100", "50"));
        QVERIFY(!overlap("1-10", "11-20"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestPort)
#include "tst_port.moc"
