// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/management_server.h"

#include "core/document/regular_file.h"
#include "core/wire/calls.h"
#include "relay/net/process_limits.h"

#include <algorithm>

namespace turnpike::management {

using namespace Qt::StringLiterals;

namespace {

/// So many seconds' worth of requests may come at once: a console that opens asks for much.
constexpr double kSecondsAtOnce = 4;
constexpr double kStrangersPerSecond = 1;
constexpr double kStrangersAtOnce = 20;
/// A certificate request and a code; a stranger has no reason to send more.
constexpr qint64 kMostFromStrangers = 16 * 1024;
constexpr qint64 kLargestCertificateFile = 1024 * 1024;
const auto kLivePath = QStringList{u"api"_s, u"v1"_s, u"live"_s};

http::Response tooManyRequests()
{
    // RFC 6585 section 4
    return http::Response::refusal(
               {Error::Code::Unavailable, "too many requests", {}, "fewer", "wait a second and try again"},
               429)
        .with("Retry-After", "1");
}

http::Response isNoWebSocket()
{
    return http::Response::refusal({Error::Code::InvalidValue,
                                    "the live stream is a WebSocket",
                                    {},
                                    "a request to upgrade (RFC 6455)",
                                    {}},
                                   426)
        .with("Upgrade", "websocket");
}

trust::PairingDesk::Surroundings surroundingsOf(RelayController &controller)
{
    return {controller.displayName(), [&controller] { return controller.clock().now(); },
            [&controller] { return controller.clock().wallTime(); },
            [&controller](const QString &text, model::LogLevel level) {
                controller.log(text, LogPart::Authentication, level);
            }};
}

/// What a request says, without the connection that it came over.
wire::CarriedCall carriedIn(const http::Request &request, const http::Router::Parameters &parameters)
{
    wire::CarriedCall call;
    for (auto parameter = parameters.begin(); parameter != parameters.end(); ++parameter)
        call.path.append({parameter.key(), wire::textOfSegment(parameter.value())});
    call.query = request.query.queryItems(QUrl::FullyDecoded);
    for (auto header = request.headers.begin(); header != request.headers.end(); ++header)
        call.headers.append({header.key(), header.value()});
    call.body = request.body;
    return call;
}

Result<QSslConfiguration> ownCertificate(const QString &fileName)
{
    auto read = document::readRegularFile(fileName, kLargestCertificateFile, "the certificate");
    if (!read) {
        read.error().remedy =
            "correct management.certificateFile, or clear it to use the relay's own certificate";
        return tl::make_unexpected(read.error());
    }
    const QByteArray &pem = *read;
    const auto certificate = trust::x509::certificateFromPem(pem);
    const auto key = trust::x509::keyFromPem(pem);
    if (!certificate || !key || !trust::x509::isUsable(*certificate, *key, 0)) {
        return fail(Error::Code::InvalidValue,
                    "this is no certificate that can be used now with a key beside it",
                    fileName.toStdString(), "a PEM file with a valid certificate, its chain, and its key",
                    "correct management.certificateFile, or clear it to use the relay's own certificate");
    }
    QSslConfiguration configuration;
    configuration.setLocalCertificateChain(QSslCertificate::fromData(pem, QSsl::Pem));
    const auto keyPem = trust::x509::toPem(*key);
    const auto algorithm = EVP_PKEY_is_a(key->get(), "RSA") == 1 ? QSsl::Rsa : QSsl::Ec;
    configuration.setPrivateKey(QSslKey(keyPem, algorithm, QSsl::Pem, QSsl::PrivateKey));
    return configuration;
}

} // namespace

ManagementServer::ManagementServer(RelayController &controller, trust::CertificateAuthority authority,
                                   const Options &options)
    : m_controller(controller)
    , m_authority(std::move(authority))
    , m_desk(controller.clients(), m_authority, trust::pairingCodeFile(options.stateFolder),
             surroundingsOf(controller))
    , m_api(controller)
    , m_routes(wire::allRoutes())
    , m_knownClients(0, 0)
    , m_strangers(kStrangersPerSecond, kStrangersAtOnce)
    , m_live(controller, [this](const QByteArray &fingerprint) { return recognized(fingerprint); })
    , m_http({[this](const QByteArray &fingerprint) { return standingOf(fingerprint); },
              [this](http::Request &request) { return admit(request); },
              [this](http::Request &request) { return answer(request); },
              [this](http::Request &request, QTcpSocket *socket) { return upgrade(request, socket); },
              [this](http::TurnedAway cause) { m_controller.turnedAway().add(cause); }},
             options.timeouts)
{
    addRoutes();
    connect(&controller, &RelayController::trustChanged, this, &ManagementServer::checkTrust);
    readLimits();
    connect(&controller, &RelayController::revisionChanged, this, [this](const wire::Revision &revision) {
        if (revision.state == wire::Revision::State::AwaitingConfirmation)
            m_api.configuration().newRevisionAwaits(revision.number, m_http.newestConnection());
        // Roles and limits are part of the configuration.
        readLimits();
        checkTrust();
    });
}

void ManagementServer::readLimits()
{
    const auto &limits = m_controller.settings().limits;
    const auto reserved = net::reservedDescriptors();
    m_http.setLimits(httpLimits(limits, reserved.first, reserved.forManagement()));
    m_knownClients.setRate(limits.requestsPerSecond, kSecondsAtOnce * limits.requestsPerSecond);
}

ManagementServer::~ManagementServer() = default;

Result<std::unique_ptr<ManagementServer>> ManagementServer::start(RelayController &controller,
                                                                  const Options &options)
{
    const auto issued = controller.store().certificates();
    if (!issued)
        return tl::make_unexpected(issued.error());
    auto authority =
        trust::CertificateAuthority::open(options.stateFolder, {options.listen.address},
                                          issued->empty() ? trust::CertificateAuthority::History::Unknown
                                                          : trust::CertificateAuthority::History::HasClients);
    if (!authority)
        return tl::make_unexpected(authority.error());
    std::unique_ptr<ManagementServer> server(
        new ManagementServer(controller, std::move(*authority), options));
    if (auto begun = server->begin(options); !begun)
        return tl::make_unexpected(begun.error());
    return server;
}

Result<void> ManagementServer::begin(const Options &options)
{
    QSslConfiguration tls;
    if (options.certificateFile.isEmpty()) {
        tls.setLocalCertificate(m_authority.serverCertificate());
        tls.setPrivateKey(m_authority.serverKey());
    } else {
        auto own = ownCertificate(options.certificateFile);
        if (!own)
            return tl::make_unexpected(own.error());
        tls = std::move(*own);
    }
    m_certificate = tls.localCertificate();
    m_hostNames.add(m_certificate);
    if (!m_authority.notice().isEmpty())
        m_controller.log(m_authority.notice());
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    // A client may come without a certificate, to pair. Who it is, is decided by the fingerprint.
    tls.setPeerVerifyMode(QSslSocket::QueryPeer);
    tls.setCaCertificates(QSslCertificate::fromData(m_authority.authorityPem(), QSsl::Pem));
    // Every connection proves anew that the client holds its key.
    tls.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    tls.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    tls.setSslOption(QSsl::SslOptionDisableSessionPersistence, true);
    m_http.setTls(tls);
    return m_http.serve(options.listen, "the management interface");
}

QString ManagementServer::fingerprint() const
{
    return QString::fromLatin1(m_certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper());
}

void ManagementServer::addRoutes()
{
    for (const wire::Route *route : m_routes) {
        QStringList query;
        for (const char *name : route->query) {
            if (name)
                query << QString::fromLatin1(name);
        }
        m_router.add({wire::nameOf(route->method),
                      QLatin1StringView(wire::kApiPrefix) + QLatin1StringView(route->path), query});
    }
    m_api.table().add<wire::calls::Pair>([this](const Asker &asker, const auto &request) {
        auto paired = m_desk.pair(request, asker.source);
        // Who pairs again under a name makes the certificate of before void.
        if (paired)
            checkTrust();
        return paired;
    });
}

std::optional<trust::Caller> ManagementServer::recognized(const QByteArray &fingerprint) const
{
    auto caller = m_controller.clients().callerOf(fingerprint);
    return caller ? std::optional(std::move(*caller)) : std::nullopt;
}

std::optional<http::Standing> ManagementServer::standingOf(const QByteArray &fingerprint) const
{
    const auto caller = recognized(fingerprint);
    if (!caller)
        return std::nullopt;
    return caller->role == wire::Role::Administrator ? http::Standing::Privileged : http::Standing::Known;
}

void ManagementServer::checkTrust()
{
    m_live.checkTrust();
    m_http.recognizeAgain();
}

std::optional<http::Response> ManagementServer::admit(http::Request &request)
{
    const auto match = m_router.find(request);
    if (const auto checked = m_hostNames.check(request, m_controller.settings().hostNames); !checked)
        return http::Response::refusal(checked.error(),
                                       checked.error().code == Error::Code::Forbidden ? 403 : 421);
    auto caller = m_controller.clients().callerOf(request.clientFingerprint);
    auto &limit = caller ? m_knownClients : m_strangers;
    const auto client = caller ? request.clientFingerprint : http::sourceOf(request.peer);
    if (!limit.take(client, m_controller.clock().now())) {
        m_controller.turnedAway().add(http::TurnedAway::Requests);
        return tooManyRequests();
    }
    const bool isForEverybody = match && !m_routes[match->route]->role;
    if (!caller && !isForEverybody)
        return http::Response::refusal(request.certificateComplaint.value_or(caller.error()));
    if (!match)
        return match.error();
    if (isForEverybody && (request.headers.contains("transfer-encoding") ||
                           request.header("content-length").toLongLong() > kMostFromStrangers)) {
        return http::Response::refusal(
            {Error::Code::TooLarge,
             request.headers.contains("transfer-encoding")
                 ? std::string("the body does not say how long it is")
                 : "the body has " + request.header("content-length").left(20).toStdString() + " bytes",
             "body",
             "up to " + std::to_string(kMostFromStrangers) + " bytes, said in Content-Length",
             {}});
    }
    return std::nullopt;
}

http::Answer ManagementServer::answer(http::Request &request)
{
    const auto match = m_router.find(request);
    if (!match)
        return match.error();
    const wire::Route &route = *m_routes[match->route];
    Asker asker{{}, request.connection, http::sourceOf(request.peer)};
    if (route.role) {
        // A body takes its time to come, and who sends it may be trusted less by now.
        auto caller = m_controller.clients().callerOf(request.clientFingerprint);
        if (!caller)
            return http::Response::refusal(caller.error());
        asker.caller = std::move(*caller);
    }
    if (&route == &wire::calls::Live::route)
        return isNoWebSocket();
    return m_api.table().answer(route, asker, carriedIn(request, match->parameters));
}

std::optional<http::Response> ManagementServer::upgrade(http::Request &request, QTcpSocket *socket)
{
    if (request.path != kLivePath)
        return http::Response::refusal(
            {Error::Code::NotFound, "there is no WebSocket at this path", {}, "/api/v1/live", {}});
    const int most = m_controller.settings().limits.liveStreams;
    if (!m_live.makeRoom(request.clientFingerprint, most)) {
        m_controller.turnedAway().add(http::TurnedAway::LiveStreams);
        return http::Response::refusal({Error::Code::Unavailable,
                                        "too many live views are open",
                                        {},
                                        "up to " + std::to_string(most) +
                                            " (management.limits.liveStreams), some of them "
                                            "for administrators and operators only",
                                        "close one, and try again"});
    }
    m_live.accept(socket, request.clientFingerprint);
    return std::nullopt;
}

} // namespace turnpike::management
