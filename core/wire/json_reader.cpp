// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/json_reader.h"

#include <QJsonDocument>
#include <QTimeZone>

#include <cmath>

using namespace Qt::StringLiterals;

namespace turnpike::wire {

namespace {

constexpr double kLargestExactNumber = 9007199254740992.0;

Result<QJsonDocument> parseDocument(const QByteArray &json, const QString &what)
{
    QJsonParseError problem;
    auto document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError)
        return fail(Error::Code::InvalidValue,
                    u"%1 is not JSON: %2 at byte %3"_s
                        .arg(what, problem.errorString(), QString::number(problem.offset))
                        .toStdString());
    return document;
}

} // namespace

JsonReader::JsonReader(const QJsonObject &object, QString what)
    : m_object(object)
    , m_what(std::move(what))
{
}

QString JsonReader::text(const char *key)
{
    return value(key, QJsonValue::String, "a text").toString();
}

QString JsonReader::optionalText(const char *key)
{
    return m_object.contains(QLatin1StringView(key)) ? text(key) : QString();
}

quint64 JsonReader::number(const char *key)
{
    constexpr const char *kAllowed = "a whole number, not negative";
    const double number = value(key, QJsonValue::Double, kAllowed).toDouble();
    if (number < 0 || number > kLargestExactNumber || std::floor(number) != number) {
        refuse(key, QString::number(number) + u" is not a count"_s, QString::fromLatin1(kAllowed));
        return 0;
    }
    return static_cast<quint64>(number);
}

bool JsonReader::boolean(const char *key)
{
    return value(key, QJsonValue::Bool, "true or false").toBool();
}

QDateTime JsonReader::time(const char *key)
{
    const QString written = text(key);
    auto time = QDateTime::fromString(written, Qt::ISODateWithMs);
    if (!m_error && !time.isValid())
        refuse(key, u'"' + written + u"\" is not a time"_s, u"ISO 8601, like 2024-05-01T12:00:00.000Z"_s);
    return time.toUTC();
}

std::optional<QDateTime> JsonReader::optionalTime(const char *key)
{
    if (!m_object.contains(QLatin1StringView(key)))
        return std::nullopt;
    return time(key);
}

QStringList JsonReader::texts(const char *key)
{
    QStringList texts;
    const auto items = array(key);
    for (const auto &item : items) {
        if (!item.isString()) {
            refuse(key, u"an item is not a text"_s, u"a list of texts"_s);
            return {};
        }
        texts.append(item.toString());
    }
    return texts;
}

QJsonObject JsonReader::object(const char *key)
{
    return value(key, QJsonValue::Object, "an object").toObject();
}

std::optional<QJsonObject> JsonReader::optionalObject(const char *key)
{
    if (!m_object.contains(QLatin1StringView(key)))
        return std::nullopt;
    return object(key);
}

QJsonArray JsonReader::array(const char *key)
{
    return value(key, QJsonValue::Array, "a list").toArray();
}

void JsonReader::refuse(const char *key, const Error &error)
{
    refuse(key, QString::fromStdString(error.text()), QString::fromStdString(error.allowed));
}

QJsonValue JsonReader::value(const char *key, QJsonValue::Type type, const char *allowed)
{
    const auto value = m_object.value(QLatin1StringView(key));
    if (value.isUndefined())
        refuse(key, u"missing"_s, QString::fromLatin1(allowed));
    else if (value.type() != type)
        refuse(key, u"of the wrong type"_s, QString::fromLatin1(allowed));
    return value.type() == type ? value : QJsonValue(type);
}

void JsonReader::refuse(const char *key, const QString &message, const QString &allowed)
{
    if (m_error)
        return;
    m_error = Error{Error::Code::InvalidValue,
                    message.toStdString(),
                    m_what.toStdString() + '.' + key,
                    allowed.toStdString(),
                    {}};
}

Result<QJsonObject> parseObject(const QByteArray &json, const QString &what)
{
    const auto document = parseDocument(json, what);
    if (!document)
        return tl::make_unexpected(document.error());
    if (!document->isObject())
        return fail(Error::Code::InvalidValue, what.toStdString() + " is not an object", {},
                    "a JSON object in braces");
    return document->object();
}

Result<QJsonArray> parseArray(const QByteArray &json, const QString &what)
{
    const auto document = parseDocument(json, what);
    if (!document)
        return tl::make_unexpected(document.error());
    if (!document->isArray())
        return fail(Error::Code::InvalidValue, what.toStdString() + " is not a list", {},
                    "a JSON list in brackets");
    return document->array();
}

} // namespace turnpike::wire
