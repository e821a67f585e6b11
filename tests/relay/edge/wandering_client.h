// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/file_descriptor.h"
#include "relay/net/socket_address.h"
#include "relay/stun/message_builder.h"
#include "relay/turn/stream_framer.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/turn/answer.h"

#include <poll.h>
#include <sys/socket.h>

#include <functional>

namespace turnpike::edge {

/// A client on one socket after the other, each of which is another address to the relay.
class WanderingClient {
public:
    using Attributes = std::function<void(stun::MessageBuilder &)>;
    using OwnedBytes = std::vector<std::byte>;

    /// From now on it is here; where it was, nobody is any more.
    void open(Transport transport, const TransportAddress &server)
    {
        const net::SocketAddress to(server);
        m_isStream = isStream(transport);
        m_pending.clear();
        m_socket =
            net::FileDescriptor(::socket(AF_INET, (m_isStream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0));
        if (::connect(m_socket.number(), to.data(), to.size()) != 0)
            qFatal("no connection to the relay");
    }
    [[nodiscard]] TransportAddress address() const { return net::localAddressOf(m_socket.number()); }
    void close() { m_socket = {}; }

    testing::Answer request(stun::Method method, const Attributes &attributes)
    {
        testing::Answer answer;
        for (int attempt = 0; attempt < 3; ++attempt) {
            answer = {exchange(method, attributes)};
            if (answer.code() != 401 && answer.code() != 438)
                break;
            m_nonce = answer.text(stun::AttributeType::Nonce);
        }
        if (answer.has(stun::AttributeType::MobilityTicket)) {
            const auto view = answer.message();
            const Bytes value = view.find(stun::AttributeType::MobilityTicket).value();
            m_ticket.assign(value.begin(), value.end());
        }
        return answer;
    }
    testing::Answer allocate()
    {
        return request(stun::Method::Allocate, [](stun::MessageBuilder &message) {
            message.addNumber(stun::AttributeType::RequestedTransport, 17U << 24)
                .add(stun::AttributeType::MobilityTicket, Bytes{});
        });
    }
    testing::Answer bind(std::uint16_t channel, const TransportAddress &peer)
    {
        return request(stun::Method::ChannelBind, [&](stun::MessageBuilder &message) {
            message.addNumber(stun::AttributeType::ChannelNumber, std::uint32_t{channel} << 16)
                .addXorAddress(stun::AttributeType::XorPeerAddress, peer);
        });
    }
    /// Shows its ticket.
    testing::Answer move()
    {
        return request(stun::Method::Refresh, [&](stun::MessageBuilder &message) {
            message.addNumber(stun::AttributeType::Lifetime, 600)
                .add(stun::AttributeType::MobilityTicket, m_ticket);
        });
    }
    testing::Answer release()
    {
        return request(stun::Method::Refresh, [](stun::MessageBuilder &message) {
            message.addNumber(stun::AttributeType::Lifetime, 0);
        });
    }
    void sendOn(std::uint16_t channel, std::string_view text)
    {
        OwnedBytes message(4);
        stun::storeBig16(&message[0], channel);
        stun::storeBig16(&message[2], static_cast<std::uint16_t>(text.size()));
        const Bytes payload = stun::bytesOf(text);
        message.insert(message.end(), payload.begin(), payload.end());
        message.resize(stun::padded(message.size()));
        send(message);
    }
    /// What comes next on the channel; empty when nothing comes for five seconds.
    std::string receiveOn(std::uint16_t channel)
    {
        for (;;) {
            const OwnedBytes message = receive();
            if (message.empty())
                return {};
            if (stun::loadBig16(message.data()) == channel)
                return std::string(
                    stun::textOf(Bytes(message).subspan(4, stun::loadBig16(message.data() + 2))));
        }
    }

private:
    void send(const OwnedBytes &message)
    {
        if (::send(m_socket.number(), message.data(), message.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(message.size()))
            qFatal("the relay takes nothing");
    }
    OwnedBytes receive()
    {
        for (;;) {
            if (m_isStream) {
                const auto next = turn::StreamFramer::next(m_pending);
                if (next.status == turn::StreamFramer::Status::Frame) {
                    OwnedBytes frame(next.frame.begin(), next.frame.end());
                    m_pending.erase(m_pending.begin(),
                                    m_pending.begin() + static_cast<std::ptrdiff_t>(next.consumed));
                    return frame;
                }
            }
            pollfd waiting{m_socket.number(), POLLIN, 0};
            if (::poll(&waiting, 1, 5000) != 1)
                return {};
            OwnedBytes buffer(2048);
            const ssize_t size = ::recv(m_socket.number(), buffer.data(), buffer.size(), 0);
            if (size <= 0)
                return {};
            buffer.resize(static_cast<std::size_t>(size));
            if (!m_isStream)
                return buffer;
            m_pending.insert(m_pending.end(), buffer.begin(), buffer.end());
        }
    }
    OwnedBytes exchange(stun::Method method, const Attributes &attributes)
    {
        stun::storeBig32(m_transactionId.data(), ++m_transaction);
        std::array<std::byte, 1024> buffer{};
        stun::MessageBuilder message(buffer, {stun::Class::Request, method}, m_transactionId);
        attributes(message);
        if (!m_nonce.empty()) {
            const auto key = auth::longTermKey("alice", kRealm, kPassword);
            message.add(stun::AttributeType::Username, std::string_view("alice"))
                .add(stun::AttributeType::Realm, std::string_view(kRealm))
                .add(stun::AttributeType::Nonce, m_nonce)
                .addIntegrity(stun::IntegrityKind::Sha1, std::as_bytes(std::span(key)));
        }
        const Bytes bytes = message.finish();
        send({bytes.begin(), bytes.end()});
        for (;;) {
            OwnedBytes answer = receive();
            // Data may come in between.
            const auto view = stun::MessageView::parse(answer);
            if (answer.empty() || (view && view->transactionId() == m_transactionId))
                return answer;
        }
    }

    net::FileDescriptor m_socket;
    bool m_isStream = false;
    OwnedBytes m_pending;
    std::string m_nonce;
    OwnedBytes m_ticket;
    stun::TransactionId m_transactionId{};
    std::uint32_t m_transaction = 0;
};

} // namespace turnpike::edge
