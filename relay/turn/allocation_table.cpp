// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/allocation_table.h"

namespace turnpike::turn {

AllocationId AllocationTable::reserveId()
{
    if (m_free.empty()) {
        m_slots.emplace_back();
        return {static_cast<std::uint32_t>(m_slots.size() - 1), m_slots.back().generation};
    }
    const std::uint32_t slot = m_free.back();
    m_free.pop_back();
    return {slot, m_slots[slot].generation};
}

void AllocationTable::giveBack(AllocationId id)
{
    ++m_slots[id.slot].generation;
    m_free.push_back(id.slot);
}

Allocation &AllocationTable::insert(std::unique_ptr<Allocation> allocation)
{
    Allocation &inserted = *allocation;
    m_slots[inserted.id.slot].allocation = std::move(allocation);
    addPath(inserted, inserted.path.tuple);
    ++m_size;
    reschedule(inserted);
    return inserted;
}

std::unique_ptr<Allocation> AllocationTable::take(AllocationId id)
{
    if (find(id) == nullptr)
        return nullptr;
    std::unique_ptr<Allocation> taken = std::move(m_slots[id.slot].allocation);
    removePath(*taken, taken->path.tuple);
    if (taken->mobility && taken->mobility->arrival)
        removePath(*taken, taken->mobility->arrival->path.tuple);
    --m_size;
    m_deadlines.remove(id.slot);
    giveBack(id);
    return taken;
}

void AllocationTable::addPath(const Allocation &allocation, const FiveTuple &tuple)
{
    m_byTuple.emplace(tuple, allocation.id.slot);
}

void AllocationTable::removePath(const Allocation &allocation, const FiveTuple &tuple)
{
    const auto found = m_byTuple.find(tuple);
    if (found != m_byTuple.end() && found->second == allocation.id.slot)
        m_byTuple.erase(found);
}

Allocation *AllocationTable::find(const FiveTuple &tuple) const
{
    const auto found = m_byTuple.find(tuple);
    return found == m_byTuple.end() ? nullptr : m_slots[found->second].allocation.get();
}

Allocation *AllocationTable::find(AllocationId id) const
{
    const bool isCurrent = id.slot < m_slots.size() && m_slots[id.slot].generation == id.generation;
    return isCurrent ? m_slots[id.slot].allocation.get() : nullptr;
}

void AllocationTable::reschedule(Allocation &allocation)
{
    allocation.due = allocation.nextEnd();
    m_deadlines.set(allocation.id.slot, allocation.due);
}

std::optional<MonotonicTime> AllocationTable::nextDeadline() const
{
    const auto earliest = m_deadlines.earliest();
    return earliest ? std::optional(earliest->when) : std::nullopt;
}

Allocation *AllocationTable::due(MonotonicTime now) const
{
    const auto earliest = m_deadlines.earliest();
    return earliest && earliest->when <= now ? m_slots[earliest->slot].allocation.get() : nullptr;
}

} // namespace turnpike::turn
