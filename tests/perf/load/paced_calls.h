// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/result.h"
#include "relay/net/file_descriptor.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace turnpike::perf {

/// Calls that sound like voice: each sends a packet every 20 ms through its channel, and the other end sends
/// it back at once. Counts what came back and how long that took, without the time that packets waited here:
/// the kernel stamps what arrives, and the time until this program looked is taken off.
class PacedCalls {
public:
    struct Options {
        TransportAddress server; ///< none: the two ends of a call send to each other, with no relay between
        std::string username;
        std::string password;
        int calls = 200;
    };
    struct Report {
        std::uint64_t sent = 0;
        std::uint64_t returned = 0;
        std::uint64_t overflowed = 0; ///< arrived and had no room in a buffer of this program: its own fault
        std::vector<double> roundTrips; ///< microseconds, ascending
        double latest = 0;              ///< milliseconds that the latest packet left after its time
        [[nodiscard]] double lossPercent() const;
        [[nodiscard]] double roundTrip(double share) const; ///< 0.99 gives p99
    };

    /// All calls are set up when this returns.
    [[nodiscard]] static Result<PacedCalls> open(const Options &options);

    /// `now and then` is called about ten times a second.
    [[nodiscard]] Report run(std::chrono::milliseconds duration, const std::function<void()> &nowAndThen);

private:
    struct Call {
        net::FileDescriptor caller;
        net::FileDescriptor callee;
    };
    PacedCalls() = default;
    void send(const Call &call, std::uint32_t number);
    void echo(int callee);
    void count(int caller, Report &report) const;
    void serve(std::chrono::microseconds longestWait, Report &report);
    [[nodiscard]] std::uint64_t overflows() const;

    bool m_hasRelay = false;
    std::vector<Call> m_calls;
    net::FileDescriptor m_poll;
    std::int64_t m_countedFrom = 0; ///< packets that left before are of an earlier run
};

} // namespace turnpike::perf
