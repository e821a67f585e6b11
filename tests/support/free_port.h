// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QUdpSocket>

namespace turnpike::testing {

/// A port that is free for UDP and TCP on loopback at this moment; 0 when none was found.
[[nodiscard]] inline quint16 freePort()
{
    for (int attempt = 0; attempt < 500; ++attempt) {
        QTcpServer tcp;
        QUdpSocket udp;
        // Not one of the usual relay ports: a listener may not stand among them.
        if (tcp.listen(QHostAddress::LocalHost) && tcp.serverPort() < 50'000 &&
            udp.bind(QHostAddress::LocalHost, tcp.serverPort()))
            return tcp.serverPort();
    }
    return 0;
}

} // namespace turnpike::testing
