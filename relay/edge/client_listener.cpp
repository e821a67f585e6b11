// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/client_listener.h"

#include "relay/net/tcp_stream.h"

namespace turnpike::edge {

ClientListener::ClientListener(net::IoEngine &engine, Events &events, std::uint32_t handle,
                               const OpenListener &listener, net::BoundSocket bound)
    : m_engine(engine)
    , m_events(events)
    , m_handle(handle)
    , m_id(listener.id)
    , m_transport(listener.configured.transport)
    , m_allocations(listener.allocations)
    , m_bound(std::move(bound))
    , m_boundToAny(m_bound.address.address.isUnspecified())
{
}

ClientListener::~ClientListener()
{
    close();
}

void ClientListener::close()
{
    m_engine.forget(m_bound.socket.number());
    m_bound.socket.reset();
}

Result<void> ClientListener::start()
{
    switch (socketKind(m_transport)) {
    case SocketKind::Datagram:
        return m_engine.watchManySenders(m_bound.socket.number(), *this);
    case SocketKind::Stream:
        return m_engine.watchListener(m_bound.socket.number(), *this);
    }
    return {};
}

void ClientListener::send(const turn::ClientPath &path, Bytes message, net::SendTag tag)
{
    const IpAddress from = m_boundToAny ? path.tuple.server.address : IpAddress{};
    m_engine.sendDatagram(m_bound.socket.number(),
                          {.to = path.tuple.client, .from = from, .payload = message, .tag = tag});
}

std::uint64_t ClientListener::takeDrops()
{
    switch (socketKind(m_transport)) {
    case SocketKind::Datagram:
        return m_drops.take(net::receiveDropsOf(m_bound.socket.number()));
    case SocketKind::Stream:
        return 0; // a connection that did not come about is no packet of a client
    }
    return 0;
}

void ClientListener::datagramReceived(const net::Datagram &datagram)
{
    m_events.clientDatagramReceived(*this, datagram);
}

void ClientListener::connectionAccepted(net::FileDescriptor connection, const TransportAddress &peer)
{
    switch (m_transport) {
    case Transport::Tcp:
        m_events.clientConnected(*this, std::make_unique<net::TcpStream>(m_engine, std::move(connection)),
                                 peer);
        return;
    case Transport::Udp:
    case Transport::Tls:
    case Transport::Dtls:
        return; // prepareListeners() opens none that would accept a connection
    }
}

void ClientListener::connectionRefused()
{
    m_events.clientRefused(*this);
}

} // namespace turnpike::edge
