// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/host_names.h"
#include "relay/http/rate_limit.h"
#include "relay/http/router.h"
#include "relay/http/server.h"
#include "relay/management/live_stream.h"
#include "relay/management/management_api.h"
#include "relay/management/pairing_desk.h"

namespace turnpike::management {

/// The management interface on the network: HTTPS with client certificates, and the live stream on the same
/// port. A stranger, without a certificate of this relay, can do nothing but pair.
class ManagementServer : public QObject {
    Q_OBJECT
public:
    struct Options {
        TransportAddress listen; ///< port 0: the system chooses (tests)
        QString stateFolder;     ///< keys and certificates
        QString certificateFile; ///< PEM with certificate chain and key; empty: the relay makes its own
        http::Connection::Patience patience;
    };

    [[nodiscard]] static Result<std::unique_ptr<ManagementServer>> start(RelayController &controller,
                                                                         const Options &options);
    ~ManagementServer() override;

    [[nodiscard]] TransportAddress boundAddress() const { return m_http.boundAddress(); }
    /// SHA-256, as people compare it: "AB:CD:…".
    [[nodiscard]] QString fingerprint() const;
    [[nodiscard]] PairingDesk &desk() { return m_desk; }
    /// Where all of it stands, in the order of wire::allRoutes().
    [[nodiscard]] const http::Router &router() const { return m_router; }
    [[nodiscard]] const CallTable &calls() const { return m_api.table(); }
    [[nodiscard]] const LiveStream &live() const { return m_live; }
    [[nodiscard]] const http::ConnectionRegister &connections() const { return m_http.connections(); }

private:
    ManagementServer(RelayController &controller, trust::CertificateAuthority authority,
                     const Options &options);
    [[nodiscard]] Result<void> begin(const Options &options);
    void addRoutes();
    void readLimits();
    /// Everything that can be refused before a body is read.
    [[nodiscard]] std::optional<http::Response> admit(http::Request &request);
    [[nodiscard]] http::Answer answer(http::Request &request);
    [[nodiscard]] std::optional<http::Response> upgrade(http::Request &request, QTcpSocket *socket);
    [[nodiscard]] std::optional<trust::Caller> recognized(const QByteArray &fingerprint) const;
    [[nodiscard]] std::optional<http::Standing> standingOf(const QByteArray &fingerprint) const;
    /// A certificate or a role was given or taken away: who is connected is asked about again.
    void checkTrust();

    RelayController &m_controller;
    trust::CertificateAuthority m_authority;
    QSslCertificate m_certificate;
    http::HostNames m_hostNames;
    PairingDesk m_desk;
    ManagementApi m_api;
    http::Router m_router;
    std::vector<const wire::Route *> m_routes; ///< as in the router
    http::RateLimit m_knownClients;
    http::RateLimit m_strangers;
    LiveStream m_live;
    http::Server m_http;
};

} // namespace turnpike::management
