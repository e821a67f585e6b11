// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/live_picture.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <limits>

namespace turnpike::ui {

namespace {

constexpr double kBitsPerMegabit = 1e6;
constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

/// A counter that went back belongs to another life of the relay; then nothing is known.
double perSecond(std::uint64_t before, std::uint64_t after, double seconds)
{
    return after < before ? 0.0 : static_cast<double>(after - before) / seconds;
}

AllocationRates ratesBetween(const live::AllocationCounters &before, const live::AllocationCounters &after,
                             double seconds)
{
    return {8 * perSecond(before.fromClient.bytes, after.fromClient.bytes, seconds),
            8 * perSecond(before.toClient.bytes, after.toClient.bytes, seconds),
            perSecond(before.fromClient.packets, after.fromClient.packets, seconds),
            perSecond(before.toClient.packets, after.toClient.packets, seconds)};
}

/// Calls `visit(index, oldIndex)` for every allocation that was there before. Both are ordered by key, so one
/// walk over both finds every pair.
template <class Visit>
void visitKnown(const std::vector<live::Allocation> &now, const std::vector<live::Allocation> &old,
                const Visit &visit)
{
    std::size_t oldIndex = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        while (oldIndex < old.size() && old[oldIndex].key < now[i].key)
            ++oldIndex;
        if (oldIndex < old.size() && old[oldIndex].key == now[i].key)
            visit(i, oldIndex);
    }
}

} // namespace

double LivePicture::TotalRates::loss() const
{
    const double seen = packets + droppedPackets;
    return seen > 0 ? droppedPackets / seen : 0.0;
}

LivePicture::LivePicture(live::SharedSnapshot snapshot)
    : m_snapshot(std::move(snapshot))
    , m_rates(m_snapshot->allocations.size())
{
    Ring empty;
    empty.fill(qfloat16(kUnknown));
    m_rings.assign(m_snapshot->allocations.size(), empty);
    countPorts();
}

SharedPicture LivePicture::next(const LivePicture *before, live::SharedSnapshot snapshot)
{
    std::shared_ptr<LivePicture> picture(new LivePicture(std::move(snapshot)));
    if (before != nullptr && before->m_snapshot->epoch == picture->m_snapshot->epoch) {
        const auto elapsed = picture->m_snapshot->uptime - before->m_snapshot->uptime;
        const double seconds = std::chrono::duration<double>(elapsed).count();
        if (seconds > 0 && elapsed <= kLongestStep)
            picture->continueFrom(*before, seconds);
        else if (seconds > 0)
            picture->takeRings(*before, seconds);
    }
    return picture;
}

void LivePicture::takeRings(const LivePicture &before, double seconds)
{
    // As many places as seconds went by, or an outage would be as narrow as a second.
    const auto places = static_cast<std::size_t>(std::clamp<double>(std::round(seconds), 1, kSparkSamples));
    m_ringPosition = (before.m_ringPosition + places) % kSparkSamples;
    visitKnown(allocations(), before.allocations(), [&](std::size_t i, std::size_t old) {
        m_rings[i] = before.m_rings[old];
        for (std::size_t place = 1; place <= places; ++place)
            m_rings[i][(before.m_ringPosition + place) % kSparkSamples] = qfloat16(kUnknown);
    });
}

void LivePicture::continueFrom(const LivePicture &before, double seconds)
{
    m_hasRates = true;
    takeRings(before, seconds);
    const live::Totals &now = m_snapshot->totals;
    const live::Totals &then = before.m_snapshot->totals;
    m_totalRates = {8 * perSecond(then.fromClients.bytes, now.fromClients.bytes, seconds),
                    8 * perSecond(then.toClients.bytes, now.toClients.bytes, seconds),
                    perSecond(then.fromClients.packets, now.fromClients.packets, seconds) +
                        perSecond(then.toClients.packets, now.toClients.packets, seconds),
                    perSecond(then.fromClients.droppedPackets, now.fromClients.droppedPackets, seconds) +
                        perSecond(then.toClients.droppedPackets, now.toClients.droppedPackets, seconds)};

    std::vector<const live::AllocationCounters *> old(allocations().size(), nullptr);
    visitKnown(allocations(), before.allocations(), [&](std::size_t i, std::size_t oldIndex) {
        old[i] = &before.allocations()[oldIndex].counters;
    });
    static const live::AllocationCounters kNothingYet;
    for (std::size_t i = 0; i < allocations().size(); ++i) {
        m_rates[i] =
            ratesBetween(old[i] != nullptr ? *old[i] : kNothingYet, allocations()[i].counters, seconds);
        // A picture may be late by a second or two; the rate holds for all of them.
        const qfloat16 rate(static_cast<float>(m_rates[i].bits() / kBitsPerMegabit));
        std::size_t place = m_ringPosition;
        do {
            m_rings[i][place] = rate;
            place = (place + kSparkSamples - 1) % kSparkSamples;
        } while (old[i] != nullptr && place != before.m_ringPosition && place != m_ringPosition);
    }
}

void LivePicture::countPorts()
{
    std::bitset<65536> used;
    for (const live::Allocation &allocation : allocations()) {
        for (const TransportAddress &address : allocation.relayedAddresses()) {
            if (m_snapshot->relayPorts.contains(address.port))
                used.set(address.port.value);
        }
    }
    m_portsInUse = static_cast<int>(used.count());
}

double LivePicture::portShare() const
{
    const int size = m_snapshot->relayPorts.size();
    return size > 0 ? static_cast<double>(m_portsInUse) / size : 0.0;
}

std::optional<std::size_t> LivePicture::indexOf(live::AllocationKey key) const
{
    const auto &rows = allocations();
    const auto found = std::lower_bound(
        rows.begin(), rows.end(), key,
        [](const live::Allocation &row, live::AllocationKey wanted) { return row.key < wanted; });
    if (found == rows.end() || found->key != key)
        return std::nullopt;
    return static_cast<std::size_t>(found - rows.begin());
}

void LivePicture::sparkline(std::size_t index, std::vector<float> &bits) const
{
    bits.clear();
    const Ring &ring = m_rings[index];
    for (std::size_t i = 1; i <= kSparkSamples; ++i) {
        const float value = ring[(m_ringPosition + i) % kSparkSamples];
        // Before the call began there is nothing, not even a gap.
        if (!std::isnan(value) || !bits.empty())
            bits.push_back(value * static_cast<float>(kBitsPerMegabit));
    }
}

} // namespace turnpike::ui
