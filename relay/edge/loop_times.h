// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace turnpike::edge {

/// How long the turns of a worker's event loop worked, without the time that they waited for something to do:
/// what a packet may have to wait before anybody looks at it. The worker notes, any thread reads; noting is
/// two stores, and nobody waits.
class LoopTimes {
public:
    using Time = std::chrono::nanoseconds;
    /// A turn is counted in the first that is not shorter, and in one more behind the last.
    static constexpr std::array<Time, 13> kBounds{
        std::chrono::microseconds(100), std::chrono::microseconds(250),  std::chrono::microseconds(500),
        std::chrono::milliseconds(1),   std::chrono::microseconds(2500), std::chrono::milliseconds(5),
        std::chrono::milliseconds(10),  std::chrono::milliseconds(25),   std::chrono::milliseconds(50),
        std::chrono::milliseconds(100), std::chrono::milliseconds(250),  std::chrono::milliseconds(500),
        std::chrono::seconds(1)};
    struct Counts {
        std::array<std::uint64_t, kBounds.size() + 1> turns{};
        Time sum{0};
        [[nodiscard]] std::uint64_t longerThan(Time time) const
        {
            std::uint64_t longer = turns.back();
            for (std::size_t i = 0; i < kBounds.size(); ++i)
                longer += i > 0 && kBounds[i - 1] >= time ? turns[i] : 0;
            return longer;
        }
    };

    /// Of the worker's thread only.
    void note(Time worked)
    {
        const auto bound = std::ranges::lower_bound(kBounds, worked);
        add(m_turns[static_cast<std::size_t>(bound - kBounds.begin())], 1);
        add(m_sum, static_cast<std::uint64_t>(std::max(worked, Time(0)).count()));
    }
    /// Each number is current; a turn that ends meanwhile may be in one of them and not yet in the other.
    [[nodiscard]] Counts read() const
    {
        Counts counts;
        for (std::size_t i = 0; i < m_turns.size(); ++i)
            counts.turns[i] = m_turns[i].load(std::memory_order_relaxed);
        counts.sum = Time(m_sum.load(std::memory_order_relaxed));
        return counts;
    }

private:
    // One thread writes, so nothing is lost between the two.
    static void add(std::atomic<std::uint64_t> &number, std::uint64_t more)
    {
        number.store(number.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }

    std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> m_turns{};
    std::atomic<std::uint64_t> m_sum = 0;
};

} // namespace turnpike::edge
