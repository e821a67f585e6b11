// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/live_stream.h"

#include "core/client/json_reader.h"
#include "core/client/wire.h"
#include "core/live/cbor_codec.h"
#include "relay/management/unsent_bytes.h"

#include <QJsonDocument>

#include <algorithm>
#include <chrono>

namespace turnpike::management {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
namespace wire = client::wire;

namespace {

/// A client with more than this unsent is not sent the next picture: about two keyframes of 10,000 rows.
constexpr qint64 kMostUnsent = 4 * 1024 * 1024;
/// What a client may ask for is short.
constexpr quint64 kLargestMessage = 1024;
constexpr auto kPingInterval = 30s;
constexpr double kKeyframesPerSecond = 1;
constexpr double kKeyframesAtOnce = 5;

QByteArray nameOf(const QWebSocket *socket)
{
    return QByteArray::number(reinterpret_cast<quintptr>(socket));
}

} // namespace

LiveStream::LiveStream(RelayController &controller, QObject *parent)
    : QObject(parent)
    , m_controller(controller)
    // The socket that is handed over is encrypted already.
    , m_server(u"turnpike"_s, QWebSocketServer::NonSecureMode)
    , m_requests(kKeyframesPerSecond, kKeyframesAtOnce)
{
    connect(&m_server, &QWebSocketServer::newConnection, this, &LiveStream::greet);
    connect(&controller, &RelayController::snapshotTaken, this, &LiveStream::publish);
    connect(&controller, &RelayController::revisionChanged, this, [this](const client::Revision &revision) {
        sendToAll({{u"revision"_s, wire::toJson(revision)}});
    });
    connect(&controller, &RelayController::logged, this, [this](const QDateTime &time, const QString &text) {
        sendToAll({{u"log"_s, QJsonObject{{u"time"_s, wire::toText(time)}, {u"text"_s, text}}}});
    });
    connect(&m_ping, &QTimer::timeout, this, &LiveStream::checkLife);
}

LiveStream::~LiveStream()
{
    // Destroying a socket tells about its end, which nobody here may hear any more.
    for (const auto &client : m_clients) {
        client.socket->disconnect(this);
        delete client.socket;
    }
}

void LiveStream::accept(QTcpSocket *socket)
{
    // Until the handshake is complete; one that never completes it is closed by Qt after ten seconds.
    socket->setParent(&m_server);
    m_greeting.removeIf([](const QPointer<QTcpSocket> &one) { return one.isNull(); });
    m_greeting.append(socket);
    m_server.handleConnection(socket);
}

void LiveStream::greet()
{
    while (auto *socket = m_server.nextPendingConnection()) {
        socket->setParent(this);
        socket->setMaxAllowedIncomingFrameSize(kLargestMessage);
        socket->setMaxAllowedIncomingMessageSize(kLargestMessage);
        connect(socket, &QWebSocket::disconnected, this, [this, socket] { forget(socket); });
        connect(socket, &QWebSocket::textMessageReceived, this,
                [this, socket](const QString &message) { received(socket, message); });
        connect(socket, &QWebSocket::pong, this, [this, socket] {
            if (auto *client = find(socket))
                client->hasAnsweredPing = true;
        });
        m_last = m_controller.publishedSnapshot();
        socket->sendBinaryMessage(live::encodeKeyframe(*m_last));
        m_clients.push_back({socket, takeCarrier(*socket), false, true});
        m_controller.subscribeLive(this);
        if (!m_ping.isActive())
            m_ping.start(kPingInterval);
    }
}

/// A WebSocket does not tell which socket it has; it has the address of its peer.
QPointer<QTcpSocket> LiveStream::takeCarrier(const QWebSocket &socket)
{
    for (qsizetype i = 0; i < m_greeting.size(); ++i) {
        const auto &one = m_greeting.at(i);
        if (one && one->peerPort() == socket.peerPort() && one->peerAddress() == socket.peerAddress())
            return m_greeting.takeAt(i);
    }
    return {};
}

bool LiveStream::isBehind(const Client &client)
{
    return (client.carrier ? unsentBytes(*client.carrier) : client.socket->bytesToWrite()) > kMostUnsent;
}

LiveStream::Client *LiveStream::find(const QWebSocket *socket)
{
    const auto found = std::find_if(m_clients.begin(), m_clients.end(),
                                    [socket](const Client &client) { return client.socket == socket; });
    return found == m_clients.end() ? nullptr : &*found;
}

void LiveStream::forget(const QWebSocket *socket)
{
    if (auto *client = find(socket)) {
        client->socket->deleteLater();
        m_clients.erase(m_clients.begin() + (client - m_clients.data()));
    }
    if (m_clients.empty()) {
        m_controller.unsubscribeLive(this);
        m_ping.stop();
    }
}

void LiveStream::publish(const live::SharedSnapshot &snapshot)
{
    QByteArray keyframe;
    QByteArray delta;
    for (auto &client : m_clients) {
        if (isBehind(client)) {
            client.needsKeyframe = true;
            continue;
        }
        if (std::exchange(client.needsKeyframe, false)) {
            if (keyframe.isEmpty())
                keyframe = live::encodeKeyframe(*snapshot);
            client.socket->sendBinaryMessage(keyframe);
        } else {
            if (delta.isEmpty())
                delta = live::encodeDelta(live::difference(*m_last, *snapshot));
            client.socket->sendBinaryMessage(delta);
        }
    }
    m_last = snapshot;
}

void LiveStream::received(QWebSocket *socket, const QString &message)
{
    auto *client = find(socket);
    if (!client)
        return;
    const auto json = client::parseObject(message.toUtf8(), u"message"_s);
    if (!json || json->value(u"request"_s) != u"keyframe"_s) {
        const Error error{Error::Code::InvalidValue,
                          "this message is not understood",
                          {},
                          R"({"request": "keyframe"})",
                          {}};
        socket->sendTextMessage(QString::fromUtf8(wire::errorBody(error)));
        return;
    }
    // One that asks again and again gets it with the next picture.
    const bool isTooMuch = !m_requests.take(nameOf(socket), m_controller.clock().now());
    if (isTooMuch || isBehind(*client)) {
        client->needsKeyframe = true;
        return;
    }
    client->needsKeyframe = false;
    socket->sendBinaryMessage(live::encodeKeyframe(*m_last));
}

void LiveStream::sendToAll(const QJsonObject &json)
{
    const auto text = QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
    for (const auto &client : m_clients) {
        if (!isBehind(client))
            client.socket->sendTextMessage(text);
    }
}

void LiveStream::checkLife()
{
    const auto clients = m_clients;
    for (const auto &client : clients) {
        if (!client.hasAnsweredPing) {
            client.socket->abort();
            continue;
        }
        if (auto *living = find(client.socket))
            living->hasAnsweredPing = false;
        client.socket->ping();
    }
}

} // namespace turnpike::management
