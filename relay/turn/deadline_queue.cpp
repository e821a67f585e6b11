// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/deadline_queue.h"

namespace turnpike::turn {

void DeadlineQueue::set(std::uint32_t slot, MonotonicTime when)
{
    if (slot >= m_positions.size())
        m_positions.resize(slot + 1, kNowhere);
    std::size_t position = m_positions[slot];
    if (position == kNowhere) {
        position = m_heap.size();
        m_heap.push_back({when, slot});
    }
    if (position > 0 && when < m_heap[(position - 1) / 2].when)
        siftUp(position, {when, slot});
    else
        siftDown(position, {when, slot});
}

void DeadlineQueue::remove(std::uint32_t slot)
{
    if (slot >= m_positions.size() || m_positions[slot] == kNowhere)
        return;
    const std::size_t position = m_positions[slot];
    const Entry last = m_heap.back();
    m_heap.pop_back();
    m_positions[slot] = kNowhere;
    if (last.slot != slot) {
        m_positions[last.slot] = position;
        set(last.slot, last.when);
    }
}

std::optional<DeadlineQueue::Entry> DeadlineQueue::earliest() const
{
    return m_heap.empty() ? std::nullopt : std::optional(m_heap.front());
}

void DeadlineQueue::place(std::size_t position, Entry entry)
{
    m_heap[position] = entry;
    m_positions[entry.slot] = position;
}

void DeadlineQueue::siftUp(std::size_t position, Entry entry)
{
    while (position > 0) {
        const std::size_t parent = (position - 1) / 2;
        if (m_heap[parent].when <= entry.when)
            break;
        place(position, m_heap[parent]);
        position = parent;
    }
    place(position, entry);
}

void DeadlineQueue::siftDown(std::size_t position, Entry entry)
{
    for (;;) {
        std::size_t child = 2 * position + 1;
        if (child + 1 < m_heap.size() && m_heap[child + 1].when < m_heap[child].when)
            ++child;
        if (child >= m_heap.size() || entry.when <= m_heap[child].when)
            break;
        place(position, m_heap[child]);
        position = child;
    }
    place(position, entry);
}

} // namespace turnpike::turn
