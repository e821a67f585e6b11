// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/sealed_box.h"

#include "core/base/random.h"

#include <openssl/evp.h>

#include <memory>
#include <span>

namespace turnpike::store {

namespace {

constexpr char kMark[] = "TPS1";
constexpr qsizetype kMarkSize = 4;
constexpr qsizetype kNonceSize = 12;
constexpr qsizetype kTagSize = 16;
constexpr qsizetype kKeySize = 32;
constexpr qsizetype kFront = kMarkSize + kNonceSize + kTagSize;

struct ContextDeleter {
    void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter>;

unsigned char *bytesOf(QByteArray &bytes, qsizetype at = 0)
{
    return reinterpret_cast<unsigned char *>(bytes.data()) + at;
}

const unsigned char *bytesOf(const QByteArray &bytes, qsizetype at = 0)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData()) + at;
}

tl::unexpected<Error> cipherFailed()
{
    return fail(Error::Code::Internal, "the system's cryptography refused to work (AES-256-GCM)");
}

} // namespace

Result<QByteArray> seal(const QByteArray &key, const QByteArray &content, const QByteArray &label)
{
    QByteArray sealed(kFront + content.size(), '\0');
    std::copy(kMark, kMark + kMarkSize, sealed.begin());
    fillRandom(
        std::as_writable_bytes(std::span(sealed.data() + kMarkSize, static_cast<std::size_t>(kNonceSize))));
    const Context context(EVP_CIPHER_CTX_new());
    int written = 0;
    const bool isDone = key.size() == kKeySize && context &&
                        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytesOf(key),
                                           bytesOf(sealed, kMarkSize)) == 1 &&
                        EVP_EncryptUpdate(context.get(), nullptr, &written, bytesOf(label),
                                          static_cast<int>(label.size())) == 1 &&
                        EVP_EncryptUpdate(context.get(), bytesOf(sealed, kFront), &written, bytesOf(content),
                                          static_cast<int>(content.size())) == 1 &&
                        EVP_EncryptFinal_ex(context.get(), bytesOf(sealed, sealed.size()), &written) == 1 &&
                        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize,
                                            bytesOf(sealed, kMarkSize + kNonceSize)) == 1;
    return isDone ? Result<QByteArray>(std::move(sealed)) : cipherFailed();
}

Result<QByteArray> unseal(const QByteArray &key, const QByteArray &sealed, const QByteArray &label)
{
    const auto refused = [] {
        return fail(Error::Code::Io, "what was sealed was changed, or sealed with another key", {}, {},
                    "put back state.key and the database from the same backup");
    };
    if (sealed.size() < kFront || !sealed.startsWith(kMark))
        return refused();
    QByteArray content(sealed.size() - kFront, '\0');
    QByteArray tag = sealed.mid(kMarkSize + kNonceSize, kTagSize);
    const Context context(EVP_CIPHER_CTX_new());
    int written = 0;
    const bool isReady = key.size() == kKeySize && context &&
                         EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytesOf(key),
                                            bytesOf(sealed, kMarkSize)) == 1 &&
                         EVP_DecryptUpdate(context.get(), nullptr, &written, bytesOf(label),
                                           static_cast<int>(label.size())) == 1;
    if (!isReady)
        return cipherFailed();
    const bool isGenuine =
        EVP_DecryptUpdate(context.get(), bytesOf(content), &written, bytesOf(sealed, kFront),
                          static_cast<int>(content.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, bytesOf(tag)) == 1 &&
        EVP_DecryptFinal_ex(context.get(), bytesOf(content, content.size()), &written) == 1;
    return isGenuine ? Result<QByteArray>(std::move(content)) : refused();
}

} // namespace turnpike::store
