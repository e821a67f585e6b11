// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/source_prefix.h"
#include "relay/turn/answer_budget.h"
#include "tests/relay/turn/addresses.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turn::AnswerBudget;
using Verdict = AnswerBudget::Verdict;

namespace {

constexpr MonotonicTime kStart{1h};
constexpr AnswerBudget::Limits kLimits{.ofNetwork = 1000, .inAll = 5000};

/// Asks and charges until it is refused; how many answers of 100 bytes there were.
int answersUntilRefused(AnswerBudget &budget, const IpAddress &source, MonotonicTime now,
                        AnswerBudget::Limits limits = kLimits)
{
    int answers = 0;
    while (answers < 1000 && budget.judge(now, source, limits) == Verdict::Answer) {
        budget.charge(now, source, 100, limits);
        ++answers;
    }
    return answers;
}

} // namespace

/// How much strangers are answered (T14), with time in the test's hand.
class TestAnswerBudget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aNetworkHasItsShareEachSecond_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("neighbour");
        QTest::addColumn<QString>("other");
        QTest::newRow("IPv4 /24") << u"192.0.2.1"_s << u"192.0.2.255"_s << u"192.0.3.1"_s;
        QTest::newRow("IPv6 /56") << u"2001:db8:0:ff::1"_s << u"2001:db8:0:1::9"_s << u"2001:db8:0:100::1"_s;
        QTest::newRow("IPv4 on a socket for both")
            << u"192.0.2.1"_s << u"::ffff:192.0.2.9"_s << u"::ffff:192.0.3.9"_s;
    }
    void aNetworkHasItsShareEachSecond()
    {
        QFETCH(QString, first);
        QFETCH(QString, neighbour);
        QFETCH(QString, other);
        AnswerBudget budget(1);
        QCOMPARE(answersUntilRefused(budget, ip(first.toStdString()), kStart), 10);
        QCOMPARE(answersUntilRefused(budget, ip(neighbour.toStdString()), kStart), 0);
        QVERIFY(budget.judge(kStart, ip(neighbour.toStdString()), kLimits) == Verdict::NetworkIsOver);
        QCOMPARE(answersUntilRefused(budget, ip(other.toStdString()), kStart), 10);
        QCOMPARE(answersUntilRefused(budget, ip(first.toStdString()), kStart + 100ms), 1);
        QCOMPARE(answersUntilRefused(budget, ip(first.toStdString()), kStart + 10s), 10);
    }

    void allStrangersTogetherHaveTheirsAndKnownNetworksGoOn()
    {
        AnswerBudget budget(1);
        budget.noteKnown(kStart, ip("192.0.2.1"));
        for (std::uint32_t i = 0; i < 5; ++i)
            QCOMPARE(answersUntilRefused(budget, IpAddress::v4(0x0b000000 + i * 256), kStart), 10);
        QVERIFY(budget.judge(kStart, ip("203.0.113.1"), kLimits) == Verdict::AllAreOver);
        QCOMPARE(answersUntilRefused(budget, ip("192.0.2.77"), kStart), 10);
        // What they got the others do not pay for later.
        QVERIFY(budget.judge(kStart + 20ms, ip("203.0.113.1"), kLimits) == Verdict::Answer);
        const MonotonicTime later = kStart + AnswerBudget::kRemembered;
        for (std::uint32_t i = 0; i < 5; ++i)
            QCOMPARE(answersUntilRefused(budget, IpAddress::v4(0x0b000000 + i * 256), later), 10);
        QVERIFY(budget.judge(later, ip("192.0.2.1"), kLimits) == Verdict::AllAreOver);
    }

    void zeroIsNoLimit()
    {
        AnswerBudget budget(1);
        QCOMPARE(answersUntilRefused(budget, ip("192.0.2.1"), kStart, {}), 1000);
        QCOMPARE(answersUntilRefused(budget, ip("192.0.2.1"), kStart, {.ofNetwork = 0, .inAll = 1000}), 10);
        QCOMPARE(answersUntilRefused(budget, ip("192.0.2.1"), kStart, {.ofNetwork = 1000, .inAll = 0}), 10);
    }

    void aLimitThatIsTakenAwayHoldsNobodyBackAnyMore()
    {
        AnswerBudget budget(1);
        QCOMPARE(answersUntilRefused(budget, ip("192.0.2.1"), kStart), 10);
        // All together are over theirs, so the network's own state is looked at.
        const AnswerBudget::Limits unlimited{.ofNetwork = 0, .inAll = 1000};
        QVERIFY(answersUntilRefused(budget, ip("203.0.113.1"), kStart, unlimited) < 10);
        QVERIFY(budget.judge(kStart, ip("192.0.2.1"), unlimited) == Verdict::AllAreOver);
        budget.noteKnown(kStart, ip("192.0.2.1"));
        QVERIFY(budget.judge(kStart, ip("192.0.2.1"), unlimited) == Verdict::Answer);
    }

    // T13: a million addresses, and who had used up its share is still refused
    void forgedAddressesPushNobodyOutWhoIsOver()
    {
        AnswerBudget budget(0x123456789abcdef);
        const AnswerBudget::Limits limits{.ofNetwork = 1000, .inAll = 0};
        QCOMPARE(answersUntilRefused(budget, ip("192.0.2.1"), kStart, limits), 10);
        budget.noteKnown(kStart, ip("198.51.100.1"));
        for (std::uint32_t i = 0; i < 1'000'000; ++i)
            budget.charge(kStart, IpAddress::v4(0x0b000000 + i * 256), 20, limits);
        QVERIFY(budget.judge(kStart, ip("192.0.2.1"), limits) == Verdict::NetworkIsOver);
        const AnswerBudget::Limits exhausted{.ofNetwork = 1000, .inAll = 1};
        budget.charge(kStart, ip("11.0.0.1"), 100, exhausted);
        QVERIFY(budget.judge(kStart, ip("203.0.113.1"), exhausted) == Verdict::AllAreOver);
        QVERIFY(budget.judge(kStart, ip("198.51.100.1"), exhausted) == Verdict::Answer);
    }

    void sourcesAreCountedByAddressAndNetworksByTheirBlock()
    {
        QCOMPARE(sourcePrefix(ip("192.0.2.1")).toString(), std::string("192.0.2.1/32"));
        QCOMPARE(sourcePrefix(ip("::ffff:192.0.2.1")).toString(), std::string("192.0.2.1/32"));
        QCOMPARE(sourcePrefix(ip("2001:db8:0:12ab::1")).toString(), std::string("2001:db8:0:1200::/56"));
        QVERIFY(sourceNumber(ip("192.0.2.1")) != sourceNumber(ip("192.0.2.2")));
        QVERIFY(sourceNumber(ip("192.0.2.1")) == sourceNumber(ip("::ffff:192.0.2.1")));
        QVERIFY(sourceNumber(ip("2001:db8::1")) == sourceNumber(ip("2001:db8:0:ff::2")));
        QVERIFY(sourceNumber(ip("2001:db8::1")) != sourceNumber(ip("2001:db8:0:100::1")));
        QVERIFY(networkNumber(ip("192.0.2.1")) == networkNumber(ip("192.0.2.2")));
        QVERIFY(networkNumber(ip("192.0.2.1")) != networkNumber(ip("192.0.3.1")));
        QVERIFY(networkNumber(ip("0.0.0.0")) != 0 && networkNumber(ip("::")) != 0);
        QVERIFY(networkNumber(ip("0.0.0.0")) != networkNumber(ip("::")));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestAnswerBudget)
#include "tst_answer_budget.moc"
