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

/// The server's end of TLS over another stream. Where plain connections are taken, too, the first byte tells
/// them apart: a TLS record of a handshake begins with 22, and neither STUN nor ChannelData does (RFC 7983).
class TlsStream final : public net::ByteStream, private net::StreamHandler, private Carrier {
public:
    enum class Plain : std::uint8_t { Refused, Taken };

    /// `observer` outlives the stream.
    TlsStream(std::unique_ptr<net::ByteStream> below, SharedCertificates certificates, Plain plain,
              HandshakeObserver &observer, const TransportAddress &client);
    ~TlsStream() override;

    Result<void> start(net::StreamHandler &handler) override;
    std::optional<std::size_t> write(Bytes bytes) override;
    void setReading(bool reading) override { m_below->setReading(reading); }
    void close() override;
    bool isOpen() const override { return m_below->isOpen(); }
    Transport transport() const override { return m_isPlain ? m_below->transport() : Transport::Tls; }
    bool isEstablished() const override;
    std::optional<net::PeerCertificate> peerCertificate() const override { return std::nullopt; }
    TransportAddress localAddress() const override { return m_below->localAddress(); }
    /// The session's own as well: a stranger's are given back after each record.
    void limitBuffers(std::size_t bytes) override;
    void unlimitBuffers() override;

private:
    void bytesReceived(Bytes bytes) override;
    void streamWritable() override;
    void streamEnded() override;
    void carry(Bytes sealed) override;
    enum class Beginning : std::uint8_t { Good, NotUnderstood, NotNow };
    [[nodiscard]] Beginning begin(std::byte first);
    void fail(const std::string &reason);
    void end();

    std::unique_ptr<net::ByteStream> m_below;
    SharedCertificates m_certificates;
    Plain m_plain;
    HandshakeObserver &m_observer;
    TransportAddress m_client;
    net::StreamHandler *m_handler = nullptr;
    std::unique_ptr<Session> m_session; ///< from the first byte on, unless the connection is plain
    bool m_isPlain = false;
    bool m_isBroken = false;
    bool m_handlerWaits = false;     ///< to hear that it may write
    std::vector<std::byte> m_sealed; ///< what the stream below did not take yet: less than two records
};

} // namespace turnpike::tls
