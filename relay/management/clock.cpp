// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/clock.h"

#include "relay/net/clock.h"

#include <QTimer>

namespace turnpike::management {

namespace {

class QtTimer final : public Timer {
public:
    QtTimer(std::chrono::milliseconds delay, std::function<void()> action)
        : m_action(std::move(action))
    {
        m_timer.setSingleShot(true);
        // A coarse one may be a twentieth of an hour early, and how much time is left is said to the second.
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            // The action may replace, and so destroy, this appointment.
            const auto happening = std::move(m_action);
            happening();
        });
        m_timer.start(delay);
    }

private:
    std::function<void()> m_action;
    QTimer m_timer;
};

class SystemClock final : public Clock {
public:
    MonotonicTime now() const override { return net::currentTime().monotonic; }
    QDateTime wallTime() const override { return QDateTime::currentDateTimeUtc(); }
    std::unique_ptr<Timer> after(std::chrono::milliseconds delay, std::function<void()> action) override
    {
        return std::make_unique<QtTimer>(delay, std::move(action));
    }
};

} // namespace

std::shared_ptr<Clock> systemClock()
{
    return std::make_shared<SystemClock>();
}

} // namespace turnpike::management
