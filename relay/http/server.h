// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/connection.h"
#include "relay/http/connection_register.h"

#include <QPointer>
#include <QSslConfiguration>
#include <QTcpServer>

#include <limits>
#include <unordered_map>

namespace turnpike::http {

/// Listens and makes an Connection of every client; with TLS when it is given a configuration.
class Server : public QTcpServer {
    Q_OBJECT
public:
    /// From the first: all but the size of a body, which has a limit from the start, are set before it
    /// serves.
    struct Limits {
        ConnectionRegister::Limits connections;
        /// Of all connections together; beyond it, a connection of the client ends that holds most of it.
        qint64 mostHeld = 64 * 1024 * 1024;
        /// From this number on descriptors are kept in reserve.
        qintptr firstReserved = std::numeric_limits<qintptr>::max();
        Reader::Limits request;
    };
    Server(Handler handler, Connection::Patience patience, QObject *parent = nullptr);

    /// From now on, instead of the model's defaults; connections that are there keep the size of their
    /// requests.
    void setLimits(const Limits &limits);

    void setTls(const QSslConfiguration &configuration) { m_tls = configuration; }
    /// A taken port is reported with its address.
    [[nodiscard]] Result<void> serve(const TransportAddress &address, const char *what);
    /// With the port that the system chose.
    [[nodiscard]] TransportAddress boundAddress() const;
    /// Connections are numbered in the order in which they came; this is the newest.
    [[nodiscard]] quint64 newestConnection() const { return m_lastNumber; }
    [[nodiscard]] const ConnectionRegister &connections() const { return m_register; }
    /// Asks about every client again: connections of those who are not known any more end.
    void recognizeAgain();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void greet(quint64 number, QTcpSocket *socket);
    void recognize(quint64 number);
    void end(quint64 number);
    void endTheGreediest();
    void awaitDescriptors();

    Handler m_handler;
    Connection::Patience m_patience;
    Limits m_limits;
    std::optional<QSslConfiguration> m_tls;
    ConnectionRegister m_register;
    /// Those that became WebSockets are not among them any more.
    std::unordered_map<quint64, QPointer<Connection>> m_connections;
    quint64 m_lastNumber = 0;
};

} // namespace turnpike::http
