// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bucket_table.h"
#include "core/base/ip_address.h"

namespace turnpike::turn {

/// How much is answered to those who have shown nothing yet: so much a second for each network and so much
/// for all. What goes to an address that never asked stays small, and a flood of requests leaves the calls
/// their processor. A network from which somebody signed in lately is served even when strangers of the whole
/// world have used up what there is for all. Fixed memory.
class AnswerBudget {
public:
    /// Bytes a second; 0: no limit.
    struct Limits {
        int ofNetwork = 0;
        int inAll = 0;
    };
    enum class Verdict : std::uint8_t { Answer, NetworkIsOver, AllAreOver };

    static constexpr std::chrono::seconds kBurst{1};
    static constexpr std::chrono::hours kRemembered{1};
    static constexpr std::size_t kNetworks = 4096;

    /// What so many bytes take out of a bucket that fills at this rate.
    [[nodiscard]] static InjectedClock::duration timeFor(std::size_t bytes, int bytesPerSecond);

    explicit AnswerBudget(std::uint64_t secret)
        : m_networks(kNetworks, secret)
    {
    }
    /// May a request from there be answered? Changes nothing: whoever is refused costs a look-up.
    [[nodiscard]] Verdict judge(MonotonicTime now, const IpAddress &source, Limits limits) const;
    /// So many bytes were answered.
    void charge(MonotonicTime now, const IpAddress &source, std::size_t bytes, Limits limits);
    /// Somebody there signed in.
    void noteKnown(MonotonicTime now, const IpAddress &source);

private:
    Bucket m_all;
    BucketTable m_networks;
};

} // namespace turnpike::turn
