// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/loop_times.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/net/forwarding_engine.h"
#include "tests/support/main.h"

#include <atomic>
#include <numeric>

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;

namespace {

/// An engine behind which everything that comes in takes long.
class SlowEngine final : public testing::ForwardingEngine {
public:
    static constexpr auto kWork = 12ms;
    void runOnce(std::optional<MonotonicTime> deadline) override
    {
        engine().runOnce(deadline);
        const auto end = std::chrono::steady_clock::now() + kWork;
        while (std::chrono::steady_clock::now() < end)
            ++m_work;
    }

private:
    std::atomic<std::uint64_t> m_work = 0;
};

} // namespace

/// How long packets may have to wait because a worker is busy: it is counted turn by turn.
class TestLoopTimes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aTurnIsCountedUnderTheFirstBoundThatIsNotShorter_data()
    {
        QTest::addColumn<qint64>("nanoseconds");
        QTest::addColumn<int>("bucket");
        QTest::newRow("nothing") << qint64{0} << 0;
        QTest::newRow("a bound itself") << qint64{100'000} << 0;
        QTest::newRow("just above") << qint64{100'001} << 1;
        QTest::newRow("five milliseconds") << qint64{5'000'000} << 5;
        QTest::newRow("a second") << qint64{1'000'000'000} << 12;
        QTest::newRow("longer than any bound") << qint64{1'000'000'001} << 13;
    }
    void aTurnIsCountedUnderTheFirstBoundThatIsNotShorter()
    {
        QFETCH(qint64, nanoseconds);
        QFETCH(int, bucket);
        LoopTimes times;
        times.note(LoopTimes::Time(nanoseconds));
        const LoopTimes::Counts counts = times.read();
        for (int i = 0; i < static_cast<int>(counts.turns.size()); ++i)
            QCOMPARE(counts.turns[static_cast<std::size_t>(i)], std::uint64_t{i == bucket ? 1U : 0U});
        QCOMPARE(counts.sum.count(), nanoseconds);
    }

    void thoseThatWereLongerAreCountedFromABoundOn()
    {
        LoopTimes times;
        for (const auto worked : {1ms, 5ms, 6ms, 2000ms})
            times.note(worked);
        QCOMPARE(times.read().longerThan(5ms), 2U);
        QCOMPARE(times.read().longerThan(1s), 1U);
    }

    void aWorkerCountsWhatItsTurnsDo()
    {
        RunningEdge relay(loopbackSettings(1), []() -> Result<std::unique_ptr<net::IoEngine>> {
            return std::make_unique<SlowEngine>();
        });
        const auto begin = std::chrono::steady_clock::now();
        QVERIFY(relay.clients.allocate(relay.udpClient("alice")));
        QTRY_VERIFY(relay.edge->loopTimes().at(0).longerThan(10ms) > 0);
        const auto counts = relay.edge->loopTimes().at(0);
        QVERIFY(counts.sum >= SlowEngine::kWork);
        // What it waited is no work.
        QVERIFY(counts.sum <= std::chrono::steady_clock::now() - begin + SlowEngine::kWork);
    }

    void eachWorkerCountsItsOwnTurns()
    {
        RunningEdge relay(loopbackSettings(2));
        QCOMPARE(relay.edge->loopTimes().size(), 2U);
        const auto turnsOf = [&](std::size_t worker) {
            const auto counts = relay.edge->loopTimes().at(worker);
            return std::accumulate(counts.turns.begin(), counts.turns.end(), std::uint64_t{0});
        };
        // Somebody asks for their pulse: turns that find hardly anything to do.
        const auto before = turnsOf(0);
        static_cast<void>(relay.edge->takePulse());
        QTRY_VERIFY(turnsOf(0) > before);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestLoopTimes)
#include "tst_loop_times.moc"
