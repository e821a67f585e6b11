// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/reader.h"

#include "core/base/inert_text.h"

#include <QUrl>

#include <algorithm>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>
#include <utility>

namespace turnpike::http {

namespace beast = boost::beast::http;

namespace {

constexpr char kEndOfHeader[] = "\r\n\r\n";

QByteArrayView viewOf(boost::beast::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

std::string sizeText(qsizetype bytes)
{
    return std::to_string(bytes) + " bytes";
}

struct HeaderField {
    std::string name;
    qsizetype size = 0;
};

/// Which line of a header is to blame for its size; what is no line of one is called "header".
HeaderField longestFieldOf(QByteArrayView header)
{
    constexpr qsizetype kLongestName = 64;
    HeaderField longest{"header", 0};
    for (const QByteArray &line : header.toByteArray().split('\n')) {
        if (line.size() <= longest.size)
            continue;
        const auto colon = line.indexOf(':');
        const bool isNamed = colon > 0 && colon <= kLongestName;
        longest = {isNamed ? escapedForTerminal(line.first(colon).toStdString()) : std::string("header"),
                   line.size()};
    }
    return longest;
}

} // namespace

// A body that holds nothing itself: one that keeps its bytes reserves all that a Content-Length promises.
class Reader::Parser : public beast::request_parser<beast::buffer_body> {};

Reader::Reader(Limits limits)
    : m_limits(limits)
    , m_parser(std::make_unique<Parser>())
    , m_mostBody(limits.body)
{
    m_parser->header_limit(static_cast<std::uint32_t>(limits.header));
    // Who sends it decides on that: limitBody() comes after the header.
    m_parser->body_limit(std::numeric_limits<std::uint64_t>::max());
}

Reader::~Reader() = default;

Reader::Progress Reader::refuse(int status, const Error &error)
{
    m_refusal = Response::refusal(error, status);
    m_refusal.mustClose = true;
    return Progress::Refused;
}

Reader::Progress Reader::refuseMalformed(const std::string &detail)
{
    return refuse(400, {Error::Code::InvalidValue,
                        "this is no HTTP request that can be understood: " + detail,
                        {},
                        "HTTP/1.1 as in RFC 9112",
                        {}});
}

Reader::Progress Reader::tooLarge(std::optional<quint64> length)
{
    return refuse(413, {Error::Code::TooLarge,
                        length ? "the body has " + std::to_string(*length) + " bytes"
                               : "the body has more than " + sizeText(m_mostBody),
                        "body", "up to " + sizeText(m_mostBody), "send a smaller one"});
}

Reader::Progress Reader::limitBody(qint64 most)
{
    m_mostBody = most;
    const auto length = m_parser->content_length();
    return length && *length > static_cast<quint64>(most) ? tooLarge(*length) : Progress::HeaderRead;
}

Reader::Progress Reader::readHeader(QByteArrayView bytes)
{
    const auto end = bytes.indexOf(QByteArrayView(kEndOfHeader));
    const auto size = end < 0 ? bytes.size() : end + 4;
    if (size > m_limits.header) {
        const auto longest = longestFieldOf(bytes);
        return refuse(431,
                      {Error::Code::TooLarge,
                       "the request's header has " + (end < 0 ? std::string("more than ") : std::string()) +
                           sizeText(size) + ", of them " + sizeText(longest.size) + " in this field",
                       longest.name, "up to " + sizeText(m_limits.header) + " in all", "send less"});
    }
    if (end < 0)
        return Progress::NeedsMore;
    boost::beast::error_code error;
    m_parser->put(boost::asio::const_buffer(bytes.data(), static_cast<std::size_t>(size)), error);
    // What follows the header is not shown to the parser yet, so it may ask for more.
    if (error && error != beast::error::need_more)
        return refuseMalformed(error.message());
    if (!m_parser->is_header_done())
        return refuseMalformed("the header has no end");
    m_headerSize = size;

    const auto &message = m_parser->get();
    m_request.method = viewOf(message.method_string()).toByteArray();
    for (const auto &field : message) {
        const auto name = viewOf(field.name_string()).toByteArray().toLower();
        auto &value = m_request.headers[name];
        value = value.isEmpty() ? viewOf(field.value()).toByteArray()
                                : value + ", " + viewOf(field.value()).toByteArray();
    }
    if (!takeTarget(viewOf(message.target())))
        return refuseMalformed("the target is no path");
    // RFC 9112 section 6.3: "5, 5" is two lengths in one field, and no better than two fields.
    const QByteArray length = m_request.headers.value("content-length");
    if (!std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return refuseMalformed("Content-Length is not one number");
    const bool hasEncoding = m_request.headers.contains("transfer-encoding");
    // RFC 9112 section 6.3: a length beside an encoding is how requests are smuggled past proxies.
    if (hasEncoding && m_request.headers.contains("content-length"))
        return refuseMalformed("both Transfer-Encoding and Content-Length");
    if (hasEncoding && !m_parser->chunked()) {
        return refuse(501, {Error::Code::InvalidValue,
                            "this transfer encoding is not understood",
                            "Transfer-Encoding",
                            "chunked",
                            {}});
    }
    return Progress::HeaderRead;
}

bool Reader::takeTarget(QByteArrayView target)
{
    if (!target.startsWith('/'))
        return false;
    const auto question = target.indexOf('?');
    const auto path = question < 0 ? target : target.first(question);
    for (const auto &segment : path.sliced(1).toByteArray().split('/'))
        m_request.path << QUrl::fromPercentEncoding(segment);
    if (question >= 0)
        m_request.query = QUrlQuery(QString::fromLatin1(target.sliced(question + 1)));
    return true;
}

Reader::Progress Reader::readBody(QByteArrayView bytes, qsizetype &consumed)
{
    consumed = 0;
    while (!m_parser->is_done()) {
        boost::beast::error_code error;
        const auto rest = bytes.sliced(consumed);
        // No more of a body than this can come out of it.
        const auto before = m_request.body.size();
        m_request.body.resize(before + rest.size());
        auto &room = m_parser->get().body();
        room.data = m_request.body.data() + before;
        room.size = static_cast<std::size_t>(rest.size());
        const auto taken = m_parser->put(
            boost::asio::const_buffer(rest.data(), static_cast<std::size_t>(rest.size())), error);
        m_request.body.resize(m_request.body.size() - static_cast<qsizetype>(room.size));
        room = {};
        consumed += static_cast<qsizetype>(taken);
        if (error && error != beast::error::need_more)
            return refuseMalformed(error.message());
        if (m_takenBody + bodySize() > m_mostBody)
            return tooLarge({});
        if (m_parser->is_done())
            break;
        if (taken == 0)
            return Progress::NeedsMore;
    }
    return Progress::Complete;
}

QByteArray Reader::takePiece()
{
    m_takenBody += m_request.body.size();
    return std::exchange(m_request.body, {});
}

qsizetype Reader::bodySize() const
{
    return m_request.body.size();
}

bool Reader::hasBody() const
{
    return m_parser->chunked() || m_parser->content_length().value_or(0) > 0;
}

bool Reader::expectsContinue() const
{
    return m_request.headerHas("expect", "100-continue") && hasBody();
}

bool Reader::understandsChunks() const
{
    return m_parser->get().version() >= 11;
}

bool Reader::keepsConnection() const
{
    return m_parser->keep_alive();
}

} // namespace turnpike::http
