// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/call.h"

#include <QFuture>
#include <QObject>

namespace turnpike::wire {

/// The console's and the command line's one way to a relay. Two implementations behave alike (the same
/// contract tests run against both): in process (relay/management) and HTTPS with a WebSocket
/// (core/client). Use on the thread it lives on; futures finish there, never before the call returned.
class RelayConnection : public QObject {
    Q_OBJECT
public:
    enum class State {
        Disconnected,
        Connecting,
        Connected,
        Refused, ///< by the relay, and will not get better by trying again: wrong certificate, no role
        NoKey    ///< the private key of this console could not be read; the relay was not asked. open() tries
                 ///< again
    };
    Q_ENUM(State)

    using QObject::QObject;

    /// What the person calls it, for title and status bar: "This computer", "edge1".
    [[nodiscard]] virtual QString displayName() const = 0;
    /// What unpushed edits are kept under: the same for one relay, whatever it is called and in every
    /// language.
    [[nodiscard]] virtual QString identity() const { return displayName(); }
    [[nodiscard]] virtual State state() const = 0;
    /// Why the state is Disconnected, Refused or NoKey.
    [[nodiscard]] virtual std::optional<Error> lastError() const = 0;
    [[nodiscard]] virtual Role role() const = 0;

    /// Idempotent. After a lost connection it tries again by itself until close().
    virtual void open() = 0;
    virtual void close() = 0;

    /// Makes a call of core/wire/calls.h.
    template <class Call>
    [[nodiscard]] QFuture<Result<typename Call::Answer>> ask(typename Call::Request request);

    // The calls that consoles and commands make often, by name.
    [[nodiscard]] QFuture<Result<RelayStatus>> status();
    [[nodiscard]] QFuture<Result<FetchedDeployment>> fetchDeployment();
    [[nodiscard]] QFuture<Result<validation::Problems>> validate(model::SharedDeployment deployment);
    [[nodiscard]] QFuture<Result<PushOutcome>> push(PushRequest request);
    /// Over a new network connection, which proves that the relay can still be reached.
    [[nodiscard]] QFuture<Result<Revision>> confirm(quint64 revision);
    /// Goes back to the configuration before this revision. For a confirmed one it is a push of its own.
    [[nodiscard]] QFuture<Result<Revision>> revert(quint64 revision, const QString &reason);
    /// Newest first.
    [[nodiscard]] QFuture<Result<std::vector<Revision>>> revisions(int most);
    [[nodiscard]] QFuture<Result<FetchedDeployment>> fetchRevision(quint64 revision);
    [[nodiscard]] QFuture<Result<std::vector<AuditEntry>>> audit(int most);
    /// An error that says which line was changed, or that lines are missing.
    [[nodiscard]] QFuture<Result<AuditHead>> verifyAudit();

    /// Whoever has a certificate of this relay that is good, oldest first; for administrators.
    [[nodiscard]] QFuture<Result<std::vector<KnownClient>>> knownClients();
    /// Makes the certificate of this name void, and cuts what runs with it; nobody else has to pair anew.
    [[nodiscard]] QFuture<Result<void>> revokeClient(const QString &name);

    [[nodiscard]] QFuture<Result<void>> endAllocation(live::AllocationKey key);
    [[nodiscard]] QFuture<Result<int>> endAllocationsOf(const QString &user);
    [[nodiscard]] QFuture<Result<IssuedCredential>> issueCredential(const QString &user,
                                                                    std::chrono::seconds lifetime);
    [[nodiscard]] QFuture<Result<PeerVerdict>> explainPeer(const QString &address);
    /// New calls are refused from now on; after the deadline the rest is cut.
    [[nodiscard]] QFuture<Result<void>> drain(std::chrono::seconds deadline);
    /// New calls are taken again.
    [[nodiscard]] QFuture<Result<void>> undrain();

    /// One look, without the live stream.
    [[nodiscard]] virtual QFuture<Result<live::SharedSnapshot>> snapshot() = 0;
    /// Whether somebody is looking: without interest the stream is not running and costs nothing.
    virtual void setLiveInterest(bool interested) = 0;

protected:
    /// Gets the call its answer, or an error; never before it returns.
    virtual void perform(std::shared_ptr<PendingCall> call) = 0;

Q_SIGNALS:
    void stateChanged(turnpike::wire::RelayConnection::State state);
    /// A whole, consistent picture, about once a second while there is interest. The latest wins: pictures
    /// that came while the receiver was busy are skipped. Gaps were closed with a keyframe already.
    void snapshotArrived(const turnpike::live::SharedSnapshot &snapshot);
    /// A revision came, was confirmed, or was reverted (also by the relay itself, or by somebody else).
    void revisionChanged(const turnpike::wire::Revision &revision);
    /// The relay says something worth a line in the log view.
    void logged(const QDateTime &time, const QString &text);
};

template <class Call>
QFuture<Result<typename Call::Answer>> RelayConnection::ask(typename Call::Request request)
{
    auto call = std::make_shared<Pending<Call>>(std::move(request));
    auto answer = call->future();
    if constexpr (requires { Call::check(call->request()); }) {
        if (auto checked = Call::check(call->request()); !checked) {
            call->fail(checked.error());
            return answer;
        }
    }
    perform(std::move(call));
    return answer;
}

} // namespace turnpike::wire

Q_DECLARE_METATYPE(turnpike::live::SharedSnapshot)
