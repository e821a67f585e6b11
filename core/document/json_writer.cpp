// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/json_writer.h"

#include <QJsonArray>

#include <array>
#include <charconv>

namespace turnpike::document {

namespace {

// A list of texts stays on its line while the line stays readable.
constexpr qsizetype kLineWidth = 100;

QByteArray quoted(const QString &text)
{
    static constexpr char kHex[] = "0123456789abcdef";
    QByteArray out("\"");
    const QByteArray utf8 = text.toUtf8();
    for (const char letter : utf8) {
        const auto code = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            out += '\\';
            out += letter;
        } else if (letter == '\n') {
            out += "\\n";
        } else if (letter == '\t') {
            out += "\\t";
        } else if (code < 0x20) {
            out += "\\u00";
            out += kHex[code >> 4U];
            out += kHex[code & 0xFU];
        } else {
            out += letter;
        }
    }
    return out + '"';
}

QByteArray numberText(const QJsonValue &value)
{
    const double number = value.toDouble();
    if (number == static_cast<double>(value.toInteger()))
        return QByteArray::number(value.toInteger());
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return QByteArray(digits.data(), static_cast<qsizetype>(end - digits.data()));
}

QByteArray scalarText(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? "true" : "false";
    return value.isDouble() ? numberText(value) : quoted(value.toString());
}

} // namespace

void JsonWriter::newLine()
{
    m_text += '\n' + QByteArray(m_level * 2, ' ');
}

void JsonWriter::beginItem()
{
    if (!m_isFirst)
        m_text += ',';
    m_isFirst = false;
    newLine();
}

void JsonWriter::beginMember(const QString &name)
{
    beginItem();
    m_text += quoted(name) + ": ";
}

void JsonWriter::beginObject()
{
    m_text += '{';
    ++m_level;
    m_isFirst = true;
}

void JsonWriter::endObject()
{
    close('}');
}

void JsonWriter::close(char bracket)
{
    --m_level;
    if (!m_isFirst)
        newLine();
    m_text += bracket;
    m_isFirst = false;
}

void JsonWriter::writeMember(const QString &name, const QJsonValue &value)
{
    beginMember(name);
    writeValue(value);
}

void JsonWriter::writeMembers(const model::ClassInfo &info, const void *object)
{
    for (const model::PropertyInfo &property : info.properties()) {
        if (property.isValue()) {
            const QVariant value = property.read(object);
            if (m_form == JsonForm::Complete || value != property.defaultValue())
                writeMember(property.name(), property.type().toJson(value));
        } else if (property.isObject()) {
            // Written on trial: an object in which nothing differs from the default leaves no trace.
            const QByteArray before = m_text;
            const bool wasFirst = m_isFirst;
            beginMember(property.name());
            beginObject();
            writeMembers(*property.elementClass(), property.member(object));
            if (m_isFirst && m_form == JsonForm::WithoutDefaults) {
                m_text = before;
                m_isFirst = wasFirst;
                --m_level;
            } else {
                endObject();
            }
        } else {
            const void *entries = property.member(object);
            const int count = property.list()->size(entries);
            if (count == 0 && m_form == JsonForm::WithoutDefaults)
                continue;
            beginMember(property.name());
            m_text += '[';
            ++m_level;
            m_isFirst = true;
            for (int i = 0; i < count; ++i) {
                beginItem();
                beginObject();
                writeMembers(*property.elementClass(), property.list()->at(entries, i));
                endObject();
            }
            close(']');
        }
    }
}

void JsonWriter::writeValue(const QJsonValue &value)
{
    if (value.isArray())
        writeTexts(value.toArray());
    else
        m_text += scalarText(value);
}

void JsonWriter::writeTexts(const QJsonArray &texts)
{
    QByteArray line;
    for (const QJsonValue text : texts)
        line += (line.isEmpty() ? QByteArray() : QByteArray(", ")) + scalarText(text);
    const qsizetype used = m_text.size() - m_text.lastIndexOf('\n') - 1;
    if (used + line.size() <= kLineWidth) {
        m_text += '[' + line + ']';
        return;
    }
    m_text += '[';
    ++m_level;
    m_isFirst = true;
    for (const QJsonValue text : texts) {
        beginItem();
        m_text += scalarText(text);
    }
    close(']');
}

} // namespace turnpike::document
