// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/relay_connection.h"
#include "core/document/config_document.h"
#include "core/document/merge.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

namespace turnpike::client {

/// One push from review to its end, the same for the console and the command line:
/// Idle → Validating → Reviewing → Uploading → AwaitingConfirmation → Confirmed | RolledBack, or
/// Conflict | Failed on the way. It watches the relay: a revision that reverts by itself ends in RolledBack
/// even when nobody asks.
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
        Conflict,
        Failed
    };
    Q_ENUM(State)

    explicit PushSession(document::ConfigDocument &document, QObject *parent = nullptr);

    /// Null: none. A push that is awaiting confirmation is picked up from the relay's status.
    void setConnection(RelayConnection *connection);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const validation::Problems &problems() const
    {
        return m_problems;
    } ///< the relay's, after Validating
    /// Failed: why. AwaitingConfirmation: why the last confirm() or revert() did not get through.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::optional<PushOutcome> &outcome() const { return m_outcome; }
    [[nodiscard]] const std::optional<Revision> &awaiting() const { return m_awaiting; }
    /// Conflict: three-way merge of base, mine and what the relay runs now.
    [[nodiscard]] const std::optional<document::MergeResult> &merge() const { return m_merge; }

    /// Validates on the relay; ends in Reviewing (look at problems()) or Failed. Not while a push is under
    /// way or awaiting confirmation.
    void begin();
    /// Reviewing → Uploading. `chosen` is a subset of document.pendingChanges(); what is left out stays
    /// pending.
    void upload(const document::Changes &chosen, const QString &reason,
                std::optional<std::chrono::seconds> confirmWithin);
    void confirm();
    void revert();
    /// Back to Idle; an upload under way is not undone.
    void dismiss();
    /// Conflict → Reviewing with the merged working copy: `mineWins` are paths where mine replaces theirs.
    void resolveConflict(const QList<document::PropertyPath> &mineWins);

Q_SIGNALS:
    /// Also with an unchanged state when error() is new.
    void stateChanged(turnpike::client::PushSession::State state);

private:
    void enter(State state);
    void failWith(Error error);
    void failWithout(const char *what);

    void validated(const Result<validation::Problems> &problems);
    void uploaded(const Result<PushOutcome> &outcome);
    void fetchTheirs();
    void mergeWith(const Result<FetchedDeployment> &theirs);

    void await(const Revision &revision);
    void stayAwaiting(const Error &error);
    void endAwaiting(const Revision &revision);
    void finishConfirmed();
    void finishRolledBack();

    void connectionChanged(RelayConnection::State state);
    void revisionChanged(const Revision &revision);
    void look();
    void looked(const RelayStatus &status);
    void lookUpAwaited();
    void pickUp(const Revision &revision);
    void restoreBaseFrom(const Revision &rolledBack);

    /// `then` gets the answer unless the connection or the session has moved on meanwhile.
    template <class Value, class Receiver>
    void ask(QFuture<Result<Value>> answer, Receiver then);

    document::ConfigDocument &m_document;
    QPointer<RelayConnection> m_connection;
    State m_state = State::Idle;
    validation::Problems m_problems;
    std::optional<Error> m_error;
    std::optional<PushOutcome> m_outcome;
    std::optional<Revision> m_awaiting;
    std::optional<document::MergeResult> m_merge;
    model::SharedDeployment m_uploaded;
    QByteArray m_uploadedFingerprint; ///< of an upload whose answer never came
    model::SharedDeployment m_theirs;
    quint64 m_theirRevision = 0;
    QTimer m_deadline;
    quint64 m_turn = 0; ///< grows with every step; an answer to an earlier step is dropped
};

} // namespace turnpike::client
