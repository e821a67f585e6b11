// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/byte_order.h"

#include <array>
#include <cstdint>
#include <optional>

namespace turnpike::stun {

/// The value of ICMP, RFC 8656 section 18.13: what a router or a host answered to a datagram that was relayed
/// to a peer. The data is the largest size that fits when the datagram was too large, and zero otherwise.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------+-----------------+
///     |        reserved, zero         |  ICMP type  |    ICMP code    |
///     +-------------------------------+-------------+-----------------+
///     |                           Error data                          |
///     +---------------------------------------------------------------+
struct IcmpValue {
    static constexpr std::size_t kSize = 8;

    std::uint8_t type = 0; ///< 7 bits on the wire
    std::uint8_t code = 0;
    std::uint32_t data = 0;

    [[nodiscard]] constexpr std::array<std::byte, kSize> encode() const
    {
        std::array<std::byte, kSize> value{};
        storeBig16(&value[2], static_cast<std::uint16_t>((type & 0x7fU) << 9 | code));
        storeBig32(&value[4], data);
        return value;
    }
    /// Nothing when the value has another length, or a code that ICMP does not have.
    [[nodiscard]] static constexpr std::optional<IcmpValue> decode(Bytes value)
    {
        if (value.size() != kSize)
            return std::nullopt;
        const std::uint16_t typeAndCode = loadBig16(&value[2]);
        if ((typeAndCode & 0x1ffU) > 0xffU)
            return std::nullopt;
        return IcmpValue{static_cast<std::uint8_t>(typeAndCode >> 9),
                         static_cast<std::uint8_t>(typeAndCode & 0xffU), loadBig32(&value[4])};
    }
    bool operator==(const IcmpValue &) const = default;
};

} // namespace turnpike::stun
