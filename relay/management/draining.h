// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/edge.h"
#include "relay/management/clock.h"

#include <QObject>

namespace turnpike::management {

/// Empties a relay: no new calls, then the end of those that outlast the deadline.
class Draining : public QObject {
    Q_OBJECT
public:
    Draining(edge::Edge &edge, Clock &clock);
    ~Draining() override;

    /// Again: the deadline is counted anew. `cause` is said of the calls that outlast it.
    void begin(std::chrono::seconds deadline, turn::EndCause cause);
    /// New calls are taken again, and nobody is cut any more.
    void cancel();

Q_SIGNALS:
    void logged(const QString &text);
    /// No allocation is left.
    void finished();

private:
    void checkProgress();
    void endTheRest();

    edge::Edge &m_edge;
    Clock &m_clock;
    MonotonicTime m_deadline;
    turn::EndCause m_cause{};
    std::unique_ptr<Timer> m_timer;
};

} // namespace turnpike::management
