// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/relay/net/loopback.h"

#include <vector>

namespace turnpike::testing {

/// A connection in memory that takes as many bytes as the test allows.
struct Wire {
    net::StreamHandler *handler = nullptr;
    std::size_t room = std::size_t(-1);
    bool isOpen = true;
    bool isReading = true;
    std::vector<std::byte> sent;
};

/// This side of it.
class WireStream final : public net::ByteStream {
public:
    explicit WireStream(Wire &wire)
        : m_wire(wire)
    {
    }
    Result<void> start(net::StreamHandler &handler) override
    {
        m_wire.handler = &handler;
        return {};
    }
    std::optional<std::size_t> write(Bytes bytes) override
    {
        if (!m_wire.isOpen)
            return std::nullopt;
        const std::size_t taken = std::min(m_wire.room, bytes.size());
        m_wire.sent.insert(m_wire.sent.end(), bytes.begin(),
                           bytes.begin() + static_cast<std::ptrdiff_t>(taken));
        m_wire.room -= taken;
        return taken;
    }
    void setReading(bool reading) override { m_wire.isReading = reading; }
    void close() override { m_wire.isOpen = false; }
    bool isOpen() const override { return m_wire.isOpen; }
    Transport transport() const override { return Transport::Tcp; }
    bool isEstablished() const override { return true; }
    std::optional<net::PeerCertificate> peerCertificate() const override { return std::nullopt; }
    TransportAddress localAddress() const override { return {kLoopback, Port{5349}}; }
    void limitBuffers(std::size_t) override {}
    void unlimitBuffers() override {}

private:
    Wire &m_wire;
};

} // namespace turnpike::testing
