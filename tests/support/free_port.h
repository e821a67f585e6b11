// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QUdpSocket>

#include <unistd.h>

namespace turnpike::testing {

// Ports of tests stand outside the system's ephemeral range (32768 to 60999), from which any program of the
// machine may be given one at any moment: relay ranges in 11000 to 19999 and from 61000 on, single ports
// here.
inline constexpr quint16 kFirstTestPort = 20'000;
inline constexpr quint16 kTestPorts = 12'000;

/// A port that is free for UDP and TCP on loopback at this moment, and was not given out by this process
/// before; 0 when none was found. Tests that run at the same time begin at different places.
[[nodiscard]] inline quint16 freePort()
{
    static unsigned next = static_cast<unsigned>(::getpid()) * 97;
    for (int attempt = 0; attempt < kTestPorts; ++attempt) {
        const auto port = static_cast<quint16>(kFirstTestPort + next++ % kTestPorts);
        QTcpServer tcp;
        QUdpSocket udp;
        if (tcp.listen(QHostAddress::LocalHost, port) && udp.bind(QHostAddress::LocalHost, port))
            return port;
    }
    return 0;
}

} // namespace turnpike::testing
