// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/io_engine.h"

#include <optional>

namespace turnpike::net {

/// One entry of a datagram socket's error queue, recvmsg(2) with MSG_ERRQUEUE.
struct QueuedError {
    bool isEnd = false;            ///< there was none
    std::optional<IcmpError> icmp; ///< nothing for what this machine itself had to say
};
[[nodiscard]] QueuedError takeError(int socket);

/// Is this why a call failed that had nothing to do with it: an error that came back to an earlier datagram?
[[nodiscard]] bool isFromEarlier(int error);

/// Sets or clears DF for what is sent in between (IPv4); IPv6 is then not cut by this machine. A probe may be
/// larger than what is believed to fit.
void forbidFragmentation(int socket, AddressFamily family, bool forbidden);
template <class Send>
[[nodiscard]] bool withoutFragmentation(int socket, AddressFamily family, Send send)
{
    forbidFragmentation(socket, family, true);
    const bool isSent = send();
    forbidFragmentation(socket, family, false);
    return isSent;
}

} // namespace turnpike::net
