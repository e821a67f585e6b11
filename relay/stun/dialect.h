// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/byte_order.h"

#include <cstdint>

namespace turnpike::stun {

/// A wire format spoken on the relay's client ports. Each has its own decoder and its own handlers;
/// what tells them apart is in classify() and nowhere else.
enum class Dialect : std::uint8_t {
    Rfc8489 ///< STUN of RFC 8489, TURN of RFC 8656
};

/// STUN's share of a port that several protocols use (RFC 7983 section 7); methods that would need a
/// larger one are not assigned.
inline constexpr std::uint8_t kLargestFirstByte = 3;

/// Does a datagram or frame that begins with this byte carry ChannelData? RFC 8656 section 12 says 0x40 to
/// 0x4F; clients of RFC 5766 choose numbers up to 0x7FFF, and nobody else uses those bytes.
[[nodiscard]] constexpr bool beginsChannelData(std::uint8_t firstByte)
{
    return firstByte >= 0x40 && firstByte <= 0x7f;
}

/// What a client's datagram or frame claims to be.
struct Classification {
    enum class Kind : std::uint8_t {
        Message,     ///< a STUN message of `dialect`
        Classic,     ///< perhaps a message of RFC 3489, which has no magic cookie
        ChannelData, ///< payload with a channel number in front
        Unknown      ///< nothing of ours
    };
    Kind kind = Kind::Unknown;
    Dialect dialect = Dialect::Rfc8489;
};

/// Looks at the first bytes only (RFC 7983 section 7, RFC 8656 section 12).
[[nodiscard]] Classification classify(Bytes bytes);

} // namespace turnpike::stun
