// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/oauth_token.h"

#include <openssl/evp.h>

#include <memory>

namespace turnpike::auth {

namespace {

constexpr std::size_t kNonceSize = 12; // of AES-GCM, RFC 5116
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kTimestampSize = 8;
constexpr std::size_t kLifetimeSize = 4;
constexpr std::size_t kLengthSize = 2; // of what says a length
constexpr std::size_t kLargestToken = kLengthSize + kNonceSize + kLengthSize + OAuthToken::kLongestKey +
                                      kTimestampSize + kLifetimeSize + kTagSize;
// Dates that no arithmetic has to be afraid of.
constexpr std::uint64_t kLastSecond = 253'402'300'799; // of the year 9999

struct Deleter {
    void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
};

const unsigned char *raw(Bytes bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

int sizeOf(Bytes bytes)
{
    return static_cast<int>(bytes.size());
}

// The plain text; nothing when the tag does not fit.
std::optional<std::vector<std::byte>> decrypted(Bytes nonce, Bytes sealed, Bytes tag, const OAuthKey &key,
                                                std::string_view serverName)
{
    const std::unique_ptr<EVP_CIPHER_CTX, Deleter> context(EVP_CIPHER_CTX_new());
    const EVP_CIPHER *const cipher = key.key.size() == 32 ? EVP_aes_256_gcm() : EVP_aes_128_gcm();
    std::vector<std::byte> plain(sealed.size() + EVP_MAX_BLOCK_LENGTH);
    auto *const out = reinterpret_cast<unsigned char *>(plain.data());
    int size = 0;
    int unused = 0;
    const Bytes name = stun::bytesOf(serverName);
    const bool good = context &&
                      EVP_DecryptInit_ex(context.get(), cipher, nullptr, raw(key.key), raw(nonce)) == 1 &&
                      EVP_DecryptUpdate(context.get(), nullptr, &unused, raw(name), sizeOf(name)) == 1 &&
                      EVP_DecryptUpdate(context.get(), out, &size, raw(sealed), sizeOf(sealed)) == 1 &&
                      // It is only read; OpenSSL's function just happens to take no const pointer.
                      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize,
                                          const_cast<unsigned char *>(raw(tag))) == 1 &&
                      EVP_DecryptFinal_ex(context.get(), out + size, &unused) == 1;
    if (!good)
        return std::nullopt;
    plain.resize(static_cast<std::size_t>(size));
    return plain;
}

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
    const auto plain =
        decrypted(nonce, rest.first(rest.size() - kTagSize), rest.last(kTagSize), key, serverName);
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
