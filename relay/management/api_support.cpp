// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/api_support.h"

#include "core/document/json_codec.h"
#include "core/wire/json_reader.h"

#include <QJsonDocument>

namespace turnpike::management::api {

using namespace Qt::StringLiterals;

http::Response ok(const QJsonObject &json, int status)
{
    return http::Response::json(status, QJsonDocument(json).toJson(QJsonDocument::Compact));
}

Result<int> number(const http::Request &request, const QString &name, int whenMissing, int least, int most)
{
    if (!request.query.hasQueryItem(name))
        return whenMissing;
    const auto text = request.query.queryItemValue(name, QUrl::FullyDecoded);
    bool isNumber = false;
    const int value = text.toInt(&isNumber);
    if (isNumber && value >= least && value <= most)
        return value;
    return fail(Error::Code::InvalidValue, "\"" + text.toStdString() + "\" is not possible here",
                name.toStdString(), std::to_string(least) + " to " + std::to_string(most));
}

Result<quint64> revisionNumber(const QString &text)
{
    bool isNumber = false;
    const quint64 number = text.toULongLong(&isNumber);
    if (isNumber && number > 0)
        return number;
    return fail(Error::Code::NotFound, "\"" + text.toStdString() + "\" is not the number of a revision", {},
                "a number from the list of revisions");
}

tl::expected<void, http::Response> requireJson(const http::Request &request)
{
    const auto type = request.header("content-type").toLower().split(';').first().trimmed();
    if (type == "application/json")
        return {};
    return tl::make_unexpected(http::Response::refusal(
        {Error::Code::InvalidValue,
         type.isEmpty() ? std::string("the body does not say what it is")
                        : "a body of type " + type.toStdString() + " is not understood",
         "Content-Type",
         "application/json",
         {}},
        415));
}

tl::expected<QJsonObject, http::Response> jsonBody(const http::Request &request)
{
    if (auto required = requireJson(request); !required)
        return tl::make_unexpected(required.error());
    auto json = wire::parseObject(request.body, u"body"_s);
    if (!json)
        return tl::make_unexpected(http::Response::refusal(json.error()));
    return *json;
}

tl::expected<model::SharedDeployment, http::Response> deploymentBody(const http::Request &request)
{
    if (auto required = requireJson(request); !required)
        return tl::make_unexpected(required.error());
    auto deployment = document::fromJson(request.body, u"body"_s);
    if (!deployment)
        return tl::make_unexpected(http::Response::refusal(deployment.error(), 400));
    return std::make_shared<const model::Deployment>(std::move(*deployment));
}

} // namespace turnpike::management::api
