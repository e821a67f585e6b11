// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/message.h"

#include "core/base/source_prefix.h"
#include "core/wire/json.h"

#include <boost/beast/http/status.hpp>

namespace turnpike::http {

bool Request::headerHas(const QByteArray &lowerCaseName, const QByteArray &lowerCaseToken) const
{
    for (const auto &token : header(lowerCaseName).toLower().split(',')) {
        if (token.trimmed() == lowerCaseToken)
            return true;
    }
    return false;
}

bool Request::asksForWebSocket() const
{
    return method == "GET" && headerHas("connection", "upgrade") && headerHas("upgrade", "websocket");
}

IpAddress addressOf(const QHostAddress &peer)
{
    // Without the zone of a link-local address.
    return IpAddress::parse(peer.toString().section(u'%', 0, 0).toStdString()).value_or(IpAddress());
}

QByteArray sourceOf(const QHostAddress &peer)
{
    return QByteArray::fromStdString(sourcePrefix(addressOf(peer)).toString());
}

Response Response::text(int status, const QByteArray &body)
{
    return {status, "text/plain; charset=utf-8", body, {}, false};
}

Response Response::json(int status, const QByteArray &body)
{
    return {status, wire::kJsonType, body, {}, false};
}

Response Response::refusal(const Error &error, int status)
{
    return json(status != 0 ? status : wire::httpStatus(error.code), wire::errorBody(error));
}

Response &Response::with(const QByteArray &name, const QByteArray &value)
{
    headers.emplace_back(name, value);
    return *this;
}

QByteArray Response::head(bool keepsConnection, bool isInChunks) const
{
    const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    QByteArray bytes;
    bytes += "HTTP/1.1 " + QByteArray::number(status) + ' ' +
             QByteArray(reason.data(), static_cast<qsizetype>(reason.size())) + "\r\n";
    if ((source || !body.isEmpty()) && mayHaveBody())
        bytes += "Content-Type: " + contentType + "\r\n";
    const auto size = source ? source->size() : std::optional<qint64>(body.size());
    if (mayHaveBody()) {
        if (size)
            bytes += "Content-Length: " + QByteArray::number(*size) + "\r\n";
        else if (isInChunks)
            bytes += "Transfer-Encoding: chunked\r\n";
    }
    // What the interface says is for the one who asked, and of this moment.
    bytes += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
    for (const auto &[name, value] : headers)
        bytes += name + ": " + value + "\r\n";
    bytes += keepsConnection ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return bytes;
}

QByteArray Response::toBytes(bool keepsConnection) const
{
    return mayHaveBody() ? head(keepsConnection) + body : head(keepsConnection);
}

} // namespace turnpike::http
