// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/oauth_token.h"

#include "relay/auth/aes_gcm.h"

namespace turnpike::auth {

namespace {

constexpr std::size_t kNonceSize = AesGcm::kNonceSize;
constexpr std::size_t kTagSize = AesGcm::kTagSize;
constexpr std::size_t kTimestampSize = 8;
constexpr std::size_t kLifetimeSize = 4;
constexpr std::size_t kLengthSize = 2; // of what says a length
constexpr std::size_t kLargestToken = kLengthSize + kNonceSize + kLengthSize + OAuthToken::kLongestKey +
                                      kTimestampSize + kLifetimeSize + kTagSize;
// Dates that no arithmetic has to be afraid of.
constexpr std::uint64_t kLastSecond = 253'402'300'799; // of the year 9999

} // namespace

bool OAuthToken::isValid(WallTime now) const
{
    return issued - lifetime - kClockTolerance < now && now < end();
}

std::optional<OAuthToken> OAuthToken::decode(Bytes value, const OAuthKey &key, std::string_view serverName)
{
    // The length of the nonce comes from a stranger: only the one that AES-GCM has is looked at any further.
    if (!key.isUsable() || value.size() < kLengthSize + kNonceSize + kTagSize ||
        value.size() > kLargestToken || stun::loadBig16(value.data()) != kNonceSize)
        return std::nullopt;
    const Bytes nonce = value.subspan(kLengthSize, kNonceSize);
    const Bytes rest = value.subspan(kLengthSize + kNonceSize);
    const auto plain = AesGcm::open(key.key, nonce, stun::bytesOf(serverName), rest);
    if (!plain || plain->size() < kLengthSize)
        return std::nullopt;
    const std::size_t keySize = stun::loadBig16(plain->data());
    if (keySize == 0 || keySize > kLongestKey ||
        plain->size() != kLengthSize + keySize + kTimestampSize + kLifetimeSize)
        return std::nullopt;
    const Bytes session = Bytes(*plain).subspan(kLengthSize, keySize);
    const std::byte *const time = session.data() + keySize;
    const std::uint64_t seconds = std::uint64_t{stun::loadBig32(time)} << 16 | stun::loadBig16(time + 4);
    if (seconds > kLastSecond)
        return std::nullopt;
    // The 64000ths of a second behind them are less than any clock's error.
    return OAuthToken{.sessionKey = {session.begin(), session.end()},
                      .issued = WallTime(std::chrono::seconds(seconds)),
                      .lifetime = std::chrono::seconds(stun::loadBig32(time + kTimestampSize))};
}

} // namespace turnpike::auth
