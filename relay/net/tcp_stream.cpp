// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/tcp_stream.h"

#include "relay/net/bound_socket.h"
#include "relay/net/socket_address.h"

#include <cerrno>
#include <cstring>

namespace turnpike::net {

TcpStream::TcpStream(IoEngine &engine, FileDescriptor socket)
    : m_engine(&engine)
    , m_socket(std::move(socket))
{
}

TcpStream::~TcpStream()
{
    close();
}

Result<std::unique_ptr<TcpStream>> TcpStream::connect(IoEngine &engine, const IpAddress &from,
                                                      const TransportAddress &to)
{
    const SocketAddress local({from, Port{0}});
    const SocketAddress remote(to);
    FileDescriptor socket(::socket(local.data()->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.isOpen() || ::bind(socket.number(), local.data(), local.size()) != 0 ||
        (::connect(socket.number(), remote.data(), remote.size()) != 0 && errno != EINPROGRESS)) {
        return fail(Error::Code::Io, std::string("no connection can be made: ") + std::strerror(errno),
                    "tcp " + to.toString());
    }
    return std::make_unique<TcpStream>(engine, std::move(socket));
}

Result<void> TcpStream::start(StreamHandler &handler)
{
    return attach(*m_engine, handler, StreamEnd::WithEitherSide);
}

Result<void> TcpStream::attach(IoEngine &engine, StreamHandler &handler, StreamEnd end)
{
    m_engine = &engine;
    prepareConnection(m_socket.number());
    return end == StreamEnd::WithBothSides ? engine.watchConnection(m_socket.number(), handler)
                                           : engine.watchStream(m_socket.number(), handler);
}

void TcpStream::detach()
{
    if (m_socket.isOpen())
        m_engine->forget(m_socket.number());
    m_engine = nullptr;
}

std::optional<std::size_t> TcpStream::write(Bytes bytes)
{
    return m_socket.isOpen() && m_engine != nullptr ? m_engine->write(m_socket.number(), bytes)
                                                    : std::nullopt;
}

void TcpStream::setReading(bool reading)
{
    if (m_socket.isOpen() && m_engine != nullptr)
        m_engine->setReading(m_socket.number(), reading);
}

void TcpStream::endSending()
{
    if (m_socket.isOpen())
        ::shutdown(m_socket.number(), SHUT_WR);
}

void TcpStream::close()
{
    if (!m_socket.isOpen())
        return;
    if (m_engine != nullptr)
        m_engine->forget(m_socket.number());
    m_socket.reset();
}

TransportAddress TcpStream::localAddress() const
{
    return localAddressOf(m_socket.number());
}

void TcpStream::limitBuffers(std::size_t bytes)
{
    net::limitBuffers(m_socket.number(), static_cast<int>(bytes));
}

void TcpStream::unlimitBuffers()
{
    net::unlimitBuffers(m_socket.number());
}

} // namespace turnpike::net
