// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"
#include "relay/turn/server.h"

namespace turnpike::edge {

/// The key's layout: 8 bits of worker, 32 of generation, 24 of slot.
inline constexpr int kMostWorkers = 256;

[[nodiscard]] constexpr live::AllocationKey keyOf(int worker, turn::AllocationId allocation)
{
    return {static_cast<std::uint64_t>(worker) << 56 | std::uint64_t{allocation.generation} << 24 |
            (allocation.slot & 0xFFFFFFU)};
}

[[nodiscard]] constexpr int workerOf(live::AllocationKey key)
{
    return static_cast<int>(key.value >> 56);
}

[[nodiscard]] constexpr turn::AllocationId allocationOf(live::AllocationKey key)
{
    return {static_cast<std::uint32_t>(key.value & 0xFFFFFFU), static_cast<std::uint32_t>(key.value >> 24)};
}

} // namespace turnpike::edge
