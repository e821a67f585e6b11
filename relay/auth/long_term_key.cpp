// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/long_term_key.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <span>
#include <string>

namespace turnpike::auth {

namespace {

void digest(const EVP_MD *algorithm, std::string_view first, std::initializer_list<std::string_view> others,
            std::span<std::uint8_t> result)
{
    std::string text(first);
    for (const std::string_view part : others)
        text.append(":").append(part);
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), result.data(), &size, algorithm, nullptr) != 1 ||
        size != result.size()) {
        std::fputs("turnpike: the crypto library offers no MD5 or no SHA-256; long-term credentials cannot "
                   "work without them\n",
                   stderr);
        std::abort();
    }
}

} // namespace

LongTermKey longTermKey(std::string_view user, std::string_view realm, std::string_view password,
                        stun::PasswordAlgorithm algorithm)
{
    LongTermKey key(algorithm);
    digest(algorithm == stun::PasswordAlgorithm::Sha256 ? EVP_sha256() : EVP_md5(), user, {realm, password},
           key);
    return key;
}

UserHash userHash(std::string_view user, std::string_view realm)
{
    UserHash hash{};
    digest(EVP_sha256(), user, {realm}, hash);
    return hash;
}

} // namespace turnpike::auth
