// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "relay/auth/aes_gcm.h"
#include "relay/stun/byte_order.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike::auth {

/// A key that the relay shares with an authorization server, RFC 7635 section 4.1. Its length says the
/// algorithm, see AesGcm.
struct OAuthKey {
    std::string id; ///< "kid"; clients give it as USERNAME
    std::vector<std::byte> key;
    WallTime validFrom = WallTime::min();
    WallTime validUntil = WallTime::max();

    [[nodiscard]] bool isUsable() const { return AesGcm::takesKey(key); }
    [[nodiscard]] bool isValid(WallTime now) const { return validFrom <= now && now < validUntil; }
    bool operator==(const OAuthKey &) const = default;
};

/// What an authorization server vouches for with the value of ACCESS-TOKEN, RFC 7635 section 6.2.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |         Nonce length          |     Nonce (12 bytes) ...      |
///     +-------------------------------+-------------------------------+
///     |      Encrypted block (variable) and its 16 bytes of tag       |
///     +---------------------------------------------------------------+
///
/// and inside the block, which is encrypted for the relay that calls itself by this server name:
///
///     +-------------------------------+-------------------------------+
///     |          Key length           |     Key (variable) ...        |
///     +-------------------------------+-------------------------------+
///     |   Timestamp: 48 bits of seconds, 16 bits of 64000ths          |
///     |                                                               |
///     +---------------------------------------------------------------+
///     |                     Lifetime in seconds                       |
///     +---------------------------------------------------------------+
struct OAuthToken {
    /// What HMAC uses as it is; longer keys are hashed to less.
    static constexpr std::size_t kLongestKey = 64;
    /// So many bytes of a longer key are all that coturn, and with it the clients that are made for it, sign
    /// with.
    static constexpr std::size_t kCoturnKey = 16;
    /// How far the clock of the authorization server may be off ("Delta" of section 9).
    static constexpr std::chrono::seconds kClockTolerance{5};

    std::vector<std::byte> sessionKey; ///< signs the client's messages
    WallTime issued;
    std::chrono::seconds lifetime{0};

    /// Whoever holds it may begin a call until then.
    [[nodiscard]] WallTime end() const { return issued + lifetime + kClockTolerance; }
    /// Section 9: now is no further from its timestamp than its lifetime and the tolerance, on either side.
    [[nodiscard]] bool isValid(WallTime now) const;

    /// Nothing unless somebody who has the key made it for this server.
    [[nodiscard]] static std::optional<OAuthToken> decode(Bytes value, const OAuthKey &key,
                                                          std::string_view serverName);
};

} // namespace turnpike::auth
