// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/message.h"

#include <memory>

namespace turnpike::http {

/// Reads one HTTP/1.1 request from bytes, never keeping more than its limits. Boost.Beast parses (RFC 9112);
/// this says what is too much and what is refused. No sockets, no time.
class Reader {
public:
    struct Limits {
        qsizetype header = 16 * 1024;
        qsizetype body = 4 * 1024 * 1024;
    };
    enum class Progress { NeedsMore, HeaderRead, Complete, Refused };

    explicit Reader(Limits limits);
    ~Reader();

    /// Looks for a whole header at the front of `bytes` without needing them consumed: after HeaderRead,
    /// headerSize() of them belong to it.
    [[nodiscard]] Progress readHeader(QByteArrayView bytes);
    [[nodiscard]] qsizetype headerSize() const { return m_headerSize; }
    /// After HeaderRead, once: so many bytes may the body have. Refused when it says that it has more.
    [[nodiscard]] Progress limitBody(qint64 most);
    /// The bytes after the header; `consumed` of them belong to this request.
    [[nodiscard]] Progress readBody(QByteArrayView bytes, qsizetype &consumed);
    /// What was read of the body since this was called last; it is in the request no more.
    [[nodiscard]] QByteArray takePiece();

    /// After HeaderRead: method, path, query, headers. After Complete: the body too.
    [[nodiscard]] Request &request() { return m_request; }
    /// Refused: what to answer before the connection is closed.
    [[nodiscard]] const Response &refusal() const { return m_refusal; }
    [[nodiscard]] bool hasBody() const;
    /// Bytes of the body that are kept here.
    [[nodiscard]] qsizetype bodySize() const;
    [[nodiscard]] bool expectsContinue() const; ///< RFC 9110 section 10.1.1
    [[nodiscard]] bool keepsConnection() const;
    [[nodiscard]] bool understandsChunks() const; ///< HTTP/1.1

private:
    class Parser;
    [[nodiscard]] Progress refuse(int status, const Error &error);
    [[nodiscard]] Progress refuseMalformed(const std::string &detail);
    [[nodiscard]] Progress tooLarge(std::optional<quint64> length);
    [[nodiscard]] bool takeTarget(QByteArrayView target);

    Limits m_limits;
    std::unique_ptr<Parser> m_parser;
    Request m_request;
    Response m_refusal;
    qsizetype m_headerSize = 0;
    qint64 m_mostBody;
    qint64 m_takenBody = 0; ///< bytes of the body that are here no more
};

} // namespace turnpike::http
