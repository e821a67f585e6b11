// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/https_connection.h"
#include "core/client/when_finished.h"
#include "core/document/json_codec.h"
#include "core/wire/json.h"
#include "core/wire/json_reader.h"

#include <QJsonDocument>
#include <QPromise>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

using namespace std::chrono_literals;

constexpr auto kSnapshotTimeout = 10s;

QByteArray compact(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

QByteArray completeJson(const model::Deployment &deployment)
{
    return document::toJson(deployment, document::JsonForm::Complete);
}

/// A reader of answers whose body is one JSON object.
template <class Convert>
auto object(const char *what, Convert convert)
{
    return [what, convert](const HttpAnswer &answer) -> decltype(convert(QJsonObject())) {
        const auto json = parseObject(answer.body, QString::fromLatin1(what));
        if (!json)
            return tl::make_unexpected(json.error());
        return convert(*json);
    };
}

Result<void> nothing(const HttpAnswer &)
{
    return {};
}

Result<FetchedDeployment> fetched(const HttpAnswer &answer)
{
    auto deployment = document::fromJson(answer.body, u"the relay's configuration"_s);
    if (!deployment)
        return tl::make_unexpected(deployment.error());
    const auto revision = wire::revisionFromHeader(answer.revision);
    if (!revision)
        return tl::make_unexpected(revision.error());
    return FetchedDeployment{std::make_shared<const model::Deployment>(std::move(*deployment)), *revision};
}

QString most(int count)
{
    return u"most="_s + QString::number(count);
}

QString revisionPath(quint64 revision)
{
    return u"/revisions/"_s + QString::number(revision);
}

} // namespace

template <class Value, class Read>
QFuture<Result<Value>> HttpsConnection::ask(Call call, Read read)
{
    auto promise = std::make_shared<QPromise<Result<Value>>>();
    promise->start();
    auto future = promise->future();
    const auto finish = [promise](Result<Value> result) {
        promise->addResult(std::move(result));
        promise->finish();
    };
    whenReady([this, call = std::move(call), read = std::move(read), finish] {
        if (!m_http) {
            const auto error = m_lastError.value_or(Error{
                Error::Code::Unavailable, "the connection is not open", identity().toStdString(), {}, {}});
            QMetaObject::invokeMethod(
                this, [finish, error] { finish(tl::make_unexpected(error)); }, Qt::QueuedConnection);
            return;
        }
        const auto request = requestFor(call);
        auto answer = call.overNewConnection ? m_http->sendAfresh(request) : m_http->send(request);
        whenFinished(answer, this, [this, call, read, finish](const Result<HttpAnswer> &answered) {
            if (!answered) {
                if (m_state == State::Connected)
                    m_probe.start(0);
                return finish(tl::make_unexpected(answered.error()));
            }
            if (!answered->isSuccess() && !call.alsoAnswers.contains(answered->status))
                return finish(tl::make_unexpected(wire::errorFromBody(answered->status, answered->body)));
            finish(read(*answered));
        });
    });
    return future;
}

QFuture<Result<RelayStatus>> HttpsConnection::status()
{
    return ask<RelayStatus>({"GET", u"/status"_s}, object("status", wire::statusFromJson));
}

QFuture<Result<FetchedDeployment>> HttpsConnection::fetchDeployment()
{
    return ask<FetchedDeployment>({"GET", u"/deployment"_s}, fetched);
}

QFuture<Result<FetchedDeployment>> HttpsConnection::fetchRevision(quint64 revision)
{
    return ask<FetchedDeployment>({"GET", revisionPath(revision)}, fetched);
}

QFuture<Result<validation::Problems>> HttpsConnection::validate(model::SharedDeployment deployment)
{
    const auto read = [](const HttpAnswer &answer) -> Result<validation::Problems> {
        const auto json = parseArray(answer.body, u"list of problems"_s);
        if (!json)
            return tl::make_unexpected(json.error());
        return validation::problemsFromJson(*json);
    };
    return ask<validation::Problems>({"POST", u"/deployment/validate"_s, {}, completeJson(*deployment)},
                                     read);
}

QFuture<Result<PushOutcome>> HttpsConnection::push(PushRequest request)
{
    // It travels in the header, which a long one would burst before the relay could say what is wrong.
    if (auto checked = checkReason(request.reason); !checked)
        return QtFuture::makeReadyFuture(Result<PushOutcome>(tl::make_unexpected(checked.error())));
    Call call{"PUT", u"/deployment"_s, {}, completeJson(*request.deployment)};
    if (request.confirmWithin)
        call.query = u"confirm-within="_s + QString::number(request.confirmWithin->count());
    call.headers = {{"If-Match", '"' + request.ifMatch + '"'},
                    {wire::kReasonHeader, request.reason.toUtf8().toPercentEncoding()}};
    call.alsoAnswers = {412, 422};
    const auto read = [this](const HttpAnswer &answer) -> Result<PushOutcome> {
        const auto json = parseObject(answer.body, u"push outcome"_s);
        if (!json || json->contains(u"error"_s))
            return tl::make_unexpected(json ? wire::errorFromBody(answer.status, answer.body) : json.error());
        auto outcome = wire::outcomeFromJson(*json);
        if (outcome && outcome->kind == PushOutcome::Kind::Accepted)
            learn(outcome->revision);
        return outcome;
    };
    return ask<PushOutcome>(std::move(call), read);
}

/// For requests that change a revision.
QFuture<Result<Revision>> HttpsConnection::askForRevision(Call call)
{
    return ask<Revision>(std::move(call), object("revision", [this](const QJsonObject &json) {
                             auto revision = wire::revisionFromJson(json);
                             if (revision)
                                 learn(*revision);
                             return revision;
                         }));
}

QFuture<Result<Revision>> HttpsConnection::confirm(quint64 revision)
{
    Call call{"POST", revisionPath(revision) + u"/confirm"_s, {}, compact({})};
    call.overNewConnection = true;
    return askForRevision(std::move(call));
}

QFuture<Result<Revision>> HttpsConnection::revert(quint64 revision, const QString &reason)
{
    return askForRevision(
        {"POST", revisionPath(revision) + u"/revert"_s, {}, compact({{u"reason"_s, reason}})});
}

QFuture<Result<std::vector<Revision>>> HttpsConnection::revisions(int count)
{
    return ask<std::vector<Revision>>({"GET", u"/revisions"_s, most(count)},
                                      object("list of revisions", wire::revisionsFromJson));
}

QFuture<Result<std::vector<AuditEntry>>> HttpsConnection::audit(int count)
{
    return ask<std::vector<AuditEntry>>({"GET", u"/audit"_s, most(count)},
                                        object("audit", wire::auditFromJson));
}

QFuture<Result<void>> HttpsConnection::endAllocation(live::AllocationKey key)
{
    return ask<void>({"DELETE", u"/allocations/"_s + QString::fromStdString(key.toString())}, nothing);
}

QFuture<Result<int>> HttpsConnection::endAllocationsOf(const QString &user)
{
    const auto read = [](const QJsonObject &json) -> Result<int> {
        JsonReader reader(json, u"answer"_s);
        const auto ended = static_cast<int>(reader.number("ended"));
        if (reader.finish())
            return tl::make_unexpected(*reader.finish());
        return ended;
    };
    return ask<int>({"DELETE", u"/users/"_s + encoded(user) + u"/allocations"_s}, object("answer", read));
}

QFuture<Result<IssuedCredential>> HttpsConnection::issueCredential(const QString &user,
                                                                   std::chrono::seconds lifetime)
{
    const QJsonObject body{{u"user"_s, user}, {u"lifetimeSeconds"_s, static_cast<double>(lifetime.count())}};
    return ask<IssuedCredential>({"POST", u"/credentials"_s, {}, compact(body)},
                                 object("credential", wire::credentialFromJson));
}

QFuture<Result<PeerVerdict>> HttpsConnection::explainPeer(const QString &address)
{
    return ask<PeerVerdict>({"GET", u"/explain-peer"_s, u"address="_s + encoded(address)},
                            object("verdict", wire::verdictFromJson));
}

QFuture<Result<void>> HttpsConnection::drain(std::chrono::seconds deadline)
{
    return ask<void>({"POST", u"/drain"_s, u"deadline="_s + QString::number(deadline.count()), compact({})},
                     nothing);
}

QFuture<Result<void>> HttpsConnection::undrain()
{
    return ask<void>({"DELETE", u"/drain"_s}, nothing);
}

QFuture<Result<std::vector<KnownClient>>> HttpsConnection::knownClients()
{
    return ask<std::vector<KnownClient>>({"GET", u"/clients"_s},
                                         object("list of clients", wire::knownClientsFromJson));
}

QFuture<Result<void>> HttpsConnection::revokeClient(const QString &name)
{
    return ask<void>({"DELETE", u"/clients/"_s + QString::fromLatin1(QUrl::toPercentEncoding(name))},
                     nothing);
}

QFuture<Result<AuditHead>> HttpsConnection::verifyAudit()
{
    return ask<AuditHead>({"GET", u"/audit/verification"_s},
                          object("head of the audit", wire::auditHeadFromJson));
}

QFuture<Result<live::SharedSnapshot>> HttpsConnection::snapshot()
{
    using Picture = Result<live::SharedSnapshot>;
    auto promise = std::make_shared<QPromise<Picture>>();
    promise->start();
    auto future = promise->future();
    whenReady([this, promise] {
        if (!m_http) {
            const auto error = m_lastError.value_or(Error{
                Error::Code::Unavailable, "the connection is not open", identity().toStdString(), {}, {}});
            QMetaObject::invokeMethod(
                this,
                [promise, error] {
                    promise->addResult(Picture(tl::make_unexpected(error)));
                    promise->finish();
                },
                Qt::QueuedConnection);
            return;
        }
        auto *stream = makeStream().release();
        stream->setParent(this);
        const auto finish = [promise, stream](Picture picture) {
            if (promise->future().isFinished())
                return;
            promise->addResult(std::move(picture));
            promise->finish();
            stream->stop();
            stream->deleteLater();
        };
        connect(stream, &LiveStream::snapshotArrived, this,
                [finish](const live::SharedSnapshot &picture) { finish(picture); });
        connect(stream, &LiveStream::broke, this,
                [finish](const Error &error) { finish(tl::make_unexpected(error)); });
        QTimer::singleShot(kSnapshotTimeout, stream, [this, finish] {
            finish(fail(Error::Code::Timeout, "the relay sent no picture of its calls in time",
                        identity().toStdString(), {}, "try again"));
        });
        stream->start();
    });
    return future;
}

} // namespace turnpike::client
