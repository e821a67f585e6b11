// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/byte_stream.h"
#include "relay/tls/certificate_set.h"
#include "relay/tls/session.h"

#include <memory>
#include <vector>

namespace turnpike::tls {

/// Is asked before a handshake costs anything, and hears why one failed.
class HandshakeObserver {
public:
    virtual ~HandshakeObserver() = default;
    /// When it may not, whoever is asked says so; the client hears no answer.
    [[nodiscard]] virtual bool mayBeginHandshake(const TransportAddress &client) = 0;
    /// `reason` in fixed words that nobody outside chose.
    virtual void handshakeFailed(Transport transport, const TransportAddress &client,
                                 const std::string &reason) = 0;
};

/// TLS over another stream. Where a server takes plain connections, too, the first byte tells them apart: a
/// TLS record of a handshake begins with 22, and neither STUN nor ChannelData does (RFC 7983).
class TlsStream final : public net::ByteStream, private net::StreamHandler, private Carrier {
public:
    enum class Plain : std::uint8_t { Refused, Taken };

    /// The server's end. `observer` outlives the stream.
    TlsStream(std::unique_ptr<net::ByteStream> below, SharedCertificates certificates, Plain plain,
              HandshakeObserver &observer, const TransportAddress &client);
    /// The client's end, also of DTLS when each write below is a datagram; `connection` has not begun.
    TlsStream(std::unique_ptr<net::ByteStream> below, Connection connection, HandshakeObserver &observer,
              const TransportAddress &server);
    ~TlsStream() override;

    Result<void> start(net::StreamHandler &handler) override;
    std::optional<std::size_t> write(Bytes bytes) override;
    void setReading(bool reading) override { m_below->setReading(reading); }
    void close() override;
    void detach() override { m_below->detach(); }
    Result<void> attach(net::IoEngine &engine, net::StreamHandler &handler, net::StreamEnd end) override;
    void endSending() override;
    bool isOpen() const override { return m_below->isOpen(); }
    Transport transport() const override;
    bool isEstablished() const override;
    std::optional<net::PeerCertificate> peerCertificate() const override { return std::nullopt; }
    TransportAddress localAddress() const override { return m_below->localAddress(); }
    /// The session's own as well: a stranger's are given back after each record.
    void limitBuffers(std::size_t bytes) override;
    void unlimitBuffers() override;
    /// Null before the first byte of a server's, and when it is plain.
    [[nodiscard]] const SSL *handle() const { return m_session ? m_session->handle() : nullptr; }
    /// Of a client over datagrams, now and then: sends again what may have been lost of the handshake.
    void checkTimeout();

private:
    void bytesReceived(Bytes bytes) override;
    void streamWritable() override;
    void streamEnded() override;
    void sendingEnded() override;
    void carry(Bytes sealed) override;
    enum class Beginning : std::uint8_t { Good, NotUnderstood, NotNow };
    [[nodiscard]] Beginning begin(std::byte first);
    void fail(const std::string &reason);
    void end();

    std::unique_ptr<net::ByteStream> m_below;
    SharedCertificates m_certificates;
    Plain m_plain;
    HandshakeObserver &m_observer;
    TransportAddress m_other;
    net::StreamHandler *m_handler = nullptr;
    std::unique_ptr<Session> m_session; ///< of a server from the first byte on, unless the client is plain
    bool m_isPlain = false;
    net::StreamEnd m_end = net::StreamEnd::WithEitherSide;
    bool m_hasHeardGoodbye = false;
    bool m_endsSending = false; ///< once everything sealed has left
    bool m_isBroken = false;
    bool m_handlerWaits = false;     ///< to hear that it may write
    std::vector<std::byte> m_sealed; ///< what the stream below did not take yet: less than two records
};

} // namespace turnpike::tls
