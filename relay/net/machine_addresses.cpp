// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/machine_addresses.h"

#include "relay/net/socket_address.h"

#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace turnpike::net {

std::vector<IpAddress> machineAddresses()
{
    std::vector<IpAddress> addresses;
    ifaddrs *interfaces = nullptr;
    if (::getifaddrs(&interfaces) != 0)
        return addresses;
    for (const ifaddrs *entry = interfaces; entry != nullptr; entry = entry->ifa_next) {
        if (entry->ifa_addr == nullptr)
            continue;
        if (entry->ifa_addr->sa_family == AF_INET) {
            sockaddr_in v4{};
            std::memcpy(&v4, entry->ifa_addr, sizeof v4);
            addresses.push_back(fromInAddr(v4.sin_addr));
        } else if (entry->ifa_addr->sa_family == AF_INET6) {
            sockaddr_in6 v6{};
            std::memcpy(&v6, entry->ifa_addr, sizeof v6);
            addresses.push_back(fromIn6Addr(v6.sin6_addr));
        }
    }
    ::freeifaddrs(interfaces);
    std::ranges::sort(addresses);
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    return addresses;
}

Result<std::unique_ptr<MachineAddressWatch>> MachineAddressWatch::start(IoEngine &engine,
                                                                        std::function<void()> changed)
{
    FileDescriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
    sockaddr_nl groups{};
    groups.nl_family = AF_NETLINK;
    groups.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (!socket.isOpen() ||
        ::bind(socket.number(), reinterpret_cast<const sockaddr *>(&groups), sizeof groups) != 0) {
        return fail(
            Error::Code::Io,
            std::string("the addresses of this machine cannot be watched: ") + std::strerror(errno), {}, {},
            "let this process use netlink sockets (systemd: RestrictAddressFamilies with AF_NETLINK)");
    }
    std::unique_ptr<MachineAddressWatch> watch(
        new MachineAddressWatch(engine, std::move(socket), std::move(changed)));
    if (auto watched = engine.watchDatagrams(watch->m_socket.number(), *watch); !watched)
        return tl::make_unexpected(watched.error());
    return watch;
}

MachineAddressWatch::MachineAddressWatch(IoEngine &engine, FileDescriptor socket,
                                         std::function<void()> changed)
    : m_engine(engine)
    , m_socket(std::move(socket))
    , m_changed(std::move(changed))
{
}

MachineAddressWatch::~MachineAddressWatch()
{
    m_engine.forget(m_socket.number());
}

void MachineAddressWatch::datagramReceived(const Datagram & /*datagram*/)
{
    m_changed();
}

} // namespace turnpike::net
