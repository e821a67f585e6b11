// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/machine_addresses.h"

#include "relay/net/bound_socket.h"
#include "relay/net/local_routes.h"
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

namespace {

void addAddress(std::vector<IpNetwork> &networks, const IpAddress &address)
{
    networks.emplace_back(address, address.bits());
}

// In order, a prefix comes right before what lies in it.
void keepTheWidest(std::vector<IpNetwork> &networks)
{
    std::ranges::sort(networks);
    std::vector<IpNetwork> widest;
    for (const IpNetwork &network : networks) {
        if (widest.empty() || !widest.back().contains(network.address()))
            widest.push_back(network);
    }
    networks = std::move(widest);
}

} // namespace

Result<std::vector<IpNetwork>> machineAddresses()
{
    std::vector<IpNetwork> addresses;
    for (const AddressFamily family : {AddressFamily::V4, AddressFamily::V6}) {
        const auto routes = localRoutes(family);
        if (!routes)
            return tl::make_unexpected(routes.error());
        addresses.insert(addresses.end(), routes->begin(), routes->end());
    }
    // Those of interfaces that are down have no route, and may have one at any moment.
    ifaddrs *interfaces = nullptr;
    if (::getifaddrs(&interfaces) != 0)
        return fail(Error::Code::Io,
                    std::string("the addresses of this machine cannot be read: ") + std::strerror(errno));
    for (const ifaddrs *entry = interfaces; entry != nullptr; entry = entry->ifa_next) {
        if (entry->ifa_addr == nullptr)
            continue;
        if (entry->ifa_addr->sa_family == AF_INET) {
            sockaddr_in v4{};
            std::memcpy(&v4, entry->ifa_addr, sizeof v4);
            addAddress(addresses, fromInAddr(v4.sin_addr));
        } else if (entry->ifa_addr->sa_family == AF_INET6) {
            sockaddr_in6 v6{};
            std::memcpy(&v6, entry->ifa_addr, sizeof v6);
            addAddress(addresses, fromIn6Addr(v6.sin6_addr));
        }
    }
    ::freeifaddrs(interfaces);
    keepTheWidest(addresses);
    return addresses;
}

Result<std::unique_ptr<MachineAddressWatch>> MachineAddressWatch::start(IoEngine &engine,
                                                                        std::function<void()> changed)
{
    FileDescriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
    sockaddr_nl groups{};
    groups.nl_family = AF_NETLINK;
    groups.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
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

// A router's table changes all the time; only what ends at this machine is worth a look at all of it.
void MachineAddressWatch::datagramReceived(const Datagram &datagram)
{
    const bool missedSome = m_drops.take(receiveDropsOf(m_socket.number())) > 0;
    if (missedSome || readRouteMessages(datagram.packet.payload).changesAddresses)
        m_changed();
}

} // namespace turnpike::net
