// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/auth/oauth_token.h"

#include <cstdint>
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
    std::vector<std::byte> token(2);
    stun::storeBig16(token.data(), static_cast<std::uint16_t>(nonce.size()));
    token.insert(token.end(), nonce.begin(), nonce.end());
    const auto sealed = auth::AesGcm::seal(key.key, nonce, stun::bytesOf(serverName), block);
    token.insert(token.end(), sealed.begin(), sealed.end());
    return token;
}

} // namespace turnpike::testing
