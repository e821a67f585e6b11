// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "relay/edge/line_limit.h"
#include "relay/edge/notice.h"

#include <array>
#include <cstddef>
#include <string>

namespace turnpike::edge {

/// Why a client was not let in, or had to leave before it had an allocation.
enum class TurnedAway : std::uint8_t {
    ByClientRules,
    TooManyConnections, ///< of its address
    NoRoom,             ///< the system had no descriptor or no memory for the connection
    ForeignProtocol,    ///< neither STUN nor ChannelData
    // Of connections that carry no allocation:
    MessageTooLong,
    AnswersUnread,
    MessageUnfinished,   ///< it began and did not end in time
    Silent,              ///< no message in time
    MadeRoom,            ///< for a newer one
    MadeRoomOfSource,    ///< for a newer one of the same address
    HandshakeFailed,     ///< of TLS or DTLS
    HandshakeUnfinished, ///< the same, in time
    HandshakesOfNetwork, ///< too many a second
    HandshakesInAll,     ///< the same
    // Of the PROXY protocol:
    HeaderOfStranger, ///< from somebody who is no trusted balancer
    NoProxyHeader,    ///< of a trusted balancer, or none in time
    // Not answered; the state machine counts the same, and is asked for the numbers.
    NetworkOverBudget,
    AllOverBudget,
    GuessNotTried
};
inline constexpr std::size_t kTurnedAwayCauses = 19;

/// Counts who was not let in, by cause, and says so: nothing disappears without a trace, and a flood makes no
/// flood of lines. One worker's.
class DoorKeeper {
public:
    explicit DoorKeeper(Notice notice)
        : m_notice(std::move(notice))
    {
    }
    /// `client` may be none: what the system refuses it does not introduce. `detail` ends the line.
    void turnAway(TurnedAway cause, const IpAddress &client, MonotonicTime now,
                  const std::string &detail = {});
    using Counts = std::array<std::uint64_t, kTurnedAwayCauses>; ///< by TurnedAway
    [[nodiscard]] const Counts &counts() const { return m_counts; }
    [[nodiscard]] std::uint64_t count(TurnedAway cause) const
    {
        return m_counts[static_cast<std::size_t>(cause)];
    }

private:
    Notice m_notice;
    Counts m_counts{};
    std::array<LineLimit, kTurnedAwayCauses> m_lines{};
};

} // namespace turnpike::edge
