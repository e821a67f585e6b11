// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/base/username.h"
#include "relay/auth/long_term_key.h"
#include "relay/auth/oauth_token.h"
#include "relay/auth/security_offer.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace turnpike::auth {

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
        /// Of the same password; not known of users whose key was made elsewhere.
        std::optional<LongTermKey> sha256Key{};
        bool operator==(const User &) const = default;
    };

    /// Says that nobody may sign in, and offers nothing.
    Credentials() = default;
    /// Several secrets are allowed for rotation; each is tried. `separator` stands in time-limited names.
    /// Users can be named by their hash in `realm`; when it is empty, they cannot.
    Credentials(std::vector<User> users, std::vector<std::string> sharedSecrets,
                char separator = TimeLimitedName::kSeparator, std::string_view realm = {});

    /// With further users and secrets; of users of one name those that are there already stay.
    [[nodiscard]] Credentials with(std::vector<User> users, std::vector<std::string> sharedSecrets,
                                   std::string_view realm) const;

    /// Keys that a message of this user may be signed with, strongest source first: the static user's
    /// key, else one per shared secret when the name carries a date that has not passed.
    [[nodiscard]] std::vector<LongTermKey>
    keysFor(std::string_view username, std::string_view realm, WallTime now,
            stun::PasswordAlgorithm algorithm = stun::PasswordAlgorithm::Md5) const;
    [[nodiscard]] bool isEmpty() const
    {
        return m_users.empty() && m_sharedSecrets.empty() && m_oauthKeys.empty();
    }
    /// Those of authorization servers, each with an id of its own, and the name by which they know the relay.
    void setOAuthKeys(std::vector<OAuthKey> keys, std::string serverName);
    [[nodiscard]] bool takeTokens() const { return !m_oauthKeys.empty(); }
    [[nodiscard]] const std::string &oauthServerName() const { return m_oauthServerName; }
    /// Null when there is none of this id.
    [[nodiscard]] const OAuthKey *oauthKey(std::string_view id) const;
    /// What clients are offered. SHA-256 only when it works for everybody, and hashes in the place of names
    /// only when every name is known: a client takes what is offered before anybody knows who it is.
    [[nodiscard]] SecurityOffer offer() const { return m_offer; }
    /// The keys of a user with a password of its own; null for any other name.
    [[nodiscard]] const User *user(std::string_view username) const;
    [[nodiscard]] bool isUser(std::string_view username) const { return user(username) != nullptr; }
    /// Who is named by this hash in the realm of the constructor; null for nobody.
    [[nodiscard]] const User *userOfHash(const UserHash &hash) const;
    /// Does one of the secrets still give this name this key, its date apart?
    [[nodiscard]] bool sign(std::string_view username, std::string_view realm, const LongTermKey &key) const;
    /// What separates date and person in this name; '\0' when it is no time-limited one.
    [[nodiscard]] char separatorIn(std::string_view username) const;
    /// Signed with the first secret; nothing without one.
    [[nodiscard]] std::optional<IssuedCredential> issue(std::string_view user, WallTime expires) const;
    bool operator==(const Credentials &) const = default;

private:
    struct FirstBytes {
        std::size_t operator()(const UserHash &hash) const;
    };
    std::unordered_map<std::string, User> m_users;
    std::unordered_map<UserHash, std::string, FirstBytes> m_namesByHash;
    std::vector<OAuthKey> m_oauthKeys;
    std::string m_oauthServerName;
    SecurityOffer m_offer;
    std::vector<std::string> m_sharedSecrets;
    char m_separator = TimeLimitedName::kSeparator;
};

} // namespace turnpike::auth
