// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace turnpike::edge {

/// How often one thing that strangers can cause is written to the log: the first time at once, then at most
/// once in an interval, with how many there were in between; also when it is over.
class LineLimit {
public:
    static constexpr std::chrono::seconds kInterval{10};

    /// It happened. How many times since the last line, this one included, when a line is due; else nothing.
    [[nodiscard]] std::optional<std::uint64_t> note(MonotonicTime now)
    {
        ++m_unsaid;
        if (m_last && now - *m_last < kInterval)
            return std::nullopt;
        return said(now);
    }
    /// When a line is due although it happens no more, for what went unsaid.
    [[nodiscard]] std::optional<MonotonicTime> restDue() const
    {
        return m_unsaid > 0 && m_last ? std::optional(*m_last + kInterval) : std::nullopt;
    }
    /// A line is written: how many it is about.
    std::uint64_t said(MonotonicTime now)
    {
        m_last = now;
        return std::exchange(m_unsaid, 0);
    }

private:
    std::optional<MonotonicTime> m_last;
    std::uint64_t m_unsaid = 0;
};

} // namespace turnpike::edge
