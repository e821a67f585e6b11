// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/relay_connection.h"
#include "ui/workspace/live_picture.h"

#include <QObject>
#include <QPointer>

#include <deque>

class QWidget;

namespace turnpike::ui {

class SilenceAlarm;

/// What the live views show: the latest picture, rates, and a short history. One tick a second on the GUI
/// thread; views listen to ticked() only. Without a visible view there is no stream.
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
    };
    using History = std::deque<Sample>;

    explicit LiveHub(QObject *parent = nullptr);
    /// Takes over the alarm that tells when the relay has been silent for too long.
    LiveHub(SilenceAlarm *alarm, QObject *parent);
    ~LiveHub() override;
    void setConnection(client::RelayConnection *connection);
    [[nodiscard]] client::RelayConnection *connection() const { return m_connection; }
    [[nodiscard]] bool isConnected() const;

    /// Null until the first snapshot of this connection.
    [[nodiscard]] const SharedPicture &picture() const { return m_shown.picture; }
    [[nodiscard]] live::SharedSnapshot snapshot() const;
    [[nodiscard]] AllocationRates rates(live::AllocationKey key) const;
    /// Oldest first, at most five minutes. It survives a restart of the relay, but not a new connection.
    [[nodiscard]] const History &history() const { return m_shown.history; }

    /// Paused: the views keep what they show; history and rates go on behind them.
    [[nodiscard]] bool isPaused() const { return m_isPaused; }
    void setPaused(bool paused);
    /// Pictures that came since the pause began.
    [[nodiscard]] int missedPictures() const { return m_missedPictures; }
    /// Nothing came for more than three seconds although somebody is looking.
    [[nodiscard]] bool isStale() const { return m_isStale; }

    /// Views call it from showEvent/hideEvent.
    void addViewer(QWidget *viewer);
    void removeViewer(QWidget *viewer);

Q_SIGNALS:
    void ticked();
    void staleChanged(bool stale);
    void pausedChanged(bool paused);
    /// setConnection(), or the connection's state changed.
    void connectionChanged();

private:
    struct State {
        SharedPicture picture;
        History history;
        void advance(const live::SharedSnapshot &snapshot);
    };

    void take(const live::SharedSnapshot &snapshot);
    void setStale(bool stale);
    void forgetViewer(QObject *viewer);
    void updateInterest();

    QPointer<client::RelayConnection> m_connection;
    SilenceAlarm *m_alarm;
    State m_shown;
    State m_behind;             ///< while paused
    QList<QObject *> m_viewers; ///< only compared, never followed
    int m_missedPictures = 0;
    bool m_isPaused = false;
    bool m_isStale = false;
    bool m_isInterested = false;
};

} // namespace turnpike::ui
