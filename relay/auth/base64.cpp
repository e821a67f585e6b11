// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/base64.h"

#include <openssl/evp.h>

#include <algorithm>

namespace turnpike::auth {

std::string toBase64(Bytes bytes)
{
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0'); // OpenSSL adds a terminating zero
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char *>(text.data()),
                                     reinterpret_cast<const unsigned char *>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::optional<std::vector<std::byte>> fromBase64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    std::vector<std::byte> bytes(text.size() / 4 * 3);
    if (EVP_DecodeBlock(reinterpret_cast<unsigned char *>(bytes.data()),
                        reinterpret_cast<const unsigned char *>(text.data()),
                        static_cast<int>(text.size())) < 0)
        return std::nullopt;
    // OpenSSL decodes padding to zeros, and skips white space.
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    bytes.resize(bytes.size() - padding);
    if (toBase64(bytes) != text)
        return std::nullopt;
    return bytes;
}

} // namespace turnpike::auth
