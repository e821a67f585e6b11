// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bit_rate.h"
#include "relay/auth/credentials.h"
#include "relay/turn/peer_policy.h"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace turnpike::turn {

/// Two addresses with two ports each, on which clients find out how their NAT behaves (RFC 5780).
struct NatDiscovery {
    IpAddress firstAddress;
    IpAddress secondAddress;
    Port firstPort;
    Port secondPort;

    [[nodiscard]] bool has(const TransportAddress &address) const
    {
        return (address.address == firstAddress || address.address == secondAddress) &&
               (address.port == firstPort || address.port == secondPort);
    }
    /// One of the four as seen from another of them.
    [[nodiscard]] TransportAddress from(const TransportAddress &address, bool otherAddress,
                                        bool otherPort) const
    {
        return {(address.address == firstAddress) == otherAddress ? secondAddress : firstAddress,
                (address.port == firstPort) == otherPort ? secondPort : firstPort};
    }
    bool operator==(const NatDiscovery &) const = default;
};

/// Everything the state machine needs to know, immutable once handed over. Workers share one
/// instance; a push replaces it whole.
struct Settings {
    struct Lifetimes {
        std::chrono::seconds allocationDefault{600};
        std::chrono::seconds allocationMax{3600};
        std::chrono::seconds nonce{3600};
        bool operator==(const Lifetimes &) const = default;
    };
    /// Zero means "no limit"; for permissions and channels there is always one.
    struct Limits {
        /// However much is allowed: what a client fills a worker has to go through.
        static constexpr int kMostPeers = 4096;
        [[nodiscard]] static constexpr std::size_t effective(int most)
        {
            return static_cast<std::size_t>(most <= 0 || most > kMostPeers ? kMostPeers : most);
        }

        int allocations = 0;
        int allocationsPerUser = 0;
        int portsPerUser = 0;
        int permissionsPerAllocation = 0;
        int channelsPerAllocation = 0;
        /// With peers over TCP; there is always a limit.
        int connectionsPerAllocation = 0;
        static constexpr int kMostConnections = 1024;
        [[nodiscard]] std::size_t mostConnections() const
        {
            return static_cast<std::size_t>(connectionsPerAllocation <= 0 ||
                                                    connectionsPerAllocation > kMostConnections
                                                ? kMostConnections
                                                : connectionsPerAllocation);
        }
        /// Each way; those of a user and of all over all workers.
        BitRate bandwidthPerAllocation;
        BitRate bandwidthPerUser{};
        BitRate bandwidthTotal{};
        /// Bytes a second answered to strangers, by this Server.
        int strangerBytesPerNetwork = 0;
        int strangerBytesInAll = 0;
        int strangerMessageBytes = 0;
        /// A minute, for all workers.
        int wrongPasswordsPerUser = 0;
        int wrongPasswordsPerSource = 0;
        bool operator==(const Limits &) const = default;
    };

    std::string realm;
    Lifetimes lifetimes;
    Limits limits;
    PeerPolicy peers;
    auth::Credentials credentials;
    /// For how long a running allocation may be prolonged after what admitted it has expired or was replaced.
    std::chrono::seconds refreshAfterExpiry{86400};
    /// Key of the stateless nonces, random per process or shared in a fleet; never logged.
    std::array<std::uint8_t, 32> nonceKey{};
    /// Where relayed addresses are announced when NAT stands in front; none = what was bound.
    IpAddress advertisedAddress;
    /// Of the address that calls leave from: what is asked for in the other one gets 440, also when nothing
    /// is asked for, which means IPv4 (RFC 8656 section 7.2).
    AddressFamily relayFamily = AddressFamily::V4;
    /// There is an address of the other family as well; clients may have one of each (RFC 8656 section 7.2).
    bool relaysBothFamilies = false;
    [[nodiscard]] bool relays(AddressFamily family) const
    {
        return family == relayFamily || relaysBothFamilies;
    }
    /// True while draining: new allocations are refused with 508, existing ones live on.
    bool draining = false;
    /// Where clients of its family are sent meanwhile, to the port that they asked here; may be none.
    IpAddress alternateServer;
    /// Binding requests of RFC 3489 are answered, over UDP.
    bool answersClassicStun = false;
    std::optional<NatDiscovery> natDiscovery;
    /// Clients that ask for it keep their allocation when their address changes (RFC 8016).
    bool mobility = false;
    /// Clients may have relayed addresses for TCP (RFC 6062).
    bool relaysTcp = false;
    bool operator==(const Settings &) const = default;
};

using SharedSettings = std::shared_ptr<const Settings>;

} // namespace turnpike::turn
