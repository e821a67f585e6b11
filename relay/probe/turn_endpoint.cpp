// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/turn_endpoint.h"

#include "relay/net/clock.h"
#include "relay/net/random.h"
#include "relay/net/socket_address.h"

#include <cerrno>
#include <cstring>

namespace turnpike::probe {

namespace {
tl::unexpected<Error> cannotConnect(const TransportAddress &server)
{
    return fail(Error::Code::Io, std::string("no connection to the relay: ") + std::strerror(errno),
                "tcp " + server.toString());
}
} // namespace

TurnEndpoint::TurnEndpoint(net::IoEngine &engine, Events &events, Target target)
    : m_engine(engine)
    , m_events(events)
    , m_target(std::move(target))
    , m_client(*this, {.username = m_target.username,
                       .password = m_target.password,
                       .isStream = m_target.transport == Transport::Tcp,
                       .randomBytes = net::fillRandom})
{
}

TurnEndpoint::~TurnEndpoint()
{
    m_engine.forget(m_udp.socket.number());
}

Result<std::unique_ptr<TurnEndpoint>> TurnEndpoint::open(net::IoEngine &engine, Events &events, Target target)
{
    std::unique_ptr<TurnEndpoint> endpoint(new TurnEndpoint(engine, events, std::move(target)));
    const bool isTcp = endpoint->m_target.transport == Transport::Tcp;
    if (auto opened = isTcp ? endpoint->openTcp() : endpoint->openUdp(); !opened)
        return tl::make_unexpected(opened.error());
    return endpoint;
}

Result<void> TurnEndpoint::openUdp()
{
    auto bound = net::openRelaySocket({m_target.localAddress, Port{0}});
    if (!bound)
        return tl::make_unexpected(bound.error());
    m_udp = std::move(*bound);
    m_local = m_udp.address;
    return m_engine.watchDatagrams(m_udp.socket.number(), *this);
}

Result<void> TurnEndpoint::openTcp()
{
    const net::SocketAddress local({m_target.localAddress, Port{0}});
    const net::SocketAddress server(m_target.server);
    net::FileDescriptor socket(
        ::socket(local.data()->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.isOpen() || ::bind(socket.number(), local.data(), local.size()) != 0 ||
        (::connect(socket.number(), server.data(), server.size()) != 0 && errno != EINPROGRESS))
        return cannotConnect(m_target.server);
    m_local = net::localAddressOf(socket.number());
    edge::TcpConnection::Listener &frames = *this;
    m_tcp = std::make_unique<edge::TcpConnection>(
        m_engine, std::move(socket), turn::ClientPath{{Transport::Tcp, m_local, m_target.server}, 0}, frames,
        net::currentTime().monotonic);
    return m_tcp->start();
}

void TurnEndpoint::sendDirectly(const TransportAddress &to, Bytes payload)
{
    if (m_udp.socket.isOpen())
        static_cast<void>(m_engine.sendDatagram(m_udp.socket.number(), to, {}, payload));
}

void TurnEndpoint::sendToServer(Bytes message)
{
    if (m_tcp)
        m_tcp->send(net::currentTime().monotonic, message);
    else
        sendDirectly(m_target.server, message);
}

void TurnEndpoint::allocated(const TransportAddress &relayed, const TransportAddress & /*mapped*/)
{
    m_relayed = relayed;
    m_events.allocated(*this);
}

void TurnEndpoint::datagramReceived(const net::Datagram &datagram)
{
    if (datagram.source == m_target.server)
        m_client.messageReceived(net::currentTime().monotonic, datagram.packet.payload);
    else
        m_events.directlyReceived(*this, datagram.source, datagram.packet.payload);
}

void TurnEndpoint::frameReceived(edge::TcpConnection & /*connection*/, Bytes frame)
{
    m_client.messageReceived(net::currentTime().monotonic, frame);
}

void TurnEndpoint::connectionEnded(edge::TcpConnection & /*connection*/)
{
    m_events.disconnected(*this);
}

} // namespace turnpike::probe
