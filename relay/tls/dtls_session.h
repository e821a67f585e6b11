// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/tls/dtls_endpoint.h"
#include "relay/tls/session.h"

namespace turnpike::tls {

/// One client's DTLS session on the socket of an endpoint.
class DtlsSession final : public net::ByteStream, private Carrier {
public:
    /// `random` is that of the greeting with which it began.
    DtlsSession(DtlsEndpoint &endpoint, DtlsEndpoint::Path path, const HelloRandom &random,
                std::unique_ptr<Session> session);
    ~DtlsSession() override;

    Result<void> start(net::StreamHandler &handler) override;
    std::optional<std::size_t> write(Bytes bytes) override;
    /// What arrives meanwhile is lost, as datagrams are.
    void setReading(bool reading) override { m_isReading = reading; }
    void close() override;
    bool isOpen() const override { return m_endpoint != nullptr; }
    Transport transport() const override { return Transport::Dtls; }
    bool isEstablished() const override { return m_session->isEstablished(); }
    std::optional<net::PeerCertificate> peerCertificate() const override { return std::nullopt; }
    TransportAddress localAddress() const override { return m_path.second; }
    // The socket is everybody's.
    void limitBuffers(std::size_t) override {}
    void unlimitBuffers() override {}

    [[nodiscard]] const DtlsEndpoint::Path &path() const { return m_path; }
    [[nodiscard]] const HelloRandom &random() const { return m_random; }
    /// What its client sent; nothing: what it was greeted with goes on.
    void receive(Bytes datagram);
    /// Sends again what may have been lost of the handshake, when it is time.
    void checkTimeout();
    /// Its handler hears that it is over.
    void end();

private:
    void carry(Bytes sealed) override;
    void fail();

    DtlsEndpoint *m_endpoint;
    DtlsEndpoint::Path m_path;
    HelloRandom m_random;
    std::unique_ptr<Session> m_session;
    net::StreamHandler *m_handler = nullptr;
    bool m_isReading = true;
};

} // namespace turnpike::tls
