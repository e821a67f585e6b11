// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/time.h"
#include "relay/auth/security_offer.h"

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
/// address, and only then costs us anything. After the cookie of the offer (RFC 8489 section 9.2) base64
/// without padding of
///
///     0               4                              14 bytes
///     +---------------+------------------------------+
///     | issued, s     | HMAC-SHA256, first 10 bytes  |
///     +---------------+------------------------------+
///
/// The code covers the time of issue, what was offered, and the client's address and port. 32 characters: a
/// challenge must stay small, because it also goes to addresses that never asked (RFC 8489 section 16.1.2).
class NonceIssuer {
public:
    using Key = std::array<std::uint8_t, 32>;
    static constexpr std::size_t kTextSize = SecurityOffer::kCookieSize + 19;

    explicit NonceIssuer(const Key &key)
        : m_key(key)
    {
    }
    [[nodiscard]] std::string issue(const TransportAddress &client, WallTime now, SecurityOffer offer) const;
    /// `lifetime` after its issue a nonce is stale. One from the near future is taken: servers that
    /// share a key do not share a clock. One that came with another offer is foreign.
    [[nodiscard]] NonceState verify(std::string_view nonce, const TransportAddress &client, WallTime now,
                                    std::chrono::seconds lifetime, SecurityOffer offer) const;

private:
    Key m_key;
};

} // namespace turnpike::auth
