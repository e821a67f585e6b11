// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/credentials.h"

#include "relay/auth/base64.h"
#include "relay/stun/hmac.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace turnpike::auth {

namespace {

std::string passwordFor(std::string_view secret, std::string_view username)
{
    return toBase64(stun::hmacSha1(stun::bytesOf(secret), {stun::bytesOf(username)}));
}

} // namespace

LongTermKey longTermKey(std::string_view user, std::string_view realm, std::string_view password)
{
    std::string text;
    text.reserve(user.size() + realm.size() + password.size() + 2);
    text.append(user).append(":").append(realm).append(":").append(password);
    LongTermKey key{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), key.data(), &size, EVP_md5(), nullptr) != 1 ||
        size != key.size()) {
        std::fputs(
            "turnpike: the crypto library offers no MD5; long-term credentials cannot work without it\n",
            stderr);
        std::abort();
    }
    return key;
}

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

Credentials::Credentials(std::vector<User> users, std::vector<std::string> sharedSecrets, char separator)
    : m_sharedSecrets(std::move(sharedSecrets))
    , m_separator(separator)
{
    for (User &user : users)
        m_users.insert_or_assign(std::move(user.name), user.key);
    // An empty secret would let anybody issue credentials.
    std::erase_if(m_sharedSecrets, [](const std::string &secret) { return secret.empty(); });
}

std::vector<LongTermKey> Credentials::keysFor(std::string_view username, std::string_view realm,
                                              WallTime now) const
{
    if (const auto user = m_users.find(std::string(username)); user != m_users.end())
        return {user->second};
    std::vector<LongTermKey> keys;
    const auto name = TimeLimitedName::parse(username, m_separator);
    if (!name || name->expires <= now)
        return keys;
    keys.reserve(m_sharedSecrets.size());
    for (const std::string &secret : m_sharedSecrets)
        keys.push_back(longTermKey(username, realm, passwordFor(secret, username)));
    return keys;
}

std::optional<LongTermKey> Credentials::keyOfUser(std::string_view username) const
{
    const auto user = m_users.find(std::string(username));
    return user == m_users.end() ? std::nullopt : std::optional(user->second);
}

bool Credentials::sign(std::string_view username, std::string_view realm, const LongTermKey &key) const
{
    return TimeLimitedName::parse(username, m_separator) &&
           std::ranges::any_of(m_sharedSecrets, [&](const std::string &secret) {
               return longTermKey(username, realm, passwordFor(secret, username)) == key;
           });
}

char Credentials::separatorIn(std::string_view username) const
{
    return keyOfUser(username) || !TimeLimitedName::parse(username, m_separator) ? '\0' : m_separator;
}

} // namespace turnpike::auth
