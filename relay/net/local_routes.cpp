// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/local_routes.h"

#include "relay/net/file_descriptor.h"
#include "relay/net/socket_address.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace turnpike::net {

namespace {

using RouteBytes = std::span<const std::byte>;

constexpr std::size_t kAnswerBytes = 32 * 1024; // the most that the kernel puts into one datagram

template <class Header>
std::optional<Header> headerAt(RouteBytes bytes)
{
    if (bytes.size() < sizeof(Header))
        return std::nullopt;
    Header header;
    std::memcpy(&header, bytes.data(), sizeof header);
    return header;
}

/// What follows a piece of `length` bytes; pieces begin at multiples of four.
RouteBytes after(RouteBytes bytes, std::size_t length)
{
    return bytes.subspan(std::min((length + 3) / 4 * 4, bytes.size()));
}

// Tables that are asked for every packet. In others "local" often means everything: that is how a
// transparent proxy takes what a rule marks.
bool isForEveryPacket(const rtmsg &route)
{
    return route.rtm_table == RT_TABLE_LOCAL || route.rtm_table == RT_TABLE_MAIN ||
           route.rtm_table == RT_TABLE_DEFAULT;
}

bool endsAtThisMachine(const rtmsg &route)
{
    return isForEveryPacket(route) && (route.rtm_type == RTN_LOCAL || route.rtm_type == RTN_ANYCAST);
}

std::optional<IpAddress> addressOf(int family, RouteBytes value)
{
    if (family == AF_INET) {
        if (const auto v4 = headerAt<in_addr>(value))
            return fromInAddr(*v4);
    } else if (family == AF_INET6) {
        if (const auto v6 = headerAt<in6_addr>(value))
            return fromIn6Addr(*v6);
    }
    return std::nullopt;
}

std::optional<IpNetwork> destinationOf(const rtmsg &route, RouteBytes attributes)
{
    // A route to everything has no attribute for its destination.
    std::optional<IpAddress> address =
        addressOf(route.rtm_family, RouteBytes(std::as_bytes(std::span(in6addr_any.s6_addr))));
    while (const auto attribute = headerAt<rtattr>(attributes)) {
        if (attribute->rta_len < sizeof(rtattr) || attribute->rta_len > attributes.size())
            return std::nullopt;
        if (attribute->rta_type == RTA_DST)
            address =
                addressOf(route.rtm_family, attributes.first(attribute->rta_len).subspan(sizeof(rtattr)));
        attributes = after(attributes, attribute->rta_len);
    }
    if (!address || route.rtm_dst_len > address->bits())
        return std::nullopt;
    return IpNetwork(*address, route.rtm_dst_len);
}

void readRoute(RouteBytes body, RouteMessages &read)
{
    const auto route = headerAt<rtmsg>(body);
    if (!route || !endsAtThisMachine(*route))
        return;
    read.changesAddresses = true;
    if (const auto destination = destinationOf(*route, after(body, sizeof(rtmsg))))
        read.local.push_back(*destination);
}

Error noRoutes(int error)
{
    return {Error::Code::Io,
            std::string("the addresses of this machine cannot be read: ") + std::strerror(error),
            {},
            {},
            "let this process use netlink sockets (systemd: RestrictAddressFamilies with AF_NETLINK)"};
}

Result<void> askForRoutes(const FileDescriptor &socket, AddressFamily family, unsigned char type)
{
    struct {
        nlmsghdr header;
        rtmsg route;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_GETROUTE;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.route.rtm_family = family == AddressFamily::V4 ? AF_INET : AF_INET6;
    request.route.rtm_type = type;
    if (::send(socket.number(), &request, sizeof request, 0) != sizeof request)
        return tl::make_unexpected(noRoutes(errno));
    return {};
}

Result<void> readAnswer(const FileDescriptor &socket, std::vector<IpNetwork> &networks)
{
    std::vector<std::byte> answer(kAnswerBytes);
    while (true) {
        const ssize_t got = ::recv(socket.number(), answer.data(), answer.size(), MSG_TRUNC);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || static_cast<std::size_t>(got) > answer.size())
            return tl::make_unexpected(noRoutes(got < 0 ? errno : EMSGSIZE));
        const RouteMessages read = readRouteMessages(std::span(answer).first(static_cast<std::size_t>(got)));
        if (read.error != 0)
            return tl::make_unexpected(noRoutes(read.error));
        networks.insert(networks.end(), read.local.begin(), read.local.end());
        if (read.isComplete)
            return {};
    }
}

} // namespace

RouteMessages readRouteMessages(std::span<const std::byte> datagram)
{
    RouteMessages read;
    while (const auto header = headerAt<nlmsghdr>(datagram)) {
        if (header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > datagram.size())
            break;
        const RouteBytes body = datagram.first(header->nlmsg_len).subspan(sizeof(nlmsghdr));
        switch (header->nlmsg_type) {
        case RTM_NEWROUTE:
        case RTM_DELROUTE:
            readRoute(body, read);
            break;
        case RTM_NEWADDR:
        case RTM_DELADDR:
            read.changesAddresses = true;
            break;
        case NLMSG_DONE:
            read.isComplete = true;
            break;
        case NLMSG_ERROR:
            read.isComplete = true;
            if (const auto failure = headerAt<int>(body))
                read.error = -*failure;
            break;
        default:
            break;
        }
        datagram = after(datagram, header->nlmsg_len);
    }
    return read;
}

Result<std::vector<IpNetwork>> localRoutes(AddressFamily family)
{
    std::vector<IpNetwork> networks;
    for (const unsigned char type : {RTN_LOCAL, RTN_ANYCAST}) {
        const FileDescriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
        if (!socket.isOpen())
            return tl::make_unexpected(noRoutes(errno));
        // The kernel then picks the type itself, among a million routes if need be; an old one sends all.
        const int strict = 1;
        static_cast<void>(
            ::setsockopt(socket.number(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &strict, sizeof strict));
        if (auto asked = askForRoutes(socket, family, type); !asked)
            return tl::make_unexpected(asked.error());
        if (auto answered = readAnswer(socket, networks); !answered)
            return tl::make_unexpected(answered.error());
    }
    return networks;
}

} // namespace turnpike::net
