// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/live/synthetic_relay.h"
#include "ui/live/calls/allocation_filter.h"
#include "ui/live/live_text.h"

#include <QApplication>

using namespace Qt::StringLiterals;
using namespace turnpike;
using turnpike::ui::AllocationFilter;

class TestAllocationFilter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }
    void termsSelectCalls_data();
    void termsSelectCalls();
    void bothRelayedAddressesAreLookedAt();
    void numbersAreReadAsTheLanguageWritesThem();
    void aPersonIsFoundUnderEachName();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void numbersAreWrittenWithUnits_data();
    void numbersAreWrittenWithUnits();
    void durationsAreWrittenAsAClock();
};

void TestAllocationFilter::termsSelectCalls_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("matches");
    // The call: Alice.Smith@contoso.com, udp, 198.51.100.7:4000 by 203.0.113.5:50123 to [2001:db8::1]:5000,
    // 1.5 Mbit/s in, 500 kbit/s out, 1000 + 200 packets, 3 dropped, 90 s old, expires in 300 s.
    const std::pair<const char *, bool> rows[] = {
        {"", true},
        {"   ", true},
        {"alice", true},
        {"ALICE", true},
        {"bob", false},
        {"contoso", true},
        {"alice udp", true},
        {"alice tcp", false},
        {"-bob", true},
        {"-alice", false},
        {"198.51", true},
        {"198.51.100.7:4000", true},
        {"50123", true},
        {"2001:db8::1", true},
        {"[2001:db8::1]:5000", true},
        {"fe80::1", false},
        {"user:smith", true},
        {"user=alice.smith@contoso.com", true},
        {"user=alice", false},
        {"user!=alice", true},
        {"user:\"alice smith\"", false},
        {"client:198.51.100.7", true},
        {"client=198.51.100.7", true},
        {"client=198.51.100.7:4000", true},
        {"client=198.51.100.8", false},
        {"client:198.51.100.0/24", true},
        {"client:10.0.0.0/8", false},
        {"-client:10.0.0.0/8", true},
        {"peer:2001:db8::/32", true},
        {"peer!=2001:db8::1", false},
        {"relayed:203.0.113.5:50123", true},
        {"transport:udp", true},
        {"transport=ud", false},
        {"dialect:rfc", true},
        {"port>50000", true},
        {"port>50123", false},
        {"port>=50123", true},
        {"port=50123", true},
        {"port!=50123", false},
        {"port<50k", false},
        {"rate>1M", true},
        {"rate>2M", false},
        {"rate>=2Mbit/s", true},
        {"in>1000kbit/s", true},
        {"out<=500k", true},
        {"rate>1G", false},
        {"packets>1k", true},
        {"dropped>0", true},
        {"dropped=3", true},
        {"age>1m", true},
        {"age<90", false},
        {"age<2m", true},
        {"age>1h", false},
        {"expires<=5m", true},
        {"channels=2", true},
        {"permissions>1", true},
        {"worker=1", true},
        {"Transport:UDP rate>1M -dropped=0", true},
        {"rate>1.9M", true},
        {"rate>2.1M", false},
    };
    for (const auto &[text, matches] : rows)
        QTest::newRow(text) << QString::fromUtf8(text) << matches;
}

void TestAllocationFilter::termsSelectCalls()
{
    QFETCH(const QString, text);
    QFETCH(const bool, matches);
    const WallTime now(std::chrono::seconds(1'700'000'000));
    live::Allocation call;
    call.username = "Alice.Smith@contoso.com";
    call.realm = "contoso.com";
    call.transport = "udp";
    call.dialect = "rfc";
    call.client = testing::SyntheticRelay::address("198.51.100.7", 4000);
    call.relayed = testing::SyntheticRelay::address("203.0.113.5", 50123);
    call.created = now - std::chrono::seconds(90);
    call.worker = 1;
    call.counters.fromClient = {1000, 0, 3};
    call.counters.toClient = {200, 0, 0};
    call.counters.expires = now + std::chrono::seconds(300);
    call.counters.channels = 2;
    call.counters.permissions = 2;
    call.counters.peers = {testing::SyntheticRelay::address("2001:db8::1", 5000)};
    const auto filter = AllocationFilter::parse(text);
    QVERIFY2(filter, filter ? "" : filter.error().text().c_str());
    QCOMPARE(filter->matches(call, {1.5e6, 5e5, 100, 20}, now), matches);
}

void TestAllocationFilter::bothRelayedAddressesAreLookedAt()
{
    live::Allocation call;
    call.relayed = testing::SyntheticRelay::address("203.0.113.5", 50123);
    call.additional = testing::SyntheticRelay::address("2001:db8::5", 50456);
    const auto holds = [&call](const QString &text) {
        return AllocationFilter::parse(text)->matches(call, {}, {});
    };
    for (const auto &text : {u"port:50123"_s, u"port:50456"_s, u"port=50456"_s, u"port>50400"_s,
                             u"relayed:2001:db8::5"_s, u"port!=50000"_s})
        QVERIFY2(holds(text), qPrintable(text));
    for (const auto &text : {u"port!=50456"_s, u"port!=50123"_s, u"port>50456"_s})
        QVERIFY2(!holds(text), qPrintable(text));
    call.additional = {};
    QVERIFY(!holds(u"port:0"_s));
}

void TestAllocationFilter::numbersAreReadAsTheLanguageWritesThem()
{
    live::Allocation call;
    const auto matches = [&call](const QString &text) {
        const auto filter = AllocationFilter::parse(text);
        return filter && filter->matches(call, {1.5e6, 0, 0, 0}, {});
    };
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    const bool isAbove = matches(u"rate>1,4M"_s);
    const bool isBelow = matches(u"rate<1,6M"_s) && !matches(u"rate>1,6M"_s);
    QLocale::setDefault(before);
    QVERIFY(isAbove);
    QVERIFY(isBelow);
}

void TestAllocationFilter::aPersonIsFoundUnderEachName()
{
    live::Allocation call;
    call.username = "1735689600:alice";
    const auto holds = [&call](const QString &text) {
        return AllocationFilter::parse(text)->matches(call, {}, {});
    };
    QVERIFY(holds(u"user=alice"_s));
    QVERIFY(holds(u"user=1735689600:alice"_s));
    QVERIFY(holds(u"user:ali"_s));
    QVERIFY(holds(u"alice"_s));
    QVERIFY(!holds(u"user=1735689600"_s));
    QVERIFY(!holds(u"user!=alice"_s));
    QVERIFY(!holds(u"user!=1735689600:alice"_s));
    QVERIFY(holds(u"user!=bob"_s));
}

void TestAllocationFilter::mistakesAreNamed_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("unknown field") << u"usr:alice"_s << u"did you mean “user”?"_s;
    QTest::newRow("all fields are named") << u"colour=red"_s << u"transport, dialect, port"_s;
    QTest::newRow("no value") << u"port>"_s << u"nothing to compare with"_s;
    QTest::newRow("text by size") << u"user>alice"_s << u"cannot be compared with “>”"_s;
    QTest::newRow("not a number") << u"port>many"_s << u"“many” is not a number"_s;
    QTest::newRow("unknown unit") << u"rate>5x"_s << u"k, M or G"_s;
    QTest::newRow("unknown time") << u"age>5y"_s << u"s, m, h or d"_s;
    QTest::newRow("not a network") << u"client:10.0.0.0/99"_s << u"10.0.0.0/99"_s;
    QTest::newRow("open quote") << u"user:\"alice"_s << u"quotation mark"_s;
}

void TestAllocationFilter::mistakesAreNamed()
{
    QFETCH(const QString, text);
    QFETCH(const QString, part);
    const auto filter = AllocationFilter::parse(text);
    QVERIFY(!filter);
    QVERIFY2(ui::text::ofUtf8(filter.error().text()).contains(part), filter.error().text().c_str());
}

void TestAllocationFilter::numbersAreWrittenWithUnits_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("expected");
    namespace text = ui::text;
    const std::pair<QString, const char *> rows[] = {
        {text::bitRate(0), "0 bit/s"},
        {text::bitRate(999.4), "999 bit/s"},
        {text::bitRate(999.6), "1.00 kbit/s"},
        {text::bitRate(64e3), "64.0 kbit/s"},
        {text::bitRate(999.6e3), "1.00 Mbit/s"},
        {text::bitRate(118e6), "118 Mbit/s"},
        {text::bitRate(1.236e9), "1.24 Gbit/s"},
        {text::bitRate(4e13), "40,000 Gbit/s"},
        {text::kilobits(0), "0"},
        {text::kilobits(1), "<1"},
        {text::kilobits(1.6e6), "1,600"},
        {text::percent(0), "0 %"},
        {text::percent(0.0001), "<0.1 %"},
        {text::percent(0.0042), "0.4 %"},
        {text::percent(0.92), "92 %"},
        {text::percent(0.9999), "99.9 %"},
        {text::percent(1), "100 %"},
        {text::bytes(1500), "1.50 kB"},
        {text::number(10000), "10,000"},
        {text::perSecond(12400.4), "12,400/s"},
        {text::address({}), ""},
        {text::dialect("officeCommunicator"), "Office Communicator"},
    };
    for (const auto &[written, expected] : rows)
        QTest::newRow(expected[0] == '\0' ? "no address" : expected)
            << written << QString::fromUtf8(expected);
}

void TestAllocationFilter::numbersAreWrittenWithUnits()
{
    QFETCH(const QString, written);
    QFETCH(const QString, expected);
    QCOMPARE(written, expected);
}

void TestAllocationFilter::durationsAreWrittenAsAClock()
{
    using std::chrono::seconds;
    QCOMPARE(ui::text::duration(seconds(-5)), u"0:00"_s);
    QCOMPARE(ui::text::duration(seconds(7)), u"0:07"_s);
    QCOMPARE(ui::text::duration(seconds(724)), u"12:04"_s);
    QCOMPARE(ui::text::duration(seconds(3753)), u"1:02:33"_s);
    QCOMPARE(ui::text::duration(seconds(3 * 86400 + 3753)), u"3 d 01:02:33"_s);
}

TURNPIKE_TEST_MAIN(QApplication, TestAllocationFilter)
#include "tst_allocation_filter.moc"
