// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/clock.h"

#include <QTimeZone>

#include <map>

namespace turnpike::testing {

/// A clock that only moves when told to.
class VirtualClock final : public management::Clock {
public:
    QDateTime now() const override { return m_now; }

    std::unique_ptr<management::Appointment> after(std::chrono::milliseconds delay,
                                                   std::function<void()> action) override
    {
        const auto id = ++m_lastId;
        m_due.emplace(std::pair(m_now.addMSecs(delay.count()), id), std::move(action));
        return std::make_unique<Entry>(*this, id);
    }

    /// Everything that falls due on the way happens, in order, at its time.
    void advance(std::chrono::milliseconds time)
    {
        const QDateTime until = m_now.addMSecs(time.count());
        while (!m_due.empty() && m_due.begin()->first.first <= until) {
            const auto next = m_due.extract(m_due.begin());
            m_now = std::max(m_now, next.key().first);
            next.mapped()();
        }
        m_now = until;
    }

    [[nodiscard]] std::size_t appointments() const { return m_due.size(); }

private:
    class Entry final : public management::Appointment {
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

    QDateTime m_now = QDateTime(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::utc());
    quint64 m_lastId = 0;
    std::map<std::pair<QDateTime, quint64>, std::function<void()>> m_due;
};

} // namespace turnpike::testing
