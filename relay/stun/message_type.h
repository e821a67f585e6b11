// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace turnpike::stun {

enum class Class : std::uint8_t { Request = 0, Indication = 1, Success = 2, Error = 3 };

/// IANA "STUN Methods". A number that is not named here is still a valid value of the type.
enum class Method : std::uint16_t {
    Binding = 0x001,
    Allocate = 0x003,
    Refresh = 0x004,
    Send = 0x006,
    Data = 0x007,
    CreatePermission = 0x008,
    ChannelBind = 0x009,
    Connect = 0x00A,
    ConnectionBind = 0x00B,
    ConnectionAttempt = 0x00C
};

/// The first 16 bits of a message, RFC 8489 section 5: the class sits inside the method.
///
///      0                 1
///      2  3  4 5 6 7 8 9 0 1 2 3 4 5
///     +--+--+-+-+-+-+-+-+-+-+-+-+-+-+
///     |M |M |M|M|M|C|M|M|M|C|M|M|M|M|
///     |11|10|9|8|7|1|6|5|4|0|3|2|1|0|
///     +--+--+-+-+-+-+-+-+-+-+-+-+-+-+
struct MessageType {
    Class messageClass = Class::Request;
    Method method = Method::Binding;

    [[nodiscard]] static constexpr MessageType decode(std::uint16_t wire)
    {
        return {static_cast<Class>((wire >> 7 & 2) | (wire >> 4 & 1)),
                static_cast<Method>((wire & 0x000f) | (wire >> 1 & 0x0070) | (wire >> 2 & 0x0f80))};
    }
    [[nodiscard]] constexpr std::uint16_t encode() const
    {
        const auto m = static_cast<unsigned>(method);
        const auto c = static_cast<unsigned>(messageClass);
        return static_cast<std::uint16_t>((m & 0x000f) | (m & 0x0070) << 1 | (m & 0x0f80) << 2 |
                                          (c & 1) << 4 | (c & 2) << 7);
    }
    bool operator==(const MessageType &) const = default;
};

/// "Allocate"; "unknown method" for a number without a name.
[[nodiscard]] std::string_view name(Method method);
/// "request", "indication", "success response", "error response".
[[nodiscard]] std::string_view name(Class messageClass);

} // namespace turnpike::stun
