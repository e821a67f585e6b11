// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/turn_stream.h"
#include "relay/net/bound_socket.h"
#include "relay/net/io_engine.h"
#include "relay/probe/turn_client.h"
#include "relay/tls/tls_stream.h"

#include <memory>

namespace turnpike::probe {

/// A TurnClient with a real socket, over any transport, on an engine. Over UDP the socket is a host candidate
/// as well: it can send to any address directly, and hears what comes from elsewhere than the server.
class TurnEndpoint final : private net::DatagramHandler,
                           private edge::TurnStream::Listener,
                           private tls::HandshakeObserver,
                           private TurnClient::Host {
public:
    class Events {
    public:
        virtual ~Events() = default;
        virtual void bindingAnswered(TurnEndpoint &, const TransportAddress & /*mapped*/) {}
        virtual void allocated(TurnEndpoint &) {}
        virtual void peerReady(TurnEndpoint &, const TransportAddress & /*peer*/) {}
        virtual void payloadReceived(TurnEndpoint &, const TransportAddress & /*peer*/, Bytes /*payload*/) {}
        virtual void peerUnreachable(TurnEndpoint &, const TransportAddress & /*peer*/,
                                     const stun::IcmpValue & /*icmp*/)
        {
        }
        /// Past the relay, from any host.
        virtual void directlyReceived(TurnEndpoint &, const TransportAddress & /*source*/, Bytes) {}
        virtual void released(TurnEndpoint &) {}
        virtual void failed(TurnEndpoint &, const TurnClient::Failure &) {}
        /// TLS or DTLS; disconnected() follows over TLS.
        virtual void handshakeFailed(TurnEndpoint &, const std::string & /*reason*/) {}
        /// The server closed the connection; nothing follows.
        virtual void disconnected(TurnEndpoint &) {}
    };
    struct Target {
        Transport transport = Transport::Udp;
        TransportAddress server;
        IpAddress localAddress;
        std::string username;
        std::string password;
        std::string hostName{}; ///< of TLS and DTLS: whom the certificate is to name
    };

    [[nodiscard]] static Result<std::unique_ptr<TurnEndpoint>> open(net::IoEngine &engine, Events &events,
                                                                    Target target);
    ~TurnEndpoint() override;
    TurnEndpoint(const TurnEndpoint &) = delete;
    TurnEndpoint &operator=(const TurnEndpoint &) = delete;

    [[nodiscard]] TurnClient &client() { return m_client; }
    [[nodiscard]] const Target &target() const { return m_target; }
    [[nodiscard]] const TransportAddress &localAddress() const { return m_local; }
    /// None before allocated().
    [[nodiscard]] const TransportAddress &relayed() const { return m_relayed; }
    /// Of TLS and DTLS; null otherwise.
    [[nodiscard]] const SSL *encryption() const { return m_tls ? m_tls->handle() : nullptr; }
    [[nodiscard]] bool isEstablished() const { return !m_stream || m_stream->isEstablished(); }
    /// Over DTLS: sends again what may have been lost of a handshake.
    void checkTimeout();
    /// Over UDP only; a stream has no way past its server.
    void sendDirectly(const TransportAddress &to, Bytes payload);

private:
    TurnEndpoint(net::IoEngine &engine, Events &events, Target target);
    [[nodiscard]] Result<void> openUdp();
    [[nodiscard]] Result<void> openStream();
    [[nodiscard]] Result<std::unique_ptr<net::ByteStream>> makeStream();

    void datagramReceived(const net::Datagram &datagram) override;
    void frameReceived(edge::TurnStream &stream, Bytes frame) override;
    void connectionEnded(edge::TurnStream &stream) override;
    void connectionBroken(edge::TurnStream &stream, Fault /*fault*/) override { connectionEnded(stream); }

    bool mayBeginHandshake(const TransportAddress &) override { return true; }
    void handshakeFailed(Transport, const TransportAddress &, const std::string &reason) override
    {
        m_events.handshakeFailed(*this, reason);
    }

    void sendToServer(Bytes message) override;
    void bindingAnswered(const TransportAddress &mapped) override { m_events.bindingAnswered(*this, mapped); }
    void allocated(const TransportAddress &relayed, const TransportAddress &mapped) override;
    void peerReady(const TransportAddress &peer) override { m_events.peerReady(*this, peer); }
    void payloadReceived(const TransportAddress &peer, Bytes payload) override
    {
        m_events.payloadReceived(*this, peer, payload);
    }
    void peerUnreachable(const TransportAddress &peer, const stun::IcmpValue &icmp) override
    {
        m_events.peerUnreachable(*this, peer, icmp);
    }
    void released() override { m_events.released(*this); }
    void failed(const TurnClient::Failure &failure) override { m_events.failed(*this, failure); }

    net::IoEngine &m_engine;
    Events &m_events;
    Target m_target;
    net::BoundSocket m_udp;
    tls::Context m_context;
    tls::TlsStream *m_tls = nullptr; ///< the stream's
    std::unique_ptr<edge::TurnStream> m_stream;
    TransportAddress m_local;
    TransportAddress m_relayed;
    TurnClient m_client;
};

} // namespace turnpike::probe
