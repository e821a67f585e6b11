// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/live_hub.h"

#include "ui/workspace/silence_alarm.h"

#include <QWidget>

#include <chrono>

namespace turnpike::ui {

namespace {

constexpr std::chrono::milliseconds kHistoryLength = std::chrono::minutes(5);

} // namespace

LiveHub::LiveHub(QObject *parent)
    : LiveHub(new TimerSilenceAlarm, parent)
{
}

LiveHub::LiveHub(SilenceAlarm *alarm, QObject *parent)
    : QObject(parent)
    , m_alarm(alarm)
{
    m_alarm->setParent(this);
    connect(m_alarm, &SilenceAlarm::expired, this, [this] { setSilent(true); });
}

LiveHub::~LiveHub()
{
    if (m_connection && m_isInterested)
        m_connection->setLiveInterest(false);
}

void LiveHub::setConnection(wire::RelayConnection *connection)
{
    if (m_connection) {
        m_connection->disconnect(this);
        if (m_isInterested)
            m_connection->setLiveInterest(false);
    }
    m_connection = connection;
    m_isInterested = false;
    m_shown = {};
    m_behind = {};
    m_missedPictures = 0;
    m_isSilent = false;
    // A pause is of one relay: of another one nothing would be shown.
    const bool wasPaused = std::exchange(m_isPaused, false);
    if (connection != nullptr) {
        connect(connection, &wire::RelayConnection::snapshotArrived, this, &LiveHub::take);
        connect(connection, &wire::RelayConnection::stateChanged, this, [this] {
            refreshFreshness();
            Q_EMIT connectionChanged();
        });
    }
    updateInterest();
    if (wasPaused)
        Q_EMIT pausedChanged(false);
    Q_EMIT startedOver();
    refreshFreshness();
    Q_EMIT connectionChanged();
    Q_EMIT ticked();
}

bool LiveHub::isConnected() const
{
    return m_connection && m_connection->state() == wire::RelayConnection::State::Connected;
}

live::SharedSnapshot LiveHub::snapshot() const
{
    return m_shown.picture ? m_shown.picture->snapshot() : nullptr;
}

AllocationRates LiveHub::rates(live::AllocationKey key) const
{
    if (!m_shown.picture)
        return {};
    const auto index = m_shown.picture->indexOf(key);
    return index ? m_shown.picture->ratesAt(*index) : AllocationRates{};
}

void LiveHub::setPaused(bool paused)
{
    if (paused == m_isPaused)
        return;
    m_isPaused = paused;
    const auto epoch = shownEpoch();
    if (paused) {
        m_behind = m_shown;
    } else {
        m_shown = std::move(m_behind);
        m_behind = {};
    }
    m_missedPictures = 0;
    Q_EMIT pausedChanged(paused);
    if (shownEpoch() != epoch)
        Q_EMIT startedOver();
    refreshFreshness();
    Q_EMIT ticked();
}

void LiveHub::State::advance(const live::SharedSnapshot &snapshot)
{
    if (picture && picture->snapshot()->epoch != snapshot->epoch)
        history.clear();
    else if (picture)
        adjustToClock(*picture->snapshot(), *snapshot);
    picture = LivePicture::next(picture.get(), snapshot);
    if (!picture->hasRates()) {
        isInterrupted = true;
        return;
    }
    const LivePicture::TotalRates &rates = picture->totalRates();
    const qint64 now = snapshot->time.time_since_epoch().count();
    history.push_back({now, static_cast<int>(snapshot->allocations.size()), rates.bitsFromClients,
                       rates.bitsToClients, rates.packets, rates.droppedPackets, picture->portShare(),
                       !std::exchange(isInterrupted, false)});
    while (history.front().msecsSinceEpoch < now - kHistoryLength.count())
        history.pop_front();
}

void LiveHub::State::adjustToClock(const live::Snapshot &before, const live::Snapshot &after)
{
    // When somebody sets the relay's clock, what was seen a minute ago was still seen a minute ago.
    const std::chrono::milliseconds shift = (after.time - before.time) - (after.uptime - before.uptime);
    if (std::chrono::abs(shift) < std::chrono::milliseconds(500))
        return;
    for (Sample &sample : history)
        sample.msecsSinceEpoch += shift.count();
}

void LiveHub::take(const live::SharedSnapshot &snapshot)
{
    if (!snapshot)
        return;
    State &state = m_isPaused ? m_behind : m_shown;
    m_isSilent = false;
    if (m_isInterested)
        m_alarm->restart();
    const bool isRepeated = state.picture && state.picture->snapshot()->epoch == snapshot->epoch &&
                            state.picture->snapshot()->sequence >= snapshot->sequence;
    if (isRepeated) {
        refreshFreshness();
        return;
    }
    const auto epoch = shownEpoch();
    state.advance(snapshot);
    if (m_isPaused)
        ++m_missedPictures;
    else if (epoch && epoch != shownEpoch())
        Q_EMIT startedOver();
    refreshFreshness();
    Q_EMIT ticked();
}

std::optional<std::uint64_t> LiveHub::shownEpoch() const
{
    return m_shown.picture ? std::optional(m_shown.picture->snapshot()->epoch) : std::nullopt;
}

void LiveHub::setSilent(bool silent)
{
    m_isSilent = silent;
    refreshFreshness();
}

void LiveHub::refreshFreshness()
{
    const Freshness freshness = !m_shown.picture ? Freshness::Nothing
                                : !isConnected() ? Freshness::Disconnected
                                : m_isSilent     ? Freshness::Silent
                                : m_isPaused     ? Freshness::Paused
                                                 : Freshness::Live;
    if (std::exchange(m_freshness, freshness) != freshness)
        Q_EMIT freshnessChanged();
}

void LiveHub::addViewer(QWidget *viewer)
{
    if (m_viewers.contains(viewer))
        return;
    m_viewers.append(viewer);
    connect(viewer, &QObject::destroyed, this, &LiveHub::forgetViewer);
    updateInterest();
}

void LiveHub::removeViewer(QWidget *viewer)
{
    disconnect(viewer, &QObject::destroyed, this, &LiveHub::forgetViewer);
    forgetViewer(viewer);
}

void LiveHub::forgetViewer(QObject *viewer)
{
    if (m_viewers.removeAll(viewer) > 0)
        updateInterest();
}

void LiveHub::updateInterest()
{
    const bool isInterested = !m_viewers.isEmpty() && m_connection;
    if (isInterested == m_isInterested)
        return;
    m_isInterested = isInterested;
    if (isInterested) {
        m_alarm->restart();
    } else {
        m_alarm->stop();
        setSilent(false);
    }
    if (m_connection)
        m_connection->setLiveInterest(isInterested);
}

} // namespace turnpike::ui
