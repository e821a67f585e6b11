// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/http_server.h"

#include <QSslSocket>

#include <numeric>

namespace turnpike::management {

HttpServer::HttpServer(HttpHandler handler, Options options, QObject *parent)
    : QTcpServer(parent)
    , m_handler(std::move(handler))
    , m_options(options)
{
}

Result<void> HttpServer::serve(const TransportAddress &address, const char *what)
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

TransportAddress HttpServer::boundAddress() const
{
    const auto address = IpAddress::parse(serverAddress().toString().toStdString());
    return {address.value_or(IpAddress()), Port{serverPort()}};
}

bool HttpServer::hasRoomFor(const QHostAddress &address) const
{
    const int all = std::accumulate(m_connections.begin(), m_connections.end(), 0);
    return all < m_options.mostConnections &&
           m_connections.value(address) < m_options.mostConnectionsOfOneAddress;
}

void HttpServer::incomingConnection(qintptr descriptor)
{
    std::unique_ptr<QTcpSocket> socket;
    if (m_tls)
        socket = std::make_unique<QSslSocket>();
    else
        socket = std::make_unique<QTcpSocket>();
    if (!socket->setSocketDescriptor(descriptor))
        return;
    const auto peer = socket->peerAddress();
    if (!hasRoomFor(peer)) {
        socket->abort();
        return;
    }
    ++m_connections[peer];
    // Counted for as long as the socket lives, also as a WebSocket.
    connect(socket.get(), &QObject::destroyed, this, [this, peer] {
        if (--m_connections[peer] == 0)
            m_connections.remove(peer);
    });
    auto *raw = socket.release();
    new HttpConnection(raw, ++m_lastNumber, m_handler, m_options.limits, m_options.patience, this);
    if (auto *encrypted = qobject_cast<QSslSocket *>(raw)) {
        encrypted->setSslConfiguration(*m_tls);
        encrypted->startServerEncryption();
    }
}

} // namespace turnpike::management
