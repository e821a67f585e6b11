// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace turnpike {

/// May the network cut a datagram in pieces? When it may not, one that is too large is lost, and perhaps the
/// sender hears of it: that is how programs find out what fits (RFC 8899).
enum class Fragmentation : std::uint8_t { Allowed, Forbidden };

} // namespace turnpike
