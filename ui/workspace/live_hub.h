// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/relay_connection.h"
#include "ui/workspace/live_picture.h"

#include <QObject>
#include <QPointer>

#include <deque>

class QWidget;

namespace turnpike::ui {

class SilenceAlarm;

/// What the live views show: the latest picture, rates, and a short history, and how fresh they are. One tick
/// a second on the GUI thread. Without a visible view there is no stream.
class LiveHub : public QObject {
    Q_OBJECT
public:
    /// One point of the history.
    struct Sample {
        qint64 msecsSinceEpoch = 0;
        int allocations = 0;
        double bitsFromClients = 0;
        double bitsToClients = 0;
        double packets = 0;        ///< a second, both ways
        double droppedPackets = 0; ///< a second
        double portShare = 0;      ///< 0 … 1 of the relay range
        /// False: nothing is known of the time before it; no line leads there.
        bool continuesPrevious = false;
    };
    using History = std::deque<Sample>;

    /// Whether what is shown is now. The one place that knows; every view follows freshnessChanged().
    enum class Freshness {
        Nothing,      ///< there is nothing to show
        Live,         ///< not older than a few seconds
        Paused,       ///< an earlier moment, because the person wanted it
        Silent,       ///< connected, but nothing came for more than three seconds
        Disconnected, ///< from before the connection was lost
    };
    Q_ENUM(Freshness)

    explicit LiveHub(QObject *parent = nullptr);
    /// Takes over the alarm that tells when the relay has been silent for too long.
    LiveHub(SilenceAlarm *alarm, QObject *parent);
    ~LiveHub() override;
    void setConnection(wire::RelayConnection *connection);
    [[nodiscard]] wire::RelayConnection *connection() const { return m_connection; }
    [[nodiscard]] bool isConnected() const;

    /// Null until the first snapshot of this connection.
    [[nodiscard]] const SharedPicture &picture() const { return m_shown.picture; }
    [[nodiscard]] live::SharedSnapshot snapshot() const;
    [[nodiscard]] AllocationRates rates(live::AllocationKey key) const;
    /// Oldest first, at most five minutes, of one life of one relay.
    [[nodiscard]] const History &history() const { return m_shown.history; }

    /// Paused: the views keep what they show; history and rates go on behind them.
    [[nodiscard]] bool isPaused() const { return m_isPaused; }
    void setPaused(bool paused);
    /// Pictures that came since the pause began.
    [[nodiscard]] int missedPictures() const { return m_missedPictures; }
    [[nodiscard]] Freshness freshness() const { return m_freshness; }
    /// What is shown is older than anybody wanted: numbers are dimmed, "now" is not said.
    [[nodiscard]] bool isOld() const
    {
        return m_freshness == Freshness::Silent || m_freshness == Freshness::Disconnected;
    }

    /// Views call it from showEvent/hideEvent.
    void addViewer(QWidget *viewer);
    void removeViewer(QWidget *viewer);

Q_SIGNALS:
    void ticked();
    void freshnessChanged();
    /// Another relay, or the same one after a restart: nothing of what was shown holds any more, neither keys
    /// nor counters. Comes before the tick that brings the new picture.
    void startedOver();
    void pausedChanged(bool paused);
    /// setConnection(), or the connection's state changed.
    void connectionChanged();

private:
    struct State {
        SharedPicture picture;
        History history;
        bool isInterrupted = true; ///< the next sample does not continue the last one
        void advance(const live::SharedSnapshot &snapshot);
        void adjustToClock(const live::Snapshot &before, const live::Snapshot &after);
    };

    void take(const live::SharedSnapshot &snapshot);
    void setSilent(bool silent);
    void refreshFreshness();
    [[nodiscard]] std::optional<std::uint64_t> shownEpoch() const;
    void forgetViewer(QObject *viewer);
    void updateInterest();

    QPointer<wire::RelayConnection> m_connection;
    SilenceAlarm *m_alarm;
    State m_shown;
    State m_behind;             ///< while paused
    QList<QObject *> m_viewers; ///< only compared, never followed
    int m_missedPictures = 0;
    bool m_isPaused = false;
    bool m_isSilent = false;
    Freshness m_freshness = Freshness::Nothing;
    bool m_isInterested = false;
};

} // namespace turnpike::ui
