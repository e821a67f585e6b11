// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/turn_stream.h"
#include "tests/relay/simulation/sent_message.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

namespace turnpike::testing {

/// A TCP connection in memory with the relay's framing at its end: bytes come in pieces of any length, and
/// leave as far as the client makes room for them.
class SimulatedConnection final : private edge::TurnStream::Listener {
public:
    struct Events {
        /// What was sent arrived whole.
        std::function<void(const SentMessage &)> messageArrived;
        /// By the client or by the relay; nothing follows.
        std::function<void()> ended;
    };

    SimulatedConnection(const turn::ClientPath &path, MonotonicTime now, Events events)
        : m_events(std::move(events))
        , m_stream(std::make_unique<Wire>(*this), path, *this, now)
    {
        if (!m_stream.start())
            throw std::logic_error("a stream did not start");
        m_stream.setBudget({});
    }

    // The client's side.
    void send(const SentMessage &message)
    {
        m_toRelay.insert(m_toRelay.end(), message.bytes.begin(), message.bytes.end());
        m_messages.push_back(message);
    }
    [[nodiscard]] std::size_t bytesUnderWay() const { return m_toRelay.size(); }
    /// So many of the bytes that are under way arrive, unless the relay does not read.
    void deliver(std::size_t most)
    {
        if (!m_isReading || m_handler == nullptr)
            return;
        const auto count = static_cast<std::ptrdiff_t>(std::min(most, m_toRelay.size()));
        const OwnedBytes piece(m_toRelay.begin(), m_toRelay.begin() + count);
        m_toRelay.erase(m_toRelay.begin(), m_toRelay.begin() + count);
        if (!piece.empty())
            m_handler->bytesReceived(piece);
    }
    /// The client reads what has arrived, and makes room for so much more. Whole messages come back.
    [[nodiscard]] std::vector<OwnedBytes> read(std::size_t room)
    {
        m_room = room;
        if (m_wantsRoom && m_handler != nullptr) {
            m_wantsRoom = false;
            m_handler->streamWritable();
        }
        std::vector<OwnedBytes> messages;
        for (std::size_t size = nextSize(); size != 0; size = nextSize()) {
            messages.emplace_back(m_toClient.begin(), m_toClient.begin() + static_cast<std::ptrdiff_t>(size));
            m_toClient.erase(m_toClient.begin(), m_toClient.begin() + static_cast<std::ptrdiff_t>(size));
        }
        return messages;
    }
    void closeByClient()
    {
        if (m_handler != nullptr)
            std::exchange(m_handler, nullptr)->streamEnded();
    }

    // The relay's side.
    void answer(MonotonicTime now, Bytes message)
    {
        if (m_stream.send(now, message))
            m_accepted += message.size();
        if (m_accepted - m_written > edge::OutputQueue::kMostBytes + turn::StreamFramer::kLargestFrame)
            throw std::logic_error("more waits for a client that does not read than may");
    }
    void closeByRelay()
    {
        if (!isOpen())
            return;
        m_stream.close();
        m_events.ended();
    }
    void setKnown(bool hasAllocation)
    {
        if (hasAllocation)
            m_stream.liftBudget();
        else
            m_stream.setBudget({});
    }
    [[nodiscard]] bool isOpen() const { return m_stream.isOpen(); }

private:
    class Wire final : public net::ByteStream {
    public:
        explicit Wire(SimulatedConnection &connection)
            : m_connection(connection)
        {
        }
        Result<void> start(net::StreamHandler &handler) override
        {
            m_connection.m_handler = &handler;
            return {};
        }
        std::optional<std::size_t> write(Bytes bytes) override { return m_connection.take(bytes); }
        void setReading(bool reading) override { m_connection.m_isReading = reading; }
        void close() override
        {
            m_isOpen = false;
            m_connection.m_handler = nullptr;
        }
        [[nodiscard]] bool isOpen() const override { return m_isOpen; }
        [[nodiscard]] Transport transport() const override { return Transport::Tcp; }
        [[nodiscard]] bool isEstablished() const override { return true; }
        [[nodiscard]] std::optional<net::PeerCertificate> peerCertificate() const override { return {}; }
        [[nodiscard]] TransportAddress localAddress() const override { return {}; }
        void limitBuffers(std::size_t) override {}
        void unlimitBuffers() override {}

    private:
        SimulatedConnection &m_connection;
        bool m_isOpen = true;
    };

    std::size_t take(Bytes bytes)
    {
        const std::size_t count = std::min(bytes.size(), m_room);
        m_toClient.insert(m_toClient.end(), bytes.begin(),
                          bytes.begin() + static_cast<std::ptrdiff_t>(count));
        m_room -= count;
        m_written += count;
        m_wantsRoom = m_wantsRoom || count < bytes.size();
        return count;
    }
    /// Of the first message that arrived whole at the client; 0 without one. Padding belongs to it.
    [[nodiscard]] std::size_t nextSize() const
    {
        if (m_toClient.size() < 4)
            return 0;
        const auto byteAt = [&](std::size_t at) { return std::to_integer<std::size_t>(m_toClient[at]); };
        const std::size_t length = byteAt(2) << 8 | byteAt(3);
        const std::size_t kind = byteAt(0) >> 6;
        if (kind > 1 || (kind == 0 && length % 4 != 0))
            throw std::logic_error("a client reads what is no message");
        const std::size_t size = kind == 1 ? 4 + (length + 3) / 4 * 4 : 20 + length;
        return size <= m_toClient.size() ? size : 0;
    }

    void frameReceived(edge::TurnStream &, Bytes frame) override
    {
        if (m_messages.empty())
            throw std::logic_error("a frame that nobody sent");
        const SentMessage message = std::move(m_messages.front());
        m_messages.pop_front();
        // What pads ChannelData on a stream is no part of the frame.
        if (frame.size() > message.bytes.size() || message.bytes.size() - frame.size() > 3 ||
            !std::ranges::equal(frame, std::span(message.bytes).first(frame.size())))
            throw std::logic_error("a frame that was sent otherwise");
        m_events.messageArrived(message);
    }
    void connectionEnded(edge::TurnStream &) override { m_events.ended(); }
    void connectionBroken(edge::TurnStream &, Fault) override { m_events.ended(); }

    Events m_events;
    net::StreamHandler *m_handler = nullptr;
    std::deque<std::byte> m_toRelay;
    std::deque<SentMessage> m_messages;
    std::deque<std::byte> m_toClient;
    std::size_t m_room = 4096;
    std::size_t m_accepted = 0;
    std::size_t m_written = 0;
    bool m_isReading = true;
    bool m_wantsRoom = false;
    edge::TurnStream m_stream;
};

} // namespace turnpike::testing
