// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/work_queue.h"

#include <QMutex>
#include <QPromise>

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

Result<QFuture<Response>> WorkQueue::run(const QString &caller, Limits limits, std::function<Response()> work)
{
    if (!m_waiting->enter(caller, limits)) {
        return fail(Error::Code::Unavailable, "too much is being worked on already", {},
                    std::to_string(limits.ofOneCaller) + " at a time for each client, " +
                        std::to_string(limits.waiting) + " of all",
                    "wait for the answers under way, and try again");
    }
    auto promise = std::make_shared<QPromise<Response>>();
    auto answer = promise->future();
    promise->start();
    m_pool.start([waiting = m_waiting, caller, promise, work = std::move(work)] {
        promise->addResult(work());
        waiting->leave(caller);
        promise->finish();
    });
    return answer;
}

} // namespace turnpike::http
