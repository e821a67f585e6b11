// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bucket.h"
#include "relay/stun/error_code.h"
#include "relay/stun/transaction_id.h"
#include "relay/turn/bandwidth_meter.h"
#include "relay/turn/channel_table.h"
#include "relay/turn/peer_connection.h"
#include "relay/turn/permission_table.h"
#include "relay/turn/recent_peers.h"
#include "relay/turn/refused_peers.h"
#include "relay/turn/server.h"
#include "relay/turn/shared_bandwidth.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace turnpike::turn {

/// The port after an allocation's own, kept for a second allocation of the same user.
struct Reservation {
    static constexpr std::chrono::seconds kLifetime{30};
    ReservationToken token{};
    MonotonicTime end;
};

/// What admitted an allocation. It stays valid for it, whatever becomes of users, secrets and realm: RFC 8656
/// section 5 has the server keep them with the allocation.
struct Admittance {
    std::string realm;
    std::string name; ///< as the client wrote it, and a service may have signed it
    auth::LongTermKey key{};
    bool isOfUser = false;  ///< a user with a password of its own
    bool isOfToken = false; ///< made by an authorization server; neither: a time-limited credential
    std::string keyId;      ///< of a token: what it was made with, which another one may be replaced by
    /// When the credential expires, or was replaced.
    MonotonicTime end = MonotonicTime::max();
};

/// The second relayed transport address of a dual allocation, RFC 8656 section 7.2. It has a lifetime of its
/// own, because a Refresh may name one family.
struct AdditionalRelay {
    TransportAddress relayed; ///< as announced
    MonotonicTime expires;
};

/// What of a dual allocation could not be had.
struct MissingFamily {
    AddressFamily family = AddressFamily::None;
    stun::ErrorCode cause{};
};

/// Of a client that may change its address, RFC 8016.
struct Mobility {
    std::uint32_t nextTicket = 0;
    std::uint32_t firstGoodTicket = 0; ///< those before moved the client already
    /// Where the client showed a ticket and no data came from yet.
    struct Arrival {
        ClientPath path;
        std::uint32_t ticket = 0;
    };
    std::optional<Arrival> arrival;
    bool isAway = false; ///< its connection is gone, and it has not come back

    [[nodiscard]] bool arrivesOn(const FiveTuple &tuple) const
    {
        return arrival && arrival->path.tuple == tuple;
    }
};

/// A relayed transport address and everything that belongs to it, RFC 8656 section 6.
struct Allocation {
    AllocationId id;
    ClientPath path;
    TransportAddress relayed;                      ///< as announced
    SocketKind relayedKind = SocketKind::Datagram; ///< streams: TCP, RFC 6062
    std::string username;                          ///< prepared (core/base/opaque_string.h)
    /// Separates date and person in the username; '\0' when it is no time-limited name.
    char separator = '\0';
    std::string countedAs; ///< see countedAs() below
    int ports = 1;         ///< that are counted for its user; a reserved one is counted by its token
    std::shared_ptr<SharedBandwidth> bandwidthOfUser;
    Admittance admittance;
    stun::TransactionId createdBy{}; ///< tells a repeated Allocate request from a second one
    MonotonicTime created;
    MonotonicTime expires;
    std::optional<AdditionalRelay> additional;  ///< of the other family than `relayed`
    std::optional<MissingFamily> missingFamily; ///< told again to whoever repeats its request
    MonotonicTime due;                          ///< nextEnd() as it is in the table's queue
    std::uint64_t seenChanges = 0; ///< of settings: what they ask of an allocation was done so far
    PermissionTable permissions;
    ChannelTable channels;
    std::optional<Reservation> reservation;
    std::optional<Mobility> mobility;        ///< of clients that asked for tickets
    std::vector<PeerConnection> connections; ///< with peers over TCP
    Bucket connects;                         ///< that were asked for
    RecentPeers recentPeers;
    RefusedPeers refusedPeers;
    Bucket strangersAnswers; ///< to whoever uses its five-tuple and does not sign
    Bucket unreachable;      ///< of what is told about peers that cannot be reached
    Bucket refusedPackets;   ///< of what is noted about packets that the rules refuse
    BandwidthMeter fromClientMeter;
    BandwidthMeter toClientMeter;
    TrafficCounters fromClient;
    TrafficCounters toClient;

    /// Is this the name of whom it was made for?
    [[nodiscard]] bool belongsTo(std::string_view name) const
    {
        return admittance.isOfToken ? admittance.keyId == name : username == name;
    }
    [[nodiscard]] bool isAway() const { return mobility && mobility->isAway; }
    [[nodiscard]] bool relays(AddressFamily family) const
    {
        return relayed.address.family() == family ||
               (additional && additional->relayed.address.family() == family);
    }
    /// Whether it has a permission for the peer, or a connection with it.
    [[nodiscard]] bool talksTo(const IpAddress &peer) const
    {
        return permissions.allows(peer) ||
               std::ranges::any_of(connections, [&](const PeerConnection &connection) {
                   return connection.peer.address == peer;
               });
    }
    /// When the last of its relayed addresses ends.
    [[nodiscard]] MonotonicTime end() const
    {
        return additional ? std::max(expires, additional->expires) : expires;
    }
    /// The next moment at which anything in here ends.
    [[nodiscard]] MonotonicTime nextEnd() const;
    [[nodiscard]] AllocationView view() const;
};

/// Whom limits that count persons count: the person, or the user with a password of its own. A time-limited
/// name without a person tells nobody from anybody, and a service gives as many of them as are asked for;
/// there it is whoever is behind one address (core/base/source_prefix.h).
[[nodiscard]] std::string countedAs(std::string_view username, char separator, const IpAddress &client);
/// The same for the holder of a token. Its name is that of a key, which many persons' tokens are made with;
/// the session key is nobody else's, and does not show in what this gives back.
[[nodiscard]] std::string countedAs(const auth::LongTermKey &session);

} // namespace turnpike::turn
