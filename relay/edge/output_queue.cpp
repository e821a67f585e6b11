// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/output_queue.h"

namespace turnpike::edge {

bool OutputQueue::accepts(MonotonicTime now, Kind kind, std::size_t size) const
{
    if (kind == Kind::Answer)
        return this->size() + size <= kMostBytes;
    return this->size() + size <= kMostRelayed &&
           (m_entries.empty() || now - m_entries.front().queued <= kOldestRelayed);
}

void OutputQueue::push(MonotonicTime now, std::span<const std::byte> bytes)
{
    // Moved to the front only when the sent part is the larger one: each byte moves once on average.
    if (m_sent > m_bytes.size() / 2) {
        m_bytes.erase(m_bytes.begin(), m_bytes.begin() + static_cast<std::ptrdiff_t>(m_sent));
        m_sent = 0;
    }
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    m_pushed += bytes.size();
    m_entries.push_back({now, m_pushed});
}

void OutputQueue::consume(std::size_t count)
{
    m_sent += count;
    m_consumed += count;
    while (!m_entries.empty() && m_entries.front().end <= m_consumed)
        m_entries.pop_front();
    if (isEmpty()) {
        m_bytes.clear();
        m_sent = 0;
    }
}

} // namespace turnpike::edge
