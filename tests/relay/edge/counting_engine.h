// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/epoll_engine.h"

#include <algorithm>
#include <atomic>
#include <memory>

namespace turnpike::edge {

/// Counts how many sockets are given up in one turn of the loop: what ends in pieces never is many.
class CountingEngine final : public net::IoEngine {
public:
    struct Count {
        std::atomic<int> mostForgottenInATurn{0};
    };
    [[nodiscard]] static net::EngineFactory factory(std::shared_ptr<Count> count)
    {
        return [count]() -> Result<std::unique_ptr<net::IoEngine>> {
            return std::make_unique<CountingEngine>(count);
        };
    }
    explicit CountingEngine(std::shared_ptr<Count> count)
        : m_count(std::move(count))
    {
    }

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
    void forget(int socket) override
    {
        ++m_forgotten;
        m_count->mostForgottenInATurn = std::max<int>(m_count->mostForgottenInATurn, m_forgotten);
        m_engine->forget(socket);
    }
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
    void runOnce(std::optional<MonotonicTime> deadline) override
    {
        m_forgotten = 0;
        m_engine->runOnce(deadline);
    }
    void wake() override { m_engine->wake(); }

private:
    std::unique_ptr<net::IoEngine> m_engine = net::makeEpollEngine().value();
    std::shared_ptr<Count> m_count;
    int m_forgotten = 0;
};

} // namespace turnpike::edge
