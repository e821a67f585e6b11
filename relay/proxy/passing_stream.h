// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/byte_stream.h"

#include <memory>

namespace turnpike::proxy {

/// What stands on another stream and changes nothing of it but its beginning.
class PassingStream : public net::ByteStream, protected net::StreamHandler {
public:
    std::optional<std::size_t> write(Bytes bytes) override { return m_below->write(bytes); }
    void setReading(bool reading) override { m_below->setReading(reading); }
    void close() override { m_below->close(); }
    void detach() override { m_below->detach(); }
    Result<void> attach(net::IoEngine &engine, net::StreamHandler &handler, net::StreamEnd end) override
    {
        m_handler = &handler;
        return m_below->attach(engine, *this, end);
    }
    void endSending() override { m_below->endSending(); }
    bool isOpen() const override { return m_below->isOpen(); }
    Transport transport() const override { return m_below->transport(); }
    bool isEstablished() const override { return m_below->isEstablished(); }
    std::optional<net::PeerCertificate> peerCertificate() const override
    {
        return m_below->peerCertificate();
    }
    TransportAddress localAddress() const override { return m_below->localAddress(); }
    void limitBuffers(std::size_t bytes) override { m_below->limitBuffers(bytes); }
    void unlimitBuffers() override { m_below->unlimitBuffers(); }

protected:
    explicit PassingStream(std::unique_ptr<net::ByteStream> below)
        : m_below(std::move(below))
    {
    }
    void streamWritable() override { m_handler->streamWritable(); }
    void streamEnded() override { m_handler->streamEnded(); }
    void sendingEnded() override { m_handler->sendingEnded(); }

    std::unique_ptr<net::ByteStream> m_below;
    net::StreamHandler *m_handler = nullptr; ///< from start() on
};

} // namespace turnpike::proxy
