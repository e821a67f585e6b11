// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/metrics.h"

#include "core/base/inert_text.h"
#include "relay/net/process_limits.h"

namespace turnpike::management {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

const auto kReader = trust::Caller{u"metrics"_s, wire::Role::Viewer};
constexpr auto kFreshness = 1s;
/// So many seconds' worth of requests may come at once.
constexpr double kSecondsOfReadsAtOnce = 3;

/// Writes one metric after another.
class Exposition {
public:
    void begin(const char *name, const char *type, const char *help)
    {
        m_name = name;
        m_text += "# HELP " + m_name + ' ' + help + "\n# TYPE " + m_name + ' ' + type + '\n';
    }
    void value(quint64 number, const QByteArray &labels = {})
    {
        m_text += m_name + labels + ' ' + QByteArray::number(number) + '\n';
    }
    void gauge(const char *name, const char *help, quint64 number)
    {
        begin(name, "gauge", help);
        value(number);
    }
    void counter(const char *name, const char *help, quint64 number)
    {
        begin(name, "counter", help);
        value(number);
    }
    /// After begin(); `label` stands in front of that of each bucket.
    void histogram(const edge::LoopTimes::Counts &counts, const QByteArray &label)
    {
        const auto seconds = [](edge::LoopTimes::Time time) {
            return QByteArray::number(std::chrono::duration<double>(time).count(), 'g', 12);
        };
        quint64 turns = 0;
        for (std::size_t i = 0; i < counts.turns.size(); ++i) {
            turns += counts.turns[i];
            const QByteArray bound =
                i < edge::LoopTimes::kBounds.size() ? seconds(edge::LoopTimes::kBounds[i]) : "+Inf";
            line("_bucket", label + ",le=\"" + bound + '"', QByteArray::number(turns));
        }
        line("_sum", label, seconds(counts.sum));
        line("_count", label, QByteArray::number(turns));
    }
    [[nodiscard]] const QByteArray &text() const { return m_text; }

private:
    void line(const char *suffix, const QByteArray &labels, const QByteArray &number)
    {
        m_text += m_name + suffix + '{' + labels + "} " + number + '\n';
    }

    QByteArray m_name;
    QByteArray m_text;
};

void addTraffic(Exposition &metrics, const live::Totals &totals)
{
    const auto bothWays = [&](auto member) {
        metrics.value(totals.fromClients.*member, "{direction=\"from_clients\"}");
        metrics.value(totals.toClients.*member, "{direction=\"to_clients\"}");
    };
    metrics.begin("turnpike_relayed_packets_total", "counter", "Packets relayed.");
    bothWays(&live::Traffic::packets);
    metrics.begin("turnpike_relayed_bytes_total", "counter", "Payload bytes relayed.");
    bothWays(&live::Traffic::bytes);
    metrics.begin("turnpike_dropped_packets_total", "counter",
                  "Packets of known allocations that were dropped.");
    bothWays(&live::Traffic::droppedPackets);
}

void addLoopTimes(Exposition &metrics, std::span<const edge::LoopTimes::Counts> workers)
{
    metrics.begin("turnpike_worker_loop_seconds", "histogram",
                  "How long the turns of a worker's event loop worked: what a packet may wait.");
    for (std::size_t i = 0; i < workers.size(); ++i)
        metrics.histogram(workers[i], "worker=\"" + QByteArray::number(i) + '"');
}

void addRefusals(Exposition &metrics, const live::Totals &totals)
{
    metrics.begin("turnpike_refusals_total", "counter", "Requests and packets that were refused, by cause.");
    metrics.value(totals.wrongCredentials, "{cause=\"wrong_credentials\"}");
    metrics.value(totals.quotaRefusals, "{cause=\"quota\"}");
    metrics.value(totals.portQuotaRefusals, "{cause=\"port_quota\"}");
    metrics.value(totals.capacityRefusals, "{cause=\"capacity\"}");
    metrics.value(totals.redirects, "{cause=\"sent_elsewhere\"}");
    metrics.value(totals.forbiddenPeers, "{cause=\"forbidden_peer\"}");
    metrics.value(totals.overPeerConnections, "{cause=\"peer_connections\"}");
    metrics.value(totals.malformedMessages, "{cause=\"malformed\"}");
    metrics.value(totals.withoutPermission, "{cause=\"no_permission\"}");
    metrics.value(totals.unknownChannel, "{cause=\"unknown_channel\"}");
    metrics.value(totals.overBandwidth, "{cause=\"bandwidth\"}");
    metrics.value(totals.overUserBandwidth, "{cause=\"bandwidth_of_user\"}");
    metrics.value(totals.overTotalBandwidth, "{cause=\"bandwidth_in_all\"}");
    metrics.value(totals.strangeClients, "{cause=\"client_rules\"}");
    metrics.value(totals.connectionsOverLimit, "{cause=\"connections_per_source\"}");
    metrics.value(totals.connectionsNotOpened, "{cause=\"no_room_for_connection\"}");
    metrics.value(totals.foreignProtocols, "{cause=\"foreign_protocol\"}");
    metrics.value(totals.overNetworkBudget, "{cause=\"strangers_of_network\"}");
    metrics.value(totals.overTotalBudget, "{cause=\"strangers_in_all\"}");
    metrics.value(totals.guessesNotTried, "{cause=\"password_guesses\"}");
    metrics.value(totals.messagesTooLong, "{cause=\"message_too_long\"}");
    metrics.value(totals.answersUnread, "{cause=\"unread_answers\"}");
    metrics.value(totals.messagesUnfinished, "{cause=\"unfinished_message\"}");
    metrics.value(totals.connectionsSilent, "{cause=\"silent_connection\"}");
    metrics.value(totals.handshakesFailed, "{cause=\"handshake\"}");
    metrics.value(totals.handshakesOverBudget, "{cause=\"handshakes_over_budget\"}");
    metrics.value(totals.proxyHeaderRefusals, "{cause=\"proxy_header\"}");
    metrics.value(totals.connectionsReplaced, "{cause=\"connection_replaced\"}");
}

} // namespace

QByteArray metricsText(const live::Snapshot &snapshot, const wire::RelayStatus &status,
                       std::span<const edge::LoopTimes::Counts> loopTimes,
                       const http::TurnedAwayCounts &turnedAway, bool showsVersion)
{
    Exposition metrics;
    const auto &totals = snapshot.totals;
    // What runs is what an attacker looks up first.
    if (showsVersion) {
        metrics.begin("turnpike_build_info", "gauge", "Version of the relay; always 1.");
        metrics.value(1, "{version=\"" + status.version.toLatin1() + "\"}");
    }
    metrics.gauge("turnpike_start_time_seconds", "When the relay started, in seconds since 1970.",
                  static_cast<quint64>(status.started.toSecsSinceEpoch()));
    metrics.gauge("turnpike_revision", "Number of the configuration that runs.", snapshot.revision);
    metrics.gauge("turnpike_draining", "1 while new calls are refused.", snapshot.draining ? 1 : 0);
    metrics.gauge("turnpike_workers", "Threads that carry calls.", snapshot.workers);
    metrics.gauge("turnpike_open_files", "Descriptors in use: calls, connections, files.", status.openFiles);
    metrics.gauge("turnpike_open_files_limit", "Descriptors that this process may use; 0: no limit.",
                  status.openFilesLimit);
    metrics.gauge("turnpike_allocations", "Allocations that live now.", snapshot.allocations.size());
    metrics.gauge("turnpike_relay_ports", "Ports that allocations may use.",
                  static_cast<quint64>(snapshot.relayPorts.size()));
    metrics.counter("turnpike_allocations_created_total", "Allocations made.", totals.allocationsCreated);
    metrics.counter("turnpike_allocations_ended_total", "Allocations ended.", totals.allocationsEnded);
    metrics.counter("turnpike_binding_requests_total", "STUN Binding requests answered.",
                    totals.bindingRequests);
    metrics.counter("turnpike_peer_connections_total", "TCP connections with peers that came about.",
                    totals.peerConnections);
    metrics.counter("turnpike_peer_connections_failed_total", "TCP connections with peers that did not.",
                    totals.failedPeerConnections);
    metrics.counter("turnpike_challenges_total", "Requests answered with 401.", totals.challenges);
    metrics.counter("turnpike_stale_nonces_total", "Requests answered with 438.", totals.staleNonces);
    metrics.begin("turnpike_certificate_expiry_seconds", "gauge",
                  "When a certificate that is served expires, in seconds since 1970; 0: none is served.");
    for (const wire::CertificateStatus &certificate : status.certificates)
        metrics.value(
            certificate.isServed ? static_cast<quint64>(certificate.validUntil.toSecsSinceEpoch()) : 0,
            "{entry=\"" + QByteArray::fromStdString(escapedForMetricLabel(certificate.entry.toStdString())) +
                "\"}");
    addTraffic(metrics, totals);
    addRefusals(metrics, totals);
    addLoopTimes(metrics, loopTimes);
    metrics.begin("turnpike_management_refusals_total", "counter",
                  "What limits of the management interface turned away, by cause.");
    for (std::size_t n = 0; n < http::kTurnedAwayCauses; ++n) {
        const auto cause = static_cast<http::TurnedAway>(n);
        metrics.value(turnedAway.of(cause), "{cause=\"" + QByteArray(nameOf(cause)) + "\"}");
    }
    return metrics.text();
}

MetricsServer::MetricsServer(RelayController &controller)
    : m_controller(controller)
    , m_readers(0, 0)
    , m_http({.recognize = {},
              .admit = [this](http::Request &request) { return admit(request); },
              .answer = [this](http::Request &request) -> http::Answer {
                  const auto match = m_router.find(request);
                  if (!match)
                      return match.error();
                  return m_answers[match->route]();
              },
              .upgrade = {},
              .turnedAway = [this](http::TurnedAway cause) { m_controller.turnedAway().add(cause); }},
             {})
{
    readLimits();
    connect(&controller, &RelayController::revisionChanged, this, &MetricsServer::readLimits);
    add(u"/metrics"_s, [this] { return metrics(); });
    add(u"/healthz"_s, [] { return http::Response::text(200, "ok\n"); });
    add(u"/readyz"_s, [this] {
        return m_controller.edge().isDraining() ? http::Response::text(503, "draining\n")
                                                : http::Response::text(200, "ready\n");
    });
}

void MetricsServer::add(const QString &path, std::function<http::Response()> answer)
{
    m_router.add({"GET", path});
    m_answers.push_back(std::move(answer));
}

void MetricsServer::readLimits()
{
    const auto &limits = m_controller.settings().limits;
    const auto reserved = net::reservedDescriptors();
    auto http = httpLimits(limits, reserved.first, reserved.forMetrics());
    http.request.body = 0;
    m_http.setLimits(http);
    m_readers.setRate(limits.metricsRequestsPerSecond,
                      kSecondsOfReadsAtOnce * limits.metricsRequestsPerSecond);
}

std::optional<http::Response> MetricsServer::admit(const http::Request &request)
{
    if (m_readers.take(http::sourceOf(request.peer), m_controller.clock().now()))
        return std::nullopt;
    m_controller.turnedAway().add(http::TurnedAway::MetricsRequests);
    // RFC 6585 section 4. Closing makes asking again cost more than refusing.
    auto refusal = http::Response::text(429, "too many requests\n");
    refusal.mustClose = true;
    return refusal.with("Retry-After", "1");
}

http::Response MetricsServer::metrics()
{
    const auto now = m_controller.clock().now();
    if (!m_taken || now - *m_taken >= kFreshness) {
        const auto status = m_controller.status(kReader);
        if (!status)
            return http::Response::refusal(status.error());
        m_text = metricsText(*m_controller.snapshotNow(), *status, m_controller.edge().loopTimes(),
                             m_controller.turnedAway(), m_controller.settings().metricsShowVersion);
        m_taken = now;
    }
    auto response = http::Response::text(200, m_text);
    response.contentType = "text/plain; version=0.0.4; charset=utf-8";
    return response;
}

Result<std::unique_ptr<MetricsServer>> MetricsServer::start(RelayController &controller,
                                                            const TransportAddress &listen)
{
    std::unique_ptr<MetricsServer> server(new MetricsServer(controller));
    if (auto serving = server->m_http.serve(listen, "the metrics"); !serving)
        return tl::make_unexpected(serving.error());
    return server;
}

} // namespace turnpike::management
