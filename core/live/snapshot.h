// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/username.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace turnpike::live {

/// Names an allocation across all workers of one relay, for as long as the relay runs.
struct AllocationKey {
    std::uint64_t value = 0;
    [[nodiscard]] static Result<AllocationKey> parse(std::string_view text);
    [[nodiscard]] std::string toString() const; ///< 16 hexadecimal digits
    auto operator<=>(const AllocationKey &) const = default;
};

/// Payload counted since the allocation began; one direction.
struct Traffic {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    std::uint64_t droppedPackets = 0;
    bool operator==(const Traffic &) const = default;
};

/// A peer that the rules refused to an allocation.
struct RefusedPeer {
    TransportAddress peer; ///< port 0: any
    std::uint64_t times = 0;
    std::string rule; ///< that decides on it now, in words
    [[nodiscard]] std::string peerText() const
    {
        return peer.port == Port{} ? peer.address.toString() : peer.toString();
    }
    bool operator==(const RefusedPeer &) const = default;
};

/// The part of a row that changes every second; deltas carry nothing else for a known row.
struct AllocationCounters {
    Traffic fromClient;
    Traffic toClient;
    WallTime expires;
    std::uint16_t permissions = 0;
    std::uint16_t channels = 0;
    std::uint16_t connections = 0; ///< with peers over TCP (RFC 6062)
    /// Peers with a live permission, most recent first; at most four.
    std::vector<TransportAddress> peers;
    /// Most recent first; at most four.
    std::vector<RefusedPeer> refused;
    bool operator==(const AllocationCounters &) const = default;
};

/// One or two: those that an allocation has, the first as the client asked for it.
class RelayedAddresses {
public:
    RelayedAddresses(const TransportAddress &first, const TransportAddress &additional)
        : m_addresses{first, additional}
        , m_size(additional.address.isNone() ? 1 : 2)
    {
    }
    [[nodiscard]] const TransportAddress *begin() const { return m_addresses.data(); }
    [[nodiscard]] const TransportAddress *end() const { return begin() + m_size; }

private:
    std::array<TransportAddress, 2> m_addresses;
    std::ptrdiff_t m_size;
};

/// One allocation as the relay reports it.
struct Allocation {
    AllocationKey key;
    std::string username;
    std::string realm;
    std::string transport; ///< "udp", "tcp", "tls", "dtls"
    std::string dialect;   ///< "rfc", "officeCommunicator"
    TransportAddress client;
    TransportAddress server;     ///< listener
    TransportAddress relayed;    ///< as announced
    TransportAddress additional; ///< the one of the other family; none without
    WallTime created;            ///< by the clock that Snapshot::time has
    std::uint16_t worker = 0;
    std::string relayedTransport = "udp"; ///< between relay and peers: "udp", "tcp"
    AllocationCounters counters;
    /// What stands between date and person when the name is that of a time-limited credential; 0: it is not.
    std::uint16_t separator = static_cast<unsigned char>(TimeLimitedName::kSeparator);
    /// What whoever looks at the addresses or ports of a call goes through.
    [[nodiscard]] RelayedAddresses relayedAddresses() const { return {relayed, additional}; }
    /// The name's two parts; nothing when the credential is not time-limited.
    [[nodiscard]] std::optional<TimeLimitedName> timeLimitedName() const
    {
        return TimeLimitedName::parse(username, static_cast<char>(separator));
    }
    /// Who that is, also under the name of a time-limited credential.
    [[nodiscard]] std::string_view person() const { return personOf(username, static_cast<char>(separator)); }
    bool operator==(const Allocation &) const = default;
};

/// Totals since the relay started; a counter never goes back while `Snapshot::epoch` is the same.
struct Totals {
    std::uint64_t bindingRequests = 0;
    std::uint64_t allocationsCreated = 0;
    std::uint64_t allocationsEnded = 0;
    std::uint64_t challenges = 0;
    std::uint64_t staleNonces = 0;
    std::uint64_t wrongCredentials = 0;
    std::uint64_t quotaRefusals = 0;     ///< Allocate requests: allocations of the user
    std::uint64_t portQuotaRefusals = 0; ///< Allocate requests: relay ports of the user
    std::uint64_t capacityRefusals = 0;
    std::uint64_t redirects = 0; ///< Allocate requests: sent to another relay while draining
    std::uint64_t forbiddenPeers = 0;
    std::uint64_t malformedMessages = 0;
    std::uint64_t withoutPermission = 0;
    std::uint64_t unknownChannel = 0;
    std::uint64_t overBandwidth = 0;         ///< packets beyond the rate of one allocation
    std::uint64_t overUserBandwidth = 0;     ///< beyond that of all of a user's
    std::uint64_t overTotalBandwidth = 0;    ///< beyond that of all
    std::uint64_t strangeClients = 0;        ///< datagrams and connections that the client rules turn away
    std::uint64_t connectionsOverLimit = 0;  ///< TCP connections beyond those that one address may hold
    std::uint64_t connectionsNotOpened = 0;  ///< TCP connections for which the system had no room
    std::uint64_t foreignProtocols = 0;      ///< TCP connections that spoke neither STUN nor ChannelData
    std::uint64_t overNetworkBudget = 0;     ///< strangers not answered: their network had its share
    std::uint64_t overTotalBudget = 0;       ///< strangers not answered: all of them had theirs
    std::uint64_t guessesNotTried = 0;       ///< requests not answered after too many wrong passwords
    std::uint64_t messagesTooLong = 0;       ///< of clients without a call
    std::uint64_t answersUnread = 0;         ///< TCP connections closed whose client did not read its answers
    std::uint64_t messagesUnfinished = 0;    ///< TCP connections closed because a message did not end in time
    std::uint64_t connectionsSilent = 0;     ///< TCP connections closed because no message came
    std::uint64_t connectionsReplaced = 0;   ///< TCP connections without a call that ended for newer ones
    std::uint64_t handshakesFailed = 0;      ///< of TLS and DTLS, or not ended in time
    std::uint64_t handshakesOverBudget = 0;  ///< TLS and DTLS greetings not answered: too many came
    std::uint64_t proxyHeaderRefusals = 0;   ///< PROXY headers of strangers; balancers without a good one
    std::uint64_t peerConnections = 0;       ///< TCP connections with peers that came about
    std::uint64_t failedPeerConnections = 0; ///< that did not
    std::uint64_t overPeerConnections = 0;   ///< beyond those that one allocation may have, or too fast
    Traffic fromClients;
    Traffic toClients;
    bool operator==(const Totals &) const = default;
};

struct Listener {
    std::string transport;
    TransportAddress address;
    bool operator==(const Listener &) const = default;
};

/// What a relay says about itself at one moment: a keyframe of the live stream.
struct Snapshot {
    std::uint64_t epoch = 0;            ///< random per start of the relay; a new one voids all keys
    std::uint64_t sequence = 0;         ///< grows by one per published snapshot
    WallTime time;                      ///< for people to read; it may jump
    std::chrono::milliseconds uptime{}; ///< what rates and ages between two snapshots are reckoned with
    std::uint64_t revision = 0;         ///< configuration revision that runs
    bool draining = false;
    std::uint16_t workers = 0;
    PortRange relayPorts;
    std::vector<Listener> listeners;
    Totals totals;
    std::vector<Allocation> allocations; ///< ordered by key
    bool operator==(const Snapshot &) const = default;
};

/// What changed between two snapshots of the same epoch.
struct Delta {
    struct Change {
        AllocationKey key;
        AllocationCounters counters;
        bool operator==(const Change &) const = default;
    };
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0; ///< the snapshot this delta leads to; it starts from sequence - 1
    WallTime time;
    std::chrono::milliseconds uptime{};
    std::uint64_t revision = 0;
    bool draining = false;
    PortRange relayPorts;
    std::vector<Listener> listeners;
    Totals totals;
    std::vector<Allocation> added;
    std::vector<AllocationKey> removed;
    std::vector<Change> changed;
    bool operator==(const Delta &) const = default;
};

using SharedSnapshot = std::shared_ptr<const Snapshot>;

/// Both must be of the same epoch.
[[nodiscard]] Delta difference(const Snapshot &before, const Snapshot &after);
/// Fails with PreconditionFailed when the delta does not continue this snapshot (a gap, another
/// epoch): the caller asks for a keyframe.
[[nodiscard]] Result<Snapshot> apply(const Snapshot &before, const Delta &delta);

} // namespace turnpike::live
