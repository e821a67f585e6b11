// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/message.h"

#include <QThreadPool>

#include <memory>

namespace turnpike::http {

/// Work that callers can make large, done one piece after the other on a thread of its own. Nobody can fill
/// the queue for everybody else. Ends what is under way before it is destroyed.
class WorkQueue {
public:
    struct Limits {
        int waiting = 0;
        int ofOneCaller = 0;
    };

    WorkQueue();
    ~WorkQueue();

    /// Unavailable when the caller, or all together, have too much under way. `work` touches nothing that
    /// other threads change.
    [[nodiscard]] Result<QFuture<Response>> run(const QString &caller, Limits limits,
                                                std::function<Response()> work);

private:
    struct Waiting;
    std::shared_ptr<Waiting> m_waiting;
    QThreadPool m_pool;
};

} // namespace turnpike::http
