// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/deadline_queue.h"
#include "tests/support/main.h"

#include <algorithm>
#include <map>
#include <random>

using namespace turnpike;
using turn::DeadlineQueue;

/// The timer of a worker: the earliest of thousands, each of which may move.
class TestDeadlineQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void itAgreesWithASortedMap()
    {
        std::mt19937 random(5);
        DeadlineQueue queue;
        std::map<std::uint32_t, MonotonicTime> model;
        for (int step = 0; step < 100'000; ++step) {
            const auto slot = static_cast<std::uint32_t>(random() % 200);
            if (random() % 4 == 0) {
                queue.remove(slot);
                model.erase(slot);
            } else {
                const MonotonicTime when{std::chrono::nanoseconds(random() % 1000)};
                queue.set(slot, when);
                model[slot] = when;
            }
            const auto earliest = queue.earliest();
            QCOMPARE(earliest.has_value(), !model.empty());
            if (earliest) {
                const auto expected = std::ranges::min_element(model, {}, [](const auto &entry) {
                                          return entry.second;
                                      })->second;
                QVERIFY(earliest->when == expected);
                QVERIFY(model.at(earliest->slot) == expected);
            }
        }
    }

    void removingWhatIsNotThereIsNothing()
    {
        DeadlineQueue queue;
        queue.remove(7);
        QVERIFY(!queue.earliest());
        queue.set(3, MonotonicTime(std::chrono::seconds(1)));
        queue.remove(2);
        queue.remove(3);
        queue.remove(3);
        QVERIFY(!queue.earliest());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDeadlineQueue)
#include "tst_deadline_queue.moc"
