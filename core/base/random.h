// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace turnpike {

/// Fills with unpredictable bytes from the kernel. Ends the program when the kernel has none to give:
/// guessable ports, tokens and nonces are worse than no relay.
void fillRandom(std::span<std::byte> bytes);

/// An unpredictable number in [0, bound), every one as likely as the other; `bound` > 0.
[[nodiscard]] std::uint32_t randomBelow(std::uint32_t bound);

} // namespace turnpike
