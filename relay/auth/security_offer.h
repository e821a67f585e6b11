// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <string_view>

namespace turnpike::auth {

/// What a challenge offers beyond MD5 keys and plain user names, RFC 8489 section 9.2. Whoever takes
/// something out of it on the way (a bid-down attack) makes a request that does not fit the nonce.
struct SecurityOffer {
    bool sha256 = false;   ///< keys made with SHA-256
    bool userHash = false; ///< USERHASH in the place of USERNAME

    /// The value of PASSWORD-ALGORITHMS, strongest first.
    [[nodiscard]] Bytes algorithms() const;
    /// What nonces begin with: "obMatJos2" and the feature set in base64, RFC 8489 section 9.2. Its bit 0,
    /// that of password algorithms, is the leftmost.
    [[nodiscard]] std::string_view nonceCookie() const;
    static constexpr std::size_t kCookieSize = 13;
    bool operator==(const SecurityOffer &) const = default;
};

} // namespace turnpike::auth
