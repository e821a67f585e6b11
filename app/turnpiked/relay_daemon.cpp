// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/relay_daemon.h"

#include "app/turnpiked/configuration_warnings.h"
#include "app/turnpiked/kept_pushes.h"
#include "app/turnpiked/log_output.h"
#include "app/turnpiked/machine_check.h"
#include "app/turnpiked/starting_deployment.h"
#include "core/document/list_file.h"
#include "core/validation/served.h"
#include "relay/net/process_limits.h"

#include <QCoreApplication>

#include <algorithm>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using trust::Caller;

namespace {

constexpr auto kStatusInterval = 5s;
const auto kHost = trust::Caller{u"host"_s, wire::Role::Administrator};

const QLoggingCategory &categoryOf(management::LogPart part)
{
    switch (part) {
    case management::LogPart::Relay:
        return relayLog();
    case management::LogPart::Authentication:
        return authenticationLog();
    case management::LogPart::Management:
        break;
    }
    return managementLog();
}

QString text(const TransportAddress &address)
{
    return QString::fromStdString(address.toString());
}

} // namespace

LogLines notServedLines(const model::Deployment &deployment, const edge::Identity &identity)
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
    LogLines lines;
    if (!changed.isEmpty())
        lines.push_back({model::LogLevel::warning,
                         u"kept, but this version does not act on it: "_s + changed.join(u", "_s)});
    if (const QString defaults = validation::unservedDefaultsText(settings); !defaults.isEmpty())
        lines.push_back({model::LogLevel::info,
                         u"this version does not enforce, although they have defaults: "_s + defaults});
    if (!deployment.pools.isEmpty() || !deployment.directories.isEmpty())
        lines.push_back({model::LogLevel::info,
                         u"pools, directories and the forest are kept for the servers that read them; a "
                         "relay does nothing with them"_s});
    return lines;
}

void say(const QString &line)
{
    writeToOutput(line);
}

void logStart(model::LogLevel level, const QString &line)
{
    write(startLog(), level, line);
}

void logStart(const LogLines &lines)
{
    for (const auto &line : lines)
        logStart(line.level, line.text);
}

RelayDaemon::RelayDaemon(Options options, UnixSignals &signals)
    : m_options(std::move(options))
{
    connect(&signals, &UnixSignals::askedToEnd, this, &RelayDaemon::end);
    connect(&signals, &UnixSignals::askedToReload, this, &RelayDaemon::reload);
    connect(&m_statusTimer, &QTimer::timeout, this, [this] { m_serviceManager.status(statusText()); });
}

RelayDaemon::~RelayDaemon() = default;

void RelayDaemon::log(const QString &text, model::LogLevel level)
{
    if (m_controller)
        m_controller->log(text, management::LogPart::Management, level);
    else
        logStart(level, text);
}

Result<void> RelayDaemon::start(std::unique_ptr<store::RevisionStore> store,
                                const StartingDeployment &starting)
{
    management::RelayController::Options options;
    m_identity = starting.identity;
    m_record = starting.record;
    options.identity = starting.identity;
    // What was pushed since the last start is in it already.
    const bool isAskedFor = starting.record.has_value() && m_options.changesConfiguration();
    using Use = management::InitialConfiguration::Use;
    options.initial = {starting.deployment, isAskedFor ? Use::Always : Use::WhenEmpty};
    auto controller = management::RelayController::start(std::move(options), std::move(store));
    if (!controller)
        return tl::make_unexpected(controller.error());
    m_controller = std::move(*controller);
    // A thread that carries calls and hangs is as good as a process that does.
    m_serviceManager.setHealthCheck([this] { return m_controller->edge().takePulse(); });
    connect(m_controller.get(), &management::RelayController::logged, this,
            [](const QDateTime &, const QString &line, management::LogPart part, model::LogLevel level) {
                write(categoryOf(part), level, line);
            });
    connect(m_controller.get(), &management::RelayController::drained, this, [this] {
        if (m_isEnding)
            QCoreApplication::quit();
    });
    // Once the journal hears of every line.
    if (auto renewed = renewAuditHead(); !renewed)
        return renewed;
    if (auto started = startServers(); !started)
        return started;
    keepRecord(m_record);
    if (m_serviceManager.isThere())
        m_statusTimer.start(kStatusInterval);
    return announce();
}

Result<void> RelayDaemon::renewAuditHead()
{
    if (!m_options.renewAuditHead)
        return {};
    const auto renewed = m_controller->store().renewAuditHead(store::kCommandLineAuthor.toString());
    if (!renewed)
        return tl::make_unexpected(renewed.error());
    logStart(model::LogLevel::info,
             *renewed ? u"the audit goes on with the lines that are there: audit.head was made anew"_s
                      : u"audit.head is there: leave --renew-audit-head away"_s);
    return {};
}

Result<void> RelayDaemon::startServers()
{
    const auto &settings = m_controller->settings();
    if (!settings.listen.address.isNone()) {
        auto server =
            management::ManagementServer::start(*m_controller, {.listen = settings.listen,
                                                                .stateFolder = m_options.stateFolder,
                                                                .certificateFile = settings.certificateFile,
                                                                .timeouts = {}});
        if (!server)
            return tl::make_unexpected(server.error());
        m_management = std::move(*server);
    }
    if (settings.metrics) {
        auto server = management::MetricsServer::start(*m_controller, *settings.metrics);
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
    logStart(notServedLines(*m_controller->running().deployment, m_identity));
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
            say(u"pairing code %1 (%2, for 10 minutes)"_s.arg(code.text(), wire::toText(code.role())));
            const auto issued = m_controller->store().certificates();
            if (!issued)
                return tl::make_unexpected(issued.error());
            if (const auto replaced = trust::replaceableBy(code.role(), *issued); !replaced.isEmpty())
                say(replaced);
        }
    }
    if (m_options.pair && !m_management)
        logStart(model::LogLevel::warning,
                 u"--pair lets nobody in: without a management interface there is nothing to pair with"_s);
    say(u"up to %1 open files, so about as many calls and connections"_s.arg(net::raiseDescriptorLimit()));
    say(u"ready"_s);
    m_serviceManager.ready(statusText());
    // A long audit takes a while to verify, and nobody needs to wait for that.
    QTimer::singleShot(0, this, [this] {
        if (const auto verified = m_controller->store().verifyAudit(); !verified)
            log(QString::fromStdString(verified.error().text()), model::LogLevel::error);
    });
    return {};
}

QString RelayDaemon::statusText() const
{
    return u"serving %1 allocations, revision %2"_s.arg(m_controller->edge().allocationCount())
        .arg(m_controller->running().revision.number);
}

void RelayDaemon::keepRecord(const std::optional<StartRecord> &record)
{
    if (!record)
        return;
    m_record = record;
    if (const auto written = record->write(m_options.stateFolder); !written)
        log(u"what this start was asked for could not be written down, so options that are left away next "
            u"time "
            "will stay in force: "_s +
                QString::fromStdString(written.error().text()),
            model::LogLevel::error);
}

Result<StartingDeployment> RelayDaemon::readAgain()
{
    const auto options = parseOptions(m_options.arguments);
    if (!options)
        return tl::make_unexpected(options.error());
    for (const auto &note : options->notes)
        log(u"SIGHUP: "_s + note);
    KeptPushes pushes(m_controller->store());
    auto read = startingDeployment(
        *options, {m_controller->running().deployment, m_record,
                   [&pushes](const auto &path, const auto &holder) { return pushes.whoSet(path, holder); }});
    // Before it is tried: what was read also tells why it was refused. The same lines as at a start.
    for (const auto &line : machineWarnings(read ? *read->deployment : *m_controller->running().deployment,
                                            m_identity, *options))
        log(u"SIGHUP: "_s + line, model::LogLevel::warning);
    return read;
}

void RelayDaemon::reload()
{
    if (m_isEnding)
        return;
    const QStringList files = filesToRead();
    if (files.isEmpty()) {
        log(u"SIGHUP: there is no file to read again, because the relay was started without --deployment "
            u"FILE, "
            "--user-file and --shared-secret-file, and its configuration names none"_s);
        return;
    }
    m_serviceManager.reloading();
    const auto numberBefore = m_controller->running().revision.number;
    const auto read = readAgain();
    const auto outcome = read ? m_controller->pushFromHost(u"SIGHUP"_s, read->deployment,
                                                           u"read again: "_s + files.join(u", "_s))
                              : Result<wire::PushOutcome>(tl::make_unexpected(read.error()));
    if (!outcome) {
        log(u"SIGHUP: nothing was changed: "_s + QString::fromStdString(outcome.error().text()),
            model::LogLevel::error);
    } else if (outcome->kind == wire::PushOutcome::Kind::Invalid) {
        for (const auto &problem : outcome->problems) {
            if (problem.severity == validation::Severity::Error)
                log(u"SIGHUP: nothing was changed: "_s + problem.path.toString() + u": "_s + problem.message,
                    model::LogLevel::error);
        }
    } else {
        for (const auto &note : read->notes)
            log(u"SIGHUP: "_s + note);
        sayConfigurationWarnings(*read->deployment);
        keepRecord(read->record);
        const bool isNew = m_controller->edge().refreshFiles();
        sayWhatWasReadAgain(*outcome, isNew || outcome->revision.number != numberBefore, files);
    }
    m_serviceManager.ready(statusText());
}

QStringList RelayDaemon::filesToRead() const
{
    QStringList files = m_options.inputFiles;
    for (const auto &status : m_controller->edge().credentialFiles()) {
        const auto path = document::credentialPath(QString::fromStdString(status.file.file));
        if (path && !files.contains(*path))
            files << *path;
    }
    return files;
}

void RelayDaemon::sayConfigurationWarnings(const model::Deployment &deployment)
{
    for (const auto &lines : {problemLines(validation::validate(deployment), validation::Severity::Warning),
                              notServedLines(deployment, m_identity)}) {
        for (const auto &line : lines)
            log(u"SIGHUP: "_s + line.text, line.level);
    }
}

void RelayDaemon::sayWhatWasReadAgain(const wire::PushOutcome &outcome, bool isNew, const QStringList &files)
{
    const auto number = outcome.revision.number;
    log(isNew ? u"SIGHUP: revision %1 runs: read again %2"_s.arg(number).arg(files.join(u", "_s))
              : u"SIGHUP: revision %1 runs as before: %2 say nothing new"_s.arg(number).arg(
                    files.join(u", "_s)));
    for (const auto &what : outcome.needRestart)
        log(u"SIGHUP: needs a restart: "_s + what, model::LogLevel::warning);
    if (m_management && !m_controller->settings().certificateFile.isEmpty())
        log(u"SIGHUP: not read again: "_s + m_controller->settings().certificateFile +
            u" (the management interface reads it at its start)"_s);
}

void RelayDaemon::end()
{
    if (std::exchange(m_isEnding, true)) {
        logStart(model::LogLevel::warning, u"asked to end a second time: ending now"_s);
        QCoreApplication::quit();
        return;
    }
    const auto count = m_controller->edge().allocationCount();
    const auto status =
        u"draining %1 allocations for up to %2 s"_s.arg(count).arg(m_options.drainDeadline.count());
    m_serviceManager.stopping(status);
    logStart(model::LogLevel::info, status);
    if (const auto drained = m_controller->stop(kHost, m_options.drainDeadline); !drained) {
        logStart(model::LogLevel::error, QString::fromStdString(drained.error().text()));
        QCoreApplication::quit();
    }
}

} // namespace turnpike::daemon
