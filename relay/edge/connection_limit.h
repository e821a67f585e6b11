// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

#include <mutex>
#include <unordered_map>

namespace turnpike::edge {

/// How many TCP connections each source address holds, over all workers. Any thread.
class ConnectionLimit {
public:
    /// Counts one connection, unless the source holds `limit` already; 0 means no limit.
    [[nodiscard]] bool admit(const IpAddress &source, int limit);
    void release(const IpAddress &source);

private:
    std::mutex m_mutex;
    std::unordered_map<IpAddress, int> m_perSource;
};

} // namespace turnpike::edge
