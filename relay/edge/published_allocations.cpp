// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/published_allocations.h"

#include <algorithm>
#include <cstring>

namespace turnpike::edge {

namespace {

constexpr std::size_t kPeerWords = 3;
constexpr std::size_t kFreedAtOnce = 8;

std::uint64_t wordOf(std::uint8_t family, Port port)
{
    return std::uint64_t{family} << 16 | port.value;
}

TransportAddress peerOf(const std::uint64_t *words)
{
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), words + 1, bytes.size());
    const Port port{static_cast<std::uint16_t>(words[0] & 0xFFFF)};
    switch (static_cast<AddressFamily>(words[0] >> 16 & 0xFF)) {
    case AddressFamily::None:
        return {};
    case AddressFamily::V4:
        return {IpAddress::v4(std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                              std::uint32_t{bytes[2]} << 8 | bytes[3]),
                port};
    case AddressFamily::V6:
        return {IpAddress::v6(bytes), port};
    }
    return {};
}

std::uint64_t clamped(std::size_t count)
{
    return std::min<std::size_t>(count, 0xFFFF);
}

const AllocationIdentity *identityOf(const turn::AllocationView &view)
{
    return new AllocationIdentity{.id = view.id,
                                  .tuple = view.path.tuple,
                                  .relayed = view.relayed,
                                  .additional = view.additional,
                                  .username = std::string(view.username),
                                  .separator = view.separator,
                                  .realm = std::string(view.realm),
                                  .created = view.created,
                                  .relayedKind = view.relayedKind};
}

} // namespace

PublishedAllocations::PublishedAllocations() = default;

PublishedAllocations::~PublishedAllocations()
{
    for (const auto &pointer : m_blocks) {
        const std::unique_ptr<Block> block(pointer.load());
        if (!block)
            continue;
        for (const Slot &slot : *block)
            delete slot.identity.load();
    }
}

void PublishedAllocations::add(const turn::AllocationView &view)
{
    const std::uint32_t number = view.id.slot;
    auto &block = m_blocks[number / kSlotsPerBlock];
    if (block.load(std::memory_order_relaxed) == nullptr)
        block.store(new Block, std::memory_order_release);
    Slot &slot = *slotAt(number);
    slot.words.write([&] {
        slot.words.set(kGeneration, view.id.generation);
        slot.words.set(kLostToPeers, 0);
        slot.words.set(kLostToClient, 0);
        putTraffic(slot, kFromClient, view.fromClient);
        putTraffic(slot, kToClient, view.toClient);
        putState(slot, view);
    });
    slot.identity.store(identityOf(view), std::memory_order_seq_cst);
    if (number >= m_end.load(std::memory_order_relaxed))
        m_end.store(number + 1, std::memory_order_release);
}

void PublishedAllocations::update(const turn::AllocationView &view)
{
    Slot &slot = *slotAt(view.id.slot);
    slot.words.write([&] { putState(slot, view); });
    // Of two relayed addresses one may end before the other, and a client may move.
    const AllocationIdentity *const identity = slot.identity.load(std::memory_order_relaxed);
    if (identity->relayed != view.relayed || identity->additional != view.additional ||
        identity->tuple != view.path.tuple) {
        m_removed.emplace_back(slot.identity.exchange(identityOf(view), std::memory_order_seq_cst));
        freeRemoved();
    }
}

void PublishedAllocations::countFromClient(turn::AllocationId id, const turn::TrafficCounters &counters)
{
    Slot &slot = *slotAt(id.slot);
    slot.words.write([&] { putTraffic(slot, kFromClient, counters); });
}

void PublishedAllocations::countToClient(turn::AllocationId id, const turn::TrafficCounters &counters)
{
    Slot &slot = *slotAt(id.slot);
    slot.words.write([&] { putTraffic(slot, kToClient, counters); });
}

void PublishedAllocations::countLosses(turn::AllocationId id, std::uint64_t toPeers, std::uint64_t toClient)
{
    Slot &slot = *slotAt(id.slot);
    slot.words.write([&] {
        slot.words.set(kLostToPeers, toPeers);
        slot.words.set(kLostToClient, toClient);
    });
}

// Who reads keeps what it found. Whoever begins to read after the pointer is gone finds nothing, so that what
// was removed may be freed at any moment at which nobody reads.
void PublishedAllocations::remove(turn::AllocationId id)
{
    m_removed.emplace_back(slotAt(id.slot)->identity.exchange(nullptr, std::memory_order_seq_cst));
    freeRemoved();
}

void PublishedAllocations::freeRemoved()
{
    if (m_readers.load(std::memory_order_seq_cst) != 0)
        return;
    // A few at a time: thousands may have ended while somebody read.
    for (std::size_t i = 0; i < kFreedAtOnce && !m_removed.empty(); ++i)
        m_removed.pop_back();
}

void PublishedAllocations::putTraffic(Slot &slot, std::size_t first, const turn::TrafficCounters &counters)
{
    slot.words.set(first, counters.packets);
    slot.words.set(first + 1, counters.bytes);
    slot.words.set(first + 2, counters.droppedPackets);
}

void PublishedAllocations::putState(Slot &slot, const turn::AllocationView &view)
{
    slot.words.set(kExpires, static_cast<std::uint64_t>(view.expires.time_since_epoch().count()));
    slot.words.set(kCounts, clamped(view.connections) << 32 | clamped(view.permissions) << 16 |
                                clamped(view.channels));
    for (std::size_t i = 0; i < AllocationState::kPeers; ++i) {
        const bool isThere = i < view.recentPeers.size();
        const TransportAddress peer =
            isThere ? view.recentPeers[view.recentPeers.size() - 1 - i] : TransportAddress{};
        putPeer(slot, kFirstPeer + i * kPeerWords, peer);
    }
    for (std::size_t i = 0; i < turn::RefusedPeers::kMost; ++i) {
        const auto refused = i < view.refusedPeers.size() ? view.refusedPeers[i] : turn::RefusedPeer();
        putPeer(slot, kFirstRefused + i * kPeerWords, refused.peer, refused.times);
    }
}

void PublishedAllocations::putPeer(Slot &slot, std::size_t at, const TransportAddress &peer,
                                   std::uint32_t times)
{
    std::array<std::uint64_t, 2> address{};
    std::memcpy(address.data(), peer.address.bytes().data(), sizeof address);
    const std::uint64_t kind = wordOf(static_cast<std::uint8_t>(peer.address.family()), peer.port);
    slot.words.set(at, std::uint64_t{times} << 32 | kind);
    slot.words.set(at + 1, address[0]);
    slot.words.set(at + 2, address[1]);
}

AllocationState PublishedAllocations::stateOf(const PublishedWords<kWords>::Words &words)
{
    AllocationState state;
    state.fromClient = {words[kFromClient], words[kFromClient + 1],
                        words[kFromClient + 2] + words[kLostToPeers]};
    state.toClient = {words[kToClient], words[kToClient + 1], words[kToClient + 2] + words[kLostToClient]};
    state.expires = MonotonicTime(std::chrono::nanoseconds(static_cast<std::int64_t>(words[kExpires])));
    state.permissions = static_cast<std::uint16_t>(words[kCounts] >> 16 & 0xFFFF);
    state.connections = static_cast<std::uint16_t>(words[kCounts] >> 32);
    state.channels = static_cast<std::uint16_t>(words[kCounts] & 0xFFFF);
    for (std::size_t i = 0; i < AllocationState::kPeers; ++i)
        state.peers[i] = peerOf(&words[kFirstPeer + i * kPeerWords]);
    for (std::size_t i = 0; i < turn::RefusedPeers::kMost; ++i) {
        const std::uint64_t *const at = &words[kFirstRefused + i * kPeerWords];
        state.refused[i] = {peerOf(at), static_cast<std::uint32_t>(*at >> 32)};
    }
    return state;
}

} // namespace turnpike::edge
