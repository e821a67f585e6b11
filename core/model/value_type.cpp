// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/value_type.h"

#include "core/base/opaque_string.h"
#include "core/base/text.h"
#include "core/model/typed_line.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

#include <cmath>
#include <limits>
#include <vector>

namespace turnpike::model {

using namespace Qt::StringLiterals;

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// No setting needs more; what is longer is a file pasted by mistake.
constexpr qsizetype kLongestText = 16384;

tl::unexpected<Error> refuse(const QString &what, const QString &allowed)
{
    return fail(Error::Code::InvalidValue, what.toStdString(), {}, allowed.toStdString());
}

template <class Parsed>
Result<QVariant> boxed(Result<Parsed> parsed)
{
    return std::move(parsed).map([](Parsed &&value) { return QVariant::fromValue(std::move(value)); });
}

template <class Parsed>
Result<QVariant> parsedBy(Result<Parsed> (*parse)(std::string_view), const QString &text)
{
    return boxed(parse(text.toStdString()));
}

// A trailing underscore keeps an enumerator off a C++ keyword and is no part of its name.
QString enumeratorName(const char *key)
{
    QString name = QString::fromLatin1(key);
    if (name.endsWith(u'_'))
        name.chop(1);
    return name;
}

QString joinedWithOr(const QStringList &words)
{
    if (words.size() < 2)
        return words.join(QString());
    return words.first(words.size() - 1).join(u", ") % u" or " % words.last();
}

tl::unexpected<Error> refuseChoice(const QString &text, const QStringList &choices)
{
    std::vector<std::string> candidates;
    for (const QString &choice : choices)
        candidates.push_back(choice.toStdString());
    const std::string nearest = nearestName(text.toStdString(), candidates);
    return fail(Error::Code::InvalidValue,
                QString(u"\"" % text % u"\" is not one of the choices").toStdString(), {},
                joinedWithOr(choices).toStdString(),
                nearest.empty() ? std::string() : "did you mean \"" + nearest + "\"?");
}

qint64 secondsIn(const QString &unit, seconds without)
{
    return unit.isEmpty()          ? without.count()
           : unit.startsWith(u's') ? 1
           : unit.startsWith(u'm') ? 60
           : unit.startsWith(u'h') ? 3600
                                   : 86400;
}

// "600", "600 s", "10 min", "1.5 h", "1 h 30 min", counted in `one`.
Result<qint64> parseDuration(const QString &text, seconds one)
{
    static const QString part =
        u"(\\d{1,9})(?:\\.(\\d{1,6}))?\\s*(seconds|sec|s|minutes|min|hours|h|days|d)?"_s;
    static const QRegularExpression whole(u"^(?:"_s % part % u"\\s*)+$");
    static const QRegularExpression parts(part);
    const auto refused = [&text] {
        return refuse(u"\"" % text % u"\" is not a duration"_s,
                      u"a number with s, min, h or d, for example 10 min"_s);
    };
    if (!whole.match(text).hasMatch())
        return refused();
    qint64 milliseconds = 0;
    qint64 lastSize = std::numeric_limits<qint64>::max();
    for (auto match = parts.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        const QString unit = found.captured(3);
        const qint64 size = secondsIn(unit, one);
        // From the largest unit to the smallest, and each is said: "1 h 30 min", neither "30 min 1 h" nor "1
        // h 30".
        const bool isAlone = found.capturedLength() == text.size();
        if (size >= lastSize || (unit.isEmpty() && !isAlone))
            return refused();
        lastSize = size;
        const qint64 millionths = QString(found.captured(2) % u"000000").left(6).toLongLong() * size;
        if (millionths % 1'000 != 0)
            return refused();
        milliseconds += found.captured(1).toLongLong() * size * 1'000 + millionths / 1'000;
    }
    if (milliseconds % (one.count() * 1'000) == 0)
        return milliseconds / (one.count() * 1'000);
    return one == seconds{1}
               ? refuse(u"\"" % text % u"\" is not a whole number of seconds"_s, u"whole seconds"_s)
               : refuse(u"\"" % text % u"\" is not a whole number of minutes"_s, u"whole minutes"_s);
}

// The characters as RFC 8265 prepares them; check() says what is wrong with a text that cannot be prepared.
QString preparedText(TextFormat format, const QString &text)
{
    const bool isOpaque = format == TextFormat::UserName || format == TextFormat::Realm;
    const auto prepared = isOpaque ? opaqueString(text.toStdString()) : Result<std::string>();
    return isOpaque && prepared ? QString::fromStdString(*prepared) : text;
}

Result<void> checkPrepared(Result<std::string> (*prepare)(std::string_view), const QString &text)
{
    const auto prepared = prepare(text.toStdString());
    return prepared ? Result<void>() : tl::make_unexpected(prepared.error());
}

QStringList splitList(const QString &text)
{
    // Blanks of every kind, also those without a width that come from web pages.
    static const QRegularExpression separators(
        u"[\\s\\x{85}\\x{A0}\\x{AD}\\x{1680}\\x{2000}-\\x{200F}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{2060}"
        "\\x{3000}\\x{FEFF},;]+"_s);
    return text.split(separators, Qt::SkipEmptyParts);
}

Result<QVariant> networksFrom(const QStringList &texts)
{
    NetworkList networks;
    for (const QString &text : texts) {
        const auto network = IpNetwork::parse(text.toStdString());
        if (!network)
            return tl::make_unexpected(network.error());
        networks << *network;
    }
    return QVariant::fromValue(networks);
}

} // namespace

QStringList ValueType::enumerators() const
{
    QStringList names;
    if (m_kind == ValueKind::Enumeration) {
        for (int i = 0; i < m_enum.keyCount(); ++i)
            names << enumeratorName(m_enum.key(i));
    }
    return names;
}

Result<QVariant> ValueType::parse(const QString &text) const
{
    const QString trimmed = typedLine(text);
    switch (m_kind) {
    case ValueKind::Text:
        return m_format == TextFormat::Message
                   ? QVariant(QString::fromStdString(withCleanEnds(text.toStdString())))
                   : QVariant(preparedText(m_format, trimmed));
    case ValueKind::Boolean:
        for (const auto &word : {u"true"_s, u"on"_s, u"yes"_s, u"1"_s}) {
            if (trimmed.compare(word, Qt::CaseInsensitive) == 0)
                return QVariant(true);
        }
        for (const auto &word : {u"false"_s, u"off"_s, u"no"_s, u"0"_s}) {
            if (trimmed.compare(word, Qt::CaseInsensitive) == 0)
                return QVariant(false);
        }
        return refuse(u"\"" % text % u"\" is neither true nor false"_s, allowedText());
    case ValueKind::Integer: {
        bool ok = false;
        const int number = trimmed.toInt(&ok);
        return ok ? Result<QVariant>(QVariant(number))
                  : refuse(u"\"" % text % u"\" is not a whole number"_s, allowedText());
    }
    case ValueKind::Real: {
        bool ok = false;
        const double number = trimmed.toDouble(&ok);
        return ok && std::isfinite(number) ? Result<QVariant>(QVariant(number))
                                           : refuse(u"\"" % text % u"\" is not a number"_s, allowedText());
    }
    case ValueKind::Enumeration: {
        const QStringList names = enumerators();
        for (int i = 0; i < names.size(); ++i) {
            if (trimmed.compare(names.at(i), Qt::CaseInsensitive) == 0) {
                const int value = m_enum.value(i);
                return QVariant(m_metaType, &value);
            }
        }
        return refuseChoice(text, names);
    }
    case ValueKind::Port:
        return parsedBy(&Port::parse, trimmed);
    case ValueKind::PortRange:
        return parsedBy(&PortRange::parse, trimmed);
    case ValueKind::BitRate:
        return parsedBy(&BitRate::parse, trimmed);
    case ValueKind::Duration:
        if (m_metaType == QMetaType::fromType<minutes>())
            return boxed(parseDuration(trimmed, minutes{1}).map([](qint64 count) { return minutes{count}; }));
        return boxed(parseDuration(trimmed, seconds{1}).map([](qint64 count) { return seconds{count}; }));
    case ValueKind::TimeOfDay: {
        const QTime time = QTime::fromString(trimmed, u"H:mm"_s);
        return time.isValid() ? Result<QVariant>(QVariant(time))
                              : refuse(u"\"" % text % u"\" is not a time of day"_s, allowedText());
    }
    case ValueKind::Address:
        return trimmed.isEmpty() ? Result<QVariant>(QVariant::fromValue(IpAddress()))
                                 : parsedBy(&IpAddress::parse, trimmed);
    case ValueKind::TextList:
        return QVariant(splitList(text));
    case ValueKind::NetworkList:
        return networksFrom(splitList(text));
    }
    return refuse(u"the value has an unknown kind"_s, {});
}

QString ValueType::toText(const QVariant &value) const
{
    switch (m_kind) {
    case ValueKind::Text:
        return value.toString();
    case ValueKind::Boolean:
        return value.toBool() ? u"true"_s : u"false"_s;
    case ValueKind::Integer:
        return QString::number(value.toInt());
    case ValueKind::Real:
        return QLocale::c().toString(value.toDouble(), 'g', 12);
    case ValueKind::Enumeration:
        return enumeratorName(m_enum.valueToKey(*static_cast<const int *>(value.constData())));
    case ValueKind::Port:
        return QString::fromStdString(value.value<Port>().toString());
    case ValueKind::PortRange:
        return QString::fromStdString(value.value<PortRange>().toString());
    case ValueKind::BitRate:
        return QString::fromStdString(value.value<BitRate>().toString());
    case ValueKind::Duration:
        if (m_metaType == QMetaType::fromType<minutes>())
            return QString::number(value.value<minutes>().count()) % u" min";
        return QString::number(value.value<seconds>().count()) % u" s";
    case ValueKind::TimeOfDay:
        return value.toTime().toString(u"HH:mm"_s);
    case ValueKind::Address:
        return QString::fromStdString(value.value<IpAddress>().toString());
    case ValueKind::TextList:
        return value.toStringList().join(u' ');
    case ValueKind::NetworkList: {
        QStringList texts;
        for (const IpNetwork &network : value.value<NetworkList>())
            texts << QString::fromStdString(network.toString());
        return texts.join(u' ');
    }
    }
    return {};
}

Result<QVariant> ValueType::fromJson(const QJsonValue &json) const
{
    const auto wrong = [this](const QString &expected) {
        return refuse(u"this must be %1"_s.arg(expected), allowedText());
    };
    switch (m_kind) {
    case ValueKind::Boolean:
        return json.isBool() ? Result<QVariant>(QVariant(json.toBool())) : wrong(u"true or false"_s);
    case ValueKind::Integer:
    case ValueKind::Port:
    case ValueKind::Duration:
    case ValueKind::BitRate: {
        const double number = json.toDouble(std::nan(""));
        if (!json.isDouble() || number != std::floor(number) || std::abs(number) > 9e15)
            return wrong(u"a whole number"_s);
        return parse(QString::number(static_cast<qint64>(number)));
    }
    case ValueKind::Real:
        return json.isDouble() ? Result<QVariant>(QVariant(json.toDouble())) : wrong(u"a number"_s);
    case ValueKind::TextList:
    case ValueKind::NetworkList: {
        if (!json.isArray())
            return wrong(u"a list of strings"_s);
        QStringList texts;
        for (const auto &item : json.toArray()) {
            if (!item.isString())
                return wrong(u"a list of strings"_s);
            texts << item.toString();
        }
        if (m_kind == ValueKind::TextList)
            return QVariant(texts);
        return networksFrom(texts);
    }
    case ValueKind::Text:
        // Stored, not typed: a configuration is read as it was written.
        return json.isString() ? Result<QVariant>(QVariant(preparedText(m_format, json.toString())))
                               : wrong(u"a string"_s);
    case ValueKind::Enumeration:
    case ValueKind::PortRange:
    case ValueKind::TimeOfDay:
    case ValueKind::Address:
        return json.isString() ? parse(json.toString()) : wrong(u"a string"_s);
    }
    return wrong(u"something else"_s);
}

QJsonValue ValueType::toJson(const QVariant &value) const
{
    switch (m_kind) {
    case ValueKind::Boolean:
        return value.toBool();
    case ValueKind::Integer:
        return value.toInt();
    case ValueKind::Real:
        return value.toDouble();
    case ValueKind::Port:
        return int{value.value<Port>().value};
    case ValueKind::BitRate:
        return static_cast<qint64>(value.value<BitRate>().kbitPerSecond);
    case ValueKind::Duration:
        return m_metaType == QMetaType::fromType<minutes>()
                   ? static_cast<qint64>(value.value<minutes>().count())
                   : static_cast<qint64>(value.value<seconds>().count());
    case ValueKind::TextList:
        return QJsonArray::fromStringList(value.toStringList());
    case ValueKind::NetworkList: {
        QJsonArray array;
        for (const IpNetwork &network : value.value<NetworkList>())
            array.append(QString::fromStdString(network.toString()));
        return array;
    }
    case ValueKind::Text:
    case ValueKind::Enumeration:
    case ValueKind::PortRange:
    case ValueKind::TimeOfDay:
    case ValueKind::Address:
        return toText(value);
    }
    return {};
}

Result<void> ValueType::check(const QVariant &value) const
{
    if (m_kind == ValueKind::Text)
        return checkText(m_format, value.toString());
    if (m_kind == ValueKind::TextList) {
        for (const QString &item : value.toStringList()) {
            if (item.isEmpty())
                return refuse(u"an item of the list is empty"_s, allowedText());
            if (const auto checked = checkText(m_format, item); !checked)
                return checked;
        }
    }
    return {};
}

QString ValueType::allowedText() const
{
    switch (m_kind) {
    case ValueKind::Text:
    case ValueKind::TextList: {
        // The format's own error says what it allows; NUL is in no format.
        const auto refused = checkText(m_format, u"\0"_s);
        const QString one = refused ? u"text"_s : QString::fromStdString(refused.error().allowed);
        return m_kind == ValueKind::Text ? one : u"a list, each "_s % one;
    }
    case ValueKind::Boolean:
        return u"true or false"_s;
    case ValueKind::Integer:
        return u"a whole number"_s;
    case ValueKind::Real:
        return u"a number"_s;
    case ValueKind::Enumeration:
        return joinedWithOr(enumerators());
    case ValueKind::Port:
        return u"a port, 1 to 65535"_s;
    case ValueKind::PortRange:
        return u"first-last, each 1 to 65535"_s;
    case ValueKind::Duration:
        return u"a duration such as 10 min"_s;
    case ValueKind::BitRate:
        return u"a bit rate such as 3000 kbit/s"_s;
    case ValueKind::TimeOfDay:
        return u"hours and minutes, 0:00 to 23:59"_s;
    case ValueKind::Address:
        return u"an IPv4 or IPv6 address, or nothing"_s;
    case ValueKind::NetworkList:
        return u"networks such as 192.0.2.0/24"_s;
    }
    return {};
}

bool isMoment(const QString &text)
{
    // Qt alone also takes what leaves the seconds or the time zone open.
    static const QRegularExpression form(u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\z"_s);
    return form.match(text).hasMatch() && QDateTime::fromString(text, Qt::ISODate).isValid();
}

Result<void> checkText(TextFormat format, const QString &text)
{
    struct Rule {
        TextFormat format;
        QRegularExpression pattern;
        QString allowed;
    };
    constexpr auto kAnyCase = QRegularExpression::CaseInsensitiveOption;
    const QString label = u"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"_s;
    const QString hostName = label + u"(\\."_s + label + u")*\\z"_s;
    // \z, not $, which also matches before a final line break.
    static const QList<Rule> rules{
        {TextFormat::Free, QRegularExpression(u"^[^\\x{0}-\\x{8}\\x{B}\\x{C}\\x{E}-\\x{1F}\\x{7F}]*\\z"_s),
         u"text without control characters"_s},
        {TextFormat::Message, QRegularExpression(u"^[^\\x{0}-\\x{8}\\x{B}\\x{C}\\x{E}-\\x{1F}\\x{7F}]*\\z"_s),
         u"text without control characters"_s},
        {TextFormat::Name, QRegularExpression(u"^[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,62}\\z"_s),
         u"letters, digits, '.', '_' and '-', at most 63, beginning with a letter or digit"_s},
        {TextFormat::HostName, QRegularExpression(u"^(?=.{1,253}$)"_s + hostName, kAnyCase),
         u"a host name such as av.contoso.com"_s},
        {TextFormat::CertificateName, QRegularExpression(u"^(?=.{1,253}$)(\\*\\.)?"_s + hostName, kAnyCase),
         u"a host name such as av.contoso.com, or *.contoso.com for each name one label longer"_s},
        {TextFormat::HttpUrl, QRegularExpression(u"^https?://[^\\s/?#]+([/?#]\\S*)?\\z"_s, kAnyCase),
         u"an http or https URL such as https://pool.contoso.com/abs/ext"_s},
        {TextFormat::LdapUrl, QRegularExpression(u"^ldaps?://[^\\s/?#]+(/\\S*)?\\z"_s, kAnyCase),
         u"an ldap or ldaps URL such as ldaps://dc1.contoso.com"_s},
        {TextFormat::FilePath, QRegularExpression(u"^[^\\x{0}-\\x{1F}\\x{7F}]{1,4096}\\z"_s), u"a path"_s},
        {TextFormat::FileExtension, QRegularExpression(u"^\\.[a-z0-9_-]{1,16}\\z"_s, kAnyCase),
         u"a dot and up to 16 letters or digits, such as .exe"_s},
        {TextFormat::UrlScheme, QRegularExpression(u"^[a-z][a-z0-9+-]{0,30}[:.*]?\\z"_s, kAnyCase),
         u"the beginning of a link such as http: or www*"_s},
        {TextFormat::HexKey, QRegularExpression(u"^[0-9a-f]{32}([0-9a-f]{64})?\\z"_s, kAnyCase),
         u"32 or 96 hexadecimal digits"_s},
        {TextFormat::Separator, QRegularExpression(u"^[!-/:-@\\[-`{-~]\\z"_s),
         u"one punctuation mark such as ':'"_s},
        {TextFormat::AddressAndPort, QRegularExpression(),
         u"an address with a port such as 127.0.0.1:9641"_s},
        {TextFormat::Moment, QRegularExpression(), u"a moment of UTC such as 2026-12-31T23:59:59Z"_s},
        {TextFormat::RegularExpression, QRegularExpression(), u"a regular expression such as ^(\\d{4})$"_s},
    };
    if (text.size() > kLongestText)
        return refuse(u"the text has %1 characters"_s.arg(text.size()),
                      u"at most %1 characters"_s.arg(kLongestText));
    // An empty text is "not set"; whether that is allowed is a rule's business, not the syntax's.
    if (text.isEmpty())
        return {};
    if (format == TextFormat::UserName)
        return checkPrepared(preparedUsername, text);
    if (format == TextFormat::Realm)
        return checkPrepared(preparedRealm, text);
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [format](const Rule &row) { return row.format == format; });
    const bool valid = format == TextFormat::AddressAndPort
                           ? TransportAddress::parse(text.toStdString()).has_value()
                       : format == TextFormat::Moment ? isMoment(text)
                       : format == TextFormat::RegularExpression
                           ? QRegularExpression(text).isValid() && !text.contains(QChar(u'\0'))
                           : rule->pattern.match(text).hasMatch();
    if (valid)
        return {};
    QString shown = text.left(80);
    return refuse(u"\"" % shown % u"\" does not fit here"_s, rule->allowed);
}

} // namespace turnpike::model
