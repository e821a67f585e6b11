// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/json_codec.h"

#include <QByteArray>
#include <QJsonValue>

namespace turnpike::document {

/// Writes JSON in declaration order, which Qt's sorted objects cannot.
class JsonWriter {
public:
    explicit JsonWriter(JsonForm form)
        : m_form(form)
    {
    }

    void beginObject();
    void endObject();
    void writeMember(const QString &name, const QJsonValue &value);
    /// All properties of an object as members of the object that is open.
    void writeMembers(const model::ClassInfo &info, const void *object);
    /// What was written, with a final newline.
    [[nodiscard]] QByteArray result() const { return m_text + '\n'; }

private:
    void beginMember(const QString &name);
    void beginItem();
    void close(char bracket);
    void writeValue(const QJsonValue &value);
    void writeTexts(const QJsonArray &texts);
    void newLine();

    JsonForm m_form;
    QByteArray m_text;
    int m_level = 0;
    bool m_isFirst = true;
};

} // namespace turnpike::document
