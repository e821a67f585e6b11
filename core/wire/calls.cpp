// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/calls.h"

using namespace Qt::StringLiterals;

namespace turnpike::wire {

namespace {

template <class... Calls>
std::vector<const Route *> routesOf(std::tuple<Calls...> *)
{
    return {&Calls::route..., &calls::Live::route};
}

} // namespace

std::vector<const Route *> allRoutes()
{
    return routesOf(static_cast<calls::All *>(nullptr));
}

} // namespace turnpike::wire

namespace turnpike::wire::calls {

namespace {

constexpr int kUsualRows = 1'000;
constexpr int kMostRows = 10'000;
constexpr int kLargestOffset = 1'000'000'000;
constexpr int kUsualDrainSeconds = 60;
constexpr int kMostDrainSeconds = 86'400;
constexpr int kShortestTrialSeconds = 5;
constexpr int kLongestTrialSeconds = 3'600;
constexpr int kPreconditionFailed = 412;
constexpr int kUnprocessable = 422;

/// If-Match: RFC 9110 section 13.1.1. One strong tag; "*" would throw away what somebody else pushed.
Asked<QByteArray> etagIn(const CarriedCall &call)
{
    const auto value = call.header("if-match").trimmed();
    if (value.isEmpty()) {
        // RFC 6585 section 3
        return tl::make_unexpected(Refusal(
            {Error::Code::PreconditionFailed, "the push does not say which configuration it started from",
             "If-Match", "the ETag of the configuration that was edited",
             "fetch the configuration, apply the change to it, and send its ETag"},
            428));
    }
    if (value.size() < 3 || !value.startsWith('"') || !value.endsWith('"') || value.count('"') != 2) {
        return tl::make_unexpected(
            Refusal({Error::Code::InvalidValue, value.toStdString() + " is not understood", "If-Match",
                     "one ETag in quotes", "fetch the configuration, and send its ETag"}));
    }
    return value.sliced(1, value.size() - 2);
}

int statusOf(PushOutcome::Kind kind)
{
    switch (kind) {
    case PushOutcome::Kind::Accepted:
        return 202;
    case PushOutcome::Kind::Conflict:
        return kPreconditionFailed;
    case PushOutcome::Kind::Invalid:
        return kUnprocessable;
    }
    return 500;
}

} // namespace

/// The reason travels in the header, which a long one would burst before the relay could say what is wrong.
Result<void> Push::check(const Request &request)
{
    return checkReason(request.reason);
}

CarriedCall Push::ask(const Request &request)
{
    CarriedCall call;
    if (request.confirmWithin)
        call.query = {{u"confirm-within"_s, QString::number(request.confirmWithin->count())}};
    call.headers = {{"If-Match", '"' + request.ifMatch + '"'},
                    {kReasonHeader, request.reason.toUtf8().toPercentEncoding()}};
    call.body = bodyOf(*request.deployment);
    return call;
}

Asked<PushRequest> Push::asked(const CarriedCall &call)
{
    PushRequest request;
    const auto etag = etagIn(call);
    if (!etag)
        return tl::make_unexpected(etag.error());
    request.ifMatch = *etag;
    if (call.queryText(u"confirm-within")) {
        const auto time = numberIn(call, u"confirm-within"_s, 0, kShortestTrialSeconds, kLongestTrialSeconds);
        if (!time)
            return tl::make_unexpected(Refusal(time.error()));
        request.confirmWithin = std::chrono::seconds(*time);
    }
    request.reason = QString::fromUtf8(QByteArray::fromPercentEncoding(call.header(kReasonHeader)));
    auto deployment = deploymentIn(call);
    if (!deployment)
        return tl::make_unexpected(deployment.error());
    request.deployment = std::move(*deployment);
    return request;
}

CarriedAnswer Push::answer(const PushOutcome &outcome)
{
    auto answer = jsonAnswer(toJson(outcome), statusOf(outcome.kind));
    if (outcome.kind != PushOutcome::Kind::Accepted)
        return answer;
    const bool isAwaiting = outcome.revision.state == Revision::State::AwaitingConfirmation;
    answer.headers = {{"ETag", '"' + outcome.revision.etag + '"'},
                      {"Location", QByteArray(kApiPrefix) + "/revisions/" +
                                       QByteArray::number(outcome.revision.number) +
                                       (isAwaiting ? "/confirm" : "")}};
    return answer;
}

bool Push::isAnswer(const CarriedAnswer &answer)
{
    return answer.isSuccess() || answer.status == kPreconditionFailed || answer.status == kUnprocessable;
}

Result<PushOutcome> Push::answered(const CarriedAnswer &answer)
{
    const auto json = parseObject(answer.body, u"push outcome"_s);
    if (!json)
        return tl::make_unexpected(json.error());
    if (json->contains(u"error"_s))
        return tl::make_unexpected(errorIn(answer));
    return outcomeFromJson(*json);
}

std::optional<Revision> Push::changedRevision(const PushOutcome &outcome)
{
    if (outcome.kind != PushOutcome::Kind::Accepted)
        return std::nullopt;
    return outcome.revision;
}

CarriedCall Validate::ask(const Request &request)
{
    CarriedCall call;
    call.body = bodyOf(*request.deployment);
    return call;
}

Asked<Validate::Request> Validate::asked(const CarriedCall &call)
{
    return deploymentIn(call).map([](auto deployment) { return Request{std::move(deployment)}; });
}

CarriedCall RevertRevision::ask(const Request &request)
{
    auto call = AsksRevision::ask({request.revision});
    call.body = compact({{u"reason"_s, request.reason}});
    return call;
}

Asked<RevertRevision::Request> RevertRevision::asked(const CarriedCall &call)
{
    const auto revision = AsksRevision::asked(call);
    if (!revision)
        return tl::make_unexpected(revision.error());
    Request request{revision->revision, {}};
    if (call.body.isEmpty())
        return request;
    const auto body = objectIn(call);
    if (!body)
        return tl::make_unexpected(body.error());
    request.reason = body->value(u"reason"_s).toString();
    return request;
}

CarriedCall ListAllocations::ask(const Request &request)
{
    CarriedCall call;
    call.query = {{u"limit"_s, QString::number(request.limit)},
                  {u"offset"_s, QString::number(request.offset)}};
    return call;
}

Asked<ListAllocations::Request> ListAllocations::asked(const CarriedCall &call)
{
    const auto limit = numberIn(call, u"limit"_s, kUsualRows, 1, kMostRows);
    if (!limit)
        return tl::make_unexpected(Refusal(limit.error()));
    const auto offset = numberIn(call, u"offset"_s, 0, 0, kLargestOffset);
    if (!offset)
        return tl::make_unexpected(Refusal(offset.error()));
    return Request{*limit, *offset};
}

CarriedAnswer EndAllocationsOf::answer(int ended)
{
    return jsonAnswer({{u"ended"_s, ended}});
}

Result<int> EndAllocationsOf::answered(const CarriedAnswer &answer)
{
    const auto json = parseObject(answer.body, u"answer"_s);
    if (!json)
        return tl::make_unexpected(json.error());
    JsonReader reader(*json, u"answer"_s);
    const auto ended = static_cast<int>(reader.number("ended"));
    if (reader.finish())
        return tl::make_unexpected(*reader.finish());
    return ended;
}

CarriedCall IssueCredential::ask(const Request &request)
{
    CarriedCall call;
    call.body = compact(
        {{u"user"_s, request.user}, {u"lifetimeSeconds"_s, static_cast<double>(request.lifetime.count())}});
    return call;
}

Asked<IssueCredential::Request> IssueCredential::asked(const CarriedCall &call)
{
    const auto body = objectIn(call);
    if (!body)
        return tl::make_unexpected(body.error());
    JsonReader reader(*body, u"body"_s);
    Request request;
    request.user = reader.text("user");
    request.lifetime = std::chrono::seconds(reader.number("lifetimeSeconds"));
    if (reader.finish())
        return tl::make_unexpected(Refusal(*reader.finish()));
    return request;
}

CarriedCall ExplainPeer::ask(const Request &request)
{
    CarriedCall call;
    call.query = {{u"address"_s, request.address}};
    return call;
}

Asked<ExplainPeer::Request> ExplainPeer::asked(const CarriedCall &call)
{
    return Request{call.queryText(u"address").value_or(QString())};
}

CarriedCall Drain::ask(const Request &request)
{
    CarriedCall call;
    call.query = {{u"deadline"_s, QString::number(request.deadline.count())}};
    return call;
}

Asked<Drain::Request> Drain::asked(const CarriedCall &call)
{
    const auto deadline = numberIn(call, u"deadline"_s, kUsualDrainSeconds, 0, kMostDrainSeconds);
    if (!deadline)
        return tl::make_unexpected(Refusal(deadline.error()));
    return Request{std::chrono::seconds(*deadline)};
}

CarriedCall Pair::ask(const Request &request)
{
    CarriedCall call;
    call.body = compact(toJson(request));
    return call;
}

Asked<PairRequest> Pair::asked(const CarriedCall &call)
{
    const auto body = objectIn(call);
    if (!body)
        return tl::make_unexpected(body.error());
    auto request = pairRequestFromJson(*body);
    if (!request)
        return tl::make_unexpected(Refusal(request.error()));
    return *std::move(request);
}

} // namespace turnpike::wire::calls
