// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace turnpike::edge {

/// What a connection could not send yet. Media that waits too long is worth nothing, so relayed
/// packets are bounded by age as well as by size; answers to the client's own requests are bounded
/// by size only, and what is queued is always sent whole.
class OutputQueue {
public:
    enum class Kind : std::uint8_t { Answer, Relayed };
    static constexpr std::size_t kMostRelayed = 512 * 1024;
    static constexpr std::size_t kMostBytes = 1024 * 1024;
    static constexpr std::chrono::milliseconds kOldestRelayed{250};

    /// Whether a message that arrives now may be queued, or must be dropped.
    [[nodiscard]] bool accepts(MonotonicTime now, Kind kind, std::size_t size) const;
    void push(MonotonicTime now, std::span<const std::byte> bytes);
    [[nodiscard]] bool isEmpty() const { return m_bytes.size() == m_sent; }
    [[nodiscard]] std::size_t size() const { return m_bytes.size() - m_sent; }
    /// All that waits, in order; valid until the next call that is not const.
    [[nodiscard]] std::span<const std::byte> pending() const { return std::span(m_bytes).subspan(m_sent); }
    void consume(std::size_t count);

private:
    struct Entry {
        MonotonicTime queued;
        std::uint64_t end = 0; ///< position of its last byte + 1, counted since the connection began
    };
    std::vector<std::byte> m_bytes;
    std::size_t m_sent = 0;
    std::deque<Entry> m_entries;
    std::uint64_t m_pushed = 0;
    std::uint64_t m_consumed = 0;
};

} // namespace turnpike::edge
