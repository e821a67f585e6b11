// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace turnpike::turn {

/// CONNECTION-ID, RFC 6062 section 6.2.1: what a connection with a peer is called. The first byte is the
/// number of the Server that has it (Environment::number): a client's second stream may come to another one,
/// which knows by it where the stream belongs.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+-----------------------------------------------+
///     |    Server     |                    random                     |
///     +---------------+-----------------------------------------------+
struct ConnectionId {
    std::uint32_t value = 0;

    [[nodiscard]] constexpr std::uint8_t server() const { return static_cast<std::uint8_t>(value >> 24); }
    /// The one that a ConnectionBind request asks for; nothing when the message is no such request.
    [[nodiscard]] static std::optional<ConnectionId> askedFor(Bytes message);
    bool operator==(const ConnectionId &) const = default;
};

} // namespace turnpike::turn

template <>
struct std::hash<turnpike::turn::ConnectionId> {
    std::size_t operator()(const turnpike::turn::ConnectionId &id) const noexcept
    {
        return std::hash<std::uint32_t>{}(id.value);
    }
};
