// SPDX-License-Identifier: GPL-3.0-or-later
// A relay that demo calls can go through, and how they reach it.
#pragma once

#include "relay/edge/edge.h"
#include "relay/probe/demo_traffic_driver.h"

namespace turnpike::testing {

inline const IpAddress kLoopback = IpAddress::v4(0x7F000001);

inline edge::Settings relaySettings()
{
    edge::Settings settings;
    settings.listeners = {{Transport::Udp, {kLoopback, Port{0}}}, {Transport::Tcp, {kLoopback, Port{0}}}};
    settings.relayAddress = kLoopback;
    settings.relayPorts = {Port{11000}, Port{11999}};
    settings.workers = 2;
    settings.turn.realm = "example.org";
    settings.turn.credentials =
        auth::Credentials({{"alice", auth::longTermKey("alice", "example.org", "one")},
                           {"bob", auth::longTermKey("bob", "example.org", "two")}},
                          {"demo secret"});
    // The relay's own address stays closed: the calls do not need it.
    settings.turn.peers = turn::PeerPolicy({.allow = {IpNetwork(kLoopback, 8)},
                                            .deny = {},
                                            .allowPrivate = false,
                                            .allowRelayToRelay = false,
                                            .relayAddresses = {kLoopback},
                                            .ownAddresses = {},
                                            .ownListeners = {}});
    return settings;
}

inline probe::DemoTarget targetOf(const edge::Edge &relay)
{
    probe::DemoTarget target;
    target.realm = "example.org";
    target.sharedSecret = "demo secret";
    target.users = {{"alice", "one"}, {"bob", "two"}};
    for (const auto &listener : relay.listeners()) {
        if (listener.transport == "udp")
            target.udp = listener.address;
        else
            target.tcp = listener.address;
    }
    return target;
}

} // namespace turnpike::testing
