// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"
#include "relay/edge/edge.h"
#include "relay/edge/settings_from_deployment.h"
#include "relay/http/turned_away.h"
#include "relay/management/clock.h"
#include "relay/management/initial_configuration.h"
#include "relay/management/management_settings.h"
#include "relay/store/revision_store.h"
#include "relay/trust/known_clients.h"

#include <QObject>

#include <memory>

namespace turnpike::management {

/// The relay's own administration: configuration as transactions, roles, audit. The HTTPS interface and the
/// in-process connection are two doors to this one object. Lives on one thread with an event loop.
class RelayController : public QObject {
    Q_OBJECT
public:
    struct Options {
        edge::Identity identity;
        InitialConfiguration initial;
        QString displayName; ///< empty: site/server
        std::shared_ptr<Clock> clock = systemClock();
    };

    /// Starts the edge with the newest confirmed revision. A revision that was awaiting confirmation when
    /// the process ended counts as not confirmed.
    [[nodiscard]] static Result<std::unique_ptr<RelayController>>
    start(Options options, std::unique_ptr<store::RevisionStore> store);
    ~RelayController() override;

    [[nodiscard]] Result<wire::RelayStatus> status(const trust::Caller &caller) const;
    [[nodiscard]] Result<wire::FetchedDeployment> deployment(const trust::Caller &caller) const;
    [[nodiscard]] Result<wire::PushOutcome> push(const trust::Caller &caller,
                                                 const wire::PushRequest &request);
    [[nodiscard]] Result<wire::Revision> confirm(const trust::Caller &caller, quint64 revision);
    [[nodiscard]] Result<wire::Revision> revert(const trust::Caller &caller, quint64 revision,
                                                const QString &reason);
    [[nodiscard]] Result<std::vector<wire::Revision>> revisions(const trust::Caller &caller, int most) const;
    [[nodiscard]] Result<wire::FetchedDeployment> revision(const trust::Caller &caller, quint64 number) const;
    [[nodiscard]] Result<std::vector<wire::AuditEntry>> audit(const trust::Caller &caller, int most) const;
    [[nodiscard]] Result<wire::AuditHead> verifyAudit(const trust::Caller &caller) const;
    [[nodiscard]] Result<void> endAllocation(const trust::Caller &caller, live::AllocationKey key);
    [[nodiscard]] Result<int> endAllocationsOf(const trust::Caller &caller, const QString &user);
    [[nodiscard]] Result<wire::IssuedCredential>
    issueCredential(const trust::Caller &caller, const QString &user, std::chrono::seconds lifetime);
    [[nodiscard]] Result<wire::PeerVerdict> explainPeer(const trust::Caller &caller,
                                                        const QString &address) const;
    [[nodiscard]] Result<void> drain(const trust::Caller &caller, std::chrono::seconds deadline);
    /// The same for a relay that ends then: its calls are not said to have been ended by draining.
    [[nodiscard]] Result<void> stop(const trust::Caller &caller, std::chrono::seconds deadline);
    /// Conflict when it does not drain.
    [[nodiscard]] Result<void> undrain(const trust::Caller &caller);

    /// Whose certificate is good, oldest first.
    [[nodiscard]] Result<std::vector<wire::KnownClient>> knownClients(const trust::Caller &caller) const;
    /// The certificate of this name is void from now on, and what runs with it is cut (trustChanged()).
    [[nodiscard]] Result<void> revokeClient(const trust::Caller &caller, const QString &name);

    /// As this caller may see it: an etag is a hash over secrets.
    [[nodiscard]] wire::Revision asSeenBy(const trust::Caller &caller, wire::Revision revision) const;

    /// A configuration pushed by the relay's own process (SIGHUP), with all that a push checks.
    [[nodiscard]] Result<wire::PushOutcome>
    pushFromHost(const QString &author, model::SharedDeployment deployment, const QString &reason);

    /// Live pictures are taken once a second while at least one subscriber is there.
    void subscribeLive(QObject *subscriber);
    void unsubscribeLive(QObject *subscriber);
    /// The newest picture that was sent to subscribers, a new one when there is none: the next change that
    /// is sent continues it.
    [[nodiscard]] live::SharedSnapshot publishedSnapshot();
    /// A look at this moment, outside the sequence of what is sent.
    [[nodiscard]] live::SharedSnapshot snapshotNow();

    [[nodiscard]] edge::Edge &edge();
    [[nodiscard]] store::RevisionStore &store();
    [[nodiscard]] trust::KnownClients &clients();
    [[nodiscard]] const wire::FetchedDeployment &running() const;
    [[nodiscard]] Clock &clock() const;
    [[nodiscard]] QString displayName() const;
    /// What the management interface reads of the running configuration.
    [[nodiscard]] const ManagementSettings &settings() const;
    /// What limits of the management interface turned away; its servers count here.
    [[nodiscard]] http::TurnedAwayCounts &turnedAway();
    /// A line for the log view, and for the journal of the host, unless its part logs less than `level`.
    void log(const QString &text, LogPart part = LogPart::Management,
             model::LogLevel level = model::LogLevel::info);
    /// What went wrong is said at every level. `what` stands before it: "pairing: ".
    void logError(const Error &error, LogPart part = LogPart::Management, const QString &what = {});

Q_SIGNALS:
    void snapshotTaken(const turnpike::live::SharedSnapshot &snapshot);
    void revisionChanged(const turnpike::wire::Revision &revision);
    void logged(const QDateTime &time, const QString &text, turnpike::management::LogPart part,
                turnpike::model::LogLevel level);
    /// Somebody is trusted less than before.
    void trustChanged();
    void drained();

private:
    class Private;
    explicit RelayController(std::unique_ptr<Private> state);
    void connectSignals();
    void sayIfDraining(Result<wire::PushOutcome> &outcome);
    [[nodiscard]] Result<void> drainFor(const trust::Caller &caller, std::chrono::seconds deadline,
                                        turn::EndCause cause);
    void readSettings();
    void tell(const QString &text, LogPart part = LogPart::Management,
              model::LogLevel level = model::LogLevel::info);
    [[nodiscard]] Result<void> audited(const trust::Caller &caller, const QString &action,
                                       const QString &subject);
    std::unique_ptr<Private> m_private;
};

} // namespace turnpike::management
