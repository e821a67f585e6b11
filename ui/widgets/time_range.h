// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>
#include <vector>

namespace turnpike::ui {

/// A stretch of time that is shown: when it begins and how long it is.
struct TimeRange {
    static constexpr std::chrono::milliseconds kDefaultLength = std::chrono::minutes(5);

    qint64 begin = 0; ///< milliseconds since the epoch
    std::chrono::milliseconds length = kDefaultLength;

    [[nodiscard]] static TimeRange until(qint64 end, std::chrono::milliseconds length = kDefaultLength)
    {
        return {end - length.count(), length};
    }
    [[nodiscard]] qint64 end() const { return begin + length.count(); }
    [[nodiscard]] bool contains(double time) const
    {
        return time >= static_cast<double>(begin) && time <= static_cast<double>(end());
    }
    /// How long before its end an axis has its marks, longest first; the last is the end itself. They stand
    /// at whole seconds, minutes, hours or days, and are few enough to be read.
    [[nodiscard]] std::vector<std::chrono::seconds> marks() const;

    bool operator==(const TimeRange &) const = default;
};

} // namespace turnpike::ui
