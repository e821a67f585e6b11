// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/server.h"

#include <QSslSocket>
#include <QTimer>

#include <algorithm>
#include <map>

namespace turnpike::http {

using namespace std::chrono_literals;

namespace {

/// Those that came while the server was busy wait in the kernel.
constexpr int kBacklog = 512;
constexpr auto kDescriptorPause = 500ms;

FamiliarSources::Time now()
{
    return std::chrono::steady_clock::now();
}

Response tooManyConnections()
{
    return Response::refusal({Error::Code::Unavailable,
                              "too many connections are open with this certificate",
                              {},
                              "fewer connections",
                              "close some, and try again"});
}

} // namespace

Server::Server(Handler handler, Connection::Patience patience, QObject *parent)
    : QTcpServer(parent)
    , m_handler(std::move(handler))
    , m_patience(patience)
    , m_register(m_limits.connections)
{
    setListenBacklogSize(kBacklog);
    connect(this, &QTcpServer::acceptError, this, &Server::awaitDescriptors);
}

void Server::setLimits(const Limits &limits)
{
    m_limits = limits;
    m_register.setLimits(limits.connections);
}

Result<void> Server::serve(const TransportAddress &address, const char *what)
{
    const QHostAddress host(QString::fromStdString(address.address.toString()));
    if (listen(host, address.port.value))
        return {};
    return fail(Error::Code::Io,
                std::string(what) + " cannot listen on tcp " + address.toString() + ": " +
                    errorString().toStdString(),
                {}, "an address of this computer and a port that nothing else uses",
                "stop what uses the port (ss -ltnp shows it), or choose another one");
}

TransportAddress Server::boundAddress() const
{
    const auto address = IpAddress::parse(serverAddress().toString().toStdString());
    return {address.value_or(IpAddress()), Port{serverPort()}};
}

void Server::incomingConnection(qintptr descriptor)
{
    std::unique_ptr<QTcpSocket> socket;
    if (m_tls)
        socket = std::make_unique<QSslSocket>();
    else
        socket = std::make_unique<QTcpSocket>();
    if (!socket->setSocketDescriptor(descriptor))
        return;
    const auto number = ++m_lastNumber;
    const bool isReserved = descriptor >= m_limits.firstReserved;
    if (const auto leaving = m_register.enter(number, addressOf(socket->peerAddress()), isReserved, now())) {
        m_handler.turnedAway(TurnedAway::StrangerConnections);
        end(*leaving);
        if (*leaving == number)
            return;
    }
    // The place is given back when the network connection is over, whoever owns the socket by then and
    // whenever it is destroyed.
    const auto leave = [this, number] { m_register.leave(number, now()); };
    connect(socket.get(), &QAbstractSocket::disconnected, this, leave);
    connect(socket.get(), &QObject::destroyed, this, leave);
    greet(number, socket.release());
}

void Server::greet(quint64 number, QTcpSocket *socket)
{
    auto *connection = new Connection(socket, number, m_handler, m_limits.request, m_patience, this);
    m_connections[number] = connection;
    connect(connection, &QObject::destroyed, this, [this, number] { m_connections.erase(number); });
    connect(connection, &Connection::heldMore, this, &Server::endTheGreediest);
    auto *encrypted = qobject_cast<QSslSocket *>(socket);
    const auto progress = [this, number] { m_register.madeProgress(number); };
    if (!encrypted) {
        connect(socket, &QIODevice::readyRead, connection, progress);
        return;
    }
    // The handshake is answered: the client has said its part.
    connect(encrypted, &QSslSocket::encryptedBytesWritten, connection, progress);
    connect(encrypted, &QSslSocket::encrypted, connection, [this, number] { recognize(number); });
    encrypted->setSslConfiguration(*m_tls);
    encrypted->startServerEncryption();
}

void Server::recognize(quint64 number)
{
    const auto found = m_connections.find(number);
    if (found == m_connections.end() || !found->second || !m_handler.recognize)
        return;
    auto &connection = *found->second;
    const auto standing = m_handler.recognize(connection.clientFingerprint());
    if (!standing)
        return;
    if (m_register.makeKnown(number, connection.clientFingerprint(), *standing == Standing::Privileged,
                             now())) {
        connection.setKnown();
    } else {
        m_handler.turnedAway(TurnedAway::KnownConnections);
        connection.refuseEverything(tooManyConnections());
    }
}

void Server::recognizeAgain()
{
    if (!m_handler.recognize)
        return;
    const auto connections = m_connections;
    for (const auto &[number, connection] : connections) {
        if (connection && connection->isKnown() && !m_handler.recognize(connection->clientFingerprint()))
            end(number);
    }
    m_register.forgetUnless(
        [this](const QByteArray &client) { return m_handler.recognize(client).has_value(); });
}

void Server::end(quint64 number)
{
    m_register.leave(number, now());
    const auto found = m_connections.find(number);
    if (found != m_connections.end() && found->second)
        found->second->end();
}

void Server::endTheGreediest()
{
    struct Holding {
        qint64 all = 0;
        std::pair<qint64, quint64> largest; ///< bytes and the connection
    };
    std::map<QByteArray, Holding> byClient;
    qint64 all = 0;
    for (const auto &[number, connection] : m_connections) {
        const auto held = connection ? connection->held() : 0;
        if (held == 0)
            continue;
        auto &holding = byClient[connection->isKnown() ? connection->clientFingerprint() : QByteArray()];
        holding.all += held;
        holding.largest = std::max(holding.largest, {held, number});
        all += held;
    }
    if (all <= m_limits.mostHeld)
        return;
    const auto greediest =
        std::max_element(byClient.begin(), byClient.end(),
                         [](const auto &a, const auto &b) { return a.second.all < b.second.all; });
    m_handler.turnedAway(TurnedAway::PendingBytes);
    end(greediest->second.largest.second);
}

/// Qt stops accepting for good when the system has no descriptor left. A stranger gives its one up, and soon
/// it is tried again.
void Server::awaitDescriptors()
{
    if (const auto leaving = m_register.nextToLeave()) {
        m_handler.turnedAway(TurnedAway::StrangerConnections);
        end(*leaving);
    }
    QTimer::singleShot(kDescriptorPause, this, &QTcpServer::resumeAccepting);
}

} // namespace turnpike::http
