// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/client_policy.h"
#include "relay/edge/handshake_budget.h"
#include "relay/edge/proxy_sources.h"
#include "relay/edge/settings.h"
#include "relay/edge/turn_stream.h"
#include "relay/tls/certificate_set.h"
#include "relay/turn/settings.h"

namespace turnpike::edge {

/// The part of the settings that a worker acts on itself.
struct WorkerSettings {
    turn::SharedSettings turn;
    IpAddress relayAddress;
    IpAddress secondRelayAddress; ///< of the other family; none without
    std::chrono::seconds idleTcp{60};
    std::chrono::seconds unfinishedMessage{10};
    int tcpConnectionsPerSource = 0;
    int strangerConnections = 0; ///< of this worker
    StreamBudget strangerBudget;
    HandshakeBudget::Limits handshakes; ///< of this worker
    ClientPolicy clients;
    ProxySources proxies;
    tls::SharedCertificates certificates; ///< may be empty
};

/// Those of one of so many workers: what all may have together is divided among them, since the kernel
/// spreads clients over the workers by their addresses and ports, quite evenly. `turn` is that of all of
/// them.
[[nodiscard]] WorkerSettings workerSettingsOf(const Settings &settings, turn::Settings turn,
                                              tls::SharedCertificates certificates, int workers);

} // namespace turnpike::edge
