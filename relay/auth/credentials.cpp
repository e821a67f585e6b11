// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/credentials.h"

#include "relay/auth/base64.h"
#include "relay/stun/hmac.h"

#include <algorithm>
#include <cstring>

namespace turnpike::auth {

namespace {

std::string passwordFor(std::string_view secret, std::string_view username)
{
    return toBase64(stun::hmacSha1(stun::bytesOf(secret), {stun::bytesOf(username)}));
}

} // namespace

IssuedCredential issueCredential(std::string_view secret, std::string_view user, WallTime expires,
                                 char separator)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(expires);
    IssuedCredential credential;
    credential.username = std::to_string(seconds.time_since_epoch().count()) + separator + std::string(user);
    credential.password = passwordFor(secret, credential.username);
    credential.expires = seconds;
    return credential;
}

Credentials::Credentials(std::vector<User> users, std::vector<std::string> sharedSecrets, char separator,
                         std::string_view realm)
    : m_sharedSecrets(std::move(sharedSecrets))
    , m_separator(separator)
{
    // An empty secret would let anybody issue credentials.
    std::erase_if(m_sharedSecrets, [](const std::string &secret) { return secret.empty(); });
    m_offer = {.sha256 =
                   std::ranges::all_of(users, [](const User &user) { return user.sha256Key.has_value(); }),
               .userHash = !realm.empty() && m_sharedSecrets.empty()};
    for (User &user : users) {
        if (!realm.empty())
            m_namesByHash.insert_or_assign(userHash(user.name, realm), user.name);
        std::string name = user.name;
        m_users.insert_or_assign(std::move(name), std::move(user));
    }
}

Credentials Credentials::with(std::vector<User> users, std::vector<std::string> sharedSecrets,
                              std::string_view realm) const
{
    // The last one of a name counts.
    for (const auto &[name, user] : m_users)
        users.push_back(user);
    sharedSecrets.insert(sharedSecrets.begin(), m_sharedSecrets.begin(), m_sharedSecrets.end());
    Credentials all(std::move(users), std::move(sharedSecrets), m_separator, realm);
    all.setOAuthKeys(m_oauthKeys, m_oauthServerName);
    return all;
}

std::optional<IssuedCredential> Credentials::issue(std::string_view user, WallTime expires) const
{
    if (m_sharedSecrets.empty())
        return std::nullopt;
    return issueCredential(m_sharedSecrets.front(), user, expires, m_separator);
}

std::vector<LongTermKey> Credentials::keysFor(std::string_view username, std::string_view realm, WallTime now,
                                              stun::PasswordAlgorithm algorithm) const
{
    std::vector<LongTermKey> keys;
    if (const User *const known = user(username)) {
        if (algorithm == stun::PasswordAlgorithm::Md5)
            keys.push_back(known->key);
        else if (known->sha256Key)
            keys.push_back(*known->sha256Key);
        return keys;
    }
    const auto name = TimeLimitedName::parse(username, m_separator);
    if (!name || name->expires <= now)
        return keys;
    keys.reserve(m_sharedSecrets.size());
    for (const std::string &secret : m_sharedSecrets)
        keys.push_back(longTermKey(username, realm, passwordFor(secret, username), algorithm));
    return keys;
}

const Credentials::User *Credentials::user(std::string_view username) const
{
    const auto user = m_users.find(std::string(username));
    return user == m_users.end() ? nullptr : &user->second;
}

const Credentials::User *Credentials::userOfHash(const UserHash &hash) const
{
    const auto name = m_namesByHash.find(hash);
    return name == m_namesByHash.end() ? nullptr : user(name->second);
}

void Credentials::setOAuthKeys(std::vector<OAuthKey> keys, std::string serverName)
{
    m_oauthKeys = std::move(keys);
    m_oauthServerName = std::move(serverName);
    // A key is named in clear, or nobody knows which one a token was made with.
    m_offer.userHash = m_offer.userHash && m_oauthKeys.empty();
}

const OAuthKey *Credentials::oauthKey(std::string_view id) const
{
    const auto key = std::ranges::find(m_oauthKeys, id, &OAuthKey::id);
    return key == m_oauthKeys.end() ? nullptr : &*key;
}

std::size_t Credentials::FirstBytes::operator()(const UserHash &hash) const
{
    std::size_t first = 0; // of a digest, any part is as good as the whole
    std::memcpy(&first, hash.data(), sizeof first);
    return first;
}

bool Credentials::sign(std::string_view username, std::string_view realm, const LongTermKey &key) const
{
    return TimeLimitedName::parse(username, m_separator) &&
           std::ranges::any_of(m_sharedSecrets, [&](const std::string &secret) {
               return longTermKey(username, realm, passwordFor(secret, username), key.algorithm()) == key;
           });
}

char Credentials::separatorIn(std::string_view username) const
{
    return isUser(username) || !TimeLimitedName::parse(username, m_separator) ? '\0' : m_separator;
}

} // namespace turnpike::auth
