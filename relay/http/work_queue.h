// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QThreadPool>

#include <functional>
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
    Q_DISABLE_COPY_MOVE(WorkQueue)

    /// Unavailable when the caller, or all together, have too much under way. `work` touches nothing that
    /// other threads change; `then` gets what it made, on the queue's thread, when the caller may ask again.
    template <class Value>
    [[nodiscard]] Result<void> run(const QString &caller, Limits limits, std::function<Value()> work,
                                   std::function<void(Value)> then);

private:
    struct Waiting;
    using Telling = std::function<void()>;
    [[nodiscard]] Result<void> start(const QString &caller, Limits limits, std::function<Telling()> work);

    std::shared_ptr<Waiting> m_waiting;
    QThreadPool m_pool;
};

template <class Value>
Result<void> WorkQueue::run(const QString &caller, Limits limits, std::function<Value()> work,
                            std::function<void(Value)> then)
{
    return start(caller, limits, [work = std::move(work), then = std::move(then)]() -> Telling {
        return [value = work(), then] { then(value); };
    });
}

} // namespace turnpike::http
