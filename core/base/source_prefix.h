// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"

namespace turnpike {

/// Whom an address is counted as where sources are limited: an IPv4 address as itself, also when it is
/// mapped into IPv6; an IPv6 address as its /56, which is what one household or office is given (RIPE-690
/// section 4.2) and can fill with 2^72 addresses.
[[nodiscard]] IpNetwork sourcePrefix(const IpAddress &address);
/// The same as a number, different for each prefix and never 0: a flood makes one look-up a packet.
[[nodiscard]] std::uint64_t sourceNumber(const IpAddress &address);

/// Whose line suffers when answers go to addresses that never asked: the /24 of an IPv4 address, the
/// smallest block that networks announce to each other (RFC 7454 section 6.1.3), and again the /56 of an
/// IPv6 one. A number as above.
[[nodiscard]] std::uint64_t networkNumber(const IpAddress &address);

} // namespace turnpike
