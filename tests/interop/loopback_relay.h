// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/edge.h"
#include "relay/net/bound_socket.h"

namespace turnpike::testing {

inline constexpr auto kRealm = "example.org";
inline constexpr auto kUser = "alice";
inline constexpr auto kPassword = "wonderland";
inline constexpr auto kSecret = "a shared secret";

/// A relay for clients of others: every transport, on ports that the system chooses. Certificates are the
/// caller's affair.
inline edge::Settings settingsForLoopback(int workers, PortRange relayPorts)
{
    edge::Settings settings;
    const IpAddress loopback = IpAddress::v4(0x7F000001);
    // Plain and encrypted clients share the two ports.
    for (const Transport transport : {Transport::Udp, Transport::Tcp, Transport::Tls, Transport::Dtls})
        settings.listeners.push_back({transport, {loopback, Port{0}}});
    settings.relayAddress = loopback;
    const IpAddress loopback6 = IpAddress::parse("::1").value();
    if (net::tryRelaying(loopback6)) { // a machine without IPv6 relays over IPv4 alone, and says so
        settings.secondRelayAddress = loopback6;
        settings.turn.relaysBothFamilies = true;
    }
    settings.relayPorts = relayPorts;
    settings.workers = workers;
    settings.turn.realm = kRealm;
    settings.turn.credentials =
        auth::Credentials({{kUser, auth::longTermKey(kUser, kRealm, kPassword)}}, {kSecret});
    settings.turn.peers = turn::PeerPolicy({.allow = {IpNetwork(loopback, 8)},
                                            .deny = {},
                                            .allowPrivate = false,
                                            .allowRelayToRelay = true,
                                            .relayAddresses = {loopback},
                                            .ownAddresses = {},
                                            .ownListeners = {}});
    return settings;
}

} // namespace turnpike::testing
