// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/json_reader.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QStringDecoder>

#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool isDigit(char letter)
{
    return letter >= '0' && letter <= '9';
}

// Bytes 0x80 to 0xBF continue a character of UTF-8 and are no column of their own.
bool isContinuation(char letter)
{
    return (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U;
}

std::string shown(char letter)
{
    const auto code = static_cast<unsigned char>(letter);
    if (code >= 0x20 && code < 0x7F)
        return std::string("'") + letter + "'";
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    return std::string("the byte 0x") + kDigits[code >> 4U] + kDigits[code & 0xFU];
}

class Reader {
public:
    Reader(std::string_view text, const QString &fileName, const JsonLimits &limits)
        : m_text(text)
        , m_fileName(fileName)
        , m_limits(limits)
    {
        if (m_text.starts_with(kByteOrderMark))
            m_at = m_lineStart = m_counted = kByteOrderMark.size();
    }

    std::optional<JsonNode> document()
    {
        skipSpace();
        if (atEnd()) {
            refuse("the file is empty", "a JSON object in braces");
            return std::nullopt;
        }
        JsonNode root;
        if (!readValue(root, 0))
            return std::nullopt;
        skipSpace();
        if (!atEnd()) {
            refuse(shown(peek()) + " follows after the end of the document", "nothing");
            return std::nullopt;
        }
        return root;
    }

    const Error &error() const { return m_error; }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    char peek() const { return atEnd() ? '\0' : m_text[m_at]; }
    bool take(char letter)
    {
        if (atEnd() || peek() != letter)
            return false;
        ++m_at;
        return true;
    }

    JsonPosition position()
    {
        // Counted on from the last answer, so that a file of one long line is still read in linear time.
        if (m_counted < m_lineStart || m_counted > m_at) {
            m_counted = m_lineStart;
            m_column = 1;
        }
        for (; m_counted < m_at; ++m_counted)
            m_column += isContinuation(m_text[m_counted]) ? 0 : 1;
        return {m_line, m_column};
    }

    void skipSpace()
    {
        for (; !atEnd(); ++m_at) {
            const char letter = peek();
            if (letter == '\n') {
                ++m_line;
                m_lineStart = m_at + 1;
            } else if (letter != ' ' && letter != '\t' && letter != '\r') {
                return;
            }
        }
    }

    bool refuse(std::string message, std::string allowed = {}, std::string remedy = {})
    {
        return refuseAt(position(), std::move(message), std::move(allowed), std::move(remedy));
    }

    bool refuseAt(const JsonPosition &where, std::string message, std::string allowed = {},
                  std::string remedy = {})
    {
        m_error = Error{Error::Code::InvalidValue, std::move(message), whereText(m_fileName, where),
                        std::move(allowed), std::move(remedy)};
        return false;
    }

    bool readValue(JsonNode &node, int depth)
    {
        node.position = position();
        if (depth > m_limits.depth)
            return refuse("objects and lists are nested too deeply",
                          "at most " + std::to_string(m_limits.depth) + " levels");
        if (++m_values > m_limits.values)
            return refuse("the file holds too many values",
                          "at most " + std::to_string(m_limits.values) + " values");
        if (atEnd())
            return refuse("the file ends where a value is expected");
        switch (peek()) {
        case '{':
            return readObject(node, depth);
        case '[':
            return readArray(node, depth);
        case '"': {
            QString text;
            if (!readString(text))
                return false;
            node.scalar = text;
            return true;
        }
        case 't':
            return readWord(node, "true", true);
        case 'f':
            return readWord(node, "false", false);
        case 'n':
            return readWord(node, "null", QJsonValue(QJsonValue::Null));
        default:
            return readNumber(node);
        }
    }

    bool readObject(JsonNode &node, int depth)
    {
        node.kind = JsonNode::Kind::Object;
        take('{');
        skipSpace();
        if (take('}'))
            return true;
        QSet<QString> names;
        for (;;) {
            JsonMember member;
            member.position = position();
            if (peek() != '"' || atEnd())
                return refuseStructure("a name in double quotes", '}');
            if (!readString(member.name))
                return false;
            if (names.contains(member.name))
                return refuseAt(member.position,
                                "\"" + member.name.toStdString() + "\" occurs twice in this object", {},
                                "remove one of the two");
            names.insert(member.name);
            skipSpace();
            if (!take(':'))
                return refuseStructure("':' after the name");
            skipSpace();
            if (!readValue(member.value, depth + 1))
                return false;
            node.members.push_back(std::move(member));
            skipSpace();
            if (take('}'))
                return true;
            if (!take(','))
                return refuseStructure("',' or '}'");
            skipSpace();
        }
    }

    bool readArray(JsonNode &node, int depth)
    {
        node.kind = JsonNode::Kind::Array;
        take('[');
        skipSpace();
        if (take(']'))
            return true;
        for (;;) {
            if (peek() == ']')
                return refuseStructure("a value", ']');
            if (!readValue(node.items.emplace_back(), depth + 1))
                return false;
            skipSpace();
            if (take(']'))
                return true;
            if (!take(','))
                return refuseStructure("',' or ']'");
            skipSpace();
        }
    }

    bool refuseStructure(const std::string &expected, char closing = '\0')
    {
        if (atEnd())
            return refuse("the file ends where " + expected + " is expected", {},
                          "the file may be cut off: restore it from a copy");
        if (closing != '\0' && peek() == closing)
            return refuse("',' is followed by '" + std::string(1, closing) + "'", expected,
                          "remove the comma before it");
        if (peek() == '/' || peek() == '#')
            return refuse(shown(peek()) + " stands where " + expected +
                          " is expected; JSON knows no comments");
        return refuse(shown(peek()) + " stands where " + expected + " is expected");
    }

    bool readWord(JsonNode &node, std::string_view word, const QJsonValue &value)
    {
        if (!m_text.substr(m_at).starts_with(word))
            return refuseWord();
        m_at += word.size();
        node.scalar = value;
        return true;
    }

    bool refuseWord()
    {
        std::size_t end = m_at;
        while (end < m_text.size() && end < m_at + 40 &&
               std::isalnum(static_cast<unsigned char>(m_text[end])))
            ++end;
        const std::string word(m_text.substr(m_at, end - m_at));
        return refuse((word.empty() ? shown(peek()) : "\"" + word + "\"") + " is not a JSON value",
                      "a text in double quotes, a number, true, false, null, {…} or […]");
    }

    bool readNumber(JsonNode &node)
    {
        const std::size_t start = m_at;
        const JsonPosition where = position();
        bool isWhole = true;
        take('-');
        if (!isDigit(peek()))
            return m_at == start ? refuseWord() : refuse("a digit must follow '-'");
        if (take('0')) {
            if (isDigit(peek()))
                return refuseAt(where, "a number begins with 0", {}, "remove the leading zeros");
        }
        skipDigits();
        if (take('.')) {
            isWhole = false;
            if (!isDigit(peek()))
                return refuse("a digit must follow '.'");
            skipDigits();
        }
        if (take('e') || take('E')) {
            isWhole = false;
            if (!take('+'))
                take('-');
            if (!isDigit(peek()))
                return refuse("a digit must follow the exponent sign");
            skipDigits();
        }
        const char *first = m_text.data() + start;
        const char *last = m_text.data() + m_at;
        if (qint64 whole = 0; isWhole && std::from_chars(first, last, whole).ec == std::errc{}) {
            node.scalar = whole;
            return true;
        }
        double number = 0;
        if (std::from_chars(first, last, number).ec != std::errc{} || !std::isfinite(number))
            return refuseAt(where, "the number is too large or too small to be stored");
        node.scalar = number;
        return true;
    }

    void skipDigits()
    {
        while (isDigit(peek()))
            ++m_at;
    }

    bool readString(QString &text)
    {
        const JsonPosition start = position();
        take('"');
        text = u""_s;
        for (;;) {
            const std::size_t plain = m_at;
            while (!atEnd() && peek() != '"' && peek() != '\\' && static_cast<unsigned char>(peek()) >= 0x20)
                ++m_at;
            if (m_at > plain && !appendUtf8(text, plain))
                return false;
            if (text.size() > m_limits.text)
                return refuseAt(start, "this text is too long",
                                "at most " + std::to_string(m_limits.text) + " characters");
            if (atEnd() || peek() == '\n' || peek() == '\r')
                return refuseAt(start, "the closing '\"' of this text is missing");
            if (take('"'))
                return true;
            if (peek() != '\\')
                return refuse("a control character stands in a text", "\\n, \\t or \\u00XX");
            if (!readEscape(text))
                return false;
        }
    }

    bool appendUtf8(QString &text, std::size_t start)
    {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString decoded =
            decoder(QByteArrayView(m_text.data() + start, static_cast<qsizetype>(m_at - start)));
        if (decoder.hasError()) {
            m_at = firstInvalidByte(start);
            return refuse(shown(peek()) + " is not UTF-8", "text encoded as UTF-8", "save the file as UTF-8");
        }
        text += decoded;
        return true;
    }

    std::size_t firstInvalidByte(std::size_t start) const
    {
        // The longest valid beginning, grown character by character.
        std::size_t at = start;
        while (at < m_at) {
            std::size_t end = at + 1;
            while (end < m_at && isContinuation(m_text[end]))
                ++end;
            QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
            const QString one = decoder(QByteArrayView(m_text.data() + at, static_cast<qsizetype>(end - at)));
            if (decoder.hasError() || one.contains(QChar::ReplacementCharacter))
                return at;
            at = end;
        }
        return start;
    }

    bool readEscape(QString &text)
    {
        const JsonPosition where = position();
        take('\\');
        const char kind = peek();
        ++m_at;
        switch (kind) {
        case '"':
        case '\\':
        case '/':
            text += QLatin1Char(kind);
            return true;
        case 'b':
            text += u'\b';
            return true;
        case 'f':
            text += u'\f';
            return true;
        case 'n':
            text += u'\n';
            return true;
        case 'r':
            text += u'\r';
            return true;
        case 't':
            text += u'\t';
            return true;
        case 'u':
            return readCodeUnits(text, where);
        default:
            m_at = std::min(m_at, m_text.size());
            return refuseAt(where, "an unknown escape follows '\\'",
                            R"(\" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits)");
        }
    }

    bool readCodeUnits(QString &text, const JsonPosition &where)
    {
        const auto first = readHex();
        if (!first)
            return refuseAt(where, "\\u needs four hexadecimal digits");
        const QChar unit(*first);
        if (unit.isHighSurrogate()) {
            const auto second = take('\\') && take('u') ? readHex() : std::nullopt;
            if (second && QChar(*second).isLowSurrogate()) {
                text += unit;
                text += QChar(*second);
                return true;
            }
        }
        if (unit.isSurrogate())
            return refuseAt(where, "half of a surrogate pair stands alone");
        text += unit;
        return true;
    }

    std::optional<char16_t> readHex()
    {
        unsigned value = 0;
        if (m_at + 4 > m_text.size())
            return std::nullopt;
        const char *first = m_text.data() + m_at;
        const auto [end, error] = std::from_chars(first, first + 4, value, 16);
        if (error != std::errc{} || end != first + 4)
            return std::nullopt;
        m_at += 4;
        return static_cast<char16_t>(value);
    }

    std::string_view m_text;
    QString m_fileName;
    JsonLimits m_limits;
    qsizetype m_values = 0;
    std::size_t m_at = 0;
    std::size_t m_lineStart = 0;
    std::size_t m_counted = 0;
    int m_column = 1;
    int m_line = 1;
    Error m_error;
};

} // namespace

JsonNode JsonNode::of(const QJsonValue &value)
{
    JsonNode node;
    if (value.isObject()) {
        node.kind = Kind::Object;
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            node.members.push_back({member.key(), {}, of(member.value())});
    } else if (value.isArray()) {
        node.kind = Kind::Array;
        const QJsonArray array = value.toArray();
        for (const QJsonValue item : array)
            node.items.push_back(of(item));
    } else {
        node.scalar = value;
    }
    return node;
}

QJsonValue JsonNode::toValue() const
{
    if (kind == Kind::Object) {
        QJsonObject object;
        for (const JsonMember &member : members)
            object.insert(member.name, member.value.toValue());
        return object;
    }
    if (kind == Kind::Array) {
        QJsonArray array;
        for (const JsonNode &item : items)
            array.append(item.toValue());
        return array;
    }
    return scalar;
}

const JsonNode *JsonNode::find(QStringView name) const
{
    for (const JsonMember &member : members) {
        if (member.name == name)
            return &member.value;
    }
    return nullptr;
}

QString JsonNode::kindText() const
{
    if (kind == Kind::Object)
        return u"an object"_s;
    if (kind == Kind::Array)
        return u"a list"_s;
    if (scalar.isString())
        return u"a text"_s;
    if (scalar.isDouble())
        return u"a number"_s;
    return scalar.isBool() ? u"true or false"_s : u"null"_s;
}

Result<JsonNode> readJson(QByteArrayView json, const QString &fileName, const JsonLimits &limits)
{
    if (json.size() > limits.bytes)
        return fail(Error::Code::TooLarge,
                    "the file has " + std::to_string(json.size()) + " bytes and is no configuration",
                    fileName.toStdString(), "at most " + std::to_string(limits.bytes) + " bytes");
    Reader reader(std::string_view(json.data(), static_cast<std::size_t>(json.size())), fileName, limits);
    auto root = reader.document();
    if (!root)
        return tl::make_unexpected(reader.error());
    return *std::move(root);
}

std::string whereText(const QString &fileName, const JsonPosition &position)
{
    if (position.line == 0)
        return {};
    const std::string line = std::to_string(position.line);
    const std::string column = std::to_string(position.column);
    if (fileName.isEmpty())
        return "line " + line + ", column " + column;
    return fileName.toStdString() + ":" + line + ":" + column;
}

} // namespace turnpike::document
