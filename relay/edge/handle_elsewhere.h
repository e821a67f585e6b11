// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace turnpike::edge {

/// ClientPath::handle of a connection that another worker has: its number there, and whose it is.
struct HandleElsewhere {
    [[nodiscard]] static constexpr std::uint32_t of(int worker, std::uint32_t handle)
    {
        return kIsElsewhere | static_cast<std::uint32_t>(worker) << kHandleBits | handle;
    }
    [[nodiscard]] static constexpr bool is(std::uint32_t handle) { return (handle & kIsElsewhere) != 0; }
    [[nodiscard]] static constexpr int workerOf(std::uint32_t handle)
    {
        return static_cast<int>((handle & ~kIsElsewhere) >> kHandleBits);
    }
    [[nodiscard]] static constexpr std::uint32_t handleOf(std::uint32_t handle)
    {
        return handle & (kMostHandles - 1);
    }

    /// More than a process has descriptors.
    static constexpr std::uint32_t kHandleBits = 22;
    static constexpr std::uint32_t kMostHandles = std::uint32_t{1} << kHandleBits;
    static constexpr int kMostWorkers = 1 << (31 - kHandleBits);

private:
    static constexpr std::uint32_t kIsElsewhere = std::uint32_t{1} << 31;
};

} // namespace turnpike::edge
