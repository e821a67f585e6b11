// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace turnpike {

/// A clock that nobody can ask: its time is always handed in. The protocol code is a function of
/// (state, input, time), so a test runs an hour of lifetimes in microseconds.
struct InjectedClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<InjectedClock>;
    static constexpr bool is_steady = true;
};

using MonotonicTime = InjectedClock::time_point;
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// The moment an input arrived: monotonic for lifetimes, wall clock for credentials that carry a date.
struct Now {
    MonotonicTime monotonic;
    WallTime wall;
};

} // namespace turnpike
