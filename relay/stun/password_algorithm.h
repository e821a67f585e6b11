// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/byte_order.h"

#include <array>
#include <cstdint>
#include <optional>

namespace turnpike::stun {

/// IANA "STUN Password Algorithms", RFC 8489 section 18.5: how a long-term key is made of a password.
enum class PasswordAlgorithm : std::uint16_t { Md5 = 0x0001, Sha256 = 0x0002 };

/// The value of PASSWORD-ALGORITHM, and one entry of PASSWORD-ALGORITHMS, RFC 8489 sections 14.11 and 14.12.
/// Neither algorithm has parameters.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |          Algorithm            |  Length of parameters, zero   |
///     +-------------------------------+-------------------------------+
struct PasswordAlgorithmValue {
    static constexpr std::size_t kSize = 4;

    [[nodiscard]] static constexpr std::array<std::byte, kSize> encode(PasswordAlgorithm algorithm)
    {
        std::array<std::byte, kSize> value{};
        storeBig16(value.data(), static_cast<std::uint16_t>(algorithm));
        return value;
    }
    /// Nothing for an algorithm that is not named above, and when there are parameters.
    [[nodiscard]] static constexpr std::optional<PasswordAlgorithm> decode(Bytes value)
    {
        if (value.size() != kSize || loadBig16(value.data() + 2) != 0)
            return std::nullopt;
        switch (const auto algorithm = static_cast<PasswordAlgorithm>(loadBig16(value.data()))) {
        case PasswordAlgorithm::Md5:
        case PasswordAlgorithm::Sha256:
            return algorithm;
        }
        return std::nullopt;
    }
};

} // namespace turnpike::stun
