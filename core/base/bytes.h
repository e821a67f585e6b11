// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace turnpike {

/// Bytes that lie somewhere else; whoever hands them over says for how long.
using Bytes = std::span<const std::byte>;

} // namespace turnpike
