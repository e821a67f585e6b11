// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/five_tuple.h"
#include "core/base/time.h"

#include <list>
#include <optional>
#include <unordered_map>

namespace turnpike::edge {

/// Paths whose messages the kernel gives to this worker while another one has the allocation: that of a
/// client that moved (RFC 8016). Remembered as long as they are used; as many as there is room for.
class PassedOnPaths {
public:
    static constexpr std::size_t kMost = 8192;

    [[nodiscard]] bool isEmpty() const { return m_byTuple.empty(); }
    [[nodiscard]] std::size_t size() const { return m_byTuple.size(); }
    /// Who has its allocation; asking is using.
    [[nodiscard]] std::optional<int> workerOf(MonotonicTime now, const FiveTuple &path);
    /// Those that nobody used for so long are forgotten.
    void set(MonotonicTime now, const FiveTuple &path, int worker, std::chrono::seconds unused);
    void forget(const FiveTuple &path);

private:
    struct Entry {
        FiveTuple path;
        int worker = 0;
        MonotonicTime used;
    };
    std::list<Entry> m_entries; ///< the one that was used last stands last
    std::unordered_map<FiveTuple, std::list<Entry>::iterator> m_byTuple;
};

} // namespace turnpike::edge
