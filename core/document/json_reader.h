// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <QJsonValue>
#include <QString>

#include <vector>

namespace turnpike::document {

/// Where a value stands in its file; columns count characters, both begin at 1. Line 0: it came from no
/// file.
struct JsonPosition {
    int line = 0;
    int column = 0;
};

struct JsonMember;

/// A JSON value that knows where it was written, which Qt's own does not. Members keep their order.
struct JsonNode {
    enum class Kind { Scalar, Array, Object };
    Kind kind = Kind::Scalar;
    JsonPosition position;
    QJsonValue scalar; ///< null, true, false, number or string
    std::vector<JsonNode> items;
    std::vector<JsonMember> members;

    /// A tree without positions.
    [[nodiscard]] static JsonNode of(const QJsonValue &value);
    [[nodiscard]] QJsonValue toValue() const;
    [[nodiscard]] const JsonNode *find(QStringView name) const;
    /// "a string", "a list": for errors.
    [[nodiscard]] QString kindText() const;
};

struct JsonMember {
    QString name;
    JsonPosition position; ///< of the name
    JsonNode value;
};

/// What a reader refuses before it runs out of memory or stack.
struct JsonLimits {
    qsizetype bytes = 16 * 1024 * 1024;
    int depth = 64;
    /// Each takes some hundred bytes, however few of the file.
    qsizetype values = 500'000;
    /// Of one name or text.
    qsizetype text = 16 * 1024;
};

/// RFC 8259, nothing more: no comments, no trailing commas, no duplicate names, valid UTF-8. Errors carry
/// "file:line:column".
[[nodiscard]] Result<JsonNode> readJson(QByteArrayView json, const QString &fileName = {},
                                        const JsonLimits &limits = {});
/// "deployment.json:12:17", or "line 12, column 17" without a file name; empty for line 0.
[[nodiscard]] std::string whereText(const QString &fileName, const JsonPosition &position);

} // namespace turnpike::document
