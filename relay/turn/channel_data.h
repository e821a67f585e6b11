// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/byte_order.h"
#include "relay/turn/channel_table.h"

#include <optional>

namespace turnpike::turn {

/// Payload with four bytes in front, RFC 8656 section 12.4. The length counts the payload only; on a
/// stream zeros fill up to a multiple of four, in a datagram they may.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |        Channel number         |            Length             |
///     +-------------------------------+-------------------------------+
///     |                     Payload (variable)                        |
///     +---------------------------------------------------------------+
struct ChannelData {
    static constexpr std::size_t kHeaderSize = 4;

    ChannelNumber number;
    Bytes payload;

    /// Nothing when the number is none or the length exceeds what is there.
    [[nodiscard]] static std::optional<ChannelData> decode(Bytes message)
    {
        if (message.size() < kHeaderSize)
            return std::nullopt;
        const ChannelNumber number{stun::loadBig16(message.data())};
        const std::size_t length = stun::loadBig16(message.data() + 2);
        if (!number.isValid() || length > message.size() - kHeaderSize)
            return std::nullopt;
        return ChannelData{number, message.subspan(kHeaderSize, length)};
    }
};

} // namespace turnpike::turn
