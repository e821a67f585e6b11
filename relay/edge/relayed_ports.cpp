// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/relayed_ports.h"

#include <algorithm>

namespace turnpike::edge {

namespace {

/// A socket on "any" is reached on loopback, and sends from there.
bool isAt(const IpAddress &address, const IpAddress &bound)
{
    return bound.isUnspecified() ? address.isLoopback() && address.family() == bound.family()
                                 : address == bound;
}

IpAddress reachable(const IpAddress &bound)
{
    if (!bound.isUnspecified())
        return bound;
    if (bound.isV4())
        return IpAddress::v4(0x7F000001);
    std::array<std::uint8_t, 16> loopback{};
    loopback.back() = 1;
    return IpAddress::v6(loopback);
}

} // namespace

RelayedPorts::RelayedPorts()
    : m_ports(std::make_unique<Table>())
{
}

void RelayedPorts::open(const TransportAddress &bound, const IpAddress &announced)
{
    const Addresses addresses{bound.address, announced};
    const std::lock_guard lock(m_mutex);
    auto known = std::ranges::find(m_addresses, addresses);
    if (known == m_addresses.end())
        known = m_addresses.insert(known, addresses);
    (*m_ports)[bound.port.value].store(&*known, std::memory_order_release);
}

void RelayedPorts::close(Port port)
{
    (*m_ports)[port.value].store(nullptr, std::memory_order_release);
}

std::optional<TransportAddress> RelayedPorts::boundAddressOf(const TransportAddress &relayed) const
{
    const Addresses *const addresses = (*m_ports)[relayed.port.value].load(std::memory_order_acquire);
    if (addresses == nullptr ||
        (relayed.address != addresses->announced && !isAt(relayed.address, addresses->bound)))
        return std::nullopt;
    return TransportAddress{reachable(addresses->bound), relayed.port};
}

std::optional<TransportAddress> RelayedPorts::announcedAddressOf(const TransportAddress &bound) const
{
    const Addresses *const addresses = (*m_ports)[bound.port.value].load(std::memory_order_acquire);
    if (addresses == nullptr || !isAt(bound.address, addresses->bound))
        return std::nullopt;
    return TransportAddress{addresses->announced, bound.port};
}

} // namespace turnpike::edge
