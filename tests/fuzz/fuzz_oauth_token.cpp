// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/authorization_server.h"

#include <cstdlib>
#include <span>

using turnpike::Bytes;
using turnpike::auth::OAuthKey;
using turnpike::auth::OAuthToken;

// Any bytes as a token, and as what an authorization server encrypted: only what is whole is read, the same
// bytes for another server or with another key are none, and what was read encodes to what there was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr auto kName = "example.org";
    const Bytes input = std::as_bytes(std::span(data, size));
    const OAuthKey key{.id = "north", .key = std::vector<std::byte>(32, std::byte{7})};
    const OAuthKey other{.id = "north", .key = std::vector<std::byte>(16, std::byte{7})};
    if (OAuthToken::decode(input, key, kName))
        std::abort(); // nobody finds the tag by trial
    const std::vector<std::byte> nonce(12, std::byte{9});
    const auto sealed = turnpike::testing::sealedToken(input, key, kName, nonce);
    const auto token = OAuthToken::decode(sealed, key, kName);
    if (!token)
        return 0;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(token->issued.time_since_epoch());
    auto block = turnpike::testing::tokenBlock(token->sessionKey, static_cast<std::uint64_t>(seconds.count()),
                                               static_cast<std::uint32_t>(token->lifetime.count()));
    const std::size_t fraction = block.size() - 6; // which is not kept
    block[fraction] = input[fraction];
    block[fraction + 1] = input[fraction + 1];
    if (!std::equal(block.begin(), block.end(), input.begin(), input.end()))
        std::abort();
    if (OAuthToken::decode(sealed, other, kName) || OAuthToken::decode(sealed, key, "example.com"))
        std::abort();
    static_cast<void>(token->isValid(turnpike::WallTime{}));
    return 0;
}
