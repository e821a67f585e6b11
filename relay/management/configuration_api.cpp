// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/configuration_api.h"

#include "core/document/difference.h"
#include "core/document/json_codec.h"
#include "core/wire/json.h"
#include "relay/management/api_support.h"

#include <QJsonDocument>

#include <limits>

namespace turnpike::management {

using namespace Qt::StringLiterals;
using wire::PushOutcome;
using wire::Revision;

namespace {

constexpr int kMostListed = 10'000;
constexpr int kUsuallyListed = 100;

QByteArray quoted(const QByteArray &etag)
{
    return '"' + etag + '"';
}

http::Response deploymentAnswer(const wire::FetchedDeployment &fetched)
{
    return http::Response::json(200, document::toJson(*fetched.deployment, document::JsonForm::Complete))
        .with("ETag", quoted(fetched.revision.etag))
        .with(wire::kRevisionHeader, wire::toHeader(fetched.revision));
}

/// If-Match: RFC 9110 section 13.1.1. One strong tag; "*" would throw away what somebody else pushed.
tl::expected<QByteArray, http::Response> matchOf(const http::Request &request)
{
    const auto value = request.header("if-match").trimmed();
    if (value.isEmpty()) {
        // RFC 6585 section 3
        return tl::make_unexpected(http::Response::refusal(
            {Error::Code::PreconditionFailed, "the push does not say which configuration it started from",
             "If-Match", "the ETag of the configuration that was edited",
             "fetch the configuration, apply the change to it, and send its ETag"},
            428));
    }
    if (value.size() < 3 || !value.startsWith('"') || !value.endsWith('"') || value.count('"') != 2) {
        return tl::make_unexpected(http::Response::refusal(
            {Error::Code::InvalidValue, value.toStdString() + " is not understood", "If-Match",
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
        return 412;
    case PushOutcome::Kind::Invalid:
        return 422;
    }
    return 500;
}

} // namespace

ConfigurationApi::ConfigurationApi(RelayController &controller)
    : m_controller(controller)
{
}

void ConfigurationApi::addTo(http::Router &router)
{
    router.add("GET", u"/api/v1/deployment"_s, this, &ConfigurationApi::fetch);
    router.add("PUT", u"/api/v1/deployment"_s, this, &ConfigurationApi::push, {u"confirm-within"_s});
    router.add("POST", u"/api/v1/deployment/validate"_s, this, &ConfigurationApi::validate);
    router.add("GET", u"/api/v1/revisions"_s, this, &ConfigurationApi::revisions, {u"most"_s});
    router.add("GET", u"/api/v1/revisions/{number}"_s, this, &ConfigurationApi::revision);
    router.add("GET", u"/api/v1/revisions/{number}/diff"_s, this, &ConfigurationApi::difference);
    router.add("POST", u"/api/v1/revisions/{number}/confirm"_s, this, &ConfigurationApi::confirm);
    router.add("POST", u"/api/v1/revisions/{number}/revert"_s, this, &ConfigurationApi::revert);
    router.add("GET", u"/api/v1/audit"_s, this, &ConfigurationApi::audit, {u"most"_s});
    router.add("GET", u"/api/v1/audit/verification"_s, this, &ConfigurationApi::verifyAudit);
}

http::Response ConfigurationApi::fetch(const http::Request &request) const
{
    const auto fetched = m_controller.deployment(request.caller);
    if (fetched && request.header("if-none-match").trimmed() == quoted(fetched->revision.etag))
        return http::Response{304, {}, {}, {}, false}.with("ETag", quoted(fetched->revision.etag));
    return api::answer(fetched, deploymentAnswer);
}

http::Response ConfigurationApi::push(const http::Request &request)
{
    // Who may not push learns that, and nothing about what was sent.
    if (auto allowed = require(request.caller, wire::Role::Administrator, "push a configuration"); !allowed)
        return http::Response::refusal(allowed.error());
    wire::PushRequest push;
    const auto match = matchOf(request);
    if (!match)
        return match.error();
    push.ifMatch = *match;
    if (request.query.hasQueryItem(u"confirm-within"_s)) {
        const auto time = api::number(request, u"confirm-within"_s, 0, 5, 3600);
        if (!time)
            return http::Response::refusal(time.error());
        push.confirmWithin = std::chrono::seconds(*time);
    }
    const QByteArray reasonHeader = QByteArray(wire::kReasonHeader).toLower();
    push.reason = QString::fromUtf8(QByteArray::fromPercentEncoding(request.header(reasonHeader)));
    const auto deployment = api::deploymentBody(request);
    if (!deployment)
        return deployment.error();
    push.deployment = *deployment;

    const auto outcome = m_controller.push(request.caller, push);
    if (!outcome)
        return http::Response::refusal(outcome.error());
    auto answer = api::ok(wire::toJson(*outcome), statusOf(outcome->kind));
    if (outcome->kind != PushOutcome::Kind::Accepted)
        return answer;
    const bool isAwaiting = outcome->revision.state == Revision::State::AwaitingConfirmation;
    answer.with("ETag", quoted(outcome->revision.etag));
    answer.with("Location", "/api/v1/revisions/" + QByteArray::number(outcome->revision.number) +
                                (isAwaiting ? "/confirm" : ""));
    return answer;
}

/// Off the thread that keeps the relay's timers: what is to be validated may be large, and anybody who may
/// look may send it.
http::Answer ConfigurationApi::validate(const http::Request &request)
{
    if (auto allowed = require(request.caller, wire::Role::Viewer, "validate a configuration"); !allowed)
        return http::Response::refusal(allowed.error());
    const auto &limits = m_controller.settings().limits;
    auto answer =
        m_work.run(request.caller.identity, {limits.validations, limits.validationsPerClient}, [request] {
            const auto deployment = api::deploymentBody(request);
            if (!deployment)
                return deployment.error();
            const auto problems = validation::toJson(validation::validate(**deployment));
            return http::Response::json(200, QJsonDocument(problems).toJson(QJsonDocument::Compact));
        });
    if (!answer) {
        m_controller.turnedAway().add(http::TurnedAway::Validations);
        return http::Response::refusal(answer.error()).with("Retry-After", "1");
    }
    return *answer;
}

http::Response ConfigurationApi::revisions(const http::Request &request) const
{
    const auto most = api::number(request, u"most"_s, kUsuallyListed, 1, kMostListed);
    if (!most)
        return http::Response::refusal(most.error());
    return api::answer(m_controller.revisions(request.caller, *most),
                       [](const auto &revisions) { return api::ok(wire::toJson(revisions)); });
}

http::Response ConfigurationApi::revision(const http::Request &request,
                                          const http::Router::Parameters &parameters) const
{
    const auto number = api::revisionNumber(parameters.value(u"number"_s));
    if (!number)
        return http::Response::refusal(number.error());
    return api::answer(m_controller.revision(request.caller, *number), deploymentAnswer);
}

Result<model::SharedDeployment> ConfigurationApi::ranBefore(const http::Caller &caller, quint64 number) const
{
    const auto revisions = m_controller.revisions(caller, std::numeric_limits<int>::max());
    if (!revisions)
        return tl::make_unexpected(revisions.error());
    for (const auto &revision : *revisions) {
        if (revision.number >= number || revision.state == Revision::State::Reverted)
            continue;
        const auto before = m_controller.revision(caller, revision.number);
        if (!before)
            return tl::make_unexpected(before.error());
        return before->deployment;
    }
    return std::make_shared<const model::Deployment>();
}

http::Response ConfigurationApi::difference(const http::Request &request,
                                            const http::Router::Parameters &parameters) const
{
    const auto number = api::revisionNumber(parameters.value(u"number"_s));
    if (!number)
        return http::Response::refusal(number.error());
    const auto after = m_controller.revision(request.caller, *number);
    if (!after)
        return http::Response::refusal(after.error());
    return api::answer(ranBefore(request.caller, *number), [&](const auto &before) {
        return api::ok({{u"revision"_s, wire::toJson(after->revision)},
                        {u"changes"_s, document::toJson(document::difference(*before, *after->deployment))}});
    });
}

void ConfigurationApi::newRevisionAwaits(quint64 revision, quint64 newestConnection)
{
    m_awaitingRevision = revision;
    m_newestConnectionBefore = newestConnection;
}

http::Response ConfigurationApi::confirm(const http::Request &request,
                                         const http::Router::Parameters &parameters)
{
    const auto number = api::revisionNumber(parameters.value(u"number"_s));
    if (!number)
        return http::Response::refusal(number.error());
    if (*number == m_awaitingRevision && request.connection <= m_newestConnectionBefore) {
        return http::Response::refusal(
            {Error::Code::Conflict,
             "the confirmation came over a connection that was open before the change",
             {},
             "a new TCP connection, which proves that the relay can still be reached",
             "close this connection and confirm over a new one"});
    }
    return api::answer(m_controller.confirm(request.caller, *number),
                       [](const auto &revision) { return api::ok(wire::toJson(revision)); });
}

http::Response ConfigurationApi::revert(const http::Request &request,
                                        const http::Router::Parameters &parameters)
{
    const auto number = api::revisionNumber(parameters.value(u"number"_s));
    if (!number)
        return http::Response::refusal(number.error());
    QString reason;
    if (!request.body.isEmpty()) {
        const auto body = api::jsonBody(request);
        if (!body)
            return body.error();
        reason = body->value(u"reason"_s).toString();
    }
    return api::answer(m_controller.revert(request.caller, *number, reason),
                       [](const auto &revision) { return api::ok(wire::toJson(revision)); });
}

http::Response ConfigurationApi::audit(const http::Request &request) const
{
    const auto most = api::number(request, u"most"_s, kUsuallyListed, 1, kMostListed);
    if (!most)
        return http::Response::refusal(most.error());
    return api::answer(m_controller.audit(request.caller, *most),
                       [](const auto &entries) { return api::ok(wire::toJson(entries)); });
}

http::Response ConfigurationApi::verifyAudit(const http::Request &request) const
{
    return api::answer(m_controller.verifyAudit(request.caller),
                       [](const auto &head) { return api::ok(wire::toJson(head)); });
}

} // namespace turnpike::management
