// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace turnpike::stun {

namespace {

[[noreturn]] void unavailable(const char *digest)
{
    std::fprintf(stderr, "turnpike: the crypto library offers no HMAC-%s; STUN cannot work without it\n",
                 digest);
    std::abort();
}

struct Deleter {
    void operator()(EVP_MAC *mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX *context) const { EVP_MAC_CTX_free(context); }
};

const std::uint8_t *raw(Bytes bytes)
{
    return reinterpret_cast<const std::uint8_t *>(bytes.data());
}

// A context that knows its digest but no key yet. Fetching and configuring take longer than hashing
// a STUN message, so each thread does it once.
EVP_MAC_CTX *contextFor(const char *digest)
{
    const std::unique_ptr<EVP_MAC, Deleter> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    EVP_MAC_CTX *context = hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr;
    // The parameter is only read; OpenSSL's constructor just happens to take no const pointer.
    const std::array<OSSL_PARAM, 2> parameters = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char *>(digest), 0),
        OSSL_PARAM_construct_end()};
    if (context == nullptr || EVP_MAC_CTX_set_params(context, parameters.data()) != 1)
        unavailable(digest);
    return context;
}

template <std::size_t Size>
std::array<std::byte, Size> hmac(EVP_MAC_CTX *context, const char *digest, Bytes key,
                                 std::initializer_list<Bytes> pieces)
{
    // An empty key is a legal key, but a null one means "the previous key" here.
    static constexpr std::uint8_t kNothing = 0;
    bool good = EVP_MAC_init(context, key.empty() ? &kNothing : raw(key), key.size(), nullptr) == 1;
    for (const Bytes piece : pieces)
        good = good && EVP_MAC_update(context, raw(piece), piece.size()) == 1;
    std::array<std::byte, Size> code{};
    std::size_t size = 0;
    good = good &&
           EVP_MAC_final(context, reinterpret_cast<std::uint8_t *>(code.data()), &size, code.size()) == 1;
    if (!good || size != code.size())
        unavailable(digest);
    return code;
}

} // namespace

HmacSha1 hmacSha1(Bytes key, std::initializer_list<Bytes> pieces)
{
    thread_local const std::unique_ptr<EVP_MAC_CTX, Deleter> context(contextFor("SHA1"));
    return hmac<20>(context.get(), "SHA1", key, pieces);
}

HmacSha256 hmacSha256(Bytes key, std::initializer_list<Bytes> pieces)
{
    thread_local const std::unique_ptr<EVP_MAC_CTX, Deleter> context(contextFor("SHA256"));
    return hmac<32>(context.get(), "SHA256", key, pieces);
}

bool equalInConstantTime(Bytes a, Bytes b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace turnpike::stun
