// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/transaction_id.h"
#include "relay/turn/bandwidth_meter.h"
#include "relay/turn/channel_table.h"
#include "relay/turn/permission_table.h"
#include "relay/turn/recent_peers.h"
#include "relay/turn/server.h"

#include <array>
#include <optional>
#include <string>

namespace turnpike::turn {

/// The port after an allocation's own, kept for a second allocation of the same user.
struct Reservation {
    static constexpr std::chrono::seconds kLifetime{30};
    ReservationToken token{};
    MonotonicTime end;
};

/// A relayed transport address and everything that belongs to it, RFC 8656 section 6.
struct Allocation {
    AllocationId id;
    ClientPath path;
    TransportAddress relayed; ///< as announced
    std::string username;
    std::string realm;
    stun::TransactionId createdBy{}; ///< tells a repeated Allocate request from a second one
    MonotonicTime created;
    MonotonicTime expires;
    PermissionTable permissions;
    ChannelTable channels;
    std::optional<Reservation> reservation;
    RecentPeers recentPeers;
    BandwidthMeter fromClientMeter;
    BandwidthMeter toClientMeter;
    TrafficCounters fromClient;
    TrafficCounters toClient;

    /// The next moment at which anything in here ends.
    [[nodiscard]] MonotonicTime nextEnd() const;
    [[nodiscard]] AllocationView view() const;
};

} // namespace turnpike::turn
