// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/edge.h"
#include "relay/edge/settings_from_deployment.h"
#include "relay/management/clock.h"
#include "relay/management/initial_configuration.h"
#include "relay/store/revision_store.h"

#include <QObject>

namespace turnpike::management {

/// The configuration that runs, and the only code that changes it. A change is a transaction over three
/// things: what the edge does, what the store holds, what is told. Either all of them move or none.
class RunningConfiguration : public QObject {
    Q_OBJECT
public:
    /// Starts the edge. A revision that was awaiting confirmation when the process ended is reverted.
    [[nodiscard]] static Result<std::unique_ptr<RunningConfiguration>>
    start(edge::Identity identity, InitialConfiguration initial, store::RevisionStore &store, Clock &clock);
    ~RunningConfiguration() override;

    [[nodiscard]] const wire::FetchedDeployment &running() const { return m_running; }
    /// The same revision with the time it has left, when it is the one on trial.
    [[nodiscard]] wire::Revision asOfNow(wire::Revision revision) const;
    [[nodiscard]] const edge::Identity &identity() const { return m_identity; }
    [[nodiscard]] edge::Edge &edge() { return *m_edge; }

    [[nodiscard]] Result<wire::PushOutcome> push(const QString &author, const wire::PushRequest &request);
    [[nodiscard]] Result<wire::Revision> confirm(const QString &who, quint64 number);
    [[nodiscard]] Result<wire::Revision> revert(const QString &who, quint64 number, const QString &reason);

Q_SIGNALS:
    void revisionChanged(const turnpike::wire::Revision &revision);
    void logged(const QString &text);
    /// What the relay itself says.
    void relayNoticed(turnpike::edge::Severity severity, const QString &text);

private:
    RunningConfiguration(edge::Identity identity, InitialConfiguration initial, store::RevisionStore &store,
                         Clock &clock);
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> revertUnconfirmed();
    [[nodiscard]] Result<bool> isInitialWanted(const QByteArray &running) const;
    [[nodiscard]] Result<void> startEdge(const model::Deployment &deployment, quint64 number);
    [[nodiscard]] Result<edge::ApplyReport> applyToEdge(const model::Deployment &deployment, quint64 number);

    [[nodiscard]] Result<void> checkConfirmTime(const wire::PushRequest &request) const;
    [[nodiscard]] Result<void> checkNothingAwaits() const;
    [[nodiscard]] Result<wire::PushOutcome> bringIntoForce(const wire::PushRequest &request,
                                                           const QString &author);
    [[nodiscard]] Result<void> writeRunning();
    [[nodiscard]] Result<void> writeRevert(quint64 number);
    void armWriting();
    void writeAgain();
    void noteLater(const QString &text);
    void putEdgeBack();
    void armTimer(std::chrono::milliseconds delay);
    void timeIsUp();
    [[nodiscard]] Result<wire::Revision> goBack(const QString &who, const QString &action);
    [[nodiscard]] Result<wire::FetchedDeployment> ranBefore(quint64 number) const;
    [[nodiscard]] bool isAwaiting() const;

    edge::Identity m_identity;
    InitialConfiguration m_initial;
    store::RevisionStore &m_store;
    Clock &m_clock;
    std::unique_ptr<edge::Edge> m_edge;
    model::SharedDeployment m_startedWith; ///< what this process read when it began
    wire::FetchedDeployment m_running;
    /// What runs again when the running revision is not confirmed.
    wire::FetchedDeployment m_fallback;
    std::unique_ptr<Timer> m_timer;
    /// Of the revision on trial.
    MonotonicTime m_trialBegan;
    MonotonicTime m_trialEnds;
    quint64 m_newestNumber = 0;
    /// What a full disk did not let be written down.
    bool m_isUnwritten = false;
    std::vector<quint64> m_unwrittenReverts;
    std::unique_ptr<Timer> m_writing;
};

} // namespace turnpike::management
