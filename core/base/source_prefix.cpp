// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/source_prefix.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr int kOneCustomer = 56;

/// ::ffff:0:0/96 (RFC 4291 section 2.5.5.2). Other addresses with an IPv4 one inside stand for a gateway.
bool isMapped(const IpAddress &address)
{
    const auto &bytes = address.bytes();
    return address.isV6() && bytes[10] == 0xff && bytes[11] == 0xff &&
           std::all_of(bytes.begin(), bytes.begin() + 10, [](auto byte) { return byte == 0; });
}

/// The address that sent: a socket for both families shows IPv4 senders as mapped.
IpAddress unmapped(const IpAddress &address)
{
    return isMapped(address) ? address.embeddedV4().value() : address;
}

std::uint64_t numberOf(const IpAddress &address, int bytesOfV4)
{
    const IpAddress sender = unmapped(address);
    const int bytes = sender.isV6() ? kOneCustomer / 8 : bytesOfV4;
    std::uint64_t number = sender.isV6() ? 2 : 1;
    for (int i = 0; i < bytes; ++i)
        number = number << 8 | sender.bytes()[static_cast<std::size_t>(i)];
    return number;
}

} // namespace

IpNetwork sourcePrefix(const IpAddress &address)
{
    const IpAddress sender = unmapped(address);
    return {sender, sender.isV6() ? kOneCustomer : sender.bits()};
}

std::uint64_t sourceNumber(const IpAddress &address)
{
    return numberOf(address, 4);
}

std::uint64_t networkNumber(const IpAddress &address)
{
    return numberOf(address, 3);
}

} // namespace turnpike
