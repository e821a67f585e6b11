// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"

namespace turnpike {

/// Whom an address is counted as where sources are limited: an IPv4 address as itself, also when it is
/// mapped into IPv6; an IPv6 address as its /56, which is what one household or office is given (RIPE-690
/// section 4.2) and can fill with 2^72 addresses.
[[nodiscard]] IpNetwork sourcePrefix(const IpAddress &address);

} // namespace turnpike
