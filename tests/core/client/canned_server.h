// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/client/certificates.h"

#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>

#include <functional>

namespace turnpike::testing {

/// An HTTPS server that answers every request with what a test put there, and keeps what it was asked.
class CannedServer {
public:
    explicit CannedServer(const SelfSigned &identity)
    {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(identity.certificate));
        configuration.setPrivateKey(QSslKey(identity.key, QSsl::Ec));
        configuration.setPeerVerifyMode(QSslSocket::QueryPeer);
        m_server.setSslConfiguration(configuration);
        QObject::connect(&m_server, &QSslServer::sslErrors, &m_server,
                         [](QSslSocket *socket, const QList<QSslError> &) { socket->ignoreSslErrors(); });
        QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this] { accept(); });
        m_server.listen(QHostAddress::LocalHost);
    }

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    /// By the request's first line and body: status line, headers and body to send. Empty: stay silent.
    std::function<QByteArray(const QByteArray &line, const QByteArray &body)> answer;
    QList<QByteArray> requests; ///< as they came, headers and body
    QList<QSslCertificate> clients;
    int connections = 0;

    [[nodiscard]] static QByteArray response(int status, const QByteArray &body,
                                             const QByteArray &headers = {})
    {
        return "HTTP/1.1 " + QByteArray::number(status) +
               " X\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body;
    }

private:
    void accept()
    {
        auto *socket = qobject_cast<QSslSocket *>(m_server.nextPendingConnection());
        ++connections;
        QObject::connect(socket, &QSslSocket::readyRead, &m_server, [this, socket] { read(socket); });
    }

    void read(QSslSocket *socket)
    {
        const auto head = socket->peek(socket->bytesAvailable());
        const auto end = head.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        qsizetype length = 0;
        for (const auto &line : head.left(end).split('\n')) {
            if (line.toLower().startsWith("content-length:"))
                length = line.mid(15).trimmed().toLongLong();
        }
        if (head.size() < end + 4 + length)
            return;
        const auto request = socket->read(end + 4 + length);
        requests.append(request);
        clients.append(socket->peerCertificate());
        const auto reply =
            answer ? answer(request.left(request.indexOf("\r\n")), request.mid(end + 4)) : QByteArray();
        if (!reply.isEmpty())
            socket->write(reply);
    }

    QSslServer m_server;
};

} // namespace turnpike::testing
