// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/transport.h"
#include "relay/edge/notice.h"
#include "relay/net/file_descriptor.h"
#include "relay/net/socket_address.h"
#include "relay/tls/openssl.h"

#include <QByteArray>
#include <QtEndian>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/time.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace turnpike::edge {

inline const QByteArray kBindingRequest = QByteArray::fromHex("000100002112a442000102030405060708090a0b");

/// A client that waits for what it asks for, over TLS or DTLS.
class EncryptedClient {
public:
    /// `before` is what a balancer says first.
    EncryptedClient(Transport transport, const TransportAddress &server, const std::string &serverName = {},
                    const QByteArray &before = {})
        : m_context(SSL_CTX_new(transport == Transport::Tls ? TLS_client_method() : DTLS_client_method()))
    {
        const net::SocketAddress address(server);
        const int type = isStream(transport) ? SOCK_STREAM : SOCK_DGRAM;
        m_socket = net::FileDescriptor(::socket(address.data()->sa_family, type | SOCK_CLOEXEC, 0));
        const timeval patience{10, 0};
        ::setsockopt(m_socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(m_socket.number(), address.data(), address.size()) != 0)
            return;
        if (!before.isEmpty() && ::send(m_socket.number(), before.constData(),
                                        static_cast<std::size_t>(before.size()), MSG_NOSIGNAL) < 0)
            return;
        m_connection.reset(SSL_new(m_context.get()));
        if (!serverName.empty())
            SSL_set_tlsext_host_name(m_connection.get(), serverName.c_str());
        if (isStream(transport)) {
            SSL_set_fd(m_connection.get(), m_socket.number());
        } else {
            BIO *bio = BIO_new_dgram(m_socket.number(), BIO_NOCLOSE);
            BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_CONNECTED, 0, const_cast<sockaddr *>(address.data()));
            SSL_set_bio(m_connection.get(), bio, bio);
        }
        m_isOpen = SSL_connect(m_connection.get()) == 1;
    }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    /// Whether a Binding request is answered with success.
    [[nodiscard]] bool isAnswered()
    {
        if (!m_isOpen || SSL_write(m_connection.get(), kBindingRequest.constData(),
                                   static_cast<int>(kBindingRequest.size())) != kBindingRequest.size())
            return false;
        QByteArray answer(512, '\0');
        const int size = SSL_read(m_connection.get(), answer.data(), static_cast<int>(answer.size()));
        return size >= 20 && answer.startsWith(QByteArray::fromHex("0101")) &&
               answer.mid(8, 12) == kBindingRequest.mid(8, 12);
    }
    /// The relay ended it.
    [[nodiscard]] bool isEnded()
    {
        char byte = 0;
        return !m_isOpen || SSL_read(m_connection.get(), &byte, 1) <= 0;
    }
    [[nodiscard]] QByteArray certificate() const
    {
        const tls::X509Handle own(SSL_get1_peer_certificate(m_connection.get()));
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        X509_digest(own.get(), EVP_sha256(), digest, &size);
        return QByteArray(reinterpret_cast<char *>(digest), static_cast<qsizetype>(size)).toHex();
    }

private:
    tls::Context m_context;
    net::FileDescriptor m_socket;
    tls::Connection m_connection;
    bool m_isOpen = false;
};

/// A TCP connection that sends what it is told.
class PlainConnection {
public:
    explicit PlainConnection(const TransportAddress &server)
        : m_socket(::socket(server.address.isV6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        // What is said at once arrives at once.
        const int on = 1;
        ::setsockopt(m_socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const net::SocketAddress address(server);
        if (::connect(m_socket.number(), address.data(), address.size()) != 0)
            m_socket.reset();
    }
    void say(const QByteArray &bytes)
    {
        [[maybe_unused]] const ssize_t sent = ::send(m_socket.number(), bytes.constData(),
                                                     static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL);
    }
    /// The first byte that comes within ten seconds; nothing: it was closed.
    [[nodiscard]] std::optional<char> hear()
    {
        const timeval patience{10, 0};
        ::setsockopt(m_socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        char byte = 0;
        return ::recv(m_socket.number(), &byte, 1, 0) == 1 ? std::optional(byte) : std::nullopt;
    }

    /// The relay closed the connection, within ten seconds, and said nothing before.
    [[nodiscard]] bool isCutOff() { return m_socket.isOpen() && !hear(); }
    /// The answer to a Binding request.
    [[nodiscard]] QByteArray hearAnswer()
    {
        QByteArray answer;
        for (qsizetype size = 20; answer.size() < size;) {
            const auto next = hear();
            if (!next)
                return {};
            answer.append(*next);
            if (answer.size() == 4)
                size = 20 + qFromBigEndian<quint16>(answer.constData() + 2);
        }
        return answer;
    }
    [[nodiscard]] TransportAddress localAddress() const { return net::localAddressOf(m_socket.number()); }
    void hangUp() { m_socket.reset(); }

private:
    net::FileDescriptor m_socket;
};

/// What a relay said to its log.
struct Lines {
    std::shared_ptr<std::pair<std::mutex, std::vector<std::string>>> state =
        std::make_shared<std::pair<std::mutex, std::vector<std::string>>>();
    [[nodiscard]] Notice notice() const
    {
        return [state = state](Severity, const std::string &line) {
            const std::lock_guard lock(state->first);
            state->second.push_back(line);
        };
    }
    [[nodiscard]] bool have(const std::string &part) const
    {
        const std::lock_guard lock(state->first);
        return std::ranges::any_of(
            state->second, [&](const std::string &line) { return line.find(part) != std::string::npos; });
    }
};

} // namespace turnpike::edge
