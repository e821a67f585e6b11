// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/listening_port.h"

#include <QFile>
#include <QTcpServer>
#include <QUdpSocket>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

/// Where the search goes, registered services rare and root not needed.
constexpr PortRange kCandidates{Port{10000}, Port{32767}};

} // namespace

bool isFree(Transport transport, const QHostAddress &address, Port port)
{
    if (transport == Transport::Udp) {
        QUdpSocket socket;
        return socket.bind(address, port.value, QAbstractSocket::DontShareAddress);
    }
    QTcpServer server;
    return server.listen(address, port.value);
}

PortRange ephemeralPorts()
{
    QFile file(u"/proc/sys/net/ipv4/ip_local_port_range"_s);
    if (file.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> words = file.readAll().simplified().split(' ');
        const auto first = Port::parse(words.value(0).toStdString());
        const auto last = Port::parse(words.value(1).toStdString());
        if (first && last && *first <= *last)
            return {*first, *last};
    }
    return {Port{32768}, Port{60999}}; // Linux, unless somebody changed it
}

Port freePortInsteadOf(Port wanted, Transport transport, const QHostAddress &address,
                       const PortRange &relayPorts)
{
    const PortRange ephemeral = ephemeralPorts();
    // 13478 for 3478: easy to remember.
    const int start = wanted.value % 10000;
    for (int step = 0; step < kCandidates.size(); ++step) {
        const int offset = (start + step) % kCandidates.size();
        const Port port{static_cast<std::uint16_t>(kCandidates.first.value + offset)};
        if (port != wanted && !relayPorts.contains(port) && !ephemeral.contains(port) &&
            isFree(transport, address, port))
            return port;
    }
    return {};
}

} // namespace turnpike::console
