// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/draining.h"

#include <algorithm>

namespace turnpike::management {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr std::chrono::milliseconds kCheckInterval = 200ms;
} // namespace

Draining::Draining(edge::Edge &edge, Clock &clock)
    : m_edge(edge)
    , m_clock(clock)
{
}

Draining::~Draining() = default;

void Draining::begin(std::chrono::seconds deadline, turn::EndCause cause)
{
    m_cause = cause;
    m_edge.drain();
    m_deadline = m_clock.now() + deadline;
    m_timer = m_clock.after(0ms, [this] { checkProgress(); });
}

void Draining::cancel()
{
    m_timer.reset();
    m_edge.undrain();
}

void Draining::checkProgress()
{
    if (m_edge.allocationCount() == 0) {
        m_timer.reset();
        Q_EMIT finished();
        return;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_deadline - m_clock.now());
    if (left <= 0ms)
        endTheRest();
    m_timer = m_clock.after(left > 0ms ? std::min(left, kCheckInterval) : kCheckInterval,
                            [this] { checkProgress(); });
}

void Draining::endTheRest()
{
    const auto snapshot = m_edge.snapshot();
    Q_EMIT logged(u"the time to drain is over; %1 allocations are ended"_s.arg(snapshot.allocations.size()));
    for (const auto &allocation : snapshot.allocations) {
        // One that is gone by itself is what was wanted; one that stays is tried again at the next look.
        const auto ended = m_edge.endAllocation(allocation.key, m_cause);
        if (!ended && ended.error().code != Error::Code::NotFound)
            Q_EMIT logged(QString::fromStdString(ended.error().text()));
    }
}

} // namespace turnpike::management
