// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace turnpike::wire {

/// Reads the members of one JSON object that another program sent. The first member that is missing or of
/// the wrong type is remembered; what is read after it has a default, and finish() reports it.
class JsonReader {
public:
    /// `what` names the object in errors: "revision".
    JsonReader(const QJsonObject &object, QString what);

    [[nodiscard]] QString text(const char *key);
    [[nodiscard]] QString optionalText(const char *key);
    /// Whole and not negative; up to 2^53, which JSON numbers hold exactly.
    [[nodiscard]] quint64 number(const char *key);
    [[nodiscard]] bool boolean(const char *key);
    [[nodiscard]] QDateTime time(const char *key);
    [[nodiscard]] std::optional<QDateTime> optionalTime(const char *key);
    [[nodiscard]] QStringList texts(const char *key);
    [[nodiscard]] QJsonObject object(const char *key);
    [[nodiscard]] std::optional<QJsonObject> optionalObject(const char *key);
    [[nodiscard]] QJsonArray array(const char *key);
    /// For a member that was read but does not parse.
    void refuse(const char *key, const Error &error);

    [[nodiscard]] const std::optional<Error> &finish() const { return m_error; }

private:
    [[nodiscard]] QJsonValue value(const char *key, QJsonValue::Type type, const char *allowed);
    void refuse(const char *key, const QString &message, const QString &allowed);

    const QJsonObject &m_object;
    QString m_what;
    std::optional<Error> m_error;
};

/// One JSON object, or the error with the byte where it breaks off.
[[nodiscard]] Result<QJsonObject> parseObject(const QByteArray &json, const QString &what);
[[nodiscard]] Result<QJsonArray> parseArray(const QByteArray &json, const QString &what);

} // namespace turnpike::wire
