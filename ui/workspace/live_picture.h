// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"

#include <qfloat16.h>

#include <array>
#include <chrono>
#include <optional>
#include <vector>

namespace turnpike::ui {

/// Rates of one allocation, worked out from two snapshots; smoothed over nothing, so that they are true.
struct AllocationRates {
    double bitsFromClient = 0; ///< bit/s of payload
    double bitsToClient = 0;
    double packetsFromClient = 0;
    double packetsToClient = 0;
    [[nodiscard]] double bits() const { return bitsFromClient + bitsToClient; }
};

class LivePicture;
using SharedPicture = std::shared_ptr<const LivePicture>;

/// One moment of the live view: a snapshot and what follows from it and the ones before. Immutable, so a
/// paused view keeps one while the next ones are worked out.
class LivePicture {
public:
    static constexpr int kSparkSamples = 60;
    /// Two snapshots further apart than this have an outage between them: what went on in it is not known,
    /// and an average over it is no rate.
    static constexpr std::chrono::milliseconds kLongestStep{3000};

    struct TotalRates {
        double bitsFromClients = 0;
        double bitsToClients = 0;
        double packets = 0;
        double droppedPackets = 0;
        [[nodiscard]] double bits() const { return bitsFromClients + bitsToClients; }
        /// Share of the packets that came and were not passed on.
        [[nodiscard]] double loss() const;
    };

    /// `before` may be null. The snapshot must not be.
    [[nodiscard]] static SharedPicture next(const LivePicture *before, live::SharedSnapshot snapshot);

    [[nodiscard]] const live::SharedSnapshot &snapshot() const { return m_snapshot; }
    [[nodiscard]] const std::vector<live::Allocation> &allocations() const { return m_snapshot->allocations; }
    [[nodiscard]] std::optional<std::size_t> indexOf(live::AllocationKey key) const;
    /// By index into allocations().
    [[nodiscard]] const AllocationRates &ratesAt(std::size_t index) const { return m_rates[index]; }
    [[nodiscard]] const TotalRates &totalRates() const { return m_totalRates; }
    /// False for the first picture of a relay's life and for the first one after an outage: one snapshot has
    /// counters, but no rates.
    [[nodiscard]] bool hasRates() const { return m_hasRates; }
    /// Bit rate of both directions, one value a second, oldest first; at most kSparkSamples. NaN stands for a
    /// second of which nothing is known.
    void sparkline(std::size_t index, std::vector<float> &bits) const;
    /// Different relay ports of the range that allocations hold.
    [[nodiscard]] int portsInUse() const { return m_portsInUse; }
    /// 0 … 1.
    [[nodiscard]] double portShare() const;

private:
    /// Mbit/s at half precision: three digits are enough for 20 pixels, and 10,000 rows need 1.2 MB.
    using Ring = std::array<qfloat16, kSparkSamples>;

    explicit LivePicture(live::SharedSnapshot snapshot);
    void continueFrom(const LivePicture &before, double seconds);
    void takeRings(const LivePicture &before, double seconds);
    void countPorts();

    live::SharedSnapshot m_snapshot;
    std::vector<AllocationRates> m_rates; ///< as allocations()
    std::vector<Ring> m_rings;            ///< as allocations(); all written at m_ringPosition
    std::size_t m_ringPosition = 0;
    TotalRates m_totalRates;
    int m_portsInUse = 0;
    bool m_hasRates = false;
};

} // namespace turnpike::ui
