// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bit_rate.h"
#include "core/base/time.h"

#include <algorithm>
#include <cstddef>

namespace turnpike::turn {

/// Holds one direction of an allocation to a bit rate: a bucket of one second's worth, so that a key
/// frame passes. The whole state is the moment at which the bucket would be full again.
class BandwidthMeter {
public:
    static constexpr std::chrono::seconds kBurst{1};

    /// True when the packet may pass; it is counted then. A rate of zero lets everything pass. A packet
    /// passes a bucket that is not empty even when it is larger than what is left: otherwise a low
    /// rate would stop large packets for ever.
    [[nodiscard]] bool admits(MonotonicTime now, std::size_t bytes, BitRate rate)
    {
        if (rate.kbitPerSecond <= 0)
            return true;
        if (m_fullAt - now >= kBurst)
            return false;
        const std::chrono::nanoseconds cost(static_cast<std::int64_t>(bytes) * 8'000'000 /
                                            rate.kbitPerSecond);
        m_fullAt = std::max(m_fullAt, now) + cost;
        return true;
    }

private:
    MonotonicTime m_fullAt{};
};

} // namespace turnpike::turn
