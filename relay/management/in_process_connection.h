// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/relay_connection.h"
#include "relay/management/relay_controller.h"

#include <QPointer>

namespace turnpike::management {

/// The way to a relay in the same process. Who uses it is who is logged in on this computer, and may do
/// everything. Behaves as the one over the network does: answers come from the event loop.
class InProcessConnection final : public wire::RelayConnection {
    Q_OBJECT
public:
    /// Lives on the controller's thread. When the controller goes first, the connection is Disconnected.
    explicit InProcessConnection(RelayController *controller, QObject *parent = nullptr);

    QString displayName() const override;
    QString identity() const override { return QStringLiteral("This computer"); }
    State state() const override { return m_state; }
    std::optional<Error> lastError() const override { return m_error; }
    wire::Role role() const override { return m_caller.role; }
    void open() override;
    void close() override;

    QFuture<Result<wire::RelayStatus>> status() override;
    QFuture<Result<wire::FetchedDeployment>> fetchDeployment() override;
    QFuture<Result<validation::Problems>> validate(model::SharedDeployment deployment) override;
    QFuture<Result<wire::PushOutcome>> push(wire::PushRequest request) override;
    QFuture<Result<wire::Revision>> confirm(quint64 revision) override;
    QFuture<Result<wire::Revision>> revert(quint64 revision, const QString &reason) override;
    QFuture<Result<std::vector<wire::Revision>>> revisions(int most) override;
    QFuture<Result<wire::FetchedDeployment>> fetchRevision(quint64 revision) override;
    QFuture<Result<std::vector<wire::AuditEntry>>> audit(int most) override;
    QFuture<Result<wire::AuditHead>> verifyAudit() override;
    QFuture<Result<live::SharedSnapshot>> snapshot() override;
    QFuture<Result<void>> endAllocation(live::AllocationKey key) override;
    QFuture<Result<int>> endAllocationsOf(const QString &user) override;
    QFuture<Result<wire::IssuedCredential>> issueCredential(const QString &user,
                                                            std::chrono::seconds lifetime) override;
    QFuture<Result<wire::PeerVerdict>> explainPeer(const QString &address) override;
    QFuture<Result<void>> drain(std::chrono::seconds deadline) override;
    QFuture<Result<void>> undrain() override;
    QFuture<Result<std::vector<wire::KnownClient>>> knownClients() override;
    QFuture<Result<void>> revokeClient(const QString &name) override;
    void setLiveInterest(bool interested) override;

private:
    void enter(State state);
    void followInterest();
    /// Asks the controller at the next turn of the event loop.
    template <class Answer, class Question>
    [[nodiscard]] QFuture<Answer> later(Question question);

    QPointer<RelayController> m_controller;
    http::Caller m_caller;
    State m_state = State::Disconnected;
    std::optional<Error> m_error;
    bool m_isInterested = false;
};

} // namespace turnpike::management
