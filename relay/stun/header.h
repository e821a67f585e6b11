// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace turnpike::stun {

/// The 20 bytes every message begins with, RFC 8489 section 5. The length counts what follows the
/// header and is a multiple of four.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---+---------------------------+-------------------------------+
///     |0 0|     Message type (14)     |            Length             |
///     +---+---------------------------+-------------------------------+
///     |                    Magic cookie 0x2112A442                    |
///     +---------------------------------------------------------------+
///     |                                                               |
///     |                   Transaction id (96 bits)                    |
///     |                                                               |
///     +---------------------------------------------------------------+
struct Header {
    static constexpr std::size_t kSize = 20;
    static constexpr std::size_t kLengthOffset = 2;
    static constexpr std::size_t kCookieOffset = 4;
    static constexpr std::size_t kTransactionIdOffset = 8;
    static constexpr std::uint32_t kMagicCookie = 0x2112A442;
};

} // namespace turnpike::stun
