// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/http_reader.h"

#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include <chrono>
#include <functional>

namespace turnpike::management {

/// What a server does with requests.
struct HttpHandler {
    /// Optional. Called when a header was read, before the body: an answer refuses it.
    std::function<std::optional<HttpResponse>(HttpRequest &)> admit;
    /// The answer to a request.
    std::function<HttpResponse(HttpRequest &)> answer;
    /// A request to become a WebSocket: takes the socket, none of whose bytes were read, or answers.
    std::function<std::optional<HttpResponse>(HttpRequest &, QTcpSocket *)> upgrade;
};

/// One client's connection, one request at a time (RFC 9112), with a limit on everything a client could
/// make large or slow: header, body, time for each, time without a request, unread answers.
/// Owns the socket until it becomes a WebSocket, and deletes itself when it is done.
class HttpConnection : public QObject {
    Q_OBJECT
public:
    struct Patience {
        std::chrono::milliseconds header = std::chrono::seconds(10); ///< also the TLS handshake
        std::chrono::milliseconds body = std::chrono::seconds(60);
        std::chrono::milliseconds idle = std::chrono::seconds(60);
        std::chrono::milliseconds linger = std::chrono::seconds(5);
    };

    HttpConnection(QTcpSocket *socket, quint64 number, const HttpHandler &handler,
                   const HttpReader::Limits &limits, const Patience &patience, QObject *parent);
    ~HttpConnection() override;

private:
    enum class State {
        Idle,     ///< between requests
        Header,   ///< part of a header is there
        Body,     ///< part of a body is there
        Lingering ///< refused in mid-body; what still comes is thrown away: a closed door would eat the
                  ///< answer
    };
    void enter(State state);
    void read();
    /// Whether there may be more to do at once.
    [[nodiscard]] bool readStep();
    [[nodiscard]] bool readHeader();
    [[nodiscard]] bool readBody();
    [[nodiscard]] bool handOver();
    void answer(const HttpResponse &response);
    void refuse(const HttpResponse &response);
    void timeIsUp();
    void finish();

    QTcpSocket *m_socket;
    quint64 m_number;
    const HttpHandler &m_handler;
    HttpReader::Limits m_limits;
    Patience m_patience;
    QTimer m_timer;
    State m_state = State::Idle;
    bool m_isReading = false; ///< writing can lead back to read()
    std::unique_ptr<HttpReader> m_reader;
};

} // namespace turnpike::management
