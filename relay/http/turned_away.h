// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <cstddef>
#include <cstdint>

namespace turnpike::http {

/// Why the management interface or the metrics turned somebody away: one cause for each of the limits
/// (model::ManagementLimits).
enum class TurnedAway : std::uint8_t {
    StrangerConnections, ///< an older connection of a stranger ended for a newer one
    KnownConnections,    ///< a client with a certificate was refused one more connection
    LiveStreams,
    SlowLiveStream,  ///< cut, since its client did not read
    Requests,        ///< more a second than a client may make
    MetricsRequests, ///< the same of /metrics
    PendingBytes,    ///< a connection ended, since too much was kept for its client
    RequestTooLarge, ///< header or body
    Validations      ///< too many configurations waited to be validated
};
inline constexpr std::size_t kTurnedAwayCauses = std::size_t(TurnedAway::Validations) + 1;

/// The name in metrics; few of them, whoever asks.
[[nodiscard]] constexpr const char *nameOf(TurnedAway cause)
{
    constexpr std::array<const char *, kTurnedAwayCauses> kNames = {
        "stranger_connections", "known_connections", "live_streams",      "slow_live_stream", "requests",
        "metrics_requests",     "pending_bytes",     "request_too_large", "validations"};
    return kNames[std::size_t(cause)];
}

/// How often each happened since the relay started. Lives on the management's thread.
class TurnedAwayCounts {
public:
    void add(TurnedAway cause) { ++m_counts[std::size_t(cause)]; }
    [[nodiscard]] quint64 of(TurnedAway cause) const { return m_counts[std::size_t(cause)]; }

private:
    std::array<quint64, kTurnedAwayCauses> m_counts{};
};

} // namespace turnpike::http
