// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/management/http_connection.h"

#include <QSslConfiguration>
#include <QTcpServer>

namespace turnpike::management {

/// Listens and makes an HttpConnection of every client; with TLS when it is given a configuration.
class HttpServer : public QTcpServer {
    Q_OBJECT
public:
    struct Options {
        HttpReader::Limits limits;
        HttpConnection::Patience patience;
        int mostConnections = 256;
        int mostConnectionsOfOneAddress = 64;
    };
    HttpServer(HttpHandler handler, Options options, QObject *parent = nullptr);

    void setTls(const QSslConfiguration &configuration) { m_tls = configuration; }
    /// A taken port is reported with its address.
    [[nodiscard]] Result<void> serve(const TransportAddress &address, const char *what);
    /// With the port that the system chose.
    [[nodiscard]] TransportAddress boundAddress() const;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    [[nodiscard]] bool hasRoomFor(const QHostAddress &address) const;

    HttpHandler m_handler;
    Options m_options;
    std::optional<QSslConfiguration> m_tls;
    QHash<QHostAddress, int> m_connections;
    quint64 m_lastNumber = 0;
};

} // namespace turnpike::management
