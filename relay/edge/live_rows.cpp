// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/live_rows.h"

#include "relay/edge/allocation_key.h"

#include <algorithm>

namespace turnpike::edge {

namespace {

WallTime wallTimeOf(MonotonicTime time, std::chrono::nanoseconds toWall)
{
    return WallTime(std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch() + toWall));
}

live::Traffic trafficOf(const turn::TrafficCounters &counters)
{
    return {counters.packets, counters.bytes, counters.droppedPackets};
}

void addTraffic(live::Traffic &sum, const turn::TrafficCounters &part)
{
    sum.packets += part.packets;
    sum.bytes += part.bytes;
    sum.droppedPackets += part.droppedPackets;
}

void addTurnedAway(live::Totals &totals, const DoorKeeper::Counts &counts)
{
    const auto count = [&counts](TurnedAway cause) { return counts[static_cast<std::size_t>(cause)]; };
    totals.strangeClients += count(TurnedAway::ByClientRules);
    totals.connectionsOverLimit += count(TurnedAway::TooManyConnections);
    totals.connectionsNotOpened += count(TurnedAway::NoRoom);
    totals.foreignProtocols += count(TurnedAway::ForeignProtocol);
    totals.messagesTooLong += count(TurnedAway::MessageTooLong);
    totals.answersUnread += count(TurnedAway::AnswersUnread);
    totals.messagesUnfinished += count(TurnedAway::MessageUnfinished);
    totals.connectionsSilent += count(TurnedAway::Silent);
    totals.handshakesFailed += count(TurnedAway::HandshakeFailed) + count(TurnedAway::HandshakeUnfinished);
    totals.handshakesOverBudget +=
        count(TurnedAway::HandshakesOfNetwork) + count(TurnedAway::HandshakesInAll);
    totals.proxyHeaderRefusals += count(TurnedAway::HeaderOfStranger) + count(TurnedAway::NoProxyHeader);
    totals.connectionsReplaced += count(TurnedAway::MadeRoom) + count(TurnedAway::MadeRoomOfSource);
}

} // namespace

live::Allocation rowOf(int worker, const PublishedAllocations::Row &published,
                       std::chrono::nanoseconds toWall)
{
    const auto &[identity, state] = published;
    live::Allocation row;
    row.key = keyOf(worker, identity.id);
    row.username = identity.username;
    row.separator = static_cast<unsigned char>(identity.separator);
    row.realm = identity.realm;
    row.transport = name(identity.tuple.transport);
    row.dialect = "rfc";
    row.client = identity.tuple.client;
    row.server = identity.tuple.server;
    row.relayed = identity.relayed;
    row.additional = identity.additional;
    row.created = wallTimeOf(identity.created, toWall);
    row.worker = static_cast<std::uint16_t>(worker);
    row.relayedTransport = identity.relayedKind == SocketKind::Stream ? "tcp" : "udp";
    row.counters.fromClient = trafficOf(state.fromClient);
    row.counters.toClient = trafficOf(state.toClient);
    row.counters.expires = wallTimeOf(state.expires, toWall);
    row.counters.permissions = state.permissions;
    row.counters.channels = state.channels;
    row.counters.connections = state.connections;
    const auto end =
        std::ranges::find_if(state.peers, [](const TransportAddress &peer) { return peer.address.isNone(); });
    row.counters.peers.assign(state.peers.begin(), end);
    for (const turn::RefusedPeer &refused : state.refused) {
        if (refused.times != 0)
            row.counters.refused.push_back({refused.peer, refused.times, {}});
    }
    return row;
}

void addTo(live::Totals &totals, const WorkerTotals &worker)
{
    const turn::ServerCounters &counters = worker.counters;
    totals.bindingRequests += counters.bindingRequests;
    totals.allocationsCreated += counters.allocationsCreated;
    totals.allocationsEnded += counters.allocationsEnded;
    totals.challenges += counters.challenges;
    totals.staleNonces += counters.staleNonces;
    totals.wrongCredentials += counters.wrongCredentials;
    totals.quotaRefusals += counters.quotaRefusals;
    totals.portQuotaRefusals += counters.portQuotaRefusals;
    totals.capacityRefusals += counters.capacityRefusals;
    totals.redirects += counters.redirects;
    totals.forbiddenPeers += counters.forbiddenPeers;
    totals.malformedMessages += counters.malformedMessages;
    totals.withoutPermission += counters.withoutPermission;
    totals.unknownChannel += counters.unknownChannel;
    totals.overBandwidth += counters.overBandwidth;
    totals.overUserBandwidth += counters.overUserBandwidth;
    totals.overTotalBandwidth += counters.overTotalBandwidth;
    totals.overNetworkBudget += counters.overNetworkBudget;
    totals.overTotalBudget += counters.overTotalBudget;
    totals.guessesNotTried += counters.guessesNotTried;
    totals.messagesTooLong += counters.messagesTooLong;
    totals.peerConnections += counters.peerConnections;
    totals.failedPeerConnections += counters.failedPeerConnections;
    totals.overPeerConnections += counters.overPeerConnections;
    addTraffic(totals.fromClients, counters.fromClients);
    addTraffic(totals.toClients, counters.toClients);
    addTurnedAway(totals, worker.turnedAway);
}

} // namespace turnpike::edge
