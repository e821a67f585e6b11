// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"
#include "relay/http/message.h"

#include <QJsonObject>

namespace turnpike::management::api {

/// What the routes share: reading parameters and bodies, writing answers.

[[nodiscard]] http::Response ok(const QJsonObject &json, int status = 200);

/// A whole number from the query; what is missing has the default.
[[nodiscard]] Result<int> number(const http::Request &request, const QString &name, int whenMissing,
                                 int least, int most);
[[nodiscard]] Result<quint64> revisionNumber(const QString &text);

/// Refused with 415 unless the body says it is JSON.
[[nodiscard]] tl::expected<void, http::Response> requireJson(const http::Request &request);
[[nodiscard]] tl::expected<QJsonObject, http::Response> jsonBody(const http::Request &request);
[[nodiscard]] tl::expected<model::SharedDeployment, http::Response>
deploymentBody(const http::Request &request);

/// The result's value turned into an answer, or its error.
template <class Value, class Convert>
[[nodiscard]] http::Response answer(const Result<Value> &result, Convert convert)
{
    return result ? convert(*result) : http::Response::refusal(result.error());
}

} // namespace turnpike::management::api
