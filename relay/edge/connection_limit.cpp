// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/connection_limit.h"

namespace turnpike::edge {

bool ConnectionLimit::admit(const IpAddress &source, int limit)
{
    const std::lock_guard lock(m_mutex);
    int &count = m_perSource[sourceNumber(source)];
    if (limit > 0 && count >= limit)
        return false;
    ++count;
    return true;
}

void ConnectionLimit::release(const IpAddress &source)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_perSource.find(sourceNumber(source));
    if (found != m_perSource.end() && --found->second <= 0)
        m_perSource.erase(found);
}

} // namespace turnpike::edge
