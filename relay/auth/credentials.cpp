// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/credentials.h"

#include "relay/auth/base64.h"
#include "relay/stun/hmac.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace turnpike::auth {

namespace {

// "1735689600:alice" split; nothing when the part before the colon is no number of seconds.
struct TimeLimitedName {
    std::chrono::seconds expires{0};
    std::string_view person;
};

std::optional<TimeLimitedName> splitTimeLimited(std::string_view username)
{
    const auto colon = username.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::int64_t seconds = 0;
    const char *const last = username.data() + colon;
    const auto [end, error] = std::from_chars(username.data(), last, seconds);
    // A year far enough away to overflow milliseconds is a forgery or a mistake.
    constexpr std::int64_t kLatest = 253'402'300'799; // the end of the year 9999
    if (error != std::errc{} || end != last || seconds < 0 || seconds > kLatest)
        return std::nullopt;
    return TimeLimitedName{std::chrono::seconds(seconds), username.substr(colon + 1)};
}

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
    const auto name = splitTimeLimited(username);
    if (!name || WallTime(name->expires) <= now)
        return keys;
    keys.reserve(m_sharedSecrets.size());
    for (const std::string &secret : m_sharedSecrets)
        keys.push_back(longTermKey(username, realm, passwordFor(secret, username)));
    return keys;
}

bool Credentials::knows(std::string_view username) const
{
    return m_users.contains(std::string(username)) ||
           (!m_sharedSecrets.empty() && splitTimeLimited(username));
}

std::string_view personOf(std::string_view username)
{
    const auto name = splitTimeLimited(username);
    return name && !name->person.empty() ? name->person : username;
}

} // namespace turnpike::auth
