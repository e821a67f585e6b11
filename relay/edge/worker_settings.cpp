// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/worker_settings.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace turnpike::edge {

namespace {

/// Of what all workers may have together; 0 stays "no limit".
int shareOf(int all, int workers)
{
    return (all + workers - 1) / workers;
}

} // namespace

WorkerSettings workerSettingsOf(const Settings &settings, turn::Settings turn,
                                tls::SharedCertificates certificates, int workers)
{
    turn::Settings::Limits &limits = turn.limits;
    limits.strangerBytesPerNetwork = shareOf(limits.strangerBytesPerNetwork, workers);
    limits.strangerBytesInAll = shareOf(limits.strangerBytesInAll, workers);
    WorkerSettings worker;
    worker.relayAddress = settings.relayAddress;
    worker.secondRelayAddress = settings.secondRelayAddress;
    worker.idleTcp = settings.idleTcp;
    worker.unfinishedMessage = settings.unfinishedMessage;
    worker.tcpConnectionsPerSource = settings.tcpConnectionsPerSource;
    worker.strangerConnections = shareOf(settings.strangerConnections, workers);
    worker.strangerBudget.mostPending = static_cast<std::size_t>(std::max(settings.strangerPendingBytes, 1));
    if (limits.strangerMessageBytes > 0)
        worker.strangerBudget.longestFrame = static_cast<std::size_t>(limits.strangerMessageBytes);
    worker.handshakes = {.ofNetwork = shareOf(settings.handshakesPerNetwork, workers),
                         .inAll = shareOf(settings.handshakesInAll, workers)};
    worker.clients = settings.clients;
    worker.proxies = settings.proxies;
    worker.certificates = std::move(certificates);
    worker.turn = std::make_shared<const turn::Settings>(std::move(turn));
    return worker;
}

} // namespace turnpike::edge
