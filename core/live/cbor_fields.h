// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"

#include <concepts>

namespace turnpike::live {

struct Key {
    // NOLINTNEXTLINE(google-explicit-constructor): the number is the key
    constexpr Key(int keyNumber, bool isLaterOne = false)
        : number(keyNumber)
        , isLater(isLaterOne)
    {
    }
    int number;
    bool isLater; ///< older relays do not send it: the member keeps its default
};

/// The key of a member that came after the first version of its object.
constexpr Key later(int number)
{
    return {number, true};
}

/// Which key each member has on the wire: written once, used to encode, to decode and to count. A key
/// is never given to another meaning; a new member gets a new key, and that is a later() one.
template <class Object, class T>
concept Fields = std::same_as<std::remove_const_t<Object>, T>;

template <class Visitor, Fields<Traffic> Object>
void visitFields(Visitor &&visit, Object &traffic)
{
    visit(1, traffic.packets);
    visit(2, traffic.bytes);
    visit(3, traffic.droppedPackets);
}

template <class Visitor, Fields<RefusedPeer> Object>
void visitFields(Visitor &&visit, Object &refused)
{
    visit(1, refused.peer);
    visit(2, refused.times);
    visit(3, refused.rule);
}

template <class Visitor, Fields<AllocationCounters> Object>
void visitFields(Visitor &&visit, Object &counters)
{
    visit(1, counters.fromClient);
    visit(2, counters.toClient);
    visit(3, counters.expires);
    visit(4, counters.permissions);
    visit(5, counters.channels);
    visit(6, counters.peers);
    visit(later(7), counters.refused);
    visit(later(8), counters.connections);
}

template <class Visitor, Fields<Allocation> Object>
void visitFields(Visitor &&visit, Object &allocation)
{
    visit(1, allocation.key);
    visit(2, allocation.username);
    visit(3, allocation.realm);
    visit(4, allocation.transport);
    visit(5, allocation.dialect);
    visit(6, allocation.client);
    visit(7, allocation.server);
    visit(8, allocation.relayed);
    visit(9, allocation.created);
    visit(10, allocation.worker);
    visit(11, allocation.counters);
    visit(12, allocation.separator);
    visit(later(13), allocation.additional);
    visit(later(14), allocation.relayedTransport);
}

template <class Visitor, Fields<Totals> Object>
void visitFields(Visitor &&visit, Object &totals)
{
    visit(1, totals.bindingRequests);
    visit(2, totals.allocationsCreated);
    visit(3, totals.allocationsEnded);
    visit(4, totals.challenges);
    visit(5, totals.staleNonces);
    visit(6, totals.wrongCredentials);
    visit(7, totals.quotaRefusals);
    visit(8, totals.capacityRefusals);
    visit(9, totals.forbiddenPeers);
    visit(10, totals.malformedMessages);
    visit(11, totals.withoutPermission);
    visit(12, totals.unknownChannel);
    visit(13, totals.overBandwidth);
    visit(14, totals.fromClients);
    visit(15, totals.toClients);
    visit(16, totals.strangeClients);
    visit(17, totals.connectionsOverLimit);
    visit(18, totals.connectionsNotOpened);
    visit(19, totals.foreignProtocols);
    visit(20, totals.overNetworkBudget);
    visit(21, totals.overTotalBudget);
    visit(22, totals.guessesNotTried);
    visit(23, totals.messagesTooLong);
    visit(24, totals.answersUnread);
    visit(25, totals.messagesUnfinished);
    visit(26, totals.connectionsSilent);
    visit(27, totals.connectionsReplaced);
    visit(later(28), totals.handshakesFailed);
    visit(later(29), totals.portQuotaRefusals);
    visit(later(30), totals.overUserBandwidth);
    visit(later(31), totals.overTotalBandwidth);
    visit(later(32), totals.redirects);
    visit(later(33), totals.proxyHeaderRefusals);
    visit(later(34), totals.handshakesOverBudget);
    visit(later(35), totals.peerConnections);
    visit(later(36), totals.failedPeerConnections);
    visit(later(37), totals.overPeerConnections);
}

template <class Visitor, Fields<Listener> Object>
void visitFields(Visitor &&visit, Object &listener)
{
    visit(1, listener.transport);
    visit(2, listener.address);
}

template <class Visitor, Fields<Delta::Change> Object>
void visitFields(Visitor &&visit, Object &change)
{
    visit(1, change.key);
    visit(2, change.counters);
}

// In a message, key 0 holds its kind and version.

template <class Visitor, Fields<Snapshot> Object>
void visitFields(Visitor &&visit, Object &snapshot)
{
    visit(1, snapshot.epoch);
    visit(2, snapshot.sequence);
    visit(3, snapshot.time);
    visit(4, snapshot.revision);
    visit(5, snapshot.draining);
    visit(6, snapshot.workers);
    visit(7, snapshot.relayPorts);
    visit(8, snapshot.listeners);
    visit(9, snapshot.totals);
    visit(10, snapshot.allocations);
    visit(11, snapshot.uptime);
}

template <class Visitor, Fields<Delta> Object>
void visitFields(Visitor &&visit, Object &delta)
{
    visit(1, delta.epoch);
    visit(2, delta.sequence);
    visit(3, delta.time);
    visit(4, delta.revision);
    visit(5, delta.draining);
    visit(7, delta.relayPorts);
    visit(8, delta.listeners);
    visit(9, delta.totals);
    visit(11, delta.added);
    visit(12, delta.removed);
    visit(13, delta.changed);
    visit(14, delta.uptime);
}

} // namespace turnpike::live
