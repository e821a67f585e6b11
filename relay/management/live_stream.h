// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/message.h"
#include "relay/http/rate_limit.h"
#include "relay/management/relay_controller.h"

#include <QPointer>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <map>

namespace turnpike::management {

/// Sends the live view to whoever opened a WebSocket: binary messages are CBOR (core/live/cbor_codec), a
/// keyframe first, changes after it; text messages are JSON: {"revision": {…}}, {"log": {time, text}}.
/// A client that asks with {"request": "keyframe"} gets one. A slow one misses pictures, never memory of
/// ours, and is cut when it stays slow. Who may watch is asked again on every change of trust and with every
/// ping.
class LiveStream : public QObject {
    Q_OBJECT
public:
    /// Who holds the client certificate of this fingerprint; nothing for somebody who may not watch any more.
    using CallerOf = std::function<std::optional<trust::Caller>(const QByteArray &fingerprint)>;
    static constexpr std::chrono::milliseconds kPingInterval{30'000};
    LiveStream(RelayController &controller, CallerOf callerOf,
               std::chrono::milliseconds pingInterval = kPingInterval);
    ~LiveStream() override;

    /// Whether there is room for one more of this client, when there may be `most` in all. Some are kept for
    /// administrators and operators. The oldest one of the client that has most ends for one that has fewer,
    /// or a higher role.
    [[nodiscard]] bool makeRoom(const QByteArray &fingerprint, int most);
    /// The socket of a request to become a WebSocket, none of whose bytes were read.
    void accept(QTcpSocket *socket, const QByteArray &fingerprint);
    /// Ends the streams of those who may not watch any more.
    void checkTrust();
    [[nodiscard]] std::size_t clientCount() const { return m_clients.size(); }
    /// Those that are on their way to be streams, too.
    [[nodiscard]] qsizetype streamCount() const;
    /// Sockets that are waited for or served; for tests that nothing piles up.
    [[nodiscard]] qsizetype socketCount() const;

private:
    /// A network socket on its way to become a WebSocket.
    struct Arrival {
        QPointer<QTcpSocket> connection;
        QByteArray fingerprint;
    };
    struct Client {
        QWebSocket *socket = nullptr;
        /// What it runs over: only this knows how many encrypted bytes wait. A child of `socket`.
        QPointer<QTcpSocket> connection;
        QByteArray fingerprint;
        bool needsKeyframe = false;
        bool hasAnsweredPing = true;
        int skipped = 0; ///< pictures in a row

        [[nodiscard]] bool isSlow() const;
    };
    /// What the streams of one client are, together.
    struct Holding {
        int count = 0;
        wire::Role role = wire::Role::Viewer;
    };
    void welcomeStreams();
    [[nodiscard]] std::map<QByteArray, Holding> holdings() const;
    void cutOldestOf(const QByteArray &fingerprint, int held);
    [[nodiscard]] Arrival arrivalOf(const QWebSocket &socket);
    void cut(const Client &client, const QString &why);
    void forget(const QWebSocket *socket);
    void publish(const live::SharedSnapshot &snapshot);
    void received(QWebSocket *socket, const QString &message);
    void tellRevision(const wire::Revision &revision);
    void send(const Client &client, const QJsonObject &json);
    void sendToAll(const QJsonObject &json);
    void checkLife();
    [[nodiscard]] Client *find(const QWebSocket *socket);

    RelayController &m_controller;
    CallerOf m_callerOf;
    QWebSocketServer m_server;
    std::vector<Arrival> m_arrivals;
    std::vector<Client> m_clients;
    live::SharedSnapshot m_last; ///< what the next change starts from
    http::RateLimit m_requests;
    QTimer m_ping;
};

} // namespace turnpike::management
