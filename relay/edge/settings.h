// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/five_tuple.h"
#include "relay/edge/client_policy.h"
#include "relay/edge/credential_files.h"
#include "relay/edge/proxy_sources.h"
#include "relay/tls/certificate.h"
#include "relay/turn/settings.h"

#include <string>
#include <vector>

namespace turnpike::edge {

/// Everything one relay process needs, in the relay's own terms. Built from a Deployment by
/// settingsFor() (settings_from_deployment.h); nothing here knows about JSON or Qt.
struct Settings {
    struct Listener {
        Transport transport = Transport::Udp;
        TransportAddress address; ///< port 0: the system chooses (tests)
        bool operator==(const Listener &) const = default;
    };

    /// Those with one address and one kind of socket share it: the first byte tells plain and encrypted
    /// clients apart.
    std::vector<Listener> listeners;
    /// For TLS and DTLS; the files are read by the Edge, and again when they change.
    std::vector<tls::CertificateEntry> certificates;
    /// Of users and secrets beside `turn.credentials`; read by the Edge, and again when they change.
    std::vector<CredentialFile> credentialFiles;
    /// Relay sockets are bound to this address, inside `relayPorts`.
    IpAddress relayAddress;
    /// The same of the other family; none without.
    IpAddress secondRelayAddress;
    PortRange relayPorts{Port{50000}, Port{59999}};
    /// 0: one per core.
    int workers = 0;
    /// Closes a client's TCP connection that carries neither an allocation nor data for this long.
    std::chrono::seconds idleTcp{60};
    /// Closes a client's TCP connection without an allocation on which a message began and does not end.
    std::chrono::seconds unfinishedMessage{10};
    int strangerConnections = 0; ///< TCP connections without an allocation, of all workers; 0: no limit
    int strangerPendingBytes = 16384;
    int tcpConnectionsPerSource = 0; ///< 0: no limit
    /// TLS and DTLS handshakes a second, of all workers; 0: no limit.
    int handshakesPerNetwork = 0;
    int handshakesInAll = 0;
    ClientPolicy clients;
    ProxySources proxies;
    turn::Settings turn;
    /// Configuration revision these settings came from, reported in snapshots.
    std::uint64_t revision = 0;
    bool operator==(const Settings &) const = default;
};

} // namespace turnpike::edge
