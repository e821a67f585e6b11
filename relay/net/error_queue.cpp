// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/error_queue.h"

#include "relay/net/socket_address.h"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h> // before the kernel's header, which needs timespec

#include <array>
#include <cerrno>
#include <cstring>

namespace turnpike::net {

QueuedError takeError(int socket)
{
    SocketAddress destination;
    // The kernel says beside it who sent the ICMP message: an address after the error itself.
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(sock_extended_err) + sizeof(sockaddr_in6)) + 64>
        control{};
    msghdr message{};
    message.msg_name = destination.data();
    message.msg_namelen = SocketAddress::capacity();
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (::recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
        return {.isEnd = true, .icmp = std::nullopt};
    QueuedError queued;
    for (cmsghdr *part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
        const bool isError = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
                             (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
        if (!isError)
            continue;
        sock_extended_err error{};
        std::memcpy(&error, CMSG_DATA(part), sizeof error);
        if (error.ee_origin == SO_EE_ORIGIN_ICMP || error.ee_origin == SO_EE_ORIGIN_ICMP6)
            queued.icmp = {destination.toTransportAddress(), error.ee_type, error.ee_code,
                           error.ee_errno == EMSGSIZE ? error.ee_info : 0};
    }
    return queued;
}

bool isFromEarlier(int error)
{
    switch (error) {
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case EHOSTDOWN:
    case ENETUNREACH:
    case ENONET:
    case ENOPROTOOPT:
    case EOPNOTSUPP:
    case EPROTO:
    case EACCES:
    case EMSGSIZE:
        return true;
    default:
        return false;
    }
}

void forbidFragmentation(int socket, AddressFamily family, bool forbidden)
{
    const bool isV6 = family == AddressFamily::V6;
    const int usual = isV6 ? IPV6_PMTUDISC_WANT : IP_PMTUDISC_OMIT;
    const int value = forbidden ? (isV6 ? IPV6_PMTUDISC_PROBE : IP_PMTUDISC_PROBE) : usual;
    ::setsockopt(socket, isV6 ? IPPROTO_IPV6 : IPPROTO_IP, isV6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, &value,
                 sizeof value);
}

} // namespace turnpike::net
