// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/output_queue.h"
#include "tests/support/main.h"

#include <QTest>

#include <random>

using namespace turnpike;
using namespace std::chrono_literals;
using edge::OutputQueue;
using Kind = OutputQueue::Kind;

class TestOutputQueue : public QObject {
    Q_OBJECT

private:
    static std::vector<std::byte> bytes(std::size_t count, int value = 0)
    {
        return std::vector<std::byte>(count, static_cast<std::byte>(value));
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void whatGoesInComesOutInOrder()
    {
        std::mt19937 random(1);
        OutputQueue queue;
        std::vector<std::byte> in;
        std::vector<std::byte> out;
        for (int i = 0; i < 2000; ++i) {
            const auto part = bytes(random() % 300, i);
            queue.push(MonotonicTime(1s), part);
            in.insert(in.end(), part.begin(), part.end());
            const auto pending = queue.pending();
            const std::size_t taken = pending.empty() ? 0 : random() % (pending.size() + 1);
            out.insert(out.end(), pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(taken));
            queue.consume(taken);
        }
        out.insert(out.end(), queue.pending().begin(), queue.pending().end());
        queue.consume(queue.size());
        QVERIFY(queue.isEmpty());
        QVERIFY(in == out);
    }

    void mediaThatWaitsTooLongTurnsNewMediaAway()
    {
        OutputQueue queue;
        const MonotonicTime start(10s);
        queue.push(start, bytes(100));
        QVERIFY(queue.accepts(start + OutputQueue::kOldestRelayed, Kind::Relayed, 100));
        QVERIFY(!queue.accepts(start + OutputQueue::kOldestRelayed + 1ms, Kind::Relayed, 100));
        QVERIFY(queue.accepts(start + 1h, Kind::Answer, 100));
        // As soon as the old bytes have left, there is room again.
        queue.push(start + 200ms, bytes(100));
        queue.consume(100);
        QVERIFY(queue.accepts(start + 400ms, Kind::Relayed, 100));
    }

    void sizeBoundsMediaBeforeAnswers()
    {
        OutputQueue queue;
        const MonotonicTime now(10s);
        queue.push(now, bytes(OutputQueue::kMostRelayed));
        QVERIFY(!queue.accepts(now, Kind::Relayed, 1));
        QVERIFY(queue.accepts(now, Kind::Answer, 1));
        queue.push(now, bytes(OutputQueue::kMostBytes - OutputQueue::kMostRelayed));
        QVERIFY(!queue.accepts(now, Kind::Answer, 1));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestOutputQueue)
#include "tst_output_queue.moc"
