// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/loop_times.h"
#include "relay/http/rate_limit.h"
#include "relay/http/router.h"
#include "relay/http/server.h"
#include "relay/management/relay_controller.h"

#include <span>

namespace turnpike::management {

/// Prometheus' text format 0.0.4. Labels have few values, whoever uses the relay: no names, no addresses.
/// `loopTimes` are those of the workers in their order.
[[nodiscard]] QByteArray metricsText(const live::Snapshot &snapshot, const wire::RelayStatus &status,
                                     std::span<const edge::LoopTimes::Counts> loopTimes,
                                     const http::TurnedAwayCounts &turnedAway, bool showsVersion);

/// GET /metrics, /healthz (does it live), /readyz (should it be sent new calls): plain HTTP of its own.
class MetricsServer : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] static Result<std::unique_ptr<MetricsServer>> start(RelayController &controller,
                                                                      const TransportAddress &listen);
    [[nodiscard]] TransportAddress boundAddress() const { return m_http.boundAddress(); }

private:
    explicit MetricsServer(RelayController &controller);
    void add(const QString &path, std::function<http::Response()> answer);
    void readLimits();
    [[nodiscard]] std::optional<http::Response> admit(const http::Request &request);
    [[nodiscard]] http::Response metrics();

    RelayController &m_controller;
    http::Router m_router;
    std::vector<std::function<http::Response()>> m_answers; ///< as in the router
    http::RateLimit m_readers;
    /// The newest exposition: looking at all calls is paid for once a second, however many ask.
    std::optional<MonotonicTime> m_taken;
    QByteArray m_text;
    http::Server m_http;
};

} // namespace turnpike::management
