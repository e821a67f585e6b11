// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/call_lines.h"

namespace turnpike::edge {

namespace {

std::string textOf(const turn::TrafficCounters &counters)
{
    return std::to_string(counters.packets) + " packets (" + std::to_string(counters.bytes) + " bytes)";
}

} // namespace

std::string_view nameOf(turn::EndCause cause)
{
    switch (cause) {
    case turn::EndCause::Released:
        return "released by the client";
    case turn::EndCause::Expired:
        return "not prolonged";
    case turn::EndCause::ConnectionClosed:
        return "its connection closed";
    case turn::EndCause::Killed:
        return "ended by an operator";
    case turn::EndCause::Drained:
        return "the time to drain was over";
    case turn::EndCause::Shutdown:
        return "the relay was stopped";
    case turn::EndCause::PolicyChanged:
        return "the configuration no longer allows it";
    }
    return {};
}

std::string CallLines::ended(const turn::AllocationView &call, turn::EndCause cause, MonotonicTime now)
{
    const std::int64_t second = now.time_since_epoch() / std::chrono::seconds(1);
    if (second != m_second) {
        m_second = second;
        m_written = 0;
    }
    if (m_written == kMostInASecond) {
        ++m_unwritten;
        return {};
    }
    ++m_written;
    const auto lasted = std::chrono::floor<std::chrono::seconds>(now - call.created).count();
    std::string line = "call from " + call.path.tuple.client.toString() + " over " +
                       std::string(name(call.path.tuple.transport)) + " ended after " +
                       std::to_string(lasted) + " s: " + std::string(nameOf(cause)) + "; " +
                       textOf(call.fromClient) + " from the client, " + textOf(call.toClient) + " to it, " +
                       std::to_string(call.fromClient.droppedPackets + call.toClient.droppedPackets) +
                       " dropped";
    // Last: whatever it is, all before it is as the relay says it.
    return line + "; user " + std::string(call.username);
}

std::optional<MonotonicTime> CallLines::restDue() const
{
    if (m_unwritten == 0)
        return std::nullopt;
    return MonotonicTime(std::chrono::seconds(m_second + 1));
}

std::string CallLines::rest()
{
    if (m_unwritten == 0)
        return {};
    return std::to_string(std::exchange(m_unwritten, 0)) +
           " more calls ended within a second, too many for a line each";
}

} // namespace turnpike::edge
