// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

namespace turnpike::stun {

/// 96 bits chosen by whoever starts a transaction; a response repeats them (RFC 8489 section 5).
using TransactionId = std::array<std::byte, 12>;

} // namespace turnpike::stun
