// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/live_ticker.h"

namespace turnpike::management {

using namespace std::chrono_literals;

namespace {
constexpr auto kInterval = 1s;
} // namespace

LiveTicker::LiveTicker(edge::Edge &edge, Clock &clock)
    : m_edge(edge)
    , m_clock(clock)
{
}

LiveTicker::~LiveTicker() = default;

void LiveTicker::subscribe(QObject *subscriber)
{
    if (m_subscribers.contains(subscriber))
        return;
    m_subscribers.insert(subscriber, connect(subscriber, &QObject::destroyed, this,
                                             [this, subscriber] { unsubscribe(subscriber); }));
    // The first one sees something at once, from the event loop: it may still be preparing itself.
    if (!m_timer)
        m_timer = m_clock.after(0ms, [this] { tick(); });
}

void LiveTicker::unsubscribe(QObject *subscriber)
{
    disconnect(m_subscribers.take(subscriber));
    if (m_subscribers.isEmpty())
        m_timer.reset();
}

void LiveTicker::tick()
{
    m_timer = m_clock.after(kInterval, [this] { tick(); });
    publish();
}

void LiveTicker::publish()
{
    auto snapshot = std::make_shared<live::Snapshot>(m_edge.snapshot());
    snapshot->sequence = ++m_sequence;
    m_published = snapshot;
    Q_EMIT snapshotTaken(m_published);
}

live::SharedSnapshot LiveTicker::published()
{
    if (!m_published || !m_timer)
        publish();
    return m_published;
}

live::SharedSnapshot LiveTicker::takenNow()
{
    auto snapshot = std::make_shared<live::Snapshot>(m_edge.snapshot());
    snapshot->sequence = m_sequence;
    return snapshot;
}

} // namespace turnpike::management
