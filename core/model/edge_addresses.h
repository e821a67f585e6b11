// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/edge_site.h"

namespace turnpike::model {

// What follows from the addresses of an edge server: the relay goes by it, and rules judge by it.

/// From which calls leave.
[[nodiscard]] IpAddress relayAddressOf(const EdgeServer &server);
/// The one of the other family, beside the first; none while there is no use for it.
[[nodiscard]] IpAddress secondRelayAddressOf(const AvEdge &edge, const EdgeServer &server);

/// What is missing for the tests of RFC 5780: each of two addresses answers on each of two ports.
enum class NatDiscoveryNeeds { Nothing, Udp, NextPort, OneAddress, SecondAddress, OtherAddress, OneFamily };
[[nodiscard]] NatDiscoveryNeeds natDiscoveryNeeds(const AvEdge &edge, const EdgeServer &server);
/// They are asked for and nothing is missing.
[[nodiscard]] bool answersNatDiscovery(const AvEdge &edge, const EdgeServer &server);

} // namespace turnpike::model
