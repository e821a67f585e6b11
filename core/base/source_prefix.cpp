// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/source_prefix.h"

namespace turnpike {

namespace {

constexpr int kOneCustomer = 56;

/// ::ffff:0:0/96 (RFC 4291 section 2.5.5.2). Other addresses with an IPv4 one inside stand for a gateway.
bool isMapped(const IpAddress &address)
{
    static const IpNetwork mapped = IpNetwork::parse("::ffff:0:0/96").value();
    return mapped.contains(address);
}

} // namespace

IpNetwork sourcePrefix(const IpAddress &address)
{
    if (address.isV6() && isMapped(address))
        return sourcePrefix(address.embeddedV4().value());
    return {address, address.isV6() ? kOneCustomer : address.bits()};
}

} // namespace turnpike
