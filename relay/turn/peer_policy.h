// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"

#include <cstdint>
#include <span>
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
        bool allowRelayToRelay = false; ///< a peer that is relayed here, too
        /// Where ports are relayed, as bound and as announced: open for allowRelayToRelay, but only those
        /// ports that are relayed at the moment of sending.
        std::vector<IpAddress> relayAddresses;
        /// Further addresses of this relay: closed, like those of the machine's interfaces, unless an allow
        /// rule names the very address. Loopback is opened as any special block is.
        std::vector<IpAddress> ownAddresses;
        /// Where this process listens itself, for clients, management, metrics: never a peer, whatever the
        /// rules.
        std::vector<TransportAddress> ownListeners;
        bool operator==(const Rules &) const = default;
    };
    /// Why a peer is let through or refused, for "explain" and for error counters.
    struct Decision {
        bool allowed = false;
        std::string
            rule; ///< "peers.allow 10.1.0.0/16", "special-purpose block 127.0.0.0/8 (Loopback, RFC 1122)"
    };

    /// How far a client gets at an address.
    enum class Reach : std::uint8_t {
        Refused,
        Outside,      ///< every port
        RelayedPorts, ///< a relay address: ports that are relayed at this moment
        OwnMachine    ///< an own address that a rule opened: every port but the own listeners
    };
    /// What ends at this machine, as it is now: rules cannot know its interfaces and local routes.
    using MachineAddresses = std::span<const IpNetwork>;

    PeerPolicy() = default;
    explicit PeerPolicy(Rules rules);

    /// No memory is allocated.
    [[nodiscard]] Reach reach(const IpAddress &peer, MachineAddresses machine = {}) const;
    [[nodiscard]] bool allows(const IpAddress &peer, MachineAddresses machine = {}) const
    {
        return reach(peer, machine) != Reach::Refused;
    }
    /// The same verdict with its reason.
    [[nodiscard]] Decision explain(const IpAddress &peer, MachineAddresses machine = {}) const;
    /// Does this process listen there, in whatever form the address is written?
    [[nodiscard]] bool isOwnListener(const TransportAddress &peer) const;
    [[nodiscard]] const Rules &rules() const { return m_rules; }
    bool operator==(const PeerPolicy &) const = default;

private:
    struct Verdict;
    [[nodiscard]] Verdict judge(const IpAddress &peer, MachineAddresses machine) const;
    Rules m_rules;
};

} // namespace turnpike::turn
