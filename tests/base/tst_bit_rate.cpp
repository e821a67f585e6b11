// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bit_rate.h"
#include "tests/support/main.h"

using namespace turnpike;

/// Bit rates with and without a unit.
class TestBitRate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void unitsAreUnderstood_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("kbit");
        const auto row = [](const char *text, qint64 kbit) {
            QTest::newRow(text) << QByteArray(text) << kbit;
        };
        row("0", 0);
        row("3000", 3000);
        row("3000 kbit/s", 3000);
        row("3000kbit/s", 3000);
        row("3 Mbit/s", 3000);
        row("1 Gbit/s", 1'000'000);
        row("1.5 Mbit/s", 1500);
        row("0.25 Gbit/s", 250'000);
        row("7.50 Mbit/s", 7500);
        row("4294967296", 4'294'967'296);
        row("4294967 Mbit/s", 4'294'967'000);
    }
    void unitsAreUnderstood()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, kbit);
        const auto rate = BitRate::parse(text.toStdString());
        QVERIFY(rate);
        QCOMPARE(static_cast<qint64>(rate->kbitPerSecond), kbit);
        QVERIFY(BitRate::parse(rate->toString()) == *rate);
    }

    void otherTextIsRefusedWithTheUnits_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", " ", "-1", "+1", "fast", "3 bit/s", "3 kbit", "3 MBIT/S", "1.5",
                                 "1.0001 Mbit/s", "1. Mbit/s", "1.12345678 Gbit/s", "4294967.5 Mbit/s",
                                 "4294967297", "4294968 Mbit/s", "99999999999999999999", "3000 kbit/s "})
            QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
    }
    void otherTextIsRefusedWithTheUnits()
    {
        QFETCH(QByteArray, text);
        const auto rate = BitRate::parse(text.toStdString());
        QVERIFY(!rate);
        QVERIFY(rate.error().allowed.find("Mbit/s") != std::string::npos);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestBitRate)
#include "tst_bit_rate.moc"
