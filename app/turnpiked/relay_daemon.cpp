// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/relay_daemon.h"

#include "app/turnpiked/starting_deployment.h"
#include "core/model/inert_text.h"
#include "core/validation/served.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using management::Caller;

namespace {

constexpr auto kStatusInterval = 5s;
const auto kHost = Caller{u"host"_s, client::Role::Administrator};

void print(std::FILE *stream, const QString &line)
{
    const QByteArray text = "turnpiked: " + escapedForLog(line).toUtf8() + '\n';
    std::fputs(text.constData(), stream);
    std::fflush(stream);
}

QString text(const TransportAddress &address)
{
    return QString::fromStdString(address.toString());
}

/// What the configuration holds for this relay and nothing acts on is said, not ignored: one line for what
/// somebody set, one for defaults that promise something.
QStringList notServed(const model::Deployment &deployment, const edge::Identity &identity)
{
    std::vector<validation::UnservedSetting> settings = validation::unservedSettings(deployment);
    std::erase_if(settings, [&identity](const validation::UnservedSetting &setting) {
        const auto &first = setting.path.steps().front();
        return first.property == u"edgeSites" && first.key != identity.site;
    });
    QStringList changed;
    for (const auto &setting : settings) {
        if (!setting.isDefault)
            changed << setting.path.toString();
    }
    QStringList lines;
    if (!changed.isEmpty())
        lines << u"kept, but this version does not act on it: "_s + changed.join(u", "_s);
    if (const QString defaults = validation::unservedDefaultsText(settings); !defaults.isEmpty())
        lines << u"this version does not enforce, although they have defaults: "_s + defaults;
    if (!deployment.pools.isEmpty() || !deployment.directories.isEmpty())
        lines << u"pools, directories and the forest are kept for the servers that read them; a relay does "
                 "nothing with them"_s;
    return lines;
}

} // namespace

void say(const QString &line)
{
    print(stdout, line);
}

void complain(const QString &line)
{
    print(stderr, line);
}

RelayDaemon::RelayDaemon(Options options, UnixSignals &signals)
    : m_options(std::move(options))
{
    connect(&signals, &UnixSignals::askedToEnd, this, &RelayDaemon::end);
    connect(&signals, &UnixSignals::askedToReload, this, &RelayDaemon::reload);
    connect(&m_statusTimer, &QTimer::timeout, this, [this] { m_serviceManager.status(statusText()); });
}

RelayDaemon::~RelayDaemon() = default;

void RelayDaemon::log(const QString &text)
{
    if (m_controller)
        m_controller->log(text);
    else
        complain(text);
}

Result<void> RelayDaemon::start(std::unique_ptr<management::RevisionStore> store,
                                model::SharedDeployment deployment, const edge::Identity &identity)
{
    management::RelayController::Options options;
    m_identity = identity;
    options.identity = identity;
    options.initial = std::move(deployment);
    options.isInitialAskedFor = m_options.changesConfiguration();
    // Options alone hold at every start; a file does when it has changed since it was last read.
    options.isInitialBinding = options.isInitialAskedFor && m_options.deploymentFile.isEmpty();
    auto controller = management::RelayController::start(std::move(options), std::move(store));
    if (!controller)
        return tl::make_unexpected(controller.error());
    m_controller = std::move(*controller);
    connect(m_controller.get(), &management::RelayController::logged, this,
            [](const QDateTime &, const QString &line) { complain(line); });
    connect(m_controller.get(), &management::RelayController::drained, this, [this] {
        if (m_isEnding)
            QCoreApplication::quit();
    });
    if (auto started = startServers(); !started)
        return started;
    if (m_serviceManager.isThere())
        m_statusTimer.start(kStatusInterval);
    return announce();
}

Result<void> RelayDaemon::startServers()
{
    const auto &settings = m_controller->running().deployment->management;
    if (m_options.hasManagement) {
        auto server =
            management::ManagementServer::start(*m_controller, {.listen = {settings.listen, settings.port},
                                                                .stateFolder = m_options.stateFolder,
                                                                .certificateFile = settings.certificateFile,
                                                                .http = {}});
        if (!server)
            return tl::make_unexpected(server.error());
        m_management = std::move(*server);
    }
    if (!settings.metricsListen.isEmpty()) {
        const auto address = TransportAddress::parse(settings.metricsListen.toStdString());
        if (!address)
            return tl::make_unexpected(address.error());
        auto server = management::MetricsServer::start(*m_controller, *address);
        if (!server)
            return tl::make_unexpected(server.error());
        m_metrics = std::move(*server);
    }
    return {};
}

Result<void> RelayDaemon::announce()
{
    const auto status = m_controller->status(kHost);
    if (!status)
        return tl::make_unexpected(status.error());
    for (const auto &listener : status->listeners)
        say(u"listening "_s + listener);
    for (const auto &line : notServed(*m_controller->running().deployment, m_identity))
        complain(line);
    if (m_metrics)
        say(u"metrics http://"_s + text(m_metrics->boundAddress()) + u"/metrics"_s);
    if (m_management) {
        say(u"management https://"_s + text(m_management->boundAddress()) + u" certificate SHA-256 "_s +
            m_management->fingerprint());
        const auto knowsAnybody = m_management->desk().knowsAnybody();
        if (!knowsAnybody)
            return tl::make_unexpected(knowsAnybody.error());
        if (m_options.pair || !*knowsAnybody) {
            const auto &code = m_management->desk().openFor(m_options.pairRole);
            say(u"pairing code %1 (%2, for 10 minutes)"_s.arg(code.text(),
                                                              client::wire::toText(code.role())));
        }
    }
    say(u"ready"_s);
    m_serviceManager.ready(statusText());
    // A long audit takes a while to verify, and nobody needs to wait for that.
    QTimer::singleShot(0, this, [this] {
        if (const auto verified = m_controller->store().verifyAudit(); !verified)
            log(QString::fromStdString(verified.error().text()));
    });
    return {};
}

QString RelayDaemon::statusText() const
{
    return u"serving %1 allocations, revision %2"_s.arg(m_controller->edge().allocationCount())
        .arg(m_controller->running().revision.number);
}

void RelayDaemon::reload()
{
    if (m_isEnding)
        return;
    if (m_options.deploymentFile.isEmpty() || m_options.deploymentFile == u"default") {
        log(u"SIGHUP: there is no file to read again, because the relay was started without --deployment FILE"_s);
        return;
    }
    m_serviceManager.reloading();
    const auto read = startingDeployment(m_options, nullptr);
    const auto outcome = read ? m_controller->pushFromHost(u"SIGHUP"_s, read->deployment,
                                                           u"read again: "_s + m_options.deploymentFile)
                              : Result<client::PushOutcome>(tl::make_unexpected(read.error()));
    if (!outcome) {
        log(u"SIGHUP: nothing was changed: "_s + QString::fromStdString(outcome.error().text()));
    } else if (outcome->kind == client::PushOutcome::Kind::Invalid) {
        for (const auto &problem : outcome->problems) {
            if (problem.severity == validation::Severity::Error)
                log(u"SIGHUP: nothing was changed: "_s + problem.path.toString() + u": "_s + problem.message);
        }
    } else {
        log(u"SIGHUP: revision %1 runs"_s.arg(outcome->revision.number));
    }
    m_serviceManager.ready(statusText());
}

void RelayDaemon::end()
{
    if (std::exchange(m_isEnding, true)) {
        complain(u"asked to end a second time: ending now"_s);
        QCoreApplication::quit();
        return;
    }
    const auto count = m_controller->edge().allocationCount();
    const auto status =
        u"draining %1 allocations for up to %2 s"_s.arg(count).arg(m_options.drainDeadline.count());
    m_serviceManager.stopping(status);
    complain(status);
    if (const auto drained = m_controller->drain(kHost, m_options.drainDeadline); !drained) {
        complain(QString::fromStdString(drained.error().text()));
        QCoreApplication::quit();
    }
}

} // namespace turnpike::daemon
