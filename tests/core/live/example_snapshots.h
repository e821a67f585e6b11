// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"

#include <random>

namespace turnpike::live {

inline TransportAddress addressFrom(std::mt19937 &random)
{
    const Port port{static_cast<std::uint16_t>(random())};
    if (random() % 4 == 0) {
        std::array<std::uint8_t, 16> bytes{0x20, 0x01, 0x0d, 0xb8};
        bytes[15] = static_cast<std::uint8_t>(random());
        return {IpAddress::v6(bytes), port};
    }
    return {IpAddress::v4(static_cast<std::uint32_t>(random())), port};
}

inline AllocationCounters countersFrom(std::mt19937 &random)
{
    AllocationCounters counters;
    counters.fromClient = {random(), std::uint64_t{random()} << 20, random() % 3};
    counters.toClient = {random(), std::uint64_t{random()} << 20, 0};
    counters.expires = WallTime(std::chrono::milliseconds(1'700'000'000'000 + random() % 3'600'000));
    counters.permissions = static_cast<std::uint16_t>(random() % 5);
    counters.channels = static_cast<std::uint16_t>(random() % 5);
    counters.connections = static_cast<std::uint16_t>(random() % 3);
    for (auto i = random() % 5; i > 0; --i)
        counters.peers.push_back(addressFrom(random));
    for (auto i = random() % 3; i > 0; --i)
        counters.refused.push_back({addressFrom(random), random(), "peers.deny 10.0.0.0/8"});
    return counters;
}

inline Allocation allocationFrom(std::mt19937 &random, AllocationKey key)
{
    Allocation row;
    row.key = key;
    // What a client may send as its name: any bytes, also none.
    row.username =
        random() % 8 == 0 ? std::string("\xff\n\0%n", 5) : "1735689600:user" + std::to_string(random() % 50);
    row.separator = random() % 4 == 0 ? 0 : ':';
    row.realm = "example.org";
    row.transport = random() % 2 == 0 ? "udp" : "tcp";
    row.dialect = "rfc";
    row.client = addressFrom(random);
    row.server = addressFrom(random);
    row.relayed = addressFrom(random);
    if (random() % 3 == 0)
        row.additional = addressFrom(random);
    row.created = WallTime(std::chrono::milliseconds(1'700'000'000'000 - random() % 1'000'000));
    row.relayedTransport = random() % 3 == 0 ? "tcp" : "udp";
    row.worker = static_cast<std::uint16_t>(key.value >> 56);
    row.counters = countersFrom(random);
    return row;
}

inline Snapshot snapshotFrom(std::mt19937 &random, std::size_t rows)
{
    Snapshot snapshot;
    snapshot.epoch = 0x0123456789abcdef;
    snapshot.sequence = 41;
    snapshot.time = WallTime(std::chrono::milliseconds(1'700'000'000'123));
    snapshot.uptime = std::chrono::milliseconds(86'400'123);
    snapshot.revision = 7;
    snapshot.draining = true;
    snapshot.workers = 2;
    snapshot.relayPorts = {Port{50000}, Port{59999}};
    snapshot.listeners = {{"udp", addressFrom(random)}, {"tcp", addressFrom(random)}};
    snapshot.totals.bindingRequests = random();
    snapshot.totals.overBandwidth = 0xFFFFFFFFFFFFFFFFULL;
    snapshot.totals.toClients = {1, 2, 3};
    snapshot.totals.strangeClients = 4;
    snapshot.totals.connectionsOverLimit = 5;
    snapshot.totals.connectionsNotOpened = 6;
    snapshot.totals.foreignProtocols = 7;
    snapshot.totals.overNetworkBudget = 8;
    snapshot.totals.overTotalBudget = 9;
    snapshot.totals.guessesNotTried = 10;
    snapshot.totals.messagesTooLong = 11;
    snapshot.totals.answersUnread = 12;
    snapshot.totals.messagesUnfinished = 13;
    snapshot.totals.connectionsSilent = 14;
    snapshot.totals.connectionsReplaced = 15;
    snapshot.totals.handshakesFailed = 16;
    snapshot.totals.portQuotaRefusals = 17;
    snapshot.totals.overUserBandwidth = 18;
    snapshot.totals.overTotalBandwidth = 19;
    snapshot.totals.redirects = 20;
    snapshot.totals.proxyHeaderRefusals = 21;
    snapshot.totals.handshakesOverBudget = 22;
    snapshot.totals.peerConnections = 23;
    snapshot.totals.failedPeerConnections = 24;
    snapshot.totals.overPeerConnections = 25;
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < rows; ++i)
        snapshot.allocations.push_back(allocationFrom(random, {key += 1 + random() % 100}));
    return snapshot;
}

/// The same relay a moment later: some rows gone, some new, some moved on.
inline Snapshot nextOf(std::mt19937 &random, const Snapshot &before)
{
    Snapshot after = before;
    ++after.sequence;
    after.time += std::chrono::seconds(1);
    after.uptime += std::chrono::milliseconds(1001);
    after.totals.bindingRequests += 3;
    std::erase_if(after.allocations, [&](const auto &) { return random() % 5 == 0; });
    for (auto &row : after.allocations) {
        if (random() % 2 == 0)
            row.counters = countersFrom(random);
    }
    std::vector<Allocation> all;
    std::uint64_t last = 0;
    for (const auto &row : after.allocations) {
        if (row.key.value > last + 1 && random() % 4 == 0)
            all.push_back(allocationFrom(random, {row.key.value - 1}));
        all.push_back(row);
        last = row.key.value;
    }
    all.push_back(allocationFrom(random, {last + 1000}));
    after.allocations = std::move(all);
    return after;
}

} // namespace turnpike::live
