// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/credentials.h"

#include "core/base/username.h"
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

IssuedCredential issueCredential(std::string_view secret, std::string_view user, WallTime expires)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(expires);
    IssuedCredential credential;
    credential.username = std::to_string(seconds.time_since_epoch().count()) + ":" + std::string(user);
    credential.password = passwordFor(secret, credential.username);
    credential.expires = seconds;
    return credential;
}

Credentials::Credentials(std::vector<User> users, std::vector<std::string> sharedSecrets)
    : m_sharedSecrets(std::move(sharedSecrets))
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
    const auto name = TimeLimitedName::parse(username);
    if (!name || name->expires <= now)
        return keys;
    keys.reserve(m_sharedSecrets.size());
    for (const std::string &secret : m_sharedSecrets)
        keys.push_back(longTermKey(username, realm, passwordFor(secret, username)));
    return keys;
}

bool Credentials::knows(std::string_view username) const
{
    return m_users.contains(std::string(username)) ||
           (!m_sharedSecrets.empty() && TimeLimitedName::parse(username));
}

} // namespace turnpike::auth
