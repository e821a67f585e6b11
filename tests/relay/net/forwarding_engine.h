// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/epoll_engine.h"

#include <memory>

namespace turnpike::testing {

/// The usual engine behind another object: what a test does not change of it goes through.
class ForwardingEngine : public net::IoEngine {
public:
    Result<void> watchDatagrams(int socket, net::DatagramHandler &handler) override
    {
        return m_engine->watchDatagrams(socket, handler);
    }
    Result<void> watchManySenders(int socket, net::DatagramHandler &handler) override
    {
        return m_engine->watchManySenders(socket, handler);
    }
    Result<void> watchListener(int socket, net::AcceptHandler &handler) override
    {
        return m_engine->watchListener(socket, handler);
    }
    Result<void> watchStream(int socket, net::StreamHandler &handler) override
    {
        return m_engine->watchStream(socket, handler);
    }
    Result<void> watchConnection(int socket, net::StreamHandler &handler) override
    {
        return m_engine->watchConnection(socket, handler);
    }
    void forget(int socket) override { m_engine->forget(socket); }
    void sendDatagram(int socket, const net::OutgoingDatagram &datagram) override
    {
        m_engine->sendDatagram(socket, datagram);
    }
    void flush() override { m_engine->flush(); }
    std::optional<std::size_t> write(int socket, Bytes bytes) override
    {
        return m_engine->write(socket, bytes);
    }
    void setReading(int socket, bool reading) override { m_engine->setReading(socket, reading); }
    void runOnce(std::optional<MonotonicTime> deadline) override { m_engine->runOnce(deadline); }
    void wake() override { m_engine->wake(); }

protected:
    [[nodiscard]] net::IoEngine &engine() { return *m_engine; }

private:
    std::unique_ptr<net::IoEngine> m_engine = net::makeEpollEngine().value();
};

} // namespace turnpike::testing
