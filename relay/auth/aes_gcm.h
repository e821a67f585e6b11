// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace turnpike::auth {

/// AEAD_AES_128_GCM and AEAD_AES_256_GCM of RFC 5116, by the length of the key.
struct AesGcm {
    static constexpr std::size_t kShortKey = 16;
    static constexpr std::size_t kLongKey = 32;
    static constexpr std::size_t kNonceSize = 12;
    static constexpr std::size_t kTagSize = 16;

    [[nodiscard]] static bool takesKey(Bytes key)
    {
        return key.size() == kShortKey || key.size() == kLongKey;
    }
    /// What was encrypted and its tag; `associated` is protected and not encrypted. No nonce is used twice
    /// with a key. Without a crypto library that can do this no relay can run: a failure ends the process.
    [[nodiscard]] static std::vector<std::byte> seal(Bytes key, Bytes nonce, Bytes associated, Bytes plain);
    /// Nothing when the tag does not fit to all the rest, or a length is none of the above.
    [[nodiscard]] static std::optional<std::vector<std::byte>> open(Bytes key, Bytes nonce, Bytes associated,
                                                                    Bytes sealed);
};

} // namespace turnpike::auth
