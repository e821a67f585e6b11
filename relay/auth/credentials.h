// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/base/username.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace turnpike::auth {

/// The key of MESSAGE-INTEGRITY with long-term credentials: MD5(user ":" realm ":" password),
/// RFC 8489 section 9.2.2. Passwords themselves are not kept.
using LongTermKey = std::array<std::uint8_t, 16>;

///
/// All three are OpaqueStrings by now (core/base/opaque_string.h).
[[nodiscard]] LongTermKey longTermKey(std::string_view user, std::string_view realm,
                                      std::string_view password);

/// A password for `expiry:user` names (the "REST API" of WebRTC services): base64(HMAC-SHA1(secret,
/// username)).
struct IssuedCredential {
    std::string username; ///< "1735689600:alice"
    std::string password;
    WallTime expires;
};

[[nodiscard]] IssuedCredential issueCredential(std::string_view secret, std::string_view user,
                                               WallTime expires,
                                               char separator = TimeLimitedName::kSeparator);

/// All credential sources of an edge, immutable. Looking up never tells why it failed: a stranger
/// learns nothing, the caller counts.
class Credentials {
public:
    struct User {
        std::string name;
        LongTermKey key{};
    };

    Credentials() = default;
    /// Several secrets are allowed for rotation; each is tried. `separator` stands in time-limited names.
    Credentials(std::vector<User> users, std::vector<std::string> sharedSecrets,
                char separator = TimeLimitedName::kSeparator);

    /// Keys that a message of this user may be signed with, strongest source first: the static user's
    /// key, else one per shared secret when the name carries a date that has not passed.
    [[nodiscard]] std::vector<LongTermKey> keysFor(std::string_view username, std::string_view realm,
                                                   WallTime now) const;
    [[nodiscard]] bool isEmpty() const { return m_users.empty() && m_sharedSecrets.empty(); }
    /// The key of a user with a password of its own; nothing for any other name.
    [[nodiscard]] std::optional<LongTermKey> keyOfUser(std::string_view username) const;
    /// Does one of the secrets still give this name this key, its date apart?
    [[nodiscard]] bool sign(std::string_view username, std::string_view realm, const LongTermKey &key) const;
    /// What separates date and person in this name; '\0' when it is no time-limited one.
    [[nodiscard]] char separatorIn(std::string_view username) const;
    bool operator==(const Credentials &) const = default;

private:
    std::unordered_map<std::string, LongTermKey> m_users;
    std::vector<std::string> m_sharedSecrets;
    char m_separator = TimeLimitedName::kSeparator;
};

} // namespace turnpike::auth
