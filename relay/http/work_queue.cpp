// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/work_queue.h"

#include <QHash>
#include <QMutex>

namespace turnpike::http {

struct WorkQueue::Waiting {
    QMutex mutex;
    QHash<QString, int> ofCaller;
    int all = 0;

    [[nodiscard]] bool enter(const QString &caller, Limits limits)
    {
        const QMutexLocker lock(&mutex);
        if (all >= limits.waiting || ofCaller.value(caller) >= limits.ofOneCaller)
            return false;
        ++all;
        ++ofCaller[caller];
        return true;
    }
    void leave(const QString &caller)
    {
        const QMutexLocker lock(&mutex);
        --all;
        if (--ofCaller[caller] == 0)
            ofCaller.remove(caller);
    }
};

WorkQueue::WorkQueue()
    : m_waiting(std::make_shared<Waiting>())
{
    m_pool.setMaxThreadCount(1);
}

WorkQueue::~WorkQueue()
{
    m_pool.clear();
    m_pool.waitForDone();
}

Result<void> WorkQueue::start(const QString &caller, Limits limits, std::function<Telling()> work)
{
    if (!m_waiting->enter(caller, limits)) {
        return fail(Error::Code::Unavailable, "too much is being worked on already", {},
                    std::to_string(limits.ofOneCaller) + " at a time for each client, " +
                        std::to_string(limits.waiting) + " of all",
                    "wait for the answers under way, and try again");
    }
    m_pool.start([waiting = m_waiting, caller, work = std::move(work)] {
        const auto tell = work();
        waiting->leave(caller);
        tell();
    });
    return {};
}

} // namespace turnpike::http
