// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/turn/bandwidth_meter.h"

#include <atomic>

namespace turnpike::turn {

/// A BandwidthMeter for packets of several threads. They do not wait for each other; between hasRoom() and
/// take() of one of them another one may come, so that the sum exceeds the rate by a packet for each thread.
class SharedMeter {
public:
    [[nodiscard]] bool hasRoom(MonotonicTime now, BitRate rate) const
    {
        return rate.kbitPerSecond <= 0 || fullAt() - now < BandwidthMeter::kBurst;
    }
    void take(MonotonicTime now, std::size_t bytes, BitRate rate)
    {
        if (rate.kbitPerSecond <= 0)
            return;
        const auto cost = BandwidthMeter::timeOf(bytes, rate);
        MonotonicTime before = fullAt();
        while (!m_fullAt.compare_exchange_weak(before, std::max(before, now) + cost,
                                               std::memory_order_relaxed)) {
        }
    }
    /// From when on there is room.
    [[nodiscard]] MonotonicTime roomAt(BitRate rate) const
    {
        return rate.kbitPerSecond <= 0 ? MonotonicTime{} : fullAt() - BandwidthMeter::kBurst;
    }
    /// Nothing of what was taken is left to be seen.
    [[nodiscard]] bool isFull(MonotonicTime now) const { return fullAt() <= now; }

private:
    [[nodiscard]] MonotonicTime fullAt() const { return m_fullAt.load(std::memory_order_relaxed); }

    static_assert(std::atomic<MonotonicTime>::is_always_lock_free);
    std::atomic<MonotonicTime> m_fullAt{};
};

/// What the calls of one person, or all calls of a relay, use together.
struct SharedBandwidth {
    SharedMeter fromClients;
    SharedMeter toClients;
    [[nodiscard]] bool isUnused(MonotonicTime now) const
    {
        return fromClients.isFull(now) && toClients.isFull(now);
    }
};

} // namespace turnpike::turn
