// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/snapshot.h"
#include "tests/core/live/example_snapshots.h"
#include "tests/support/main.h"

#include <QTest>

using namespace turnpike;
using namespace turnpike::live;

class TestSnapshot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aKeySurvivesItsText()
    {
        const AllocationKey key{0x01000000020000ffULL};
        QCOMPARE(key.toString(), std::string("01000000020000ff"));
        QVERIFY(AllocationKey::parse(key.toString()) == key);
        QVERIFY(AllocationKey::parse("FFFFFFFFFFFFFFFF")->value == ~std::uint64_t{0});
    }

    void whatIsNoKeyIsRefusedWithWhatIsOne_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", "1", "0x0000000000000f", "01000000020000fg", "01000000020000ff0",
                                 " 1000000020000ff", "-1000000020000ff"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void whatIsNoKeyIsRefusedWithWhatIsOne()
    {
        QFETCH(QString, text);
        const auto key = AllocationKey::parse(text.toStdString());
        QVERIFY(!key);
        QVERIFY(key.error().allowed.find("16 hexadecimal digits") != std::string::npos);
    }

    void aDeltaLeadsFromOneSnapshotToTheNext()
    {
        std::mt19937 random(20);
        for (std::size_t rows : {0U, 1U, 2U, 30U, 300U}) {
            Snapshot shown = snapshotFrom(random, rows);
            for (int i = 0; i < 10; ++i) {
                const Snapshot next = nextOf(random, shown);
                const auto applied = apply(shown, difference(shown, next));
                QVERIFY(applied.has_value());
                QVERIFY(*applied == next);
                shown = *applied;
            }
        }
    }

    void aDeltaCarriesOnlyWhatChanged()
    {
        std::mt19937 random(21);
        const Snapshot before = snapshotFrom(random, 5);
        Snapshot after = before;
        after.sequence++;
        after.allocations[3].counters.toClient.packets++;
        const Delta delta = difference(before, after);
        QVERIFY(delta.added.empty() && delta.removed.empty());
        QCOMPARE(delta.changed.size(), std::size_t{1});
        QVERIFY(delta.changed[0].key == before.allocations[3].key);
    }

    void aDeltaThatDoesNotContinueIsRefused()
    {
        std::mt19937 random(22);
        const Snapshot before = snapshotFrom(random, 5);
        const Delta good = difference(before, nextOf(random, before));
        const auto refused = [&](auto change) {
            Delta bad = good;
            change(bad);
            const auto applied = apply(before, bad);
            return !applied && applied.error().code == Error::Code::PreconditionFailed;
        };
        QVERIFY(refused([](Delta &delta) { ++delta.epoch; }));
        QVERIFY(refused([](Delta &delta) { ++delta.sequence; }));
        QVERIFY(refused([](Delta &delta) { --delta.sequence; }));
        QVERIFY(refused([](Delta &delta) { delta.removed.push_back({0xFFFFFFFFFFFFFFFFULL}); }));
        QVERIFY(refused([](Delta &delta) { delta.changed = {{{0xFFFFFFFFFFFFFFFFULL}, {}}}; }));
        QVERIFY(refused([&](Delta &delta) {
            delta.removed.clear();
            delta.changed.clear();
            delta.added = {before.allocations[2]};
        }));
        QVERIFY(refused([&](Delta &delta) {
            delta.removed = {before.allocations[2].key, before.allocations[1].key};
        }));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestSnapshot)
#include "tst_snapshot.moc"
