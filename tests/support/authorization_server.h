// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/auth/oauth_token.h"

#include <openssl/evp.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

namespace turnpike::testing {

/// What an authorization server puts into a token before it encrypts it, RFC 7635 section 6.2.
inline std::vector<std::byte> tokenBlock(Bytes session, std::uint64_t issued, std::uint32_t lifetime)
{
    std::vector<std::byte> block(2);
    stun::storeBig16(block.data(), static_cast<std::uint16_t>(session.size()));
    block.insert(block.end(), session.begin(), session.end());
    std::vector<std::byte> rest(12);
    stun::storeBig32(&rest[0], static_cast<std::uint32_t>(issued >> 16));
    stun::storeBig16(&rest[4], static_cast<std::uint16_t>(issued & 0xffff));
    stun::storeBig32(&rest[8], lifetime);
    block.insert(block.end(), rest.begin(), rest.end());
    return block;
}

/// The value of ACCESS-TOKEN that holds this block.
inline std::vector<std::byte> sealedToken(Bytes block, const auth::OAuthKey &key, std::string_view serverName,
                                          Bytes nonce)
{
    const auto raw = [](Bytes bytes) { return reinterpret_cast<const unsigned char *>(bytes.data()); };
    std::vector<std::byte> token(2 + nonce.size() + block.size() + 16);
    stun::storeBig16(token.data(), static_cast<std::uint16_t>(nonce.size()));
    std::copy(nonce.begin(), nonce.end(), token.begin() + 2);
    auto *const out = reinterpret_cast<unsigned char *>(token.data()) + 2 + nonce.size();
    const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX *)> context(EVP_CIPHER_CTX_new(),
                                                                              EVP_CIPHER_CTX_free);
    int size = 0;
    const bool good =
        EVP_EncryptInit_ex(context.get(),
                           key.key.size() == auth::OAuthKey::kLongSize ? EVP_aes_256_gcm() : EVP_aes_128_gcm(),
                           nullptr, raw(key.key), raw(nonce)) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &size, raw(stun::bytesOf(serverName)),
                          static_cast<int>(serverName.size())) == 1 &&
        EVP_EncryptUpdate(context.get(), out, &size, raw(block), static_cast<int>(block.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), out + size, &size) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, 16, out + block.size()) == 1;
    if (!good)
        std::abort();
    return token;
}

} // namespace turnpike::testing
