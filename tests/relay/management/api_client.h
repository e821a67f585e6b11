// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/key_pair.h"
#include "core/wire/json.h"
#include "relay/management/management_server.h"
#include "tests/relay/management/example_relay.h"
#include "tests/support/wait.h"

#include <QJsonDocument>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>

namespace turnpike::testing {

/// A client certificate with its key.
struct ClientIdentity {
    QByteArray certificate; ///< PEM
    QByteArray key;         ///< PEM
};

struct ApiAnswer {
    int status = 0; ///< 0: the connection ended without an answer
    QByteArray head;
    QByteArray body;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    [[nodiscard]] QJsonObject error() const { return json().value(QStringLiteral("error")).toObject(); }
    [[nodiscard]] QByteArray header(const QByteArray &name) const
    {
        const QByteArray prefix = name.toLower() + ':';
        for (const auto &line : head.split('\n')) {
            if (line.toLower().startsWith(prefix))
                return line.mid(name.size() + 1).trimmed();
        }
        return {};
    }
};

/// Speaks HTTP over one TLS connection, byte by byte as the test says.
class ApiClient {
public:
    explicit ApiClient(const TransportAddress &server, const ClientIdentity &identity = {})
    {
        auto configuration = QSslConfiguration::defaultConfiguration();
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        if (!identity.certificate.isEmpty()) {
            configuration.setLocalCertificate(QSslCertificate(identity.certificate, QSsl::Pem));
            configuration.setPrivateKey(QSslKey(identity.key, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey));
        }
        m_socket.setSslConfiguration(configuration);
        m_socket.connectToHostEncrypted(QString::fromStdString(server.address.toString()), server.port.value);
        m_isConnected =
            waitUntil([this] { return m_socket.isEncrypted() || isUnconnected(); }) && m_socket.isEncrypted();
    }

    [[nodiscard]] bool isConnected() const { return m_isConnected; }
    [[nodiscard]] QSslSocket &socket() { return m_socket; }

    [[nodiscard]] ApiAnswer request(const QByteArray &method, const QByteArray &target,
                                    const QByteArray &body = {}, const QByteArray &headers = {})
    {
        QByteArray bytes = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
        if (!body.isEmpty())
            bytes += "Content-Type: application/json\r\n";
        if (!body.isEmpty() || method == "POST" || method == "PUT")
            bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        return exchange(bytes + "\r\n" + body);
    }

    [[nodiscard]] ApiAnswer exchange(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        return read();
    }

    /// The next answer.
    [[nodiscard]] ApiAnswer read()
    {
        ApiAnswer answer;
        const bool hasHead = waitUntil([this] { return collect().contains("\r\n\r\n") || isOver(); });
        if (!hasHead || !m_received.contains("\r\n\r\n"))
            return answer;
        const auto end = m_received.indexOf("\r\n\r\n");
        answer.head = m_received.left(end);
        const auto length = answer.header("Content-Length").toLongLong();
        if (!waitUntil([&] { return collect().size() >= end + 4 + length || isOver(); }))
            return answer;
        answer.body = m_received.mid(end + 4, length);
        m_received.remove(0, end + 4 + length);
        answer.status = answer.head.mid(9, 3).toInt();
        return answer;
    }

    [[nodiscard]] bool isClosedByServer()
    {
        return waitUntil([this] { return isUnconnected(); });
    }

private:
    const QByteArray &collect()
    {
        m_received += m_socket.readAll();
        return m_received;
    }
    [[nodiscard]] bool isUnconnected() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    [[nodiscard]] bool isOver() const { return m_socket.state() != QAbstractSocket::ConnectedState; }

    QSslSocket m_socket;
    QByteArray m_received;
    bool m_isConnected = false;
};

/// A relay with its management interface on a port of its own.
struct ServedRelay {
    ExampleRelay relay;
    QTemporaryDir folder;
    std::unique_ptr<management::ManagementServer> server;

    [[nodiscard]] Result<void> start(const http::Connection::Timeouts &timeouts = {})
    {
        return start(model::ManagementLimits(), timeouts);
    }
    [[nodiscard]] Result<void> start(const model::ManagementLimits &limits,
                                     const http::Connection::Timeouts &timeouts = {})
    {
        auto deployment = exampleDeployment();
        deployment.management.limits = limits;
        if (auto started = relay.start(folder.path(), deployment); !started)
            return started;
        auto served = management::ManagementServer::start(*relay.controller,
                                                          {.listen = {IpAddress::v4(0x7f000001), Port{0}},
                                                           .stateFolder = folder.path(),
                                                           .certificateFile = {},
                                                           .timeouts = timeouts});
        if (!served)
            return tl::make_unexpected(served.error());
        server = std::move(*served);
        return {};
    }

    [[nodiscard]] TransportAddress address() const { return server->boundAddress(); }

    [[nodiscard]] static QByteArray pairingBody(const QString &code, const QString &name,
                                                const QByteArray &csr)
    {
        return QJsonDocument(wire::toJson(wire::PairRequest{code, name, csr})).toJson();
    }

    /// Pairs over the network, as the console does.
    [[nodiscard]] Result<ClientIdentity> paired(wire::Role role, const QString &name)
    {
        const auto code = server->desk().openFor(role).text();
        const auto pair = client::KeyPair::generate(name);
        if (!pair)
            return tl::make_unexpected(pair.error());
        ApiClient stranger(address());
        const auto answer = stranger.request("POST", "/api/v1/pair", pairingBody(code, name, pair->request));
        if (answer.status != 200)
            return tl::make_unexpected(wire::errorFromBody(answer.status, answer.body));
        return ClientIdentity{answer.json().value(QStringLiteral("certificate")).toString().toLatin1(),
                              pair->privateKey};
    }
};

} // namespace turnpike::testing
