// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/clock.h"

#include <QTimeZone>

#include <map>

namespace turnpike::testing {

/// A clock that only moves when told to; its wall time can be set apart from the time that passes.
class VirtualClock final : public management::Clock {
public:
    MonotonicTime now() const override { return m_now; }
    QDateTime wallTime() const override { return m_wall; }

    /// Somebody sets the machine's clock; no time passes.
    void setWallTime(const QDateTime &time) { m_wall = time; }
    void jump(std::chrono::milliseconds time) { m_wall = m_wall.addMSecs(time.count()); }

    std::unique_ptr<management::Timer> after(std::chrono::milliseconds delay,
                                             std::function<void()> action) override
    {
        const auto id = ++m_lastId;
        m_due.emplace(std::pair(m_now + delay, id), std::move(action));
        return std::make_unique<Entry>(*this, id);
    }

    /// Everything that falls due on the way happens, in order, at its time.
    void advance(std::chrono::milliseconds time)
    {
        const MonotonicTime until = m_now + time;
        while (!m_due.empty() && m_due.begin()->first.first <= until) {
            const auto next = m_due.extract(m_due.begin());
            moveTo(std::max(m_now, next.key().first));
            next.mapped()();
        }
        moveTo(until);
    }

    [[nodiscard]] std::size_t appointments() const { return m_due.size(); }

private:
    class Entry final : public management::Timer {
    public:
        Entry(VirtualClock &clock, quint64 id)
            : m_clock(clock)
            , m_id(id)
        {
        }
        ~Entry() override
        {
            std::erase_if(m_clock.m_due, [this](const auto &due) { return due.first.second == m_id; });
        }

    private:
        VirtualClock &m_clock;
        quint64 m_id;
    };

    void moveTo(MonotonicTime time)
    {
        m_wall = m_wall.addMSecs(std::chrono::floor<std::chrono::milliseconds>(time - m_now).count());
        m_now = time;
    }

    /// Some days after the machine was started.
    MonotonicTime m_now = MonotonicTime(std::chrono::hours(100));
    QDateTime m_wall = QDateTime(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::utc());
    quint64 m_lastId = 0;
    std::map<std::pair<MonotonicTime, quint64>, std::function<void()>> m_due;
};

} // namespace turnpike::testing
