// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace turnpike::turn {

/// One deadline per slot, the earliest first: a binary heap that knows where each slot stands, so that
/// a refresh moves an entry instead of leaving an old one behind.
class DeadlineQueue {
public:
    struct Entry {
        MonotonicTime when;
        std::uint32_t slot = 0;
    };

    /// Adds the slot, or moves it.
    void set(std::uint32_t slot, MonotonicTime when);
    void remove(std::uint32_t slot);
    [[nodiscard]] std::optional<Entry> earliest() const;

private:
    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
    void place(std::size_t position, Entry entry);
    void siftUp(std::size_t position, Entry entry);
    void siftDown(std::size_t position, Entry entry);

    std::vector<Entry> m_heap;
    std::vector<std::size_t> m_positions; ///< by slot
};

} // namespace turnpike::turn
