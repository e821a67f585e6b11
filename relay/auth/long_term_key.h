// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/password_algorithm.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace turnpike::auth {

/// The key of MESSAGE-INTEGRITY and MESSAGE-INTEGRITY-SHA256 with long-term credentials: the digest of
/// user ":" realm ":" password, RFC 8489 section 18.5.1, or what a token holds (oauth_token.h). Passwords
/// themselves are not kept.
class LongTermKey {
public:
    static constexpr std::size_t kMd5Size = 16;
    static constexpr std::size_t kSha256Size = 32;
    static constexpr std::size_t kLargest = 64;

    LongTermKey() = default; ///< of MD5
    explicit LongTermKey(stun::PasswordAlgorithm algorithm)
        : m_algorithm(algorithm)
        , m_size(static_cast<std::uint8_t>(algorithm == stun::PasswordAlgorithm::Sha256 ? kSha256Size
                                                                                        : kMd5Size))
    {
    }
    /// As it is, at most kLargest bytes; clients whose key is none of a password name no algorithm.
    explicit LongTermKey(Bytes key)
        : m_size(static_cast<std::uint8_t>(std::min(key.size(), kLargest)))
    {
        // Also of no bytes at all, which stand nowhere.
        std::transform(key.begin(), key.begin() + m_size, m_bytes.begin(),
                       [](std::byte each) { return std::to_integer<std::uint8_t>(each); });
    }
    [[nodiscard]] stun::PasswordAlgorithm algorithm() const { return m_algorithm; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] const std::uint8_t *data() const { return m_bytes.data(); }
    [[nodiscard]] std::uint8_t *data() { return m_bytes.data(); }
    [[nodiscard]] const std::uint8_t *begin() const { return data(); }
    [[nodiscard]] const std::uint8_t *end() const { return data() + size(); }
    [[nodiscard]] std::uint8_t *begin() { return data(); }
    [[nodiscard]] std::uint8_t *end() { return data() + size(); }
    bool operator==(const LongTermKey &) const = default;

private:
    stun::PasswordAlgorithm m_algorithm = stun::PasswordAlgorithm::Md5;
    std::uint8_t m_size = kMd5Size;
    std::array<std::uint8_t, kLargest> m_bytes{}; ///< zero behind size()
};

/// All three are OpaqueStrings by now (core/base/opaque_string.h).
[[nodiscard]] LongTermKey longTermKey(std::string_view user, std::string_view realm,
                                      std::string_view password,
                                      stun::PasswordAlgorithm algorithm = stun::PasswordAlgorithm::Md5);

/// The value of USERHASH, which names a user without saying its name: SHA-256(user ":" realm), RFC 8489
/// section 14.4.
using UserHash = std::array<std::uint8_t, 32>;
[[nodiscard]] UserHash userHash(std::string_view user, std::string_view realm);

} // namespace turnpike::auth
