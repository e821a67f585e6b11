// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>
#include <functional>
#include <memory>

namespace turnpike::management {

/// Something that will happen; destroying it calls it off.
class Appointment {
public:
    virtual ~Appointment() = default;
};

/// The time of the management side. Tests hand in a clock of their own and move it.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual QDateTime now() const = 0; ///< UTC
    /// Calls `action` once, from the event loop.
    [[nodiscard]] virtual std::unique_ptr<Appointment> after(std::chrono::milliseconds delay,
                                                             std::function<void()> action) = 0;
};

/// The system's time.
[[nodiscard]] std::shared_ptr<Clock> systemClock();

} // namespace turnpike::management
