// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/door_keeper.h"
#include "relay/edge/open_listener.h"
#include "relay/edge/proxy_lobby.h"
#include "relay/edge/proxy_sources.h"
#include "relay/net/bound_socket.h"
#include "relay/net/byte_stream.h"
#include "relay/net/drop_counter.h"
#include "relay/net/io_engine.h"
#include "relay/proxy/untrusted_stream.h"
#include "relay/tls/dtls_endpoint.h"
#include "relay/turn/client_path.h"

#include <memory>

namespace turnpike::edge {

/// One worker's share of a listener: its own socket on the common address. Where plain and encrypted clients
/// share it, the first byte tells them apart. Connections of trusted balancers begin with a PROXY header, and
/// no others do.
class ClientListener final : private net::DatagramHandler,
                             private net::AcceptHandler,
                             private tls::DtlsEndpoint::Events,
                             private ProxyLobby::Events,
                             private proxy::StrangerObserver {
public:
    /// Whether a connection counts among those that its address may hold. One that a balancer makes for
    /// itself, or for somebody of whom it tells nothing, does not: its address stands for many.
    enum class OfSource : std::uint8_t { Counted, NotCounted };
    class Events {
    public:
        virtual ~Events() = default;
        virtual void clientDatagramReceived(ClientListener &listener, const net::Datagram &datagram) = 0;
        virtual void clientConnected(ClientListener &listener, std::unique_ptr<net::ByteStream> stream,
                                     const TransportAddress &client, OfSource counts) = 0;
        /// One that was sent with this tag was lost.
        virtual void clientDatagramLost(ClientListener &listener, net::SendTag tag) = 0;
        /// The system had no room for a connection.
        virtual void clientRefused(ClientListener &listener) = 0;
        /// May a client begin a TLS or DTLS handshake now?
        [[nodiscard]] virtual bool mayBeginHandshake(ClientListener &listener,
                                                     const TransportAddress &client) = 0;
        /// A connection that is over before it was a client's; `detail` ends the line of the cause.
        virtual void connectionTurnedAway(ClientListener &listener, TurnedAway cause, const IpAddress &source,
                                          const std::string &detail) = 0;
        /// TLS or DTLS did not come about; `reason` in words that nobody outside chose.
        virtual void clientHandshakeFailed(ClientListener &listener, Transport transport,
                                           const TransportAddress &client, const std::string &reason) = 0;
        /// May so many bytes be sent to a client that has shown nothing yet?
        [[nodiscard]] virtual bool mayAnswerStranger(ClientListener &listener, const TransportAddress &client,
                                                     std::size_t bytes) = 0;
        /// A copy that stays until the engine is flushed.
        [[nodiscard]] virtual Bytes keepUntilSent(Bytes bytes) = 0;
        /// Names the call whose packet is on its way to a client; 0: none.
        [[nodiscard]] virtual net::SendTag currentTag() const = 0;
        [[nodiscard]] virtual MonotonicTime currentTime() = 0;
    };
    enum class State : std::uint8_t {
        Open,
        Retired,             ///< no longer configured; serves the calls it has, takes no new ones
        RetiredBehindAnother ///< the same, but clients reach a configured listener through this socket
    };

    ClientListener(net::IoEngine &engine, Events &events, std::uint32_t handle, const OpenListener &listener,
                   net::BoundSocket bound);
    ~ClientListener() override;
    ClientListener(const ClientListener &) = delete;
    ClientListener &operator=(const ClientListener &) = delete;

    [[nodiscard]] Result<void> start();
    /// Nothing arrives any more, and the port is free.
    void close();
    [[nodiscard]] std::uint32_t handle() const { return m_handle; }
    /// The same for all workers' shares of one listener.
    [[nodiscard]] std::uint32_t id() const { return m_id; }
    [[nodiscard]] SocketKind kind() const { return m_kind; }
    [[nodiscard]] const TransportAddress &address() const { return m_bound.address; }
    [[nodiscard]] bool takesNewAllocations() const { return m_state != State::Retired; }
    void setState(State state);
    /// For clients that come from now on. Without certificates nobody is encrypted.
    void setTransports(const std::vector<Transport> &transports);
    void setCertificates(tls::SharedCertificates certificates);
    /// For connections that come from now on; the limits hold for those that wait, too.
    void setProxies(const ProxySources &sources, const ProxyLobby::Limits &limits);

    /// Whether it is for the sessions of DTLS, which receiveEncrypted() hands it to; else it is plain.
    [[nodiscard]] bool isEncrypted(const net::Datagram &datagram) const
    {
        return (m_dtls || m_takesEncrypted) && tls::DtlsEndpoint::isRecord(datagram.packet.payload);
    }
    void receiveEncrypted(MonotonicTime now, const net::Datagram &datagram);
    [[nodiscard]] bool takesPlain() const { return m_takesPlain; }
    /// Which of our addresses it was sent to.
    [[nodiscard]] TransportAddress destinationOf(const net::Datagram &datagram) const;

    [[nodiscard]] std::optional<MonotonicTime> nextDeadline() const
    {
        return m_dtls ? m_dtls->nextDeadline() : m_lobby.nextDeadline();
    }
    void advance(MonotonicTime now);

    /// The message stays as it is until the engine is flushed.
    void send(const turn::ClientPath &path, Bytes message, net::SendTag tag);

    /// An allocation of a client of this listener began (1) or ended (-1).
    void countAllocation(int difference) { *m_allocations += difference; }
    [[nodiscard]] const std::shared_ptr<std::atomic<int>> &allocations() const { return m_allocations; }
    /// Datagrams that the kernel dropped because this relay was too slow, those since the last call.
    [[nodiscard]] std::uint64_t takeDrops(const net::Datagram &datagram)
    {
        return m_drops.take(datagram.drops);
    }
    /// The same at the end, when no datagram follows.
    [[nodiscard]] std::uint64_t takeDrops();

private:
    void datagramReceived(const net::Datagram &datagram) override;
    void datagramLost(net::SendTag tag) override { m_events.clientDatagramLost(*this, tag); }
    void connectionAccepted(net::FileDescriptor connection, const TransportAddress &peer) override;
    void connectionRefused() override;
    /// Its address is known: what it says now is for TLS or the protocol.
    void takeClient(std::unique_ptr<net::ByteStream> stream, const TransportAddress &client, OfSource counts);
    // Of the PROXY protocol.
    void headerRead(std::unique_ptr<proxy::TrustedStream> stream) override;
    void headerRefused(const TransportAddress &balancer, const std::string &what) override;
    void madeRoom(const TransportAddress &balancer) override;
    void headerOfStranger(const TransportAddress &client) override;
    // Of DTLS and TLS.
    bool mayBeginHandshake(const TransportAddress &client) override
    {
        return m_events.mayBeginHandshake(*this, client);
    }
    void handshakeFailed(Transport transport, const TransportAddress &client,
                         const std::string &reason) override;
    void sendSealed(const TransportAddress &to, const IpAddress &from, Bytes datagram) override;
    bool mayAnswerStranger(const TransportAddress &client, std::size_t bytes) override;
    void sessionBegan(std::unique_ptr<net::ByteStream> session, const TransportAddress &client) override;
    void updateDtls();

    net::IoEngine &m_engine;
    Events &m_events;
    std::uint32_t m_handle;
    std::uint32_t m_id;
    SocketKind m_kind;
    bool m_takesPlain = false;
    bool m_takesEncrypted = false;
    tls::SharedCertificates m_certificates;
    std::shared_ptr<std::atomic<int>> m_allocations; ///< of all workers' shares together
    net::BoundSocket m_bound;
    net::DropCounter m_drops;
    bool m_boundToAny;
    State m_state = State::Open;
    ProxySources m_proxies;
    ProxyLobby m_lobby;                        ///< of a listener for streams
    std::unique_ptr<tls::DtlsEndpoint> m_dtls; ///< once clients could come with it
};

} // namespace turnpike::edge
