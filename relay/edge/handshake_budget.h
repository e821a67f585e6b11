// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bucket_table.h"
#include "core/base/ip_address.h"
#include "relay/edge/door_keeper.h"

#include <optional>

namespace turnpike::edge {

/// How many TLS and DTLS handshakes begin, since each costs a signature: so many a second for each network
/// and so many for all. Whoever floods from many networks uses up what there is for all, and two kinds of
/// clients do not wait for it: those of a network from which somebody signed in lately, and, in a part of its
/// own, those of networks from which nobody began a handshake for a second. Fixed memory.
class HandshakeBudget {
public:
    /// Handshakes a second, which may also come at once; 0: no limit.
    struct Limits {
        int ofNetwork = 0;
        int inAll = 0;
    };
    static constexpr std::chrono::seconds kBurst{1};
    static constexpr std::chrono::hours kRemembered{1};
    /// What networks that were silent may begin beyond what there is for all: a part of that.
    static constexpr int kPartOfSilent = 4;
    static constexpr std::size_t kNetworks = 4096;

    explicit HandshakeBudget(std::uint64_t secret);
    /// Counts one that begins; why it may not, otherwise.
    [[nodiscard]] std::optional<TurnedAway> take(MonotonicTime now, const IpAddress &client, Limits limits);
    /// Somebody there signed in.
    void noteKnown(MonotonicTime now, const IpAddress &client);

private:
    [[nodiscard]] bool takeOfAll(MonotonicTime now, std::uint64_t network, int limit);

    Bucket m_all;
    Bucket m_ofSilent;
    BucketTable m_networks;
    BucketTable m_lately; ///< full again when the last handshake of a network is a second ago
};

} // namespace turnpike::edge
