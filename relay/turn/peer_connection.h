// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/time.h"
#include "relay/auth/long_term_key.h"
#include "relay/stun/integrity.h"
#include "relay/stun/transaction_id.h"
#include "relay/turn/connection_id.h"

#include <chrono>

namespace turnpike::turn {

/// What the answer to a Connect request needs of it, which comes when the peer does.
struct ConnectRequest {
    stun::TransactionId transactionId{};
    stun::IntegrityKind integrity = stun::IntegrityKind::None;
    auth::LongTermKey key{};
    bool hasFingerprint = false;
};

/// A connection between a relayed transport address for TCP and a peer, RFC 6062.
struct PeerConnection {
    /// For a peer to answer, and for a client to bind what a peer or it began (section 5.2).
    static constexpr std::chrono::seconds kPatience{30};
    /// When one side says no more, the other may finish what it has to say. A stream that was closed looks
    /// the same from here as one that only listens, so that silence ends both.
    static constexpr std::chrono::seconds kHalfEndedSilence{60};

    enum class State : std::uint8_t {
        Connecting, ///< asked for by the client
        Waiting,    ///< for the client's stream
        Joined,
        HalfEnded ///< the same, but one side says no more
    };
    ConnectionId id;
    TransportAddress peer;
    State state = State::Connecting;
    MonotonicTime end;        ///< when it is closed unless something happens
    ConnectRequest request{}; ///< while it is Connecting
};

} // namespace turnpike::turn
