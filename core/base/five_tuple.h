// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/transport.h"

#include <functional>

namespace turnpike {

/// What identifies a client's path (RFC 8656 section 3).
struct FiveTuple {
    Transport transport = Transport::Udp;
    TransportAddress client;
    TransportAddress server; ///< the listener's address that the client sent to
    bool operator==(const FiveTuple &) const = default;
};

} // namespace turnpike

template <>
struct std::hash<turnpike::FiveTuple> {
    std::size_t operator()(const turnpike::FiveTuple &tuple) const noexcept
    {
        const std::hash<turnpike::TransportAddress> address;
        return address(tuple.client) * 31 + address(tuple.server) + static_cast<std::size_t>(tuple.transport);
    }
};
