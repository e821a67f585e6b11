// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/guess_limit.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace std::chrono_literals;
using auth::GuessLimit;

namespace {

constexpr MonotonicTime kStart{1h};
constexpr GuessLimit::Limits kLimits{.ofUser = 10, .ofSource = 30};
const IpAddress kGuesser = IpAddress::v4(0xC0000201);   // 192.0.2.1
const IpAddress kNeighbour = IpAddress::v4(0xC0000202); // 192.0.2.2

constexpr Port kPort{1024};

/// Wrong passwords that were looked at before one was not.
int guesses(GuessLimit &limit, const IpAddress &source, const std::string &user, MonotonicTime now = kStart)
{
    int tried = 0;
    while (tried < 1000 && limit.mayTry(now, {source, kPort}, user, kLimits)) {
        limit.noteWrong(now, source, user, kLimits);
        ++tried;
    }
    return tried;
}

} // namespace

/// How many passwords may be guessed (T17), with time in the test's hand.
class TestGuessLimit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aUserMayBeTriedSoOftenFromOneSource()
    {
        GuessLimit limit(1);
        QCOMPARE(guesses(limit, kGuesser, "alice"), 10);
        QCOMPARE(guesses(limit, kGuesser, "bob"), 10);
        QVERIFY(!limit.mayTry(kStart, {kGuesser, kPort}, "alice", kLimits));
        QCOMPARE(guesses(limit, kGuesser, "alice", kStart + 6s), 1);
        QCOMPARE(guesses(limit, kGuesser, "alice", kStart + 1h), 10);
    }

    void nobodyLocksAUserOutOfAnotherSource()
    {
        GuessLimit limit(1);
        QCOMPARE(guesses(limit, kGuesser, "alice"), 10);
        QVERIFY(limit.mayTry(kStart, {kNeighbour, kPort}, "alice", kLimits));
    }

    void manyNamesFromOneSourceAreLimitedTooAndWhoIsKnownThereDoesNotWait()
    {
        GuessLimit limit(1);
        limit.noteRight(kStart, kGuesser, "alice");
        int tried = 0;
        for (int i = 0; i < 100; ++i)
            tried += guesses(limit, kGuesser, "user" + std::to_string(i));
        QCOMPARE(tried, 30);
        QVERIFY(!limit.mayTry(kStart, {kGuesser, kPort}, "bob", kLimits));
        QVERIFY(limit.mayTry(kStart, {kGuesser, kPort}, "alice", kLimits));
        // But guesses at her own password are counted as well.
        QCOMPARE(guesses(limit, kGuesser, "alice"), 10);
        QVERIFY(limit.mayTry(kStart + 2s, {kGuesser, kPort}, "bob", kLimits));
    }

    void oneUserFromManySourcesGetsFewerAndTheFirstAlwaysCounts()
    {
        GuessLimit limit(1);
        int tried = 0;
        for (std::uint32_t i = 0; i < 1000; ++i)
            tried += guesses(limit, IpAddress::v4(0x0b000000 + i), "alice");
        // Ten each until it is clear what goes on, then one each.
        QVERIFY2(tried >= 1000 && tried < 1200, qPrintable(QString::number(tried)));
        QVERIFY(limit.mayTry(kStart, {kNeighbour, kPort}, "alice", kLimits));
        QCOMPARE(guesses(limit, kNeighbour, "bob"), 10);
        QCOMPARE(guesses(limit, kNeighbour, "alice", kStart + 1h), 10);
    }

    void anIpv6SourceIsItsWholePrefix()
    {
        GuessLimit limit(1);
        const auto source = [](const char *text) { return IpAddress::parse(text).value(); };
        QCOMPARE(guesses(limit, source("2001:db8:0:1::1"), "alice"), 10);
        QCOMPARE(guesses(limit, source("2001:db8:0:ff::77"), "alice"), 0);
        QCOMPARE(guesses(limit, source("2001:db8:0:100::1"), "alice"), 10);
    }

    void zeroIsNoLimit()
    {
        GuessLimit limit(1);
        for (int i = 0; i < 1000; ++i) {
            QVERIFY(limit.mayTry(kStart, {kGuesser, kPort}, "alice", {}));
            limit.noteWrong(kStart, kGuesser, "alice", {});
        }
    }

    // A neighbour behind the same address who guesses blindly, for ever
    void whoGuessesForEverKeepsNoNeighbourOut_data()
    {
        QTest::addColumn<bool>("isHerName");
        QTest::addColumn<int>("sockets");
        QTest::newRow("at her password, from one socket") << true << 1;
        QTest::newRow("at her password, from four sockets") << true << 4;
        QTest::newRow("at many names, from one socket") << false << 1;
    }
    void whoGuessesForEverKeepsNoNeighbourOut()
    {
        QFETCH(bool, isHerName);
        QFETCH(int, sockets);
        GuessLimit limit(1);
        int tried = 0;
        int moment = 0; // of 2 ms
        const auto guessUntil = [&](int end) {
            for (; moment < end; ++moment) {
                const MonotonicTime now = kStart + moment * 2ms;
                const std::string name = isHerName ? "alice" : "user" + std::to_string(moment);
                const Port from{static_cast<std::uint16_t>(2000 + moment % sockets)};
                if (!limit.mayTry(now, {kGuesser, from}, name, kLimits))
                    continue;
                limit.noteWrong(now, kGuesser, name, kLimits);
                ++tried;
            }
        };
        // The moments at which a client sends its request again (RFC 8489 section 6.2.1), up to 8 s. She
        // comes ten times.
        for (int visit = 1; visit <= 10; ++visit) {
            bool isLookedAt = false;
            for (const int sent : {0, 250, 750, 1750, 3750}) {
                guessUntil(visit * 30'000 + sent);
                const Port her{static_cast<std::uint16_t>(5000 + visit)};
                isLookedAt =
                    isLookedAt || limit.mayTry(kStart + moment * 2ms, {kGuesser, her}, "alice", kLimits);
            }
            QVERIFY2(isLookedAt, qPrintable(QString::number(visit)));
        }
        const int minutes = moment / 30'000;
        const int ofLimits = isHerName ? kLimits.ofUser : kLimits.ofSource;
        const int most = (minutes + 2) * (ofLimits + sockets * GuessLimit::kOfQuietPort);
        QVERIFY2(tried <= most, qPrintable(QString::number(tried)));
    }

    // With as many sockets as one likes
    void quietPortsShareOneRate()
    {
        GuessLimit limit(1);
        int tried = 0;
        for (int i = 0; i < 10 * 30'000; ++i) {
            const MonotonicTime now = kStart + i * 2ms;
            const Port from{static_cast<std::uint16_t>(1024 + i % 60'000)};
            if (limit.mayTry(now, {kGuesser, from}, "alice", kLimits)) {
                limit.noteWrong(now, kGuesser, "alice", kLimits);
                ++tried;
            }
        }
        QVERIFY2(tried <= 12 * (kLimits.ofUser + GuessLimit::kForQuietPorts),
                 qPrintable(QString::number(tried)));
    }

    void inventedNamesPushNoGuesserOut()
    {
        GuessLimit limit(0x123456789abcdef);
        QCOMPARE(guesses(limit, kGuesser, "alice"), 10);
        for (std::uint32_t i = 0; i < 200'000; ++i)
            limit.noteWrong(kStart, IpAddress::v4(0x0b000000 + i), "name" + std::to_string(i), kLimits);
        QVERIFY(!limit.mayTry(kStart, {kGuesser, kPort}, "alice", kLimits));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestGuessLimit)
#include "tst_guess_limit.moc"
