// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/json.h"
#include "core/wire/json_reader.h"

#include <QJsonDocument>

#include <array>

using namespace Qt::StringLiterals;

namespace turnpike::wire {

namespace {

struct CodeRow {
    Error::Code code;
    const char *name;
    int httpStatus;
};

// RFC 9110 section 15. The first row with a status is what an answer without a body of ours means.
constexpr std::array kCodes{CodeRow{Error::Code::InvalidValue, "invalidValue", 400},
                            CodeRow{Error::Code::Unauthenticated, "unauthenticated", 401},
                            CodeRow{Error::Code::Forbidden, "forbidden", 403},
                            CodeRow{Error::Code::NotFound, "notFound", 404},
                            CodeRow{Error::Code::Conflict, "conflict", 409},
                            CodeRow{Error::Code::AlreadyExists, "alreadyExists", 409},
                            CodeRow{Error::Code::PreconditionFailed, "preconditionFailed", 412},
                            CodeRow{Error::Code::TooLarge, "tooLarge", 413},
                            CodeRow{Error::Code::Internal, "internal", 500},
                            CodeRow{Error::Code::Unavailable, "unavailable", 503},
                            CodeRow{Error::Code::Timeout, "timeout", 504},
                            CodeRow{Error::Code::Io, "io", 507}};

void insertUnlessEmpty(QJsonObject &json, const QString &key, const std::string &text)
{
    if (!text.empty())
        json.insert(key, QString::fromStdString(text));
}

} // namespace

QJsonObject toJson(const Error &error)
{
    QJsonObject json;
    for (const auto &row : kCodes) {
        if (row.code == error.code)
            json.insert(u"code"_s, QString::fromLatin1(row.name));
    }
    json.insert(u"message"_s, QString::fromStdString(error.message));
    insertUnlessEmpty(json, u"where"_s, error.where);
    insertUnlessEmpty(json, u"allowed"_s, error.allowed);
    insertUnlessEmpty(json, u"remedy"_s, error.remedy);
    return json;
}

Result<Error> errorFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"error"_s);
    Error error;
    const auto code = reader.text("code");
    error.message = reader.text("message").toStdString();
    error.where = reader.optionalText("where").toStdString();
    error.allowed = reader.optionalText("allowed").toStdString();
    error.remedy = reader.optionalText("remedy").toStdString();
    if (reader.finish())
        return tl::make_unexpected(*reader.finish());
    // A newer relay may know codes that this program does not: its words still say what happened.
    for (const auto &row : kCodes) {
        if (code == QLatin1StringView(row.name))
            error.code = row.code;
    }
    return error;
}

QByteArray errorBody(const Error &error)
{
    return QJsonDocument(QJsonObject{{u"error"_s, toJson(error)}}).toJson(QJsonDocument::Compact);
}

Error errorFromBody(int httpStatus, const QByteArray &body)
{
    if (const auto json = parseObject(body, u"answer"_s)) {
        if (auto error = errorFromJson(json->value(u"error"_s).toObject()))
            return *error;
    }
    Error error;
    error.message = "the relay answered with HTTP status " + std::to_string(httpStatus);
    error.remedy = "check that the address leads to a relay's management interface, and nothing in between";
    for (const auto &row : kCodes) {
        if (row.httpStatus == httpStatus) {
            error.code = row.code;
            break;
        }
    }
    return error;
}

int httpStatus(Error::Code code)
{
    for (const auto &row : kCodes) {
        if (row.code == code)
            return row.httpStatus;
    }
    return 500;
}

} // namespace turnpike::wire
