// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/http_message.h"
#include "relay/management/rate_limit.h"
#include "relay/management/relay_controller.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

namespace turnpike::management {

/// Sends the live view to whoever opened a WebSocket: binary messages are CBOR (core/live/cbor_codec), a
/// keyframe first, changes after it; text messages are JSON: {"revision": {…}}, {"log": {time, text}}.
/// A client that asks with {"request": "keyframe"} gets one. A slow one misses pictures, never memory of
/// ours.
class LiveStream : public QObject {
    Q_OBJECT
public:
    explicit LiveStream(RelayController &controller, QObject *parent = nullptr);
    ~LiveStream() override;

    /// The socket of a request to become a WebSocket, none of whose bytes were read.
    void accept(QTcpSocket *socket);
    [[nodiscard]] std::size_t clientCount() const { return m_clients.size(); }

private:
    struct Client {
        QWebSocket *socket = nullptr;
        QPointer<QTcpSocket> carrier; ///< what the WebSocket writes to
        bool needsKeyframe = false;
        bool hasAnsweredPing = true;
    };
    void greet();
    void forget(const QWebSocket *socket);
    void publish(const live::SharedSnapshot &snapshot);
    void received(QWebSocket *socket, const QString &message);
    void sendToAll(const QJsonObject &json);
    void checkLife();
    [[nodiscard]] Client *find(const QWebSocket *socket);
    [[nodiscard]] QPointer<QTcpSocket> takeCarrier(const QWebSocket &socket);
    [[nodiscard]] static bool isBehind(const Client &client);

    RelayController &m_controller;
    QWebSocketServer m_server;
    std::vector<Client> m_clients;
    QList<QPointer<QTcpSocket>> m_greeting; ///< in the handshake
    live::SharedSnapshot m_last;            ///< what the next change starts from
    RateLimit m_requests;
    QTimer m_ping;
};

} // namespace turnpike::management
