// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <QDateTime>

#include <chrono>
#include <functional>
#include <memory>

namespace turnpike::management {

/// Something that will happen; destroying it calls it off.
class Timer {
public:
    virtual ~Timer() = default;
};

/// The time of the management side. Tests hand in a clock of their own and move it.
class Clock {
public:
    virtual ~Clock() = default;
    /// What every duration is measured with: it never goes back, and nobody sets it.
    [[nodiscard]] virtual MonotonicTime now() const = 0;
    /// UTC, for what carries a date: texts, certificates, credentials. It may jump at any moment, so no
    /// two of them are ever subtracted.
    [[nodiscard]] virtual QDateTime wallTime() const = 0;
    /// Calls `action` once, from the event loop.
    [[nodiscard]] virtual std::unique_ptr<Timer> after(std::chrono::milliseconds delay,
                                                       std::function<void()> action) = 0;
};

/// The system's time.
[[nodiscard]] std::shared_ptr<Clock> systemClock();

} // namespace turnpike::management
