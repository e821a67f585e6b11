// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/handshake_budget.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;

namespace {

constexpr MonotonicTime kBegin{1h};
constexpr HandshakeBudget::Limits kBoth{.ofNetwork = 10, .inAll = 40};

/// An address of its own network for each number.
IpAddress inNetwork(unsigned number, unsigned host = 1)
{
    return IpAddress::v4(0x0A000000U + (number << 8) + host);
}

/// How many of these handshakes begin.
int begun(HandshakeBudget &budget, MonotonicTime now, const IpAddress &client, int times,
          HandshakeBudget::Limits limits = kBoth)
{
    int count = 0;
    for (int i = 0; i < times; ++i)
        count += budget.take(now, client, limits) ? 0 : 1;
    return count;
}

} // namespace

/// How many TLS and DTLS handshakes begin, with time in the test's hand.
class TestHandshakeBudget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void aNetworkHasItsShareEachSecondAndAnotherItsOwn()
    {
        HandshakeBudget budget(1);
        QCOMPARE(begun(budget, kBegin, inNetwork(1), 100), 10);
        QVERIFY(budget.take(kBegin, inNetwork(1, 200), kBoth) == TurnedAway::HandshakesOfNetwork);
        QCOMPARE(begun(budget, kBegin, inNetwork(2), 100), 10);
        QCOMPARE(begun(budget, kBegin + 100ms, inNetwork(1), 100), 1);
        QCOMPARE(begun(budget, kBegin + 10s, inNetwork(1), 100), 10);
    }

    void withoutLimitsAllBegin()
    {
        HandshakeBudget budget(1);
        QCOMPARE(begun(budget, kBegin, inNetwork(1), 5000, {}), 5000);
        QCOMPARE(begun(budget, kBegin, inNetwork(2), 5000, {.ofNetwork = 0, .inAll = 40}), 40);
        QCOMPARE(begun(budget, kBegin, inNetwork(3), 5000, {.ofNetwork = 10, .inAll = 0}), 10);
    }

    void whatThereIsForAllEndsAndASilentNetworkStillBegins()
    {
        HandshakeBudget budget(1);
        for (unsigned network = 1; network <= 4; ++network)
            QCOMPARE(begun(budget, kBegin, inNetwork(network), 10), 10);
        // Those that began within the second have to wait, one that was silent has one.
        QVERIFY(budget.take(kBegin, inNetwork(5), kBoth) == std::nullopt);
        QVERIFY(budget.take(kBegin, inNetwork(5), kBoth) == TurnedAway::HandshakesInAll);
        // Not as many as somebody has networks.
        int more = 0;
        for (unsigned network = 100; network < 1000; ++network)
            more += begun(budget, kBegin, inNetwork(network), 1);
        QCOMPARE(more, 40 / HandshakeBudget::kPartOfSilent - 1);
    }

    void aNetworkFromWhichSomebodySignedInDoesNotWaitForTheOthers()
    {
        HandshakeBudget budget(1);
        budget.noteKnown(kBegin - 30min, inNetwork(7, 9));
        budget.noteKnown(kBegin - 2h, inNetwork(8, 9));
        for (unsigned network = 1000; network < 2000; ++network)
            static_cast<void>(begun(budget, kBegin, inNetwork(network), 1));
        QCOMPARE(begun(budget, kBegin, inNetwork(7), 100), 10);
        QCOMPARE(begun(budget, kBegin, inNetwork(8), 100), 0);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestHandshakeBudget)
#include "tst_handshake_budget.moc"
