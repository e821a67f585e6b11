// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/fragmentation.h"
#include "core/base/ip_address.h"
#include "core/base/packet.h"
#include "core/base/time.h"
#include "relay/net/byte_stream.h"
#include "relay/net/file_descriptor.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace turnpike::net {

/// A datagram as it lies in the engine's buffer, with room around it; valid during the call.
struct Datagram {
    TransportAddress source;
    /// Which of our addresses it was sent to; none unless the socket was opened with packet
    /// information (a socket bound to one address knows it anyway).
    IpAddress destination;
    Packet packet;
    /// How many datagrams the socket has lost for lack of room before this one, modulo 2^32 (see
    /// DropCounter).
    std::uint32_t drops = 0;
};

/// What whoever sends a datagram wants to hear again when it is lost; 0: nothing in particular.
using SendTag = std::uint64_t;

/// A datagram to be sent: the header, if any, and the payload after it, wherever they lie.
struct OutgoingDatagram {
    TransportAddress to;
    /// The source address to use; none for the socket's own.
    IpAddress from{};
    Bytes header{};
    Bytes payload{};
    SendTag tag = 0;
    Fragmentation fragmentation = Fragmentation::Allowed;
};

/// An ICMP message that came back to a datagram that was sent.
struct IcmpError {
    TransportAddress to; ///< where the datagram went
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    /// The largest size that fits, when the datagram was too large; 0 otherwise.
    std::uint32_t mtu = 0;
};

class DatagramHandler {
public:
    virtual ~DatagramHandler() = default;
    virtual void datagramReceived(const Datagram &datagram) = 0;
    /// One that was to be sent through this socket is lost: the system had no room for it or no way. From
    /// inside sendDatagram() or later; datagrams are lost on their way as well, and nobody is told.
    virtual void datagramLost(SendTag /*tag*/) {}
    /// Of sockets that asked for it (reportErrors() in bound_socket.h). Anybody who knows the ports can forge
    /// one.
    virtual void errorReceived(const IcmpError & /*error*/) {}
};

class AcceptHandler {
public:
    virtual ~AcceptHandler() = default;
    virtual void connectionAccepted(FileDescriptor connection, const TransportAddress &peer) = 0;
    /// The system had no descriptor left for a connection, which was closed.
    virtual void connectionRefused() = 0;
};

/// The one seam between the relay and the operating system's way of doing I/O. It hands over data,
/// not readiness, so that an engine that receives on its own (io_uring) fits behind it as well as
/// epoll. Belongs to one thread; only wake() may be called from others. Handlers may forget any
/// socket, their own included, from inside a call; nothing is delivered for it afterwards. A handler
/// object must live until the runOnce() in which it was forgotten returns.
class IoEngine {
public:
    virtual ~IoEngine() = default;

    [[nodiscard]] virtual Result<void> watchDatagrams(int socket, DatagramHandler &handler) = 0;
    /// The same for a socket that many send to. More is taken from it at a time, and it is looked after while
    /// others are busy: what it loses is lost for all of them.
    [[nodiscard]] virtual Result<void> watchManySenders(int socket, DatagramHandler &handler)
    {
        return watchDatagrams(socket, handler);
    }
    [[nodiscard]] virtual Result<void> watchListener(int socket, AcceptHandler &handler) = 0;
    [[nodiscard]] virtual Result<void> watchStream(int socket, StreamHandler &handler) = 0;
    /// A stream that ends with both its sides, and may still be connecting: streamWritable() says that it is
    /// not any more. Nothing is read from it before setReading().
    [[nodiscard]] virtual Result<void> watchConnection(int socket, StreamHandler &handler) = 0;
    /// Before the socket is closed.
    virtual void forget(int socket) = 0;

    /// Sends now or together with others, at the latest in flush(): the bytes stay as they are until that
    /// returns. The engine calls it by itself before it reuses what it received. What is lost is told to the
    /// socket's handler; what was sent before forget() still leaves.
    virtual void sendDatagram(int socket, const OutgoingDatagram &datagram) = 0;
    /// Everything that was sent is with the system when this returns.
    virtual void flush() = 0;
    /// How many bytes the stream took; when fewer than given, streamWritable() follows. Nothing when
    /// the connection is broken (streamEnded() follows from a later turn).
    [[nodiscard]] virtual std::optional<std::size_t> write(int socket, Bytes bytes) = 0;
    /// Stops or resumes delivery from a stream: the sender feels it as a full window.
    virtual void setReading(int socket, bool reading) = 0;

    /// Waits until something happens or the deadline passes, and delivers what is there; of much, a part that
    /// takes about two milliseconds, and the rest the next time.
    virtual void runOnce(std::optional<MonotonicTime> deadline) = 0;
    /// Makes a runOnce() that waits, or the next one, return. Any thread.
    virtual void wake() = 0;
};

using EngineFactory = std::function<Result<std::unique_ptr<IoEngine>>()>;

} // namespace turnpike::net
