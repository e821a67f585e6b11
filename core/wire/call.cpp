// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/call.h"

#include "core/wire/json.h"

#include <algorithm>

namespace turnpike::wire {

namespace {

QByteArray headerIn(const CarriedCall::Headers &headers, QByteArrayView name)
{
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found != headers.end() ? found->second : QByteArray();
}

std::optional<QString> textIn(const CarriedCall::Texts &texts, QStringView name)
{
    const auto found =
        std::find_if(texts.begin(), texts.end(), [name](const auto &text) { return text.first == name; });
    return found != texts.end() ? std::optional(found->second) : std::nullopt;
}

} // namespace

const char *nameOf(Method method)
{
    switch (method) {
    case Method::Get:
        return "GET";
    case Method::Put:
        return "PUT";
    case Method::Post:
        return "POST";
    case Method::Delete:
        break;
    }
    return "DELETE";
}

QString CarriedCall::pathText(QStringView name) const
{
    return textIn(path, name).value_or(QString());
}

std::optional<QString> CarriedCall::queryText(QStringView name) const
{
    return textIn(query, name);
}

QByteArray CarriedCall::header(QByteArrayView name) const
{
    return headerIn(headers, name);
}

QByteArray CarriedAnswer::header(QByteArrayView name) const
{
    return headerIn(headers, name);
}

Error errorIn(const CarriedAnswer &answer)
{
    return errorFromBody(answer.status, answer.body);
}

} // namespace turnpike::wire
