// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/call.h"
#include "relay/http/message.h"
#include "relay/http/work_queue.h"
#include "relay/trust/caller.h"

#include <unordered_map>

namespace turnpike::management {

/// Who makes a call, and over what.
struct Asker {
    trust::Caller caller;
    /// The number of the network connection; nothing: it is made in this process.
    std::optional<quint64> connection{};
    QByteArray source{}; ///< whom the network address is counted as
};

/// Who answers which call. A call is registered once with what makes its answer, and can then be asked in
/// this process and over HTTP; both check the role that the call declares.
class CallTable {
public:
    /// `handle` takes (const Asker &, const Call::Request &) and returns Result<Call::Answer>.
    template <class Call, class Handle>
    void add(Handle handle);

    /// For calls that can be made large: reading the question, the work and writing the answer happen on a
    /// queue's thread, one call after the other. `work` takes (const Call::Request &) and touches nothing
    /// that other threads change.
    struct Queueing {
        http::WorkQueue *queue = nullptr;
        std::function<http::WorkQueue::Limits()> limits;
        std::function<void()> turnedAway; ///< told when the queue was full
    };
    template <class Call, class Work>
    void addQueued(Queueing queueing, Work work);

    [[nodiscard]] bool has(const wire::Route &route) const { return m_handlers.contains(&route); }
    /// In this process: the call gets its answer, now or from the thread that works it out.
    void answer(const Asker &asker, const std::shared_ptr<wire::PendingCall> &call) const;
    [[nodiscard]] http::Answer answer(const wire::Route &route, const Asker &asker,
                                      const wire::CarriedCall &call) const;

private:
    class Handler {
    public:
        Handler() = default;
        virtual ~Handler() = default;
        Q_DISABLE_COPY_MOVE(Handler)
        virtual void answer(const Asker &asker, const std::shared_ptr<wire::PendingCall> &call) = 0;
        [[nodiscard]] virtual http::Answer answer(const Asker &asker, const wire::CarriedCall &call) = 0;
    };
    template <class Call, class Handle>
    class Immediate;
    template <class Call, class Work>
    class Queued;

    std::unordered_map<const wire::Route *, std::unique_ptr<Handler>> m_handlers;
};

[[nodiscard]] http::Response responseOf(const wire::CarriedAnswer &answer);
[[nodiscard]] http::Response responseOf(const wire::Refusal &refusal);

/// What a call's result is over HTTP, for a client that may have the same already (RFC 9110 section 13.1.2).
template <class Call>
[[nodiscard]] http::Response responseOf(const Result<typename Call::Answer> &result,
                                        const wire::CarriedCall &call)
{
    if (!result)
        return http::Response::refusal(result.error());
    if constexpr (requires { Call::etagOf(*result); }) {
        const QByteArray etag = '"' + Call::etagOf(*result) + '"';
        if (call.header("if-none-match").trimmed() == etag)
            return http::Response{304, {}, {}, {}, false}.with("ETag", etag);
    }
    if constexpr (std::is_void_v<typename Call::Answer>)
        return responseOf(Call::answer());
    else
        return responseOf(Call::answer(*result));
}

template <class Call, class Handle>
class CallTable::Immediate final : public Handler {
public:
    explicit Immediate(Handle handle)
        : m_handle(std::move(handle))
    {
    }
    void answer(const Asker &asker, const std::shared_ptr<wire::PendingCall> &call) override
    {
        auto &pending = static_cast<wire::Pending<Call> &>(*call);
        pending.finish(m_handle(asker, pending.request()));
    }
    http::Answer answer(const Asker &asker, const wire::CarriedCall &call) override
    {
        const auto asked = Call::asked(call);
        return asked ? responseOf<Call>(m_handle(asker, *asked), call) : responseOf(asked.error());
    }

private:
    Handle m_handle;
};

template <class Call, class Work>
class CallTable::Queued final : public Handler {
public:
    Queued(Queueing queueing, Work work)
        : m_queueing(std::move(queueing))
        , m_work(std::move(work))
    {
    }
    void answer(const Asker &asker, const std::shared_ptr<wire::PendingCall> &call) override
    {
        using Outcome = Result<typename Call::Answer>;
        const auto ask = [call]() -> wire::Pending<Call> & {
            return static_cast<wire::Pending<Call> &>(*call);
        };
        auto queued = m_queueing.queue->run<Outcome>(
            asker.caller.identity, m_queueing.limits(),
            [ask, work = m_work] { return work(ask().request()); },
            [ask](Outcome outcome) { ask().finish(std::move(outcome)); });
        if (queued)
            return;
        m_queueing.turnedAway();
        call->fail(queued.error());
    }
    http::Answer answer(const Asker &asker, const wire::CarriedCall &call) override
    {
        auto promise = std::make_shared<QPromise<http::Response>>();
        promise->start();
        auto queued = m_queueing.queue->run<http::Response>(
            asker.caller.identity, m_queueing.limits(),
            [call, work = m_work] {
                const auto asked = Call::asked(call);
                return asked ? responseOf<Call>(work(*asked), call) : responseOf(asked.error());
            },
            [promise](const http::Response &response) {
                promise->addResult(response);
                promise->finish();
            });
        if (queued)
            return promise->future();
        m_queueing.turnedAway();
        return http::Response::refusal(queued.error()).with("Retry-After", "1");
    }

private:
    Queueing m_queueing;
    Work m_work;
};

template <class Call, class Handle>
void CallTable::add(Handle handle)
{
    m_handlers[&Call::route] = std::make_unique<Immediate<Call, Handle>>(std::move(handle));
}

template <class Call, class Work>
void CallTable::addQueued(Queueing queueing, Work work)
{
    m_handlers[&Call::route] = std::make_unique<Queued<Call, Work>>(std::move(queueing), std::move(work));
}

} // namespace turnpike::management
