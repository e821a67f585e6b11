// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/bound_socket.h"

#include "relay/net/process_limits.h"
#include "relay/net/socket_address.h"

#include <linux/sock_diag.h>
#include <netinet/tcp.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace turnpike::net {

namespace {

/// A video key frame is a burst of hundreds of packets; buffers are used only while they are full.
constexpr int kListenerBuffer = 4 * 1024 * 1024;
constexpr int kDatagramBuffer = 1024 * 1024;
constexpr int kAcceptQueue = 1024;
/// SO_BUF_LOCK of Linux 5.15, which the headers of older systems do not have.
constexpr int kBufferLock = 72;
/// Unsent bytes that the kernel holds per connection. What waits beyond it waits in our own queue,
/// where it can be dropped while it is still worth dropping.
constexpr int kNotSentLowWater = 128 * 1024;

bool setOption(int socket, int level, int name, int value)
{
    return ::setsockopt(socket, level, name, &value, sizeof value) == 0;
}

void enlargeBuffers(int socket, int bytes)
{
    // The forced variant ignores net.core.*mem_max but wants a capability; the other is clamped.
    if (!setOption(socket, SOL_SOCKET, SO_RCVBUFFORCE, bytes))
        setOption(socket, SOL_SOCKET, SO_RCVBUF, bytes);
    if (!setOption(socket, SOL_SOCKET, SO_SNDBUFFORCE, bytes))
        setOption(socket, SOL_SOCKET, SO_SNDBUF, bytes);
}

tl::unexpected<Error> bindError(const std::string &what, const TransportAddress &address, int number)
{
    const std::string where = what + " " + address.toString();
    switch (number) {
    case EADDRINUSE:
        return fail(
            Error::Code::AlreadyExists, "port " + address.port.toString() + " is already in use", where,
            "a port that no other program uses",
            "another program, perhaps another relay, listens there: stop it (\"ss -lnptu\" shows it) or "
            "choose another port");
    case EACCES:
        return fail(
            Error::Code::Io, "this process may not use port " + address.port.toString(), where,
            "a port from 1024 on",
            "choose such a port, or give the program CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities)");
    case EADDRNOTAVAIL:
        return fail(
            Error::Code::Io, "this machine has no address " + address.address.toString(), where,
            "an address that \"ip address\" shows",
            "to listen on all addresses, give 0.0.0.0 (or ::) and the address that calls leave from as "
            "relay address");
    default:
        return fail(Error::Code::Io, std::string("the socket cannot be opened: ") + std::strerror(number),
                    where);
    }
}

FileDescriptor openSocket(const TransportAddress &address, SocketKind kind)
{
    const int type = kind == SocketKind::Stream ? SOCK_STREAM : SOCK_DGRAM;
    FileDescriptor socket(
        ::socket(address.address.isV6() ? AF_INET6 : AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.isOpen() && address.address.isV6())
        setOption(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
    return socket;
}

bool bindTo(int socket, const TransportAddress &address)
{
    const SocketAddress target(address);
    return ::bind(socket, target.data(), target.size()) == 0;
}

void askForDrops(int socket)
{
    setOption(socket, SOL_SOCKET, SO_RXQ_OVFL, 1);
}

void askForDestination(int socket, const IpAddress &address)
{
    if (address.isV4())
        setOption(socket, IPPROTO_IP, IP_PKTINFO, 1);
    else
        setOption(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
}

Result<BoundSocket> openListener(Transport transport, const TransportAddress &address, bool share,
                                 const std::string &what)
{
    const SocketKind kind = socketKind(transport);
    FileDescriptor socket = openSocket(address, kind);
    if (!socket.isOpen())
        return bindError(what, address, errno);
    const int number = socket.number();
    if (share)
        setOption(number, SOL_SOCKET, SO_REUSEPORT, 1);
    switch (kind) {
    case SocketKind::Datagram:
        enlargeBuffers(number, kListenerBuffer);
        askForDrops(number);
        if (address.address.isUnspecified())
            askForDestination(number, address.address);
        break;
    case SocketKind::Stream:
        // Connections of the relay before us that still wait in TIME-WAIT are no obstacle.
        setOption(number, SOL_SOCKET, SO_REUSEADDR, 1);
        break;
    }
    if (!bindTo(number, address) || (kind == SocketKind::Stream && ::listen(number, kAcceptQueue) != 0))
        return bindError(what, address, errno);
    // From here on our own other sockets may join the port. The kernel looks at the option as it is
    // when they come, not as it was at our bind.
    if (!share && !setOption(number, SOL_SOCKET, SO_REUSEPORT, 1))
        return bindError(what, address, errno);
    const TransportAddress bound = localAddressOf(number);
    return BoundSocket{std::move(socket), bound};
}

} // namespace

Result<std::vector<BoundSocket>> openListeners(Transport transport, const TransportAddress &address,
                                               int count, bool besideOurOwn)
{
    std::vector<BoundSocket> sockets;
    TransportAddress target = address;
    for (int i = 0; i < count; ++i) {
        auto socket = openListener(transport, target, i > 0 || besideOurOwn,
                                   "listener " + std::string(name(transport)));
        if (!socket)
            return tl::make_unexpected(socket.error());
        target = socket->address;
        sockets.push_back(std::move(*socket));
    }
    return sockets;
}

Result<void> tryListening(Transport transport, const TransportAddress &address, const std::string &what)
{
    const auto socket = openListener(transport, address, false, what);
    return socket ? Result<void>() : tl::make_unexpected(socket.error());
}

Result<void> tryRelaying(const IpAddress &address)
{
    const TransportAddress any{address, Port{0}};
    const FileDescriptor socket = openSocket(any, SocketKind::Datagram);
    if (!socket.isOpen() || !bindTo(socket.number(), any))
        return bindError("relay address", any, errno);
    return {};
}

Result<BoundSocket> openDatagramSocket(const TransportAddress &address, const std::string &what)
{
    FileDescriptor socket = openSocket(address, SocketKind::Datagram);
    if (isReservedDescriptor(socket.number()))
        return bindError(what, address, EMFILE);
    if (!socket.isOpen() || !bindTo(socket.number(), address))
        return bindError(what, address, errno);
    enlargeBuffers(socket.number(), kDatagramBuffer);
    askForDrops(socket.number());
    const TransportAddress bound = localAddressOf(socket.number());
    return BoundSocket{std::move(socket), bound};
}

Result<BoundSocket> openConnectingListener(const TransportAddress &address, const std::string &what)
{
    FileDescriptor socket = openSocket(address, SocketKind::Stream);
    if (isReservedDescriptor(socket.number()))
        return bindError(what, address, EMFILE);
    // As listeners do it: nobody else has the port, and our own connections join it afterwards.
    if (!socket.isOpen() || !setOption(socket.number(), SOL_SOCKET, SO_REUSEADDR, 1) ||
        !bindTo(socket.number(), address) || ::listen(socket.number(), kAcceptQueue) != 0 ||
        !setOption(socket.number(), SOL_SOCKET, SO_REUSEPORT, 1))
        return bindError(what, address, errno);
    const TransportAddress bound = localAddressOf(socket.number());
    return BoundSocket{std::move(socket), bound};
}

Result<FileDescriptor> connectFrom(const TransportAddress &local, const TransportAddress &peer)
{
    FileDescriptor socket = openSocket(local, SocketKind::Stream);
    const int number = socket.number();
    const SocketAddress target(peer);
    if (!socket.isOpen() || isReservedDescriptor(number) || !setOption(number, SOL_SOCKET, SO_REUSEADDR, 1) ||
        !setOption(number, SOL_SOCKET, SO_REUSEPORT, 1) || !bindTo(number, local) ||
        (::connect(number, target.data(), target.size()) != 0 && errno != EINPROGRESS)) {
        return fail(Error::Code::Io, std::string("no connection can be made: ") + std::strerror(errno),
                    "tcp " + local.toString() + " to " + peer.toString());
    }
    return socket;
}

void reportErrors(int socket, AddressFamily family)
{
    if (family == AddressFamily::V6) {
        setOption(socket, IPPROTO_IPV6, IPV6_RECVERR, 1);
        return;
    }
    setOption(socket, IPPROTO_IP, IP_RECVERR, 1);
    setOption(socket, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT);
}

void prepareConnection(int socket)
{
    setOption(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, kNotSentLowWater);
}

void limitBuffers(int socket, int bytes)
{
    setOption(socket, SOL_SOCKET, SO_SNDBUF, bytes);
    setOption(socket, SOL_SOCKET, SO_RCVBUF, bytes);
}

void unlimitBuffers(int socket)
{
    if (setOption(socket, SOL_SOCKET, kBufferLock, 0))
        return;
    // Before Linux 5.15 there is no way back, only a generous size.
    limitBuffers(socket, kDatagramBuffer);
}

std::uint32_t receiveDropsOf(int socket)
{
    std::array<std::uint32_t, SK_MEMINFO_VARS> information{};
    socklen_t size = sizeof information;
    if (::getsockopt(socket, SOL_SOCKET, SO_MEMINFO, information.data(), &size) != 0)
        return 0;
    return information[SK_MEMINFO_DROPS];
}

} // namespace turnpike::net
