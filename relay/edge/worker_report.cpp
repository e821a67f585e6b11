// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/allocation_key.h"
#include "relay/edge/worker.h"

#include <algorithm>

namespace turnpike::edge {

namespace {

constexpr std::size_t kPeersShown = 4;

live::Traffic trafficOf(const turn::TrafficCounters &counters, std::uint64_t droppedByEngine)
{
    return {counters.packets, counters.bytes, counters.droppedPackets + droppedByEngine};
}

WallTime wallTimeOf(MonotonicTime time, std::chrono::nanoseconds toWall)
{
    return WallTime(std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch() + toWall));
}

std::uint16_t clamped(std::size_t count)
{
    return static_cast<std::uint16_t>(std::min<std::size_t>(count, 0xFFFF));
}

} // namespace

live::Allocation Worker::describe(const turn::AllocationView &view, std::chrono::nanoseconds toWall,
                                  EngineDrops dropped) const
{
    const auto &tuple = view.path.tuple;
    live::Allocation row;
    row.key = keyOf(m_index, view.id);
    row.username = view.username;
    row.separator = static_cast<unsigned char>(view.separator);
    row.realm = view.realm;
    row.transport = turn::name(tuple.transport);
    row.dialect = "rfc";
    row.client = tuple.client;
    row.server = tuple.server;
    row.relayed = view.relayed;
    row.created = wallTimeOf(view.created, toWall);
    row.worker = static_cast<std::uint16_t>(m_index);
    row.counters.fromClient = trafficOf(view.fromClient, dropped.toPeer);
    row.counters.toClient = trafficOf(view.toClient, dropped.toClient);
    row.counters.expires = wallTimeOf(view.expires, toWall);
    row.counters.permissions = clamped(view.permissions);
    row.counters.channels = clamped(view.channels);
    const auto recent = view.recentPeers.last(std::min(view.recentPeers.size(), kPeersShown));
    row.counters.peers.assign(recent.rbegin(), recent.rend());
    return row;
}

WorkerReport Worker::report(std::chrono::nanoseconds toWall) const
{
    WorkerReport report;
    report.counters = m_server.counters();
    report.counters.malformedMessages += m_brokenStreams;
    for (std::size_t i = 0; i < report.turnedAway.size(); ++i)
        report.turnedAway[i] = m_door.count(static_cast<TurnedAway>(i));
    report.allocations.reserve(m_server.allocationCount());
    std::uint64_t droppedInward = m_droppedToPeers + m_droppedFromClients;
    std::uint64_t droppedOutward = m_droppedToClients;
    m_server.forEachAllocation([&](const turn::AllocationView &view) {
        EngineDrops dropped;
        if (const RelaySocket *relay = relayOf(view.id))
            dropped = {relay->droppedToPeer, relay->droppedFromPeers()};
        droppedInward += dropped.toPeer;
        droppedOutward += dropped.toClient;
        report.allocations.push_back(describe(view, toWall, dropped));
    });
    std::sort(report.allocations.begin(), report.allocations.end(),
              [](const auto &left, const auto &right) { return left.key < right.key; });
    for (const auto &listener : m_listeners) {
        if (!listener)
            continue;
        report.allocationsPerListener[listener->id()] += listener->allocations;
        droppedInward += listener->receiveDrops();
    }
    report.counters.fromClients.droppedPackets += droppedInward;
    report.counters.toClients.droppedPackets += droppedOutward;
    return report;
}

} // namespace turnpike::edge
