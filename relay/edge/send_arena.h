// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace turnpike::edge {

/// Bytes that have to stay where they are until what was sent has left. Its memory is kept for the next turn,
/// so that nothing is allocated once a worker has seen its busiest one.
class SendArena {
public:
    /// A copy that stays until clear().
    [[nodiscard]] Bytes keep(Bytes bytes)
    {
        if (m_blocks.empty() || m_used + bytes.size() > kBlock)
            nextBlock();
        std::byte *const at = m_blocks[m_current].get() + m_used;
        std::ranges::copy(bytes, at);
        m_used += bytes.size();
        return {at, bytes.size()};
    }
    void clear()
    {
        m_current = 0;
        m_used = 0;
    }

    /// Longer than any datagram.
    static constexpr std::size_t kBlock = 128 * 1024;

private:
    void nextBlock()
    {
        if (!m_blocks.empty())
            ++m_current;
        if (m_current == m_blocks.size())
            m_blocks.push_back(std::make_unique_for_overwrite<std::byte[]>(kBlock));
        m_used = 0;
    }

    std::vector<std::unique_ptr<std::byte[]>> m_blocks;
    std::size_t m_current = 0;
    std::size_t m_used = 0;
};

} // namespace turnpike::edge
