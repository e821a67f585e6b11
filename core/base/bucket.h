// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <algorithm>

namespace turnpike {

/// A budget that fills again at a steady rate. What is taken is told as the time in which it fills again, and
/// the whole state is the moment at which the bucket would be full. Taking the last is allowed to take too
/// much: otherwise a low rate would refuse what is large for ever.
class Bucket {
public:
    /// `size`: the time in which an empty bucket is full again.
    [[nodiscard]] bool hasRoom(MonotonicTime now, InjectedClock::duration size) const
    {
        return m_fullAt - now < size;
    }
    [[nodiscard]] bool isFull(MonotonicTime now) const { return m_fullAt <= now; }
    void take(MonotonicTime now, InjectedClock::duration cost) { m_fullAt = std::max(m_fullAt, now) + cost; }
    [[nodiscard]] MonotonicTime fullAt() const { return m_fullAt; }

private:
    MonotonicTime m_fullAt{};
};

} // namespace turnpike
