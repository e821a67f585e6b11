// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/calls.h"
#include "core/wire/relay_connection.h"

#include <functional>
#include <unordered_map>

namespace turnpike::testing {

/// A relay in memory: a test says what each call is answered with. What it is not told about is answered
/// with an empty value. As from a real relay, answers come from the event loop, after the call has returned.
class AnsweringRelay : public wire::RelayConnection {
public:
    AnsweringRelay() { answerAll(static_cast<wire::calls::All *>(nullptr)); }

    void open() override {}
    void close() override {}
    void setLiveInterest(bool) override {}
    [[nodiscard]] QFuture<Result<live::SharedSnapshot>> snapshot() override
    {
        return QtFuture::makeReadyFuture(
            Result<live::SharedSnapshot>(std::make_shared<const live::Snapshot>()));
    }

protected:
    /// `answer` takes (const Call::Request &), is run when the call is made, and returns
    /// Result<Call::Answer>.
    template <class Call, class Answer>
    void answers(Answer answer)
    {
        m_answers[&Call::route] = [this, answer](const std::shared_ptr<wire::PendingCall> &call) {
            auto &pending = static_cast<wire::Pending<Call> &>(*call);
            Result<typename Call::Answer> result = answer(pending.request());
            QMetaObject::invokeMethod(
                this,
                [call, result = std::move(result)] {
                    static_cast<wire::Pending<Call> &>(*call).finish(result);
                },
                Qt::QueuedConnection);
        };
    }
    void perform(std::shared_ptr<wire::PendingCall> call) override { m_answers.at (&call->route())(call); }

private:
    template <class... Calls>
    void answerAll(std::tuple<Calls...> *)
    {
        (answers<Calls>([](const auto &) { return Result<typename Calls::Answer>(); }), ...);
    }

    std::unordered_map<const wire::Route *, std::function<void(const std::shared_ptr<wire::PendingCall> &)>>
        m_answers;
};

} // namespace turnpike::testing
