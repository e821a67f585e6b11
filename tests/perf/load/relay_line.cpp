// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/perf/load/relay_line.h"

#include "relay/net/socket_address.h"
#include "relay/stun/byte_order.h"
#include "relay/stun/header.h"

#include <sys/socket.h>

#include <utility>

namespace turnpike::perf {

namespace {

constexpr int kMostTimeouts = 5;

tl::unexpected<Error> failure(Transport transport, const char *what)
{
    return fail(Error::Code::Io, std::string(name(transport)) + ": " + what);
}

} // namespace

RelayLine::RelayLine(net::FileDescriptor socket, bool isStream)
    : m_socket(std::move(socket))
    , m_isStream(isStream)
{
}

RelayLine::~RelayLine()
{
    if (m_session)
        static_cast<void>(SSL_shutdown(m_session.get()));
}

tls::Context RelayLine::context(Transport transport)
{
    return tls::Context(
        SSL_CTX_new(transport == Transport::Dtls ? DTLS_client_method() : TLS_client_method()));
}

Result<RelayLine> RelayLine::open(Transport transport, const TransportAddress &server, SSL_CTX *context)
{
    const bool isOverTcp = isStream(transport);
    net::FileDescriptor socket(::socket(server.address.isV4() ? AF_INET : AF_INET6,
                                        (isOverTcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0));
    const timeval wait{kLongestWait.count(), 0};
    const net::SocketAddress address(server);
    if (!socket.isOpen() || ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) != 0 ||
        ::connect(socket.number(), address.data(), address.size()) != 0)
        return failure(transport, "the relay cannot be reached");
    RelayLine line(std::move(socket), isOverTcp);
    if (context != nullptr) {
        if (auto done = line.shakeHands(transport, context); !done)
            return tl::make_unexpected(done.error());
    }
    return line;
}

Result<void> RelayLine::shakeHands(Transport transport, SSL_CTX *context)
{
    m_session.reset(SSL_new(context));
    BIO *const wire = m_isStream ? BIO_new_socket(m_socket.number(), BIO_NOCLOSE)
                                 : BIO_new_dgram(m_socket.number(), BIO_NOCLOSE);
    if (!m_session || wire == nullptr)
        return failure(transport, "no memory");
    if (!m_isStream) {
        sockaddr_storage peer{};
        socklen_t size = sizeof peer;
        static_cast<void>(::getpeername(m_socket.number(), reinterpret_cast<sockaddr *>(&peer), &size));
        BIO_ctrl(wire, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &peer);
    }
    SSL_set_bio(m_session.get(), wire, wire);
    for (int timeouts = 0; timeouts < kMostTimeouts; ++timeouts) {
        const int result = SSL_connect(m_session.get());
        if (result == 1)
            return {};
        if (m_isStream || SSL_get_error(m_session.get(), result) != SSL_ERROR_WANT_READ)
            break;
        DTLSv1_handle_timeout(m_session.get());
    }
    return failure(transport, "the handshake failed");
}

bool RelayLine::send(Bytes message)
{
    if (m_session)
        return SSL_write(m_session.get(), message.data(), static_cast<int>(message.size())) ==
               static_cast<int>(message.size());
    return ::send(m_socket.number(), message.data(), message.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(message.size());
}

std::size_t RelayLine::readSome(std::span<std::byte> room)
{
    const auto count = m_session ? SSL_read(m_session.get(), room.data(), static_cast<int>(room.size()))
                                 : ::recv(m_socket.number(), room.data(), room.size(), 0);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

std::optional<std::span<std::byte>> RelayLine::receive(std::span<std::byte> buffer)
{
    if (!m_isStream) {
        const std::size_t size = readSome(buffer);
        return size > 0 ? std::optional(buffer.first(size)) : std::nullopt;
    }
    std::size_t wanted = stun::Header::kSize;
    for (std::size_t size = 0; size < wanted;) {
        const std::size_t more = readSome(buffer.subspan(size, wanted - size));
        if (more == 0)
            return std::nullopt;
        size += more;
        if (size == stun::Header::kSize)
            wanted += stun::loadBig16(buffer.data() + 2);
        if (wanted > buffer.size())
            return std::nullopt;
    }
    return buffer.first(wanted);
}

} // namespace turnpike::perf
