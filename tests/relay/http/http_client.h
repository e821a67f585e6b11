// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "tests/support/wait.h"

#include <QTcpSocket>

namespace turnpike::testing {

/// Speaks HTTP over one TCP connection, byte by byte as the test says, and takes no more than it is told to.
class HttpClient {
public:
    explicit HttpClient(const TransportAddress &server)
    {
        m_socket.setReadBufferSize(64 * 1024);
        m_socket.connectToHost(QString::fromStdString(server.address.toString()), server.port.value);
    }

    void send(const QByteArray &bytes) { m_socket.write(bytes); }
    void get(const QByteArray &target) { send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"); }

    /// What comes next, at least so many bytes of it; less when the connection ends first.
    [[nodiscard]] QByteArray take(qsizetype least)
    {
        QByteArray bytes;
        (void)waitUntil([&] {
            bytes += m_socket.read(qMax<qint64>(0, least - bytes.size()));
            return bytes.size() >= least ||
                   (m_socket.state() != QAbstractSocket::ConnectedState && m_socket.bytesAvailable() == 0 &&
                    m_socket.state() != QAbstractSocket::ConnectingState &&
                    m_socket.state() != QAbstractSocket::HostLookupState);
        });
        return bytes;
    }
    /// A header to its end, the empty line.
    [[nodiscard]] QByteArray takeHeader()
    {
        QByteArray header;
        while (!header.endsWith("\r\n\r\n")) {
            const auto byte = take(1);
            if (byte.isEmpty())
                break;
            header += byte;
        }
        return header;
    }
    [[nodiscard]] bool isClosedByServer()
    {
        return waitUntil([this] { return m_socket.state() == QAbstractSocket::UnconnectedState; });
    }

private:
    QTcpSocket m_socket;
};

} // namespace turnpike::testing
