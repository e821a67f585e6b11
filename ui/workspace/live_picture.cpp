// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/live_picture.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <limits>

namespace turnpike::ui {

namespace {

constexpr double kBitsPerMegabit = 1e6;

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
    empty.fill(qfloat16(std::numeric_limits<float>::quiet_NaN()));
    m_rings.assign(m_snapshot->allocations.size(), empty);
    countPorts();
}

SharedPicture LivePicture::next(const LivePicture *before, live::SharedSnapshot snapshot)
{
    std::shared_ptr<LivePicture> picture(new LivePicture(std::move(snapshot)));
    if (before != nullptr && before->m_snapshot->epoch == picture->m_snapshot->epoch) {
        const auto elapsed = picture->m_snapshot->uptime - before->m_snapshot->uptime;
        const double seconds = std::chrono::duration<double>(elapsed).count();
        if (seconds > 0)
            picture->continueFrom(*before, seconds);
    }
    return picture;
}

void LivePicture::continueFrom(const LivePicture &before, double seconds)
{
    m_hasRates = true;
    m_ringPosition = (before.m_ringPosition + 1) % kSparkSamples;
    const live::Totals &now = m_snapshot->totals;
    const live::Totals &then = before.m_snapshot->totals;
    m_totalRates = {8 * perSecond(then.fromClients.bytes, now.fromClients.bytes, seconds),
                    8 * perSecond(then.toClients.bytes, now.toClients.bytes, seconds),
                    perSecond(then.fromClients.packets, now.fromClients.packets, seconds) +
                        perSecond(then.toClients.packets, now.toClients.packets, seconds),
                    perSecond(then.fromClients.droppedPackets, now.fromClients.droppedPackets, seconds) +
                        perSecond(then.toClients.droppedPackets, now.toClients.droppedPackets, seconds)};

    // Both are ordered by key, so one walk over both finds every pair.
    static const live::AllocationCounters kNothingYet;
    const auto &old = before.allocations();
    std::size_t oldIndex = 0;
    for (std::size_t i = 0; i < allocations().size(); ++i) {
        const live::Allocation &allocation = allocations()[i];
        while (oldIndex < old.size() && old[oldIndex].key < allocation.key)
            ++oldIndex;
        const bool isKnown = oldIndex < old.size() && old[oldIndex].key == allocation.key;
        m_rates[i] =
            ratesBetween(isKnown ? old[oldIndex].counters : kNothingYet, allocation.counters, seconds);
        if (isKnown)
            m_rings[i] = before.m_rings[oldIndex];
        m_rings[i][m_ringPosition] = qfloat16(static_cast<float>(m_rates[i].bits() / kBitsPerMegabit));
    }
}

void LivePicture::countPorts()
{
    std::bitset<65536> used;
    for (const live::Allocation &allocation : allocations())
        if (m_snapshot->relayPorts.contains(allocation.relayed.port))
            used.set(allocation.relayed.port.value);
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
        if (!std::isnan(value))
            bits.push_back(value * static_cast<float>(kBitsPerMegabit));
    }
}

} // namespace turnpike::ui
