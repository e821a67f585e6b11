// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace turnpike::turn {

/// How a client reaches the relay.
enum class ClientTransport : std::uint8_t { Udp, Tcp, Tls, Dtls };

[[nodiscard]] constexpr std::string_view name(ClientTransport transport)
{
    constexpr std::string_view kNames[] = {"udp", "tcp", "tls", "dtls"};
    return kNames[static_cast<std::size_t>(transport)];
}

/// Bytes in order, and a connection that proves the client's address.
[[nodiscard]] constexpr bool isStream(ClientTransport transport)
{
    return transport == ClientTransport::Tcp || transport == ClientTransport::Tls;
}

/// What identifies a client's path and therefore its allocation (RFC 8656 section 3).
struct FiveTuple {
    ClientTransport transport = ClientTransport::Udp;
    TransportAddress client;
    TransportAddress server; ///< the listener's address that the client sent to
    bool operator==(const FiveTuple &) const = default;
};

/// A five-tuple with a number that belongs to the I/O engine: it comes back unchanged in every
/// output (a listener's or a connection's index) and is no part of the identity.
struct ClientPath {
    FiveTuple tuple;
    std::uint32_t handle = 0;
};

} // namespace turnpike::turn

template <>
struct std::hash<turnpike::turn::FiveTuple> {
    std::size_t operator()(const turnpike::turn::FiveTuple &tuple) const noexcept
    {
        const std::hash<turnpike::TransportAddress> address;
        return address(tuple.client) * 31 + address(tuple.server) + static_cast<std::size_t>(tuple.transport);
    }
};
