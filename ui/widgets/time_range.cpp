// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/time_range.h"

#include <algorithm>

namespace turnpike::ui {

using namespace std::chrono_literals;

namespace {

constexpr int kMostSteps = 6;

/// The shortest step that needs no more than kMostSteps of its kind.
std::chrono::seconds stepFor(std::chrono::milliseconds length)
{
    constexpr std::chrono::seconds kSteps[] = {1s,    5s,    10s,   15s, 30s, 1min, 2min, 5min,
                                               10min, 15min, 30min, 1h,  2h,  3h,   6h,   12h};
    for (const std::chrono::seconds step : kSteps) {
        if (length <= step * kMostSteps)
            return step;
    }
    const std::chrono::seconds day = 24h;
    return day *
           std::max<std::chrono::seconds::rep>(1, (length + day * kMostSteps - 1ms) / (day * kMostSteps));
}

} // namespace

std::vector<std::chrono::seconds> TimeRange::marks() const
{
    const std::chrono::seconds step = stepFor(length);
    std::vector<std::chrono::seconds> marks;
    for (auto ago = step * (length / step); ago >= 0s; ago -= step)
        marks.push_back(ago);
    return marks;
}

} // namespace turnpike::ui
