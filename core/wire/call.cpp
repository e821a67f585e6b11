// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/call.h"

#include "core/wire/json.h"

#include <QStringList>
#include <QUrl>

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

/// No way of writing keeps "", "." and ".." a segment: "%2E" is the same as "." to whoever reads a path (RFC
/// 3986 sections 2.3 and 5.2.4), and leads elsewhere. Such a text, and what looks like one of those in
/// writing, has one tilde more in front.
bool needsTilde(QStringView text)
{
    while (text.startsWith(u'~'))
        text = text.sliced(1);
    return text.isEmpty() || text == u"." || text == u"..";
}

QString segmentOf(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(needsTilde(text) ? u'~' + text : text));
}

} // namespace

QString pathOf(const Route &route, const CarriedCall &call)
{
    QStringList segments = QString::fromLatin1(route.path).split(u'/');
    for (QString &segment : segments) {
        for (const auto &[name, text] : call.path) {
            if (segment == u'{' + name + u'}') {
                segment = segmentOf(text);
                break;
            }
        }
    }
    return segments.join(u'/');
}

QString textOfSegment(const QString &segment)
{
    return segment.startsWith(u'~') && needsTilde(segment) ? segment.sliced(1) : segment;
}

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
