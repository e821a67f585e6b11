// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/turn/server.h"

#include <cstdint>
#include <optional>
#include <string>

namespace turnpike::edge {

/// The line that the log has for each call that ended: who, from where, how long, how much, why. Of very many
/// in a second only the first are written, and one line says how many were not.
class CallLines {
public:
    static constexpr int kMostInASecond = 50;

    /// Empty: too many ended in this second already.
    [[nodiscard]] std::string ended(const turn::AllocationView &call, turn::EndCause cause,
                                    MonotonicTime now);
    /// When rest() has something to say.
    [[nodiscard]] std::optional<MonotonicTime> restDue() const;
    /// How many ended without a line; empty: none.
    [[nodiscard]] std::string rest();

private:
    std::int64_t m_second = -1;
    int m_written = 0;
    std::uint64_t m_unwritten = 0;
};

/// "released by the client".
[[nodiscard]] std::string_view nameOf(turn::EndCause cause);

} // namespace turnpike::edge
