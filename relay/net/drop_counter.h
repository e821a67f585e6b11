// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace turnpike::net {

/// What a socket lost for lack of room, from the count that comes with its datagrams and begins anew at 2^32.
class DropCounter {
public:
    /// How many since the last call.
    [[nodiscard]] std::uint64_t take(std::uint32_t dropsSoFar)
    {
        const std::uint32_t since = dropsSoFar - m_last;
        m_last = dropsSoFar;
        return since;
    }

private:
    std::uint32_t m_last = 0;
};

} // namespace turnpike::net
