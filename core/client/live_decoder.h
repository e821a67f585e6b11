// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"

#include <QByteArray>
#include <QMutex>
#include <QObject>

#include <optional>

namespace turnpike::client {

/// Turns the live stream's messages into whole pictures, on a thread of its own. Pictures wait in a mailbox
/// of one: the latest wins, and a busy receiver finds one knock, not a queue.
class LiveDecoder : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// On the decoder's thread: the next message of the stream, in order.
    void take(const QByteArray &message);
    /// On the decoder's thread: a new stream begins; nothing before it counts.
    void restart();

    /// Any thread: the newest picture; null when it was collected already.
    [[nodiscard]] live::SharedSnapshot collect();

Q_SIGNALS:
    /// Something is in the mailbox. Not repeated until it was collected.
    void pictureWaiting();
    /// A gap: the deltas to come mean nothing without a keyframe.
    void keyframeNeeded();
    void failed(const turnpike::Error &error);

private:
    void publish(live::Snapshot picture);
    void askForKeyframe();

    live::SharedSnapshot m_current;
    bool m_isWaitingForKeyframe = false;
    QMutex m_lock;
    live::SharedSnapshot m_mailbox;
};

} // namespace turnpike::client

Q_DECLARE_METATYPE(turnpike::Error)
