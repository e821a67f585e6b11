// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"

#include <string>
#include <vector>

namespace turnpike::turn {

/// Decides which peers a client may reach. The most specific rule wins, deny wins a tie; without a
/// rule every special-purpose block is closed, in every embedded form, and the rest is open.
class PeerPolicy {
public:
    struct Rules {
        std::vector<IpNetwork> allow;
        std::vector<IpNetwork> deny;
        bool allowPrivate = false;      ///< opens the private-use blocks, not the other special ones
        bool allowRelayToRelay = false; ///< a peer on one of `ownAddresses`
        /// Addresses this relay itself listens or relays on: closed unless allowRelayToRelay.
        std::vector<IpAddress> ownAddresses;
        bool operator==(const Rules &) const = default;
    };
    /// Why a peer is let through or refused, for "explain" and for error counters.
    struct Decision {
        bool allowed = false;
        std::string
            rule; ///< "peers.allow 10.1.0.0/16", "special-purpose block 127.0.0.0/8 (Loopback, RFC 1122)"
    };

    PeerPolicy() = default;
    explicit PeerPolicy(Rules rules);

    /// The data path's question: no memory is allocated.
    [[nodiscard]] bool allows(const IpAddress &peer) const;
    /// The same verdict with its reason.
    [[nodiscard]] Decision explain(const IpAddress &peer) const;
    bool operator==(const PeerPolicy &) const = default;

private:
    struct Verdict;
    [[nodiscard]] Verdict judge(const IpAddress &peer) const;
    Rules m_rules;
};

} // namespace turnpike::turn
