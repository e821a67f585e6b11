// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/byte_stream.h"
#include "relay/net/io_engine.h"

#include <memory>

namespace turnpike::net {

/// Plain TCP.
class TcpStream final : public ByteStream {
public:
    /// A connection that was accepted, or is being made.
    TcpStream(IoEngine &engine, FileDescriptor socket);
    ~TcpStream() override;
    TcpStream(const TcpStream &) = delete;
    TcpStream &operator=(const TcpStream &) = delete;

    /// Begins a connection; what is written before it stands waits. `from` is our address, with port 0.
    [[nodiscard]] static Result<std::unique_ptr<TcpStream>> connect(IoEngine &engine, const IpAddress &from,
                                                                    const TransportAddress &to);

    Result<void> start(StreamHandler &handler) override;
    std::optional<std::size_t> write(Bytes bytes) override;
    void setReading(bool reading) override;
    void close() override;
    void detach() override;
    Result<void> attach(IoEngine &engine, StreamHandler &handler, StreamEnd end) override;
    void endSending() override;
    bool isOpen() const override { return m_socket.isOpen(); }
    Transport transport() const override { return Transport::Tcp; }
    bool isEstablished() const override { return true; }
    std::optional<PeerCertificate> peerCertificate() const override { return std::nullopt; }
    TransportAddress localAddress() const override;
    void limitBuffers(std::size_t bytes) override;
    void unlimitBuffers() override;

private:
    IoEngine *m_engine; ///< null while it is detached
    FileDescriptor m_socket;
};

} // namespace turnpike::net
