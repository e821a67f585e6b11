// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/signals/unix_signals.h"
#include "app/turnpiked/options.h"
#include "app/turnpiked/service_manager.h"
#include "app/turnpiked/starting_deployment.h"
#include "relay/management/management_server.h"
#include "relay/management/metrics.h"

namespace turnpike::daemon {

using app::UnixSignals;

/// The running relay process: controller, management interface, metrics, and what signals do to them.
class RelayDaemon : public QObject {
    Q_OBJECT
public:
    RelayDaemon(Options options, UnixSignals &signals);
    ~RelayDaemon() override;

    /// Binds everything or nothing.
    [[nodiscard]] Result<void> start(std::unique_ptr<store::RevisionStore> store,
                                     const StartingDeployment &starting);

private:
    [[nodiscard]] Result<void> renewAuditHead();
    [[nodiscard]] Result<void> startServers();
    [[nodiscard]] Result<void> announce();
    void reload();
    [[nodiscard]] Result<StartingDeployment> readAgain();
    /// What a start says of the same configuration.
    void sayConfigurationWarnings(const model::Deployment &deployment);
    /// The files that SIGHUP reads again: those of the options, and those that the configuration names.
    [[nodiscard]] QStringList filesToRead() const;
    void sayWhatWasReadAgain(const wire::PushOutcome &outcome, bool isNew, const QStringList &files);
    void keepRecord(const std::optional<StartRecord> &record);
    void end();
    void log(const QString &text, model::LogLevel level = model::LogLevel::info);
    [[nodiscard]] QString statusText() const;

    Options m_options;
    edge::Identity m_identity;
    std::optional<StartRecord> m_record;
    ServiceManager m_serviceManager;
    std::unique_ptr<management::RelayController> m_controller;
    std::unique_ptr<management::ManagementServer> m_management;
    std::unique_ptr<management::MetricsServer> m_metrics;
    QTimer m_statusTimer;
    bool m_isEnding = false;
};

/// What a configuration holds for this relay and nothing acts on: one line for what somebody set, one for
/// defaults that promise something.
[[nodiscard]] LogLines notServedLines(const model::Deployment &deployment, const edge::Identity &identity);

/// A line for people, on standard output.
void say(const QString &line);
/// A line of the start in the log.
void logStart(model::LogLevel level, const QString &line);
void logStart(const LogLines &lines);

} // namespace turnpike::daemon
