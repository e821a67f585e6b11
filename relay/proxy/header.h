// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/ip_address.h"

#include <optional>
#include <string_view>

namespace turnpike::proxy {

/// Whose connection a balancer passes on, and which address it reached.
struct ToldAddresses {
    TransportAddress client;
    TransportAddress server;
    bool operator==(const ToldAddresses &) const = default;
};

/// The header with which a balancer begins a connection: the PROXY protocol, versions 1 and 2 (HAProxy,
/// doc/proxy-protocol.txt). Pure: what it says depends on the bytes alone, however they come in pieces.
///
/// Version 1: one line of text, "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443" and CR LF, 107 bytes at most.
///
/// Version 2:
///     signature     12 bytes
///     version 2, command    4 bits each: 0 LOCAL (of the balancer itself), 1 PROXY
///     family, protocol      4 bits each
///     length        2 bytes, of what follows
///     addresses     client, server; then their ports (TCP over IPv4: 12 bytes, over IPv6: 36)
///     TLVs          type, length in 2 bytes, value
struct Header {
    enum class Status : std::uint8_t {
        NeedMore, ///< a longer look may find one
        Whole,
        Broken ///< this never becomes a header
    };
    Status status = Status::NeedMore;
    std::size_t size = 0; ///< of the whole header
    /// None: the connection is the balancer's own, or its client is none of TCP.
    std::optional<ToldAddresses> told{};
    std::string_view reason{}; ///< when it is broken: what the connection begins with

    /// The header at the beginning of `stream`, when it is no longer than `longest`.
    [[nodiscard]] static Header read(Bytes stream, std::size_t longest);

    static constexpr std::size_t kLongestLine = 107;
};

/// What the first bytes of a connection look like.
enum class Likeness : std::uint8_t {
    None,    ///< no header
    Perhaps, ///< the beginning of a signature
    Certain  ///< a whole signature of either version
};
[[nodiscard]] Likeness likenessToHeader(Bytes stream);

} // namespace turnpike::proxy
