// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/transport.h"
#include "relay/net/file_descriptor.h"

#include <vector>

namespace turnpike::net {

/// A socket with the address that the system gave it.
struct BoundSocket {
    FileDescriptor socket;
    TransportAddress address;
};

/// Opens `count` sockets on one address, between which the kernel spreads clients by their address
/// (SO_REUSEPORT): one per worker. The first is bound exclusively and shares only afterwards, so a
/// second relay on the same port is refused however the two race. UDP sockets bound to "any" report
/// the destination of each datagram.
///
/// `besideOurOwn`: the address overlaps a listener of this process that is about to go (127.0.0.1
/// becomes "any"); then exclusiveness cannot be asked for.
[[nodiscard]] Result<std::vector<BoundSocket>>
openListeners(Transport transport, const TransportAddress &address, int count, bool besideOurOwn = false);

/// Opens one and closes it again: what a start would say. `what` names it in the error: "management tcp".
[[nodiscard]] Result<void> tryListening(Transport transport, const TransportAddress &address,
                                        const std::string &what);

/// A UDP socket for itself, on one exact port; 0: the system chooses. Fails with AlreadyExists when the port
/// is taken. `what` names it in the error: "relay address".
[[nodiscard]] Result<BoundSocket> openDatagramSocket(const TransportAddress &address,
                                                     const std::string &what);
/// A TCP socket on one exact port that takes connections there, and from which others may leave
/// (connectFrom()). Fails as openDatagramSocket() does.
[[nodiscard]] Result<BoundSocket> openConnectingListener(const TransportAddress &address,
                                                         const std::string &what);
/// Begins a connection from there; whether it comes about is heard later.
[[nodiscard]] Result<FileDescriptor> connectFrom(const TransportAddress &local, const TransportAddress &peer);
/// Lets the socket's handler hear of ICMP messages, and packets that may be cut leave so that they can be:
/// without DF, which the system sets by itself otherwise.
void reportErrors(int socket, AddressFamily family);
/// Whether calls could be relayed over this address, also when the descriptors that they may have are used
/// up: a configuration comes into force all the same.
[[nodiscard]] Result<void> tryRelaying(const IpAddress &address);

/// Prepares an accepted connection: no delay, small unsent backlog in the kernel.
void prepareConnection(int socket);

/// Lets the kernel hold so many bytes for a connection each way, and no more. It doubles the number for its
/// own bookkeeping.
void limitBuffers(int socket, int bytes);
/// The kernel chooses again, as for any connection.
void unlimitBuffers(int socket);

/// Datagrams that the kernel threw away because the socket's receive buffer was full, modulo 2^32. A system
/// call: the same comes with each datagram.
[[nodiscard]] std::uint32_t receiveDropsOf(int socket);

} // namespace turnpike::net
