// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace turnpike::net {

/// What one datagram of rtnetlink(7) says about the addresses that end at this machine.
struct RouteMessages {
    std::vector<IpNetwork> local;
    bool changesAddresses = false; ///< an address or a local route came or went
    bool isComplete = false;       ///< the end of an answer
    int error = 0;                 ///< errno of an answer
};

/// Nothing beyond the bytes is read, whatever lengths they announce.
[[nodiscard]] RouteMessages readRouteMessages(std::span<const std::byte> datagram);

/// The prefixes that the kernel delivers to this machine, of one family. They need no address at an
/// interface: "ip route add local 192.0.2.0/24 dev lo", or the whole prefix of an address at lo.
[[nodiscard]] Result<std::vector<IpNetwork>> localRoutes(AddressFamily family);

} // namespace turnpike::net
