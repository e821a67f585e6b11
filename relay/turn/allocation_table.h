// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/turn/allocation.h"
#include "relay/turn/deadline_queue.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace turnpike::turn {

/// The allocations of one Server, found by five-tuple and by id, with one deadline each.
class AllocationTable {
public:
    /// An id that is free until insert() or giveBack().
    [[nodiscard]] AllocationId reserveId();
    void giveBack(AllocationId id);

    /// `allocation.id` comes from reserveId(). The reference lives until take().
    Allocation &insert(std::unique_ptr<Allocation> allocation);
    /// Takes it out of every index; null when there is none.
    [[nodiscard]] std::unique_ptr<Allocation> take(AllocationId id);

    /// The allocation is found under a second five-tuple, too, that no other has.
    void addPath(const Allocation &allocation, const FiveTuple &tuple);
    /// It is not found under this one any more.
    void removePath(const Allocation &allocation, const FiveTuple &tuple);

    [[nodiscard]] Allocation *find(const FiveTuple &tuple) const;
    [[nodiscard]] Allocation *find(AllocationId id) const;
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// One past the highest slot.
    [[nodiscard]] std::uint32_t slots() const { return static_cast<std::uint32_t>(m_slots.size()); }
    /// Null when the slot is free.
    [[nodiscard]] Allocation *atSlot(std::uint32_t slot) const { return m_slots[slot].allocation.get(); }
    template <class Visit>
    void forEach(Visit visit) const
    {
        for (const Slot &slot : m_slots) {
            if (slot.allocation)
                visit(*slot.allocation);
        }
    }

    /// To be called when something in the allocation may now end earlier than before.
    void reschedule(Allocation &allocation);
    [[nodiscard]] std::optional<MonotonicTime> nextDeadline() const;
    /// An allocation whose deadline is not after `now`; null when there is none.
    [[nodiscard]] Allocation *due(MonotonicTime now) const;

private:
    struct Slot {
        std::uint32_t generation = 1;
        std::unique_ptr<Allocation> allocation;
    };
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_free;
    std::unordered_map<FiveTuple, std::uint32_t> m_byTuple;
    std::size_t m_size = 0;
    DeadlineQueue m_deadlines;
};

} // namespace turnpike::turn
