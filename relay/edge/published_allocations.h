// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/published.h"
#include "relay/turn/server.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace turnpike::edge {

/// What of an allocation stays the same as long as it lives, or nearly so.
struct AllocationIdentity {
    turn::AllocationId id;
    FiveTuple tuple;
    TransportAddress relayed;    ///< as announced
    TransportAddress additional; ///< the one of the other family; none without
    std::string username;
    char separator = '\0';
    std::string realm;
    MonotonicTime created;
    SocketKind relayedKind = SocketKind::Datagram;
};

/// What changes, as it was at one moment.
struct AllocationState {
    static constexpr std::size_t kPeers = 4;

    turn::TrafficCounters fromClient; ///< with what the sockets lost
    turn::TrafficCounters toClient;
    MonotonicTime expires;
    std::uint16_t permissions = 0;
    std::uint16_t channels = 0;
    std::uint16_t connections = 0;              ///< with peers over TCP
    std::array<TransportAddress, kPeers> peers; ///< most recent first; none after the last
    /// Likewise.
    std::array<turn::RefusedPeer, turn::RefusedPeers::kMost> refused;
};

/// One worker's allocations for everybody to read, current to the packet: the worker writes numbers as it
/// counts them and never waits; names are written once, when an allocation begins. Readers take no lock and
/// cost the worker nothing.
class PublishedAllocations {
public:
    /// More than there are ports.
    static constexpr std::uint32_t kSlots = std::uint32_t{1} << 17;

    PublishedAllocations();
    ~PublishedAllocations();
    PublishedAllocations(const PublishedAllocations &) = delete;
    PublishedAllocations &operator=(const PublishedAllocations &) = delete;

    // On the worker's thread.
    /// One that began, in a slot below kSlots.
    void add(const turn::AllocationView &view);
    /// Its lifetime, permissions, channels or recent peers changed.
    void update(const turn::AllocationView &view);
    void countFromClient(turn::AllocationId id, const turn::TrafficCounters &counters);
    void countToClient(turn::AllocationId id, const turn::TrafficCounters &counters);
    /// Packets that its sockets lost so far.
    void countLosses(turn::AllocationId id, std::uint64_t toPeers, std::uint64_t toClient);
    void remove(turn::AllocationId id);

    // Any thread.
    struct Row {
        const AllocationIdentity &identity; ///< during the call
        AllocationState state;
    };
    /// In the order of slots.
    template <class Visit>
    void forEach(Visit visit) const
    {
        const Reading reading(m_readers);
        const std::uint32_t end = m_end.load(std::memory_order_acquire);
        for (std::uint32_t slot = 0; slot < end; ++slot)
            visitSlot(slot, visit);
    }
    /// False when there is no such allocation.
    template <class Visit>
    bool find(turn::AllocationId id, Visit visit) const
    {
        const Reading reading(m_readers);
        bool found = false;
        if (id.slot < m_end.load(std::memory_order_acquire)) {
            visitSlot(id.slot, [&](const Row &row) {
                found = row.identity.id == id;
                if (found)
                    visit(row);
            });
        }
        return found;
    }

private:
    // Words of a row.
    enum : std::size_t {
        kGeneration,
        kFromClient,
        kToClient = kFromClient + 3,
        kLostToPeers = kToClient + 3,
        kLostToClient,
        kExpires,
        kCounts,
        kFirstPeer,
        kFirstRefused = kFirstPeer + 3 * AllocationState::kPeers,
        kWords = kFirstRefused + 3 * turn::RefusedPeers::kMost
    };
    /// A row of its own cache lines, so that neighbours do not disturb each other.
    struct alignas(64) Slot {
        PublishedWords<kWords> words;
        std::atomic<const AllocationIdentity *> identity = nullptr;
    };
    static constexpr std::uint32_t kSlotsPerBlock = 256;
    using Block = std::array<Slot, kSlotsPerBlock>;

    /// As long as one exists, what was removed is kept.
    class Reading {
    public:
        explicit Reading(std::atomic<int> &readers)
            : m_readers(readers)
        {
            m_readers.fetch_add(1, std::memory_order_seq_cst);
        }
        ~Reading() { m_readers.fetch_sub(1, std::memory_order_release); }
        Reading(const Reading &) = delete;
        Reading &operator=(const Reading &) = delete;

    private:
        std::atomic<int> &m_readers;
    };

    template <class Visit>
    void visitSlot(std::uint32_t slot, Visit &&visit) const
    {
        const Slot *const at = slotAt(slot);
        const AllocationIdentity *const identity =
            at == nullptr ? nullptr : at->identity.load(std::memory_order_seq_cst);
        if (identity == nullptr)
            return;
        const auto words = at->words.read();
        // Ended and begun anew in between: the next look will find it.
        if (words[kGeneration] == identity->id.generation)
            visit(Row{*identity, stateOf(words)});
    }
    [[nodiscard]] static AllocationState stateOf(const PublishedWords<kWords>::Words &words);
    /// Null when no slot of its block was ever in use.
    [[nodiscard]] Slot *slotAt(std::uint32_t slot) const
    {
        Block *const block = m_blocks[slot / kSlotsPerBlock].load(std::memory_order_acquire);
        return block == nullptr ? nullptr : &(*block)[slot % kSlotsPerBlock];
    }
    void freeRemoved();
    static void putTraffic(Slot &slot, std::size_t first, const turn::TrafficCounters &counters);
    static void putState(Slot &slot, const turn::AllocationView &view);
    /// `times` goes with it.
    static void putPeer(Slot &slot, std::size_t at, const TransportAddress &peer, std::uint32_t times = 0);

    std::array<std::atomic<Block *>, kSlots / kSlotsPerBlock> m_blocks{};
    std::atomic<std::uint32_t> m_end = 0; ///< one past the highest slot that was ever in use
    mutable std::atomic<int> m_readers = 0;
    std::vector<std::unique_ptr<const AllocationIdentity>> m_removed; ///< perhaps still read
};

} // namespace turnpike::edge
