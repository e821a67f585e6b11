// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/settings_change.h"

namespace turnpike::edge {

ApplyReport reportOfChange(const Settings &before, const Settings &after, int runningWorkers)
{
    ApplyReport report;
    const auto note = [](std::vector<std::string> &list, bool changed, std::string what) {
        if (changed)
            list.push_back(std::move(what));
    };
    const auto &old = before.turn;
    const auto &now = after.turn;

    note(report.live, old.credentials != now.credentials, "users and shared secrets");
    note(report.live, old.peers != now.peers, "peer rules");
    note(report.live, before.clients != after.clients, "client rules");
    note(report.live, old.lifetimes.nonce != now.lifetimes.nonce, "nonce lifetime");
    note(report.live, old.lifetimes.allocationMax != now.lifetimes.allocationMax,
         "longest allocation lifetime");
    note(report.live, old.limits.bandwidthPerAllocation != now.limits.bandwidthPerAllocation,
         "bandwidth per allocation");
    note(report.live,
         old.limits.permissionsPerAllocation != now.limits.permissionsPerAllocation ||
             old.limits.channelsPerAllocation != now.limits.channelsPerAllocation,
         "permissions and channels per allocation");
    note(report.live, old.draining != now.draining, "draining");
    note(report.live, before.idleTcp != after.idleTcp, "idle time of TCP connections");

    note(report.newCalls, old.realm != now.realm, "realm");
    note(report.newCalls, old.lifetimes.allocationDefault != now.lifetimes.allocationDefault,
         "default allocation lifetime");
    note(report.newCalls,
         old.limits.allocations != now.limits.allocations ||
             old.limits.allocationsPerUser != now.limits.allocationsPerUser,
         "allocation limits");
    note(report.newCalls, old.advertisedAddress != now.advertisedAddress, "advertised address");
    note(report.newCalls, before.relayAddress != after.relayAddress, "relay address");
    note(report.newCalls, before.relayPorts != after.relayPorts, "relay ports");
    note(report.newCalls, before.tcpConnectionsPerSource != after.tcpConnectionsPerSource,
         "TCP connections per source");

    note(report.needRestart, after.workers != before.workers && after.workers != runningWorkers,
         "workers (" + std::to_string(runningWorkers) + " run)");
    return report;
}

} // namespace turnpike::edge
