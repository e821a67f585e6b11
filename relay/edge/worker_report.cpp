// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/allocation_key.h"
#include "relay/edge/worker.h"

#include <algorithm>

namespace turnpike::edge {

namespace {

constexpr std::size_t kPeersShown = 4;
/// Slots looked at between two turns of the loop.
constexpr std::uint32_t kReportedAtOnce = 256;

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
    row.transport = name(tuple.transport);
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

void Worker::report(std::chrono::nanoseconds toWall, Reported reported)
{
    m_reports.push_back({toWall, std::move(reported), {}, 0});
    m_reports.back().report.allocations.reserve(m_server.allocationCount());
}

// What a socket lost is added when it is looked at and when it closes, so that the totals are whole at the
// end of a report and never go back.
void Worker::countDrops(RelaySocket &relay)
{
    const std::uint64_t toClient = relay.droppedFromPeers();
    m_droppedToPeers += relay.droppedToPeer - relay.countedToPeer;
    m_droppedToClients += toClient - relay.countedToClient;
    relay.countedToPeer = relay.droppedToPeer;
    relay.countedToClient = toClient;
}

void Worker::continueReport()
{
    if (m_reports.empty())
        return;
    PendingReport &pending = m_reports.front();
    WorkerReport &report = pending.report;
    const auto next =
        m_server.forSomeAllocations(pending.next, kReportedAtOnce, [&](const turn::AllocationView &view) {
            EngineDrops dropped;
            if (RelaySocket *relay = relayOf(view.id)) {
                countDrops(*relay);
                dropped = {relay->countedToPeer, relay->countedToClient};
            }
            report.allocations.push_back(describe(view, pending.toWall, dropped));
        });
    if (next) {
        pending.next = *next;
        return;
    }
    std::sort(report.allocations.begin(), report.allocations.end(),
              [](const auto &left, const auto &right) { return left.key < right.key; });
    report.counters = m_server.counters();
    report.counters.malformedMessages += m_brokenStreams;
    for (std::size_t i = 0; i < report.turnedAway.size(); ++i)
        report.turnedAway[i] = m_door.count(static_cast<TurnedAway>(i));
    std::uint64_t droppedFromClients = m_droppedFromClients;
    for (const auto &listener : m_listeners) {
        if (!listener)
            continue;
        report.allocationsPerListener[listener->id()] += listener->allocations;
        droppedFromClients += listener->receiveDrops();
    }
    report.counters.fromClients.droppedPackets += m_droppedToPeers + droppedFromClients;
    report.counters.toClients.droppedPackets += m_droppedToClients;
    pending.reported(std::move(report));
    m_reports.pop_front();
}

} // namespace turnpike::edge
