// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"

#include <QFuture>
#include <QPromise>

#include <array>
#include <memory>
#include <type_traits>

/// What a call of the management interface is made of. The calls themselves are declared in
/// core/wire/calls.h.
namespace turnpike::wire {

enum class Method { Get, Put, Post, Delete };
[[nodiscard]] const char *nameOf(Method method);

/// Who may make a call, and how it stands in HTTP.
struct Route {
    const char *name;         ///< its operationId in the OpenAPI text
    std::optional<Role> role; ///< the least one; nothing: whoever comes, also without a certificate
    const char *purpose;      ///< completes "… may not": "push a configuration"
    Method method;
    const char *path;                    ///< below kApiPrefix, with {names} for what is filled in
    std::array<const char *, 2> query{}; ///< the names that may stand behind the question mark
    bool isOverNewConnection = false;    ///< asked over a TCP connection of its own
};

/// A call as HTTP carries it, and nothing of the connection. Texts are decoded.
struct CarriedCall {
    using Texts = QList<std::pair<QString, QString>>;
    using Headers = QList<std::pair<QByteArray, QByteArray>>;
    Texts path{};      ///< for the {names} of the route
    Texts query{};     ///< the first of each name counts
    Headers headers{}; ///< the server's have names in lower case
    QByteArray body{}; ///< JSON

    [[nodiscard]] QString pathText(QStringView name) const;
    [[nodiscard]] std::optional<QString> queryText(QStringView name) const;
    [[nodiscard]] QByteArray header(QByteArrayView name) const; ///< letter case does not matter
};

/// Where a call stands below kApiPrefix, each text of its path as one segment.
[[nodiscard]] QString pathOf(const Route &route, const CarriedCall &call);
/// What was a segment of a path and is percent-decoded by now, as the text that it was made of.
[[nodiscard]] QString textOfSegment(const QString &segment);

struct CarriedAnswer {
    int status = 200;
    QByteArray body{}; ///< JSON
    CarriedCall::Headers headers{};

    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
};

/// Why a carried call is no question; `status` where it is not that of the error's code.
struct Refusal {
    Refusal(Error why, int httpStatus = 0)
        : error(std::move(why))
        , status(httpStatus)
    {
    }
    Error error;
    int status = 0;
};
template <class Request>
using Asked = tl::expected<Request, Refusal>;

/// One call under way: the question, and the promise of its answer. Answered once, from any thread; a call
/// that is dropped unanswered leaves a future without a result.
class PendingCall {
public:
    explicit PendingCall(const Route &route)
        : m_route(route)
    {
    }
    virtual ~PendingCall() = default;
    Q_DISABLE_COPY_MOVE(PendingCall)

    [[nodiscard]] const Route &route() const { return m_route; }
    [[nodiscard]] virtual CarriedCall carried() const = 0;
    virtual void finish(const CarriedAnswer &answer) = 0;
    virtual void fail(Error error) = 0;
    /// What it made of a revision, once it was answered.
    [[nodiscard]] virtual std::optional<Revision> changedRevision() const { return m_changedRevision; }

protected:
    std::optional<Revision> m_changedRevision;

private:
    const Route &m_route;
};

template <class Call>
class Pending final : public PendingCall {
public:
    using Request = typename Call::Request;
    using Answer = typename Call::Answer;

    explicit Pending(Request request)
        : PendingCall(Call::route)
        , m_request(std::move(request))
    {
        m_promise.start();
    }

    [[nodiscard]] const Request &request() const { return m_request; }
    [[nodiscard]] QFuture<Result<Answer>> future() { return m_promise.future(); }

    [[nodiscard]] CarriedCall carried() const override { return Call::ask(m_request); }
    void finish(const CarriedAnswer &answer) override { finish(read(answer)); }
    void fail(Error error) override { finish(Result<Answer>(tl::make_unexpected(std::move(error)))); }
    void finish(Result<Answer> answer)
    {
        if constexpr (requires { Call::changedRevision(*answer); }) {
            if (answer)
                m_changedRevision = Call::changedRevision(*answer);
        }
        m_promise.addResult(std::move(answer));
        m_promise.finish();
    }

private:
    /// A refusal is an error, unless the call takes this status for an answer.
    [[nodiscard]] static Result<Answer> read(const CarriedAnswer &answer);

    Request m_request;
    QPromise<Result<Answer>> m_promise;
};

/// The error that a refusal carries.
[[nodiscard]] Error errorIn(const CarriedAnswer &answer);

template <class Call>
auto Pending<Call>::read(const CarriedAnswer &answer) -> Result<Answer>
{
    bool isAnswer = answer.isSuccess();
    if constexpr (requires { Call::isAnswer(answer); })
        isAnswer = Call::isAnswer(answer);
    if (!isAnswer)
        return tl::make_unexpected(errorIn(answer));
    return Call::answered(answer);
}

} // namespace turnpike::wire
