// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/turn_endpoint.h"

#include "core/base/random.h"
#include "relay/net/clock.h"
#include "relay/net/datagram_stream.h"
#include "relay/net/tcp_stream.h"
#include "relay/tls/contexts.h"

namespace turnpike::probe {

TurnEndpoint::TurnEndpoint(net::IoEngine &engine, Events &events, Target target)
    : m_engine(engine)
    , m_events(events)
    , m_target(std::move(target))
    , m_client(*this, {.username = m_target.username,
                       .password = m_target.password,
                       .isStream = isStream(m_target.transport),
                       .randomBytes = fillRandom})
{
}

TurnEndpoint::~TurnEndpoint()
{
    m_engine.forget(m_udp.socket.number());
}

Result<std::unique_ptr<TurnEndpoint>> TurnEndpoint::open(net::IoEngine &engine, Events &events, Target target)
{
    std::unique_ptr<TurnEndpoint> endpoint(new TurnEndpoint(engine, events, std::move(target)));
    auto opened =
        endpoint->m_target.transport == Transport::Udp ? endpoint->openUdp() : endpoint->openStream();
    if (!opened)
        return tl::make_unexpected(opened.error());
    return endpoint;
}

Result<void> TurnEndpoint::openUdp()
{
    auto bound = net::openDatagramSocket({m_target.localAddress, Port{0}}, "client");
    if (!bound)
        return tl::make_unexpected(bound.error());
    m_udp = std::move(*bound);
    m_local = m_udp.address;
    return m_engine.watchDatagrams(m_udp.socket.number(), *this);
}

Result<std::unique_ptr<net::ByteStream>> TurnEndpoint::makeStream()
{
    std::unique_ptr<net::ByteStream> stream;
    if (isStream(m_target.transport)) {
        auto connected = net::TcpStream::connect(m_engine, m_target.localAddress, m_target.server);
        if (!connected)
            return tl::make_unexpected(connected.error());
        stream = std::move(*connected);
    } else {
        auto opened = net::DatagramStream::open(m_engine, m_target.localAddress, m_target.server);
        if (!opened)
            return tl::make_unexpected(opened.error());
        stream = std::move(*opened);
    }
    if (m_target.transport == Transport::Tcp)
        return stream;
    auto context = tls::makeClientContext(m_target.transport == Transport::Tls ? TLS_client_method()
                                                                               : DTLS_client_method());
    if (!context)
        return tl::make_unexpected(context.error());
    m_context = std::move(*context);
    tls::HandshakeObserver &observer = *this;
    auto encrypted = std::make_unique<tls::TlsStream>(
        std::move(stream), tls::makeClientConnection(m_context.get(), m_target.hostName), observer,
        m_target.server);
    m_tls = encrypted.get();
    return encrypted;
}

Result<void> TurnEndpoint::openStream()
{
    auto stream = makeStream();
    if (!stream)
        return tl::make_unexpected(stream.error());
    m_local = (*stream)->localAddress();
    edge::TurnStream::Listener &frames = *this;
    m_stream = std::make_unique<edge::TurnStream>(
        std::move(*stream), turn::ClientPath{{m_target.transport, m_local, m_target.server}, 0}, frames,
        net::currentTime().monotonic);
    return m_stream->start();
}

void TurnEndpoint::checkTimeout()
{
    if (m_tls && m_target.transport == Transport::Dtls)
        m_tls->checkTimeout();
}

void TurnEndpoint::sendDirectly(const TransportAddress &to, Bytes payload)
{
    if (!m_udp.socket.isOpen())
        return;
    m_engine.sendDatagram(m_udp.socket.number(), {.to = to, .payload = payload});
    m_engine.flush(); // the caller has its bytes back
}

void TurnEndpoint::sendToServer(Bytes message)
{
    if (m_stream)
        m_stream->send(net::currentTime().monotonic, message);
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

void TurnEndpoint::frameReceived(edge::TurnStream & /*connection*/, Bytes frame)
{
    m_client.messageReceived(net::currentTime().monotonic, frame);
}

void TurnEndpoint::connectionEnded(edge::TurnStream & /*connection*/)
{
    m_events.disconnected(*this);
}

} // namespace turnpike::probe
