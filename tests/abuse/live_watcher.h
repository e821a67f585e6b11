// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/relay/management/api_client.h"

#include <QWebSocket>

namespace turnpike::testing {

/// Somebody at the live stream who only counts what comes.
class LiveWatcher {
public:
    LiveWatcher(const TransportAddress &server, const ClientIdentity &identity)
    {
        QSslConfiguration configuration;
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        configuration.setLocalCertificate(QSslCertificate(identity.certificate, QSsl::Pem));
        configuration.setPrivateKey(QSslKey(identity.key, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey));
        socket.setSslConfiguration(configuration);
        QObject::connect(&socket, &QWebSocket::binaryMessageReceived, &socket, [this] { ++pictures; });
        socket.open(QUrl(QStringLiteral("wss://") + QString::fromStdString(server.toString()) +
                         QStringLiteral("/api/v1/live")));
    }
    [[nodiscard]] bool hasPictures(int count)
    {
        return waitUntil([&] { return pictures >= count; });
    }

    QWebSocket socket;
    int pictures = 0;
};

/// A live stream over a socket that the test reads from only when it wants to.
inline QByteArray upgradeRequest()
{
    return "GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

} // namespace turnpike::testing
