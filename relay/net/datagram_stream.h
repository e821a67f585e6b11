// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/bound_socket.h"
#include "relay/net/io_engine.h"

#include <memory>

namespace turnpike::net {

/// Datagrams to one address and from it, as what DTLS stands on: each write is one, and so is what comes at
/// once. Of a client: nobody else uses the socket.
class DatagramStream final : public ByteStream, private DatagramHandler {
public:
    [[nodiscard]] static Result<std::unique_ptr<DatagramStream>> open(IoEngine &engine, const IpAddress &from,
                                                                      const TransportAddress &to);
    ~DatagramStream() override;
    DatagramStream(const DatagramStream &) = delete;
    DatagramStream &operator=(const DatagramStream &) = delete;

    Result<void> start(StreamHandler &handler) override;
    std::optional<std::size_t> write(Bytes bytes) override;
    /// What arrives meanwhile is lost, as datagrams are.
    void setReading(bool reading) override { m_isReading = reading; }
    void close() override;
    bool isOpen() const override { return m_bound.socket.isOpen(); }
    Transport transport() const override { return Transport::Udp; }
    bool isEstablished() const override { return true; }
    std::optional<PeerCertificate> peerCertificate() const override { return std::nullopt; }
    TransportAddress localAddress() const override { return m_bound.address; }
    void limitBuffers(std::size_t) override {}
    void unlimitBuffers() override {}

private:
    DatagramStream(IoEngine &engine, BoundSocket bound, const TransportAddress &to);
    void datagramReceived(const Datagram &datagram) override;

    IoEngine &m_engine;
    BoundSocket m_bound;
    TransportAddress m_to;
    StreamHandler *m_handler = nullptr;
    bool m_isReading = true;
};

} // namespace turnpike::net
