// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/call_parts.h"

#include "core/document/json_codec.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace turnpike::wire {

namespace {

/// A number in the one way in which it is written here: "7" and not "+7", "07" or " 7", so that one thing has
/// one address.
std::optional<quint64> writtenNumber(const QString &text)
{
    bool isNumber = false;
    const quint64 number = text.toULongLong(&isNumber);
    return isNumber && QString::number(number) == text ? std::optional(number) : std::nullopt;
}

} // namespace

QByteArray compact(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

CarriedAnswer jsonAnswer(const QJsonObject &json, int status)
{
    return {status, compact(json), {}};
}

Result<int> numberIn(const CarriedCall &call, const QString &name, int whenMissing, int smallest, int largest)
{
    const auto text = call.queryText(name);
    if (!text)
        return whenMissing;
    const auto value = writtenNumber(*text);
    if (value && *value >= static_cast<quint64>(smallest) && *value <= static_cast<quint64>(largest))
        return static_cast<int>(*value);
    return fail(Error::Code::InvalidValue, "\"" + text->toStdString() + "\" is not possible here",
                name.toStdString(), std::to_string(smallest) + " to " + std::to_string(largest));
}

tl::expected<void, Refusal> requireJson(const CarriedCall &call)
{
    const auto type = call.header("content-type").toLower().split(';').first().trimmed();
    if (type == kJsonType)
        return {};
    return tl::make_unexpected(
        Refusal({Error::Code::InvalidValue,
                 type.isEmpty() ? std::string("the body does not say what it is")
                                : "a body of type " + type.toStdString() + " is not understood",
                 "Content-Type",
                 kJsonType,
                 {}},
                415));
}

Asked<QJsonObject> objectIn(const CarriedCall &call)
{
    if (auto required = requireJson(call); !required)
        return tl::make_unexpected(required.error());
    auto json = parseObject(call.body, u"body"_s);
    if (!json)
        return tl::make_unexpected(Refusal(json.error()));
    return *std::move(json);
}

Asked<model::SharedDeployment> deploymentIn(const CarriedCall &call)
{
    if (auto required = requireJson(call); !required)
        return tl::make_unexpected(required.error());
    auto deployment = document::fromJson(call.body, u"body"_s);
    if (!deployment)
        return tl::make_unexpected(Refusal(deployment.error(), 400));
    return std::make_shared<const model::Deployment>(std::move(*deployment));
}

QByteArray bodyOf(const model::Deployment &deployment)
{
    return document::toJson(deployment, document::JsonForm::Complete);
}

CarriedCall AsksHowMany::ask(const Request &request)
{
    CarriedCall call;
    call.query = {{u"most"_s, QString::number(request.most)}};
    return call;
}

Asked<AsksHowMany::Request> AsksHowMany::asked(const CarriedCall &call)
{
    const auto most = numberIn(call, u"most"_s, kUsuallyListed, 1, kMostListed);
    if (!most)
        return tl::make_unexpected(Refusal(most.error()));
    return Request{*most};
}

CarriedCall AsksRevision::ask(const Request &request)
{
    CarriedCall call;
    call.path = {{u"number"_s, QString::number(request.revision)}};
    return call;
}

Asked<AsksRevision::Request> AsksRevision::asked(const CarriedCall &call)
{
    const QString text = call.pathText(u"number");
    const auto number = writtenNumber(text);
    if (number && *number > 0)
        return Request{*number};
    return tl::make_unexpected(Refusal({Error::Code::NotFound,
                                        "\"" + text.toStdString() + "\" is not the number of a revision",
                                        {},
                                        "a number from the list of revisions",
                                        {}}));
}

CarriedCall AsksAllocation::ask(const Request &request)
{
    CarriedCall call;
    call.path = {{u"id"_s, QString::fromStdString(request.key.toString())}};
    return call;
}

Asked<AsksAllocation::Request> AsksAllocation::asked(const CarriedCall &call)
{
    const auto key = live::AllocationKey::parse(call.pathText(u"id").toStdString());
    if (!key)
        return tl::make_unexpected(Refusal(key.error()));
    return Request{*key};
}

CarriedCall AsksName::ask(const Request &request)
{
    CarriedCall call;
    call.path = {{u"name"_s, request.name}};
    return call;
}

Asked<AsksName::Request> AsksName::asked(const CarriedCall &call)
{
    return Request{call.pathText(u"name")};
}

CarriedAnswer AnswersDeployment::answer(const FetchedDeployment &fetched)
{
    return {200,
            bodyOf(*fetched.deployment),
            {{"ETag", '"' + fetched.revision.etag + '"'}, {kRevisionHeader, toHeader(fetched.revision)}}};
}

Result<FetchedDeployment> AnswersDeployment::answered(const CarriedAnswer &answer)
{
    auto deployment = document::fromJson(answer.body, u"the relay's configuration"_s);
    if (!deployment)
        return tl::make_unexpected(deployment.error());
    const auto revision = revisionFromHeader(answer.header(kRevisionHeader));
    if (!revision)
        return tl::make_unexpected(revision.error());
    return FetchedDeployment{std::make_shared<const model::Deployment>(std::move(*deployment)), *revision};
}

CarriedAnswer AnswersProblems::answer(const validation::Problems &problems)
{
    return {200, QJsonDocument(validation::toJson(problems)).toJson(QJsonDocument::Compact), {}};
}

Result<validation::Problems> AnswersProblems::answered(const CarriedAnswer &answer)
{
    const auto json = parseArray(answer.body, u"list of problems"_s);
    if (!json)
        return tl::make_unexpected(json.error());
    return validation::problemsFromJson(*json);
}

} // namespace turnpike::wire
