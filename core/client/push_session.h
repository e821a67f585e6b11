// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/running_base.h"

#include <QObject>
#include <QPointer>

namespace turnpike::client {

/// One push from review to its end, the same for the console and the command line:
/// Idle → Validating → Reviewing → Uploading → AwaitingConfirmation → Confirmed | RolledBack, or
/// Conflict | Failed on the way. What runs and the document's base are RunningBase's; somebody else's
/// revision on trial is awaited here, too, because every administrator may keep or revert it.
class PushSession : public QObject {
    Q_OBJECT
public:
    enum class State {
        Idle,
        Validating,
        Reviewing,
        Uploading,
        AwaitingConfirmation,
        Confirmed,
        RolledBack,
        Conflict, ///< merge() is to be looked at, and begin() goes on
        Failed
    };
    Q_ENUM(State)

    explicit PushSession(RunningBase &base, QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const validation::Problems &problems() const
    {
        return m_problems;
    } ///< the relay's, after Validating
    /// Failed: why. AwaitingConfirmation: why the last confirm() or revert() did not get through.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::optional<PushOutcome> &outcome() const { return m_outcome; }
    /// AwaitingConfirmation: what the relay tries. Confirmed, RolledBack: what it tried.
    [[nodiscard]] const std::optional<Revision> &tried() const { return m_tried; }
    /// It was pushed from this document.
    [[nodiscard]] bool isOwn() const { return m_isOwn; }
    /// Conflict: what somebody else's revision meant for the working copy; its conflicts are to be decided
    /// (RunningBase::decide()) before the push goes on.
    [[nodiscard]] const std::optional<document::MergeResult> &merge() const { return m_merge; }
    [[nodiscard]] const std::optional<RunningBase::News> &news() const { return m_news; }
    [[nodiscard]] const Revision &theirs() const { return m_theirs; }

    /// Validates all pending changes on the relay; ends in Reviewing (look at problems()) or Failed, or in
    /// Conflict when there is something to decide first. Not while a push is under way or awaiting
    /// confirmation.
    void begin();
    /// The same for what upload() is to take only, a subset of document.pendingChanges(): what is left out
    /// forbids nothing. A question that is still under way is dropped.
    void review(const document::Changes &chosen);
    /// What problems() is about.
    [[nodiscard]] const document::Changes &reviewed() const { return m_reviewed; }
    /// Reviewing → Uploading. `chosen` is a subset of document.pendingChanges(); what is left out stays
    /// pending.
    void upload(const document::Changes &chosen, const QString &reason,
                std::optional<std::chrono::seconds> confirmWithin);
    void confirm();
    void revert();
    /// Back to Idle; an upload under way is not undone.
    void dismiss();

Q_SIGNALS:
    /// Also with an unchanged state when error(), merge() or the time that is left is new.
    void stateChanged(turnpike::client::PushSession::State state);

private:
    void enter(State state);
    void failWith(Error error);
    void failWithout(const char *what);

    /// What the relay would run after a push of these changes.
    [[nodiscard]] Result<model::SharedDeployment> deploymentWith(const document::Changes &chosen) const;
    void validated(const Result<validation::Problems> &problems);
    void uploaded(const Result<PushOutcome> &outcome);
    void enterConflict();
    void stayAwaiting(const Error &error);

    void reset();
    void connectionChanged(RelayConnection::State state);
    void baseChanged();
    void newsArrived(const RunningBase::News &news);
    void trialEnded(const Revision &revision, bool isOwn, bool isKept);

    /// `then` gets the answer unless the session has moved on meanwhile.
    template <class Value, class Receiver>
    void ask(QFuture<Result<Value>> answer, Receiver then);

    RunningBase &m_base;
    QPointer<RelayConnection> m_connection;
    State m_state = State::Idle;
    document::Changes m_reviewed;
    validation::Problems m_problems;
    std::optional<Error> m_error;
    std::optional<PushOutcome> m_outcome;
    std::optional<Revision> m_tried;
    bool m_isOwn = false;
    std::optional<document::MergeResult> m_merge;
    std::optional<RunningBase::News> m_news;
    Revision m_theirs;
    bool m_isUnanswered = false; ///< error() says that the relay was not reached
    bool m_isRefused = false;    ///< Uploading: theirs is fetched, because it came first
    quint64 m_turn = 0;          ///< grows with every step; an answer to an earlier step is dropped
};

} // namespace turnpike::client
