// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/edge.h"
#include "relay/management/clock.h"

#include <QHash>
#include <QObject>

namespace turnpike::management {

/// Takes the live pictures: one a second while somebody wants them, none otherwise.
class LiveTicker : public QObject {
    Q_OBJECT
public:
    LiveTicker(edge::Edge &edge, Clock &clock);
    ~LiveTicker() override;

    /// A subscriber that is destroyed is forgotten.
    void subscribe(QObject *subscriber);
    void unsubscribe(QObject *subscriber);
    /// The newest of the sequence; a new one when nobody was watching.
    [[nodiscard]] live::SharedSnapshot published();
    /// This moment, outside the sequence: nobody else is told.
    [[nodiscard]] live::SharedSnapshot takenNow();

Q_SIGNALS:
    void snapshotTaken(const turnpike::live::SharedSnapshot &snapshot);

private:
    void tick();
    void publish();

    edge::Edge &m_edge;
    Clock &m_clock;
    QHash<QObject *, QMetaObject::Connection> m_subscribers;
    std::unique_ptr<Timer> m_timer;
    live::SharedSnapshot m_published;
    /// Of what is published; the edge also counts the looks between.
    quint64 m_sequence = 0;
};

} // namespace turnpike::management
