// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/relay_socket.h"

#include <vector>

namespace turnpike::edge {

namespace {
/// Ports of the range that other programs hold are skipped; after this many the range is considered
/// full, so that one allocation cannot keep a worker busy for long.
constexpr std::size_t kMostForeignPorts = 64;
constexpr auto kWhat = "relay address";
} // namespace

RelaySocket::RelaySocket(net::IoEngine &engine, Listener &listener)
    : m_engine(engine)
    , m_listener(listener)
{
}

RelaySocket::~RelaySocket()
{
    close();
}

bool RelaySocket::open(PortPool &ports, const IpAddress &address, PortParity parity)
{
    return bindAny(ports, address, parity) && watch();
}

bool RelaySocket::openForConnections(PortPool &ports, const IpAddress &address)
{
    m_kind = SocketKind::Stream;
    return bindAny(ports, address, PortParity::Any) && watch();
}

bool RelaySocket::bindAny(PortPool &ports, const IpAddress &address, PortParity parity)
{
    // Leases of foreign ports are kept until the end, so that none is tried twice.
    std::vector<PortPool::Lease> foreign;
    while (foreign.size() < kMostForeignPorts) {
        auto lease = ports.acquire(parity);
        if (!lease)
            return false;
        if (bindLease(*lease, address, parity))
            break;
        foreign.push_back(std::move(*lease));
    }
    return isOpen();
}

bool RelaySocket::open(ReservedPort port)
{
    m_port = std::move(port);
    return isOpen() && watch();
}

bool RelaySocket::watch()
{
    const int socket = m_port.bound.socket.number();
    if (m_kind == SocketKind::Datagram)
        net::reportErrors(socket, m_port.bound.address.address.family());
    const auto watched = m_kind == SocketKind::Datagram ? m_engine.watchDatagrams(socket, *this)
                                                        : m_engine.watchListener(socket, *this);
    if (watched)
        return true;
    close();
    return false;
}

bool RelaySocket::bindLease(PortPool::Lease &lease, const IpAddress &address, PortParity parity)
{
    const TransportAddress wanted{address, lease.port()};
    auto bound = m_kind == SocketKind::Datagram ? net::openDatagramSocket(wanted, kWhat)
                                                : net::openConnectingListener(wanted, kWhat);
    if (!bound)
        return false;
    if (parity == PortParity::EvenReservingNext) {
        const Port next{static_cast<std::uint16_t>(lease.port().value + 1)};
        auto reserved = net::openDatagramSocket({address, next}, kWhat);
        if (!reserved)
            return false;
        m_reserved = {lease.takeNext(), std::move(*reserved)};
    }
    m_port = {std::move(lease), std::move(*bound)};
    return true;
}

void RelaySocket::send(const TransportAddress &peer, Bytes payload, Fragmentation fragmentation)
{
    if (isOpen())
        m_engine.sendDatagram(m_port.bound.socket.number(),
                              {.to = peer, .payload = payload, .fragmentation = fragmentation});
}

void RelaySocket::close()
{
    if (isOpen())
        m_engine.forget(m_port.bound.socket.number());
    m_port.release();
    m_reserved.release();
}

std::uint64_t RelaySocket::takeDrops()
{
    // A connection that did not come about is no packet.
    return isOpen() && m_kind == SocketKind::Datagram
               ? m_drops.take(net::receiveDropsOf(m_port.bound.socket.number()))
               : 0;
}

void RelaySocket::datagramReceived(const net::Datagram &datagram)
{
    m_listener.peerDatagramReceived(*this, datagram);
}

} // namespace turnpike::edge
