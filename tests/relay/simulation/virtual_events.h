// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace turnpike::testing {

/// What is going to happen, by virtual time; what was told first is first among those of the same moment.
class VirtualEvents {
public:
    void at(MonotonicTime when, std::function<void()> what) { m_events.emplace(when, std::move(what)); }
    [[nodiscard]] std::optional<MonotonicTime> next() const
    {
        return m_events.empty() ? std::nullopt : std::optional(m_events.begin()->first);
    }
    [[nodiscard]] std::function<void()> takeNext()
    {
        return std::move(m_events.extract(m_events.begin()).mapped());
    }

private:
    std::multimap<MonotonicTime, std::function<void()>> m_events;
};

} // namespace turnpike::testing
