// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/aes_gcm.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace turnpike::auth {

namespace {

struct Deleter {
    void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, Deleter>;

const unsigned char *raw(Bytes bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

unsigned char *raw(std::vector<std::byte> &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

int sizeOf(Bytes bytes)
{
    return static_cast<int>(bytes.size());
}

const EVP_CIPHER *cipherFor(Bytes key)
{
    return key.size() == AesGcm::kLongKey ? EVP_aes_256_gcm() : EVP_aes_128_gcm();
}

} // namespace

std::vector<std::byte> AesGcm::seal(Bytes key, Bytes nonce, Bytes associated, Bytes plain)
{
    const Context context(EVP_CIPHER_CTX_new());
    std::vector<std::byte> sealed(plain.size() + kTagSize);
    int size = 0;
    int unused = 0;
    const bool good =
        takesKey(key) && nonce.size() == kNonceSize && context &&
        EVP_EncryptInit_ex(context.get(), cipherFor(key), nullptr, raw(key), raw(nonce)) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &unused, raw(associated), sizeOf(associated)) == 1 &&
        EVP_EncryptUpdate(context.get(), raw(sealed), &size, raw(plain), sizeOf(plain)) == 1 &&
        EVP_EncryptFinal_ex(context.get(), raw(sealed) + size, &unused) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, raw(sealed) + plain.size()) == 1;
    if (!good) {
        std::fputs("turnpike: the crypto library does not encrypt with AES-GCM\n", stderr);
        std::abort();
    }
    return sealed;
}

std::optional<std::vector<std::byte>> AesGcm::open(Bytes key, Bytes nonce, Bytes associated, Bytes sealed)
{
    if (!takesKey(key) || nonce.size() != kNonceSize || sealed.size() < kTagSize)
        return std::nullopt;
    const Bytes text = sealed.first(sealed.size() - kTagSize);
    const Bytes tag = sealed.last(kTagSize);
    const Context context(EVP_CIPHER_CTX_new());
    std::vector<std::byte> plain(text.size() + EVP_MAX_BLOCK_LENGTH);
    int size = 0;
    int unused = 0;
    const bool good =
        context && EVP_DecryptInit_ex(context.get(), cipherFor(key), nullptr, raw(key), raw(nonce)) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &unused, raw(associated), sizeOf(associated)) == 1 &&
        EVP_DecryptUpdate(context.get(), raw(plain), &size, raw(text), sizeOf(text)) == 1 &&
        // It is only read; OpenSSL's function just happens to take no const pointer.
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize,
                            const_cast<unsigned char *>(raw(tag))) == 1 &&
        EVP_DecryptFinal_ex(context.get(), raw(plain) + size, &unused) == 1;
    if (!good)
        return std::nullopt;
    plain.resize(text.size());
    return plain;
}

} // namespace turnpike::auth
