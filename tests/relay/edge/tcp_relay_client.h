// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/auth/long_term_key.h"
#include "relay/net/bound_socket.h"
#include "relay/net/file_descriptor.h"
#include "relay/net/socket_address.h"
#include "relay/stun/message_builder.h"
#include "relay/tls/openssl.h"
#include "relay/turn/stream_framer.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/turn/answer.h"

#include <poll.h>
#include <sys/time.h>

#include <functional>
#include <string>

namespace turnpike::edge {

inline constexpr auto kTcpTestPatience = std::chrono::seconds(10);

/// One end of a TCP or TLS connection that waits for what it asks for, ten seconds at most.
class BlockingStream {
public:
    BlockingStream() = default;
    explicit BlockingStream(net::FileDescriptor socket)
        : m_socket(std::move(socket))
    {
        const timeval patience{kTcpTestPatience.count(), 0};
        ::setsockopt(m_socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(m_socket.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    }
    static BlockingStream connectedTo(const TransportAddress &server, Transport transport = Transport::Tcp)
    {
        const net::SocketAddress address(server);
        BlockingStream stream(
            net::FileDescriptor(::socket(address.data()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0)));
        if (::connect(stream.m_socket.number(), address.data(), address.size()) != 0)
            return {};
        if (transport == Transport::Tls) {
            stream.m_context.reset(SSL_CTX_new(TLS_client_method()));
            stream.m_connection.reset(SSL_new(stream.m_context.get()));
            SSL_set_fd(stream.m_connection.get(), stream.m_socket.number());
            if (SSL_connect(stream.m_connection.get()) != 1)
                return {};
        }
        return stream;
    }
    [[nodiscard]] bool isOpen() const { return m_socket.isOpen(); }
    [[nodiscard]] TransportAddress address() const { return net::localAddressOf(m_socket.number()); }

    bool say(std::string_view bytes)
    {
        while (!bytes.empty()) {
            std::size_t sent = 0;
            if (m_connection) {
                if (SSL_write_ex(m_connection.get(), bytes.data(), bytes.size(), &sent) != 1)
                    return false;
            } else {
                const ssize_t count = ::send(m_socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
                if (count <= 0)
                    return false;
                sent = static_cast<std::size_t>(count);
            }
            bytes.remove_prefix(sent);
        }
        return true;
    }
    /// As many bytes as asked for, fewer when the other side says no more.
    [[nodiscard]] std::string hear(std::size_t size)
    {
        std::string heard(size, '\0');
        std::size_t have = 0;
        while (have < size) {
            std::size_t got = 0;
            if (m_connection) {
                if (SSL_read_ex(m_connection.get(), &heard[have], size - have, &got) != 1)
                    break;
            } else {
                const ssize_t count = ::recv(m_socket.number(), &heard[have], size - have, 0);
                if (count <= 0)
                    break;
                got = static_cast<std::size_t>(count);
            }
            have += got;
        }
        heard.resize(have);
        return heard;
    }
    /// The other side says no more: not that it is slow.
    [[nodiscard]] bool hearsEnd()
    {
        char byte = 0;
        if (!m_connection)
            return ::recv(m_socket.number(), &byte, 1, 0) == 0;
        return SSL_read(m_connection.get(), &byte, 1) <= 0 &&
               (SSL_get_shutdown(m_connection.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }
    void endSending()
    {
        if (m_connection)
            SSL_shutdown(m_connection.get());
        else
            ::shutdown(m_socket.number(), SHUT_WR);
    }
    void reset()
    {
        const linger atOnce{1, 0};
        ::setsockopt(m_socket.number(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        m_connection.reset();
        m_socket.reset();
    }
    void close()
    {
        m_connection.reset();
        m_socket.reset();
    }

private:
    net::FileDescriptor m_socket;
    tls::Context m_context;
    tls::Connection m_connection;
};

/// A client of the TCP relay over a stream: control connection and data connections.
class TcpRelayClient {
public:
    using Attributes = std::function<void(stun::MessageBuilder &)>;

    TcpRelayClient(const TransportAddress &server, Transport transport, std::string user = "alice")
        : stream(BlockingStream::connectedTo(server, transport))
        , m_user(std::move(user))
    {
    }
    /// One whole message of the relay.
    [[nodiscard]] testing::Answer hearMessage()
    {
        std::string text = stream.hear(20);
        if (text.size() != 20)
            return {};
        text += stream.hear(stun::loadBig16(stun::bytesOf(text).data() + 2));
        const auto bytes = stun::bytesOf(text);
        return {{bytes.begin(), bytes.end()}};
    }
    /// The request, signed once there is a nonce, and what stands behind it in the same packet.
    bool ask(stun::Method method, const Attributes &attributes, std::string_view behind = {})
    {
        std::vector<std::byte> buffer(2048);
        stun::TransactionId id{};
        stun::storeBig32(id.data(), ++m_transaction);
        stun::MessageBuilder message(buffer, {stun::Class::Request, method}, id);
        if (attributes)
            attributes(message);
        if (!m_nonce.empty()) {
            message.add(stun::AttributeType::Username, m_user)
                .add(stun::AttributeType::Realm, kRealm)
                .add(stun::AttributeType::Nonce, m_nonce);
            const auto key = auth::longTermKey(m_user, kRealm, kPassword);
            message.addIntegrity(stun::IntegrityKind::Sha1, std::as_bytes(std::span(key)));
        }
        const auto bytes = message.finish();
        return stream.say(std::string(stun::textOf(bytes)) + std::string(behind));
    }
    testing::Answer request(stun::Method method, const Attributes &attributes = {})
    {
        if (m_nonce.empty()) {
            ask(method, attributes);
            m_nonce = hearMessage().text(stun::AttributeType::Nonce);
        }
        ask(method, attributes);
        return hearMessage();
    }
    testing::Answer allocate()
    {
        auto answer = request(stun::Method::Allocate, [](stun::MessageBuilder &message) {
            message.addNumber(stun::AttributeType::RequestedTransport, 6U << 24);
            message.addNumber(stun::AttributeType::RequestedAddressFamily, 1U << 24);
        });
        if (answer.code() == 440) {
            answer = request(stun::Method::Allocate, [](stun::MessageBuilder &message) {
                message.addNumber(stun::AttributeType::RequestedTransport, 6U << 24);
                message.addNumber(stun::AttributeType::RequestedAddressFamily, 2U << 24);
            });
        }
        if (answer.code() == 0)
            relayed = answer.address(stun::AttributeType::XorRelayedAddress);
        return answer;
    }
    testing::Answer connect(const TransportAddress &peer)
    {
        return request(stun::Method::Connect, [&](stun::MessageBuilder &message) {
            message.addXorAddress(stun::AttributeType::XorPeerAddress, peer);
        });
    }
    testing::Answer permit(const TransportAddress &peer)
    {
        return request(stun::Method::CreatePermission, [&](stun::MessageBuilder &message) {
            message.addXorAddress(stun::AttributeType::XorPeerAddress, peer);
        });
    }
    testing::Answer bindConnection(std::uint32_t id)
    {
        return request(stun::Method::ConnectionBind, [&](stun::MessageBuilder &message) {
            message.addNumber(stun::AttributeType::ConnectionId, id);
        });
    }

    BlockingStream stream;
    TransportAddress relayed;

private:
    std::string m_user;
    std::string m_nonce;
    std::uint32_t m_transaction = 0;
};

/// A peer that takes connections.
class TcpPeer {
public:
    explicit TcpPeer(const IpAddress &address)
        : m_listener(std::move(net::openListeners(Transport::Tcp, {address, Port{0}}, 1).value().front()))
    {
    }
    [[nodiscard]] const TransportAddress &address() const { return m_listener.address; }
    /// The next one, with the address that it comes from.
    [[nodiscard]] BlockingStream accept(TransportAddress *from = nullptr)
    {
        pollfd waiting{m_listener.socket.number(), POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(std::chrono::milliseconds(kTcpTestPatience).count())) != 1)
            return {};
        net::SocketAddress source;
        socklen_t size = net::SocketAddress::capacity();
        net::FileDescriptor socket(::accept4(m_listener.socket.number(), source.data(), &size, SOCK_CLOEXEC));
        if (from != nullptr)
            *from = source.toTransportAddress();
        return BlockingStream(std::move(socket));
    }

private:
    net::BoundSocket m_listener;
};

} // namespace turnpike::edge
