// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/relay_connection.h"
#include "relay/management/management_api.h"

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

    QFuture<Result<live::SharedSnapshot>> snapshot() override;
    void setLiveInterest(bool interested) override;

protected:
    void perform(std::shared_ptr<wire::PendingCall> call) override;

private:
    void enter(State state);
    void followInterest();
    /// At the next turn of the event loop, with why the relay cannot be asked, if it cannot.
    void later(std::function<void(const std::optional<Error> &refused)> ask);

    QPointer<RelayController> m_controller;
    ManagementApi m_api;
    trust::Caller m_caller;
    State m_state = State::Disconnected;
    std::optional<Error> m_error;
    bool m_isInterested = false;
};

} // namespace turnpike::management
