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
        if (!hasRoom(now, rate))
            return false;
        take(now, bytes, rate);
        return true;
    }
    /// The two halves of admits(), for a packet that several meters have to let pass.
    [[nodiscard]] bool hasRoom(MonotonicTime now, BitRate rate) const
    {
        return rate.kbitPerSecond <= 0 || m_fullAt - now < kBurst;
    }
    void take(MonotonicTime now, std::size_t bytes, BitRate rate)
    {
        if (rate.kbitPerSecond > 0)
            m_fullAt = std::max(m_fullAt, now) + timeOf(bytes, rate);
    }
    /// From when on there is room, of streams that wait instead of losing packets.
    [[nodiscard]] MonotonicTime roomAt(BitRate rate) const
    {
        return rate.kbitPerSecond <= 0 ? MonotonicTime{} : m_fullAt - kBurst;
    }
    /// How long the bytes take at a rate above zero.
    [[nodiscard]] static std::chrono::nanoseconds timeOf(std::size_t bytes, BitRate rate)
    {
        return std::chrono::nanoseconds(static_cast<std::int64_t>(bytes) * 8'000'000 / rate.kbitPerSecond);
    }

private:
    MonotonicTime m_fullAt{};
};

} // namespace turnpike::turn
