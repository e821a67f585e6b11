// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/live_stream.h"

#include "core/live/cbor_codec.h"
#include "core/wire/json.h"
#include "core/wire/json_reader.h"
#include "relay/http/unsent_bytes.h"

#include <QJsonDocument>

#include <algorithm>
#include <chrono>

namespace turnpike::management {

using namespace Qt::StringLiterals;

namespace {

/// A client with more than this unsent is not sent the next picture: what one holds is bounded by this and
/// one keyframe.
constexpr qint64 kMostUnsent = 1024 * 1024;
/// One that has missed so many pictures in a row, a second each, is cut: it does not read.
constexpr int kMostSkipped = 10;
/// What a client may ask for is short.
constexpr quint64 kLargestMessage = 1024;
constexpr double kKeyframesPerSecond = 1;
constexpr double kKeyframesAtOnce = 5;
/// This part of all streams is kept for administrators and operators.
constexpr int kReservedPart = 8;

QByteArray nameOf(const QWebSocket *socket)
{
    return QByteArray::number(reinterpret_cast<quintptr>(socket));
}

} // namespace

bool LiveStream::Client::isSlow() const
{
    return connection && http::unsentBytes(*connection) > kMostUnsent;
}

LiveStream::LiveStream(RelayController &controller, CallerOf callerOf, std::chrono::milliseconds pingInterval)
    : m_controller(controller)
    , m_callerOf(std::move(callerOf))
    // The socket that is handed over is encrypted already.
    , m_server(u"turnpike"_s, QWebSocketServer::NonSecureMode)
    , m_requests(kKeyframesPerSecond, kKeyframesAtOnce)
{
    connect(&m_server, &QWebSocketServer::newConnection, this, &LiveStream::welcomeStreams);
    connect(&controller, &RelayController::snapshotTaken, this, &LiveStream::publish);
    connect(&controller, &RelayController::revisionChanged, this, &LiveStream::tellRevision);
    connect(&controller, &RelayController::logged, this, [this](const QDateTime &time, const QString &text) {
        sendToAll({{u"log"_s, QJsonObject{{u"time"_s, wire::toText(time)}, {u"text"_s, text}}}});
    });
    m_ping.setInterval(pingInterval);
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

qsizetype LiveStream::socketCount() const
{
    return findChildren<QTcpSocket *>().size() + m_server.findChildren<QTcpSocket *>().size();
}

qsizetype LiveStream::streamCount() const
{
    return std::ssize(m_clients) +
           std::count_if(m_arrivals.begin(), m_arrivals.end(),
                         [](const Arrival &arrival) { return !arrival.connection.isNull(); });
}

std::map<QByteArray, LiveStream::Holding> LiveStream::holdings() const
{
    std::map<QByteArray, Holding> holdings;
    for (const auto &client : m_clients)
        ++holdings[client.fingerprint].count;
    for (const auto &arrival : m_arrivals)
        holdings[arrival.fingerprint].count += arrival.connection ? 1 : 0;
    for (auto &[fingerprint, holding] : holdings) {
        if (const auto caller = m_callerOf(fingerprint))
            holding.role = caller->role;
    }
    return holdings;
}

bool LiveStream::makeRoom(const QByteArray &fingerprint, int most)
{
    const auto caller = m_callerOf(fingerprint);
    if (!caller)
        return false;
    const int mayBe = caller->role == wire::Role::Viewer ? most - most / kReservedPart : most;
    if (streamCount() < mayBe)
        return true;
    auto held = holdings();
    const int own = held[fingerprint].count;
    const auto givesWay = [&](const Holding &holding) {
        // One more than its own after the change, or both would take the place from each other for ever.
        return holding.role < caller->role ? holding.count > 0
                                           : holding.role == caller->role && holding.count > own + 1;
    };
    const auto weight = [&](const auto &entry) { return givesWay(entry.second) ? entry.second.count : 0; };
    const auto greediest = std::ranges::max_element(held, {}, weight);
    if (weight(*greediest) == 0)
        return false;
    cutOldestOf(greediest->first, greediest->second.count);
    return true;
}

void LiveStream::cutOldestOf(const QByteArray &fingerprint, int held)
{
    const auto isOf = [&](const auto &stream) { return stream.fingerprint == fingerprint; };
    const auto caller = m_callerOf(fingerprint);
    const QString why = u"a live stream of %1, who has %2, was cut to make room for somebody else"_s.arg(
        caller ? caller->identity : u"somebody"_s, QString::number(held));
    if (const auto oldest = std::ranges::find_if(m_clients, isOf); oldest != m_clients.end())
        return cut(Client(*oldest), why);
    for (const auto &arrival : std::vector(m_arrivals)) {
        if (isOf(arrival) && arrival.connection) {
            arrival.connection->abort();
            return m_controller.log(why);
        }
    }
}

void LiveStream::accept(QTcpSocket *socket, const QByteArray &fingerprint)
{
    // Until the handshake is complete. Qt neither owns the socket nor destroys it.
    socket->setParent(&m_server);
    connect(socket, &QAbstractSocket::disconnected, socket, &QObject::deleteLater);
    std::erase_if(m_arrivals, [](const Arrival &arrival) { return arrival.connection.isNull(); });
    m_arrivals.push_back({socket, fingerprint});
    m_server.handleConnection(socket);
}

/// Qt does not say which network socket a WebSocket was made of; the two ends of the connection do.
LiveStream::Arrival LiveStream::arrivalOf(const QWebSocket &socket)
{
    const auto found = std::find_if(m_arrivals.begin(), m_arrivals.end(), [&](const Arrival &arrival) {
        return arrival.connection && arrival.connection->peerPort() == socket.peerPort() &&
               arrival.connection->peerAddress() == socket.peerAddress() &&
               arrival.connection->localAddress() == socket.localAddress();
    });
    if (found == m_arrivals.end())
        return {};
    auto arrival = std::move(*found);
    m_arrivals.erase(found);
    return arrival;
}

void LiveStream::welcomeStreams()
{
    while (auto *socket = m_server.nextPendingConnection()) {
        socket->setParent(this);
        const auto arrival = arrivalOf(*socket);
        if (!arrival.connection) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        // From here on it goes with its WebSocket.
        disconnect(arrival.connection, &QAbstractSocket::disconnected, arrival.connection,
                   &QObject::deleteLater);
        arrival.connection->setParent(socket);
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
        Client client;
        client.socket = socket;
        client.connection = arrival.connection;
        client.fingerprint = arrival.fingerprint;
        m_clients.push_back(client);
        m_controller.subscribeLive(this);
        if (!m_ping.isActive())
            m_ping.start();
    }
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
    std::vector<Client> deaf;
    for (auto &client : m_clients) {
        if (client.isSlow()) {
            client.needsKeyframe = true;
            if (++client.skipped > kMostSkipped)
                deaf.push_back(client);
            continue;
        }
        client.skipped = 0;
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
    for (const auto &client : deaf) {
        m_controller.turnedAway().add(http::TurnedAway::SlowLiveStream);
        cut(client,
            u"a live stream was cut, because its client read nothing for %1 pictures"_s.arg(kMostSkipped));
    }
}

void LiveStream::cut(const Client &client, const QString &why)
{
    client.socket->abort();
    m_controller.log(why);
}

void LiveStream::checkTrust()
{
    const auto clients = m_clients;
    for (const auto &client : clients) {
        if (!m_callerOf(client.fingerprint))
            cut(client, u"a live stream was cut, because its certificate is not trusted any more"_s);
    }
    const auto arrivals = m_arrivals;
    for (const auto &arrival : arrivals) {
        if (arrival.connection && !m_callerOf(arrival.fingerprint))
            arrival.connection->abort();
    }
}

void LiveStream::received(QWebSocket *socket, const QString &message)
{
    auto *client = find(socket);
    if (!client)
        return;
    const auto json = wire::parseObject(message.toUtf8(), u"message"_s);
    if (!json || json->value(u"request"_s) != u"keyframe"_s) {
        // One that talks and does not listen gets no more of it.
        if (client->isSlow())
            return;
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
    if (isTooMuch || client->isSlow()) {
        client->needsKeyframe = true;
        return;
    }
    client->needsKeyframe = false;
    socket->sendBinaryMessage(live::encodeKeyframe(*m_last));
}

void LiveStream::tellRevision(const wire::Revision &revision)
{
    for (const auto &client : m_clients) {
        if (const auto caller = m_callerOf(client.fingerprint))
            send(client, {{u"revision"_s, wire::toJson(m_controller.asSeenBy(*caller, revision))}});
    }
}

void LiveStream::sendToAll(const QJsonObject &json)
{
    for (const auto &client : m_clients)
        send(client, json);
}

void LiveStream::send(const Client &client, const QJsonObject &json)
{
    if (!client.isSlow())
        client.socket->sendTextMessage(QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact)));
}

void LiveStream::checkLife()
{
    checkTrust();
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
