// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/passed_on_paths.h"

namespace turnpike::edge {

std::optional<int> PassedOnPaths::workerOf(MonotonicTime now, const FiveTuple &path)
{
    const auto found = m_byTuple.find(path);
    if (found == m_byTuple.end())
        return std::nullopt;
    found->second->used = now;
    m_entries.splice(m_entries.end(), m_entries, found->second);
    return found->second->worker;
}

void PassedOnPaths::set(MonotonicTime now, const FiveTuple &path, int worker, std::chrono::seconds unused)
{
    forget(path);
    while (!m_entries.empty() && (m_entries.size() >= kMost || m_entries.front().used + unused < now))
        forget(FiveTuple(m_entries.front().path));
    m_byTuple.emplace(path, m_entries.insert(m_entries.end(), {path, worker, now}));
}

void PassedOnPaths::forget(const FiveTuple &path)
{
    const auto found = m_byTuple.find(path);
    if (found == m_byTuple.end())
        return;
    m_entries.erase(found->second);
    m_byTuple.erase(found);
}

} // namespace turnpike::edge
