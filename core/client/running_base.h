// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/config_document.h"
#include "core/document/merge.h"
#include "core/wire/relay_connection.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace turnpike::client {

/// What a relay runs, and a document's base with it: the one answer to "what runs", "does it stay", "whose is
/// it", the same for the console and the command line, and the only place that moves the base. Somebody
/// else's configuration is merged into the working copy; where both changed the same place, mine stays as a
/// change that is not pushed until it is decided.
class RunningBase : public QObject {
    Q_OBJECT
public:
    /// Somebody else changed what runs.
    struct News {
        enum class Kind {
            Pushed,
            Kept,     ///< runs on; it was on trial
            Reverted, ///< ran on trial and does not run any more
            Replaced  ///< the relay does not know what ran before: another history
        };
        Kind kind = Kind::Pushed;
        Revision revision; ///< that came, was kept or was reverted
        model::SharedDeployment before;
        model::SharedDeployment after;
        document::Changes changes;   ///< before → after
        document::MergeResult merge; ///< what it meant for the working copy
    };

    explicit RunningBase(document::ConfigDocument &document, QObject *parent = nullptr);

    /// Forgets what ran elsewhere. The document is reset by the first configuration that comes.
    void setConnection(RelayConnection *connection);
    [[nodiscard]] document::ConfigDocument &document() { return m_document; }
    [[nodiscard]] const document::ConfigDocument &document() const { return m_document; }
    [[nodiscard]] RelayConnection *connection() const { return m_connection; }

    /// What the base is; nothing before the first configuration came.
    [[nodiscard]] const std::optional<Revision> &running() const { return m_running; }
    /// The whole of the first picture is there: what is settled, and what is on trial.
    [[nodiscard]] bool hasArrived() const { return m_hasArrived; }
    [[nodiscard]] bool isOnTrial() const { return m_isOnTrial; }
    /// Runs again unless running() is confirmed; running() itself without a trial.
    [[nodiscard]] const std::optional<Revision> &settled() const { return m_settled; }
    /// What is on trial was pushed from this document, in this run of the program or an earlier one.
    [[nodiscard]] bool isOwnTrial() const { return m_isOnTrial && m_isOwn; }
    /// Since the revision on trial was pushed, and until the relay goes back by itself; by this computer's
    /// monotonic clock from what the relay said.
    [[nodiscard]] std::chrono::milliseconds trialRunning() const;
    [[nodiscard]] std::chrono::milliseconds trialLeft() const;

    /// Places that somebody else and this document changed differently and nobody has decided about yet.
    [[nodiscard]] bool hasOverlap() const { return !m_overlap.paths.isEmpty(); }
    [[nodiscard]] std::optional<document::MergeResult> overlap() const;
    /// That brought the newest of them.
    [[nodiscard]] const Revision &overlapRevision() const { return m_overlap.revision; }
    /// Mine stays at these places, theirs comes at the others.
    [[nodiscard]] Result<void> decide(const QList<document::PropertyPath> &mineWins,
                                      const QString &description);

    /// Edits that an earlier run left run already: they were pushed before it ended.
    [[nodiscard]] bool runsAll(const model::Deployment &base, const model::Deployment &working) const;
    /// Edits that an earlier run left, made to `base`: merged with what runs, like edits made here.
    [[nodiscard]] Result<void> adopt(const model::Deployment &base, const model::Deployment &working,
                                     const QJsonObject &note = {});
    /// The same with what a journal kept, which is without the relay's secrets.
    [[nodiscard]] Result<void> adopt(const document::Journal::Recovered &left);

    /// From here to endUpload() the relay is not asked what it runs: it may be what is being uploaded.
    void beginUpload(model::SharedDeployment deployment);
    void endUpload(const Result<PushOutcome> &outcome);
    /// Asks the relay what it runs.
    void refresh();
    /// What the relay said of a revision, with or without having been asked.
    void noteRevision(const Revision &revision);

Q_SIGNALS:
    void connectionReplaced();
    void statusArrived(const turnpike::wire::RelayStatus &status);
    /// The first configuration of this connection.
    void arrived();
    /// running(), isOnTrial(), or the time that is left.
    void changed();
    void trialEnded(const turnpike::wire::Revision &revision, bool isOwn, bool isKept);
    /// What was uploaded without an answer runs.
    void lostUploadFound(const turnpike::wire::Revision &revision);
    /// Base and working copy have moved already.
    void newsArrived(const turnpike::client::RunningBase::News &news);
    /// Snapshots of before belong to `from`; for them to be shown again, they are to be put onto `to`.
    void baseMoved(const turnpike::model::SharedDeployment &from,
                   const turnpike::model::SharedDeployment &to);
    void overlapChanged();
    /// The relay could not be asked.
    void failed(const turnpike::Error &error);

private:
    /// What the list of revisions says of now.
    struct Plan {
        Revision settled;
        std::optional<Revision> trial;
        std::optional<bool> wasKept; ///< of what was on trial here
        bool knowsRunning = true;    ///< the relay knows the revision that ran
    };
    struct Overlap {
        QList<document::PropertyPath> paths;
        model::SharedDeployment base; ///< what both started from
        Revision revision;
    };

    void takeStatus(const RelayStatus &status);
    void compare(const RelayStatus &status, const std::vector<Revision> &revisions);
    void carryOut(const Plan &plan);
    void carryOutTrial(const Plan &plan);
    void finish();
    void fail(const Error &error);

    void takeSettled(const FetchedDeployment &fetched, News::Kind kind);
    void takeTrial(const FetchedDeployment &fetched);
    void endTrial(bool isKept);
    void merge(const FetchedDeployment &theirs, News::Kind kind, bool isTrial);
    void noteOverlap(const std::vector<document::MergeConflict> &conflicts,
                     const model::SharedDeployment &base, const Revision &revision);
    void restoreOverlap();
    void pruneOverlap();
    void keepOverlap();
    void recallOverlap(const QJsonObject &note);
    [[nodiscard]] model::SharedDeployment
    withSecretsBeside(const model::Deployment &masked, const QList<document::PropertyPath> &disputed) const;
    void setOverlap(Overlap overlap);
    [[nodiscard]] bool isLostUpload(const Revision &revision) const;
    void setRunning(const Revision &revision, bool isOnTrial, bool isOwn);
    void keepTime(const std::optional<Trial> &trial);

    /// `then` gets the answer unless the connection or the state has moved on meanwhile.
    template <class Value, class Receiver>
    void ask(QFuture<Result<Value>> answer, Receiver then);

    document::ConfigDocument &m_document;
    QPointer<RelayConnection> m_connection;
    QString m_identity; ///< who we are to the relay
    std::optional<Revision> m_running;
    std::optional<Revision> m_settled;
    bool m_hasArrived = false;
    bool m_isOnTrial = false;
    bool m_isOwn = false;

    model::SharedDeployment m_uploading;
    model::SharedDeployment m_lost; ///< an upload whose answer never came
    bool m_mustRefresh = false;

    Overlap m_overlap;
    Overlap m_settledOverlap; ///< what was undecided before the trial began

    QElapsedTimer m_trialAge;
    std::chrono::milliseconds m_trialRunning{};
    QDeadlineTimer m_trialEnd;
    QTimer m_lookAgain;
    quint64 m_turn = 0; ///< grows with every step; an answer to an earlier step is dropped
};

} // namespace turnpike::client
