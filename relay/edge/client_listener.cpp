// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/client_listener.h"

#include "relay/net/tcp_stream.h"
#include "relay/tls/tls_stream.h"

#include <algorithm>

namespace turnpike::edge {

namespace {
constexpr const char *kNoCertificate = "there is no certificate that could be served";
} // namespace

ClientListener::ClientListener(net::IoEngine &engine, Events &events, std::uint32_t handle,
                               const OpenListener &listener, net::BoundSocket bound)
    : m_engine(engine)
    , m_events(events)
    , m_handle(handle)
    , m_id(listener.id)
    , m_kind(listener.configured.kind())
    , m_allocations(listener.allocations)
    , m_bound(std::move(bound))
    , m_boundToAny(m_bound.address.address.isUnspecified())
    , m_lobby(static_cast<ProxyLobby::Events &>(*this))
{
    setTransports(listener.configured.transports);
}

ClientListener::~ClientListener()
{
    close();
}

void ClientListener::close()
{
    m_dtls.reset(); // its sessions say goodbye
    m_lobby.clear();
    m_engine.forget(m_bound.socket.number());
    m_bound.socket.reset();
}

Result<void> ClientListener::start()
{
    switch (m_kind) {
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
    switch (m_kind) {
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
    auto stream = std::make_unique<net::TcpStream>(m_engine, std::move(connection));
    if (m_proxies.contain(peer.address)) {
        m_lobby.admit(m_events.currentTime(), std::move(stream), peer);
        return;
    }
    proxy::StrangerObserver &observer = *this;
    takeClient(std::make_unique<proxy::UntrustedStream>(std::move(stream), observer, peer), peer,
               OfSource::Counted);
}

void ClientListener::takeClient(std::unique_ptr<net::ByteStream> stream, const TransportAddress &client,
                                OfSource counts)
{
    if (m_takesEncrypted && m_certificates) {
        using Plain = tls::TlsStream::Plain;
        stream = std::make_unique<tls::TlsStream>(std::move(stream), m_certificates,
                                                  m_takesPlain ? Plain::Taken : Plain::Refused,
                                                  static_cast<tls::HandshakeObserver &>(*this), client);
    } else if (!m_takesPlain) {
        handshakeFailed(Transport::Tls, client, kNoCertificate);
        return;
    }
    m_events.clientConnected(*this, std::move(stream), client, counts);
}

void ClientListener::headerRead(std::unique_ptr<proxy::TrustedStream> stream)
{
    const TransportAddress client = stream->told() ? stream->told()->client : stream->balancer();
    const OfSource counts = stream->told() ? OfSource::Counted : OfSource::NotCounted;
    takeClient(std::move(stream), client, counts);
}

void ClientListener::headerRefused(const TransportAddress &balancer, const std::string &what)
{
    m_events.connectionTurnedAway(*this, TurnedAway::NoProxyHeader, balancer.address, what);
}

void ClientListener::madeRoom(const TransportAddress &balancer)
{
    m_events.connectionTurnedAway(*this, TurnedAway::MadeRoom, balancer.address, {});
}

void ClientListener::headerOfStranger(const TransportAddress &client)
{
    m_events.connectionTurnedAway(*this, TurnedAway::HeaderOfStranger, client.address, {});
}

void ClientListener::connectionRefused()
{
    m_events.clientRefused(*this);
}

void ClientListener::setState(State state)
{
    m_state = state;
    updateDtls();
}

void ClientListener::setTransports(const std::vector<Transport> &transports)
{
    m_takesEncrypted = std::ranges::any_of(transports, turnpike::isEncrypted);
    m_takesPlain = !std::ranges::all_of(transports, turnpike::isEncrypted);
    updateDtls();
}

void ClientListener::setCertificates(tls::SharedCertificates certificates)
{
    m_certificates = std::move(certificates);
    updateDtls();
}

void ClientListener::setProxies(const ProxySources &sources, const ProxyLobby::Limits &limits)
{
    m_proxies = sources;
    m_lobby.setLimits(limits);
}

// Sessions go on with what they began with, whatever is configured for new ones.
void ClientListener::updateDtls()
{
    if (m_kind != SocketKind::Datagram)
        return;
    const bool takesNew = m_takesEncrypted && takesNewAllocations();
    if (!m_dtls && takesNew && m_certificates)
        m_dtls = std::make_unique<tls::DtlsEndpoint>(static_cast<tls::DtlsEndpoint::Events &>(*this));
    if (m_dtls)
        m_dtls->setCertificates(takesNew ? m_certificates : nullptr);
}

TransportAddress ClientListener::destinationOf(const net::Datagram &datagram) const
{
    TransportAddress server = m_bound.address;
    if (!datagram.destination.isNone())
        server.address = datagram.destination;
    return server;
}

void ClientListener::receiveEncrypted(MonotonicTime now, const net::Datagram &datagram)
{
    if (!m_dtls) {
        handshakeFailed(Transport::Dtls, datagram.source, kNoCertificate);
        return;
    }
    m_dtls->receive(now, datagram.source, destinationOf(datagram), datagram.packet.payload);
}

void ClientListener::advance(MonotonicTime now)
{
    if (m_dtls)
        m_dtls->advance(now);
    m_lobby.advance(now);
}

void ClientListener::handshakeFailed(Transport transport, const TransportAddress &client,
                                     const std::string &reason)
{
    m_events.clientHandshakeFailed(*this, transport, client, reason);
}

void ClientListener::sendSealed(const TransportAddress &to, const IpAddress &from, Bytes datagram)
{
    m_engine.sendDatagram(m_bound.socket.number(), {.to = to,
                                                    .from = m_boundToAny ? from : IpAddress{},
                                                    .payload = m_events.keepUntilSent(datagram),
                                                    .tag = m_events.currentTag()});
}

bool ClientListener::mayAnswerStranger(const TransportAddress &client, std::size_t bytes)
{
    return m_events.mayAnswerStranger(*this, client, bytes);
}

void ClientListener::sessionBegan(std::unique_ptr<net::ByteStream> session, const TransportAddress &client)
{
    m_events.clientConnected(*this, std::move(session), client, OfSource::Counted);
}

} // namespace turnpike::edge
