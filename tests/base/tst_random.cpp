// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "tests/support/main.h"

#include <algorithm>
#include <array>

using namespace turnpike;

class TestRandom : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void bytesAreFilledToTheEndAndNotBeyond()
    {
        std::array<std::byte, 64> bytes{};
        fillRandom(std::span(bytes).first(48));
        const auto isZero = [](std::byte byte) { return byte == std::byte{}; };
        QVERIFY(std::all_of(bytes.begin() + 48, bytes.end(), isZero));
        // 2^-64 that the last eight are zero.
        QVERIFY(!std::all_of(bytes.begin() + 40, bytes.begin() + 48, isZero));
        const auto before = bytes;
        fillRandom(std::span(bytes).first(48));
        QVERIFY(bytes != before);
        fillRandom({});
    }

    void numbersBelowABoundAreAsLikelyAsEachOther()
    {
        constexpr int kDraws = 60'000;
        std::array<int, 6> counts{};
        for (int i = 0; i < kDraws; ++i)
            ++counts.at(randomBelow(counts.size()));
        // Six times the standard deviation.
        for (const int count : counts)
            QVERIFY2(count > 9'450 && count < 10'550, qPrintable(QString::number(count)));
        QCOMPARE(randomBelow(1), 0U);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestRandom)
#include "tst_random.moc"
