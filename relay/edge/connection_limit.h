// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/source_prefix.h"

#include <map>
#include <mutex>

namespace turnpike::edge {

/// How many TCP connections each source (core/base/source_prefix) holds, over all workers. Any thread.
class ConnectionLimit {
public:
    /// Counts one connection, unless the source holds `limit` already; 0 means no limit.
    [[nodiscard]] bool admit(const IpAddress &source, int limit);
    void release(const IpAddress &source);

private:
    std::mutex m_mutex;
    std::map<std::uint64_t, int> m_perSource; ///< by sourceNumber(); as many as hold one
};

} // namespace turnpike::edge
