// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/time.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike::auth {

enum class NonceState : std::uint8_t {
    Valid,
    Stale,  ///< ours, but too old
    Foreign ///< not issued with this key to this client, or altered
};

/// Nonces that need no memory: whoever presents one proves that it received our answer at that
/// address, and only then costs us anything. Text of base64:
///
///     0               4                              15 bytes
///     +---------------+------------------------------+
///     | issued, s     | HMAC-SHA256, first 11 bytes  |
///     +---------------+------------------------------+
///
/// The code covers the time of issue and the client's address and port. 20 characters: a challenge
/// must stay small, because it also goes to addresses that never asked (RFC 8489 section 16.1.2).
class NonceIssuer {
public:
    using Key = std::array<std::uint8_t, 32>;
    static constexpr std::size_t kTextSize = 20;

    explicit NonceIssuer(const Key &key)
        : m_key(key)
    {
    }
    [[nodiscard]] std::string issue(const TransportAddress &client, WallTime now) const;
    /// `lifetime` after its issue a nonce is stale. One from the near future is taken: servers that
    /// share a key do not share a clock.
    [[nodiscard]] NonceState verify(std::string_view nonce, const TransportAddress &client, WallTime now,
                                    std::chrono::seconds lifetime) const;

private:
    Key m_key;
};

} // namespace turnpike::auth
