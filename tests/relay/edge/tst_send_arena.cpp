// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/send_arena.h"
#include "tests/support/main.h"

#include <QTest>

using namespace turnpike;
using edge::SendArena;

/// Where answers lie until they have left.
class TestSendArena : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void whatIsKeptStaysWhateverIsKeptAfterIt()
    {
        SendArena arena;
        for (int turn = 0; turn < 3; ++turn) {
            std::vector<Bytes> kept;
            for (std::size_t i = 0; i < 100; ++i) {
                std::vector<std::byte> bytes(i * 331 % 65536, static_cast<std::byte>(i));
                kept.push_back(arena.keep(bytes));
            }
            for (std::size_t i = 0; i < kept.size(); ++i) {
                QCOMPARE(kept[i].size(), i * 331 % 65536);
                QVERIFY(std::ranges::all_of(kept[i], [i](std::byte byte) { return byte == std::byte(i); }));
            }
            arena.clear();
        }
    }

    void theLongestDatagramFits()
    {
        SendArena arena;
        const std::vector<std::byte> longest(65535, std::byte{7});
        for (int i = 0; i < 10; ++i)
            QVERIFY(std::ranges::equal(arena.keep(longest), longest));
    }

    void itsMemoryIsUsedAgain()
    {
        SendArena arena;
        const std::vector<std::byte> bytes(1000, std::byte{1});
        const std::byte *const first = arena.keep(bytes).data();
        arena.clear();
        QCOMPARE(arena.keep(bytes).data(), first);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestSendArena)
#include "tst_send_arena.moc"
