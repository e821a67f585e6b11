// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>

namespace turnpike::turn {

/// A number that stands for a peer in ChannelData, RFC 8656 section 12.
struct ChannelNumber {
    std::uint16_t value = 0;

    /// RFC 8656 gives clients 0x4000 to 0x4FFF. Those of RFC 5766, which went on to 0x7FFF, are still around,
    /// and nothing else on a TURN port begins like that (RFC 7983 section 7).
    [[nodiscard]] constexpr bool isValid() const { return value >= 0x4000 && value <= 0x7FFF; }
    auto operator<=>(const ChannelNumber &) const = default;
};

} // namespace turnpike::turn
