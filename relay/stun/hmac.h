// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/byte_order.h"

#include <array>
#include <initializer_list>

namespace turnpike::stun {

using HmacSha1 = std::array<std::byte, 20>;
using HmacSha256 = std::array<std::byte, 32>;

/// The authentication code of the pieces, one after the other, as if they were one text. Without a
/// crypto library that can do this no relay can run: a failure there ends the process.
[[nodiscard]] HmacSha1 hmacSha1(Bytes key, std::initializer_list<Bytes> pieces);
[[nodiscard]] HmacSha256 hmacSha256(Bytes key, std::initializer_list<Bytes> pieces);

/// Compares in a time that depends on the length only. Different lengths are unequal.
[[nodiscard]] bool equalInConstantTime(Bytes a, Bytes b);

} // namespace turnpike::stun
