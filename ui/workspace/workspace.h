// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/push_session.h"
#include "core/document/config_document.h"
#include "core/validation/problem.h"
#include "core/wire/relay_connection.h"
#include "ui/workspace/background_validation.h"
#include "ui/workspace/live_hub.h"
#include "ui/workspace/page_link.h"
#include "ui/workspace/unfinished_entries.h"

#include <QDateTime>
#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

class QUndoStack;

namespace turnpike::ui {

class Conditions;
class Drafts;
class RelayReport;
class Settings;

/// Everything the window shows, without the window: the document with its undo history, what is wrong with
/// it, the relay it belongs to, the push under way, the live picture. Pages talk to this and to nobody else.
class Workspace : public QObject {
    Q_OBJECT
public:
    /// What tests replace.
    struct Options {
        /// Where journals of unpushed edits are kept; empty: QStandardPaths::AppDataLocation.
        QString dataFolder;
        std::function<qint64()> millisecondsNow;        ///< for merging undo steps; none: the system's clock
        BackgroundValidation::Rules rules;              ///< none: validation::validate
        std::chrono::milliseconds journalRetry{5000};   ///< while edits cannot be kept on disk
        std::chrono::milliseconds reportInterval{5000}; ///< the relay looks at its certificates as often
    };

    explicit Workspace(QObject *parent = nullptr);
    explicit Workspace(Options options, QObject *parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] document::ConfigDocument &document() { return *m_document; }
    [[nodiscard]] const document::ConfigDocument &document() const { return *m_document; }
    [[nodiscard]] QUndoStack &undoStack() { return *m_undoStack; }
    [[nodiscard]] const QUndoStack &undoStack() const { return *m_undoStack; }
    /// What was typed and is not taken, then what is wrong with the working snapshot, worst first; that is
    /// worked out off the GUI thread shortly after a change. Empty says something only when checkedAt() does.
    [[nodiscard]] const validation::Problems &problems() const { return m_problems; }
    /// When the configuration was checked last; nothing: it was not yet.
    [[nodiscard]] const std::optional<QDateTime> &checkedAt() const { return m_checkedAt; }
    /// Why there is no configuration to show, check, change or export, as a sentence; empty: there is one.
    [[nodiscard]] QString whyNoConfiguration() const;
    /// A change was made whose problems are not worked out yet.
    [[nodiscard]] bool isValidating() const;
    /// Without waiting for the next change.
    void validateNow();
    /// What problems() go by; too slow for the GUI thread (BackgroundValidation).
    [[nodiscard]] const BackgroundValidation::Rules &rules() const;

    [[nodiscard]] wire::RelayConnection *connection() const { return m_connection.get(); }
    /// Takes over and opens it; fetches its deployment and offers what the journal kept. Null: none.
    void setConnection(std::unique_ptr<wire::RelayConnection> connection);
    /// What the relay said of itself last; nothing before the first answer.
    [[nodiscard]] const std::optional<wire::RelayStatus> &relayStatus() const { return m_relayStatus; }
    /// The same, kept up to date for whoever shows more of it.
    [[nodiscard]] RelayReport &report() { return *m_report; }
    [[nodiscard]] const RelayReport &report() const { return *m_report; }
    /// "This computer"; "No relay" without a connection.
    [[nodiscard]] QString relayName() const;
    /// Why the configuration cannot be edited now, as a sentence; empty: it can.
    [[nodiscard]] QString whyReadOnly() const;
    /// What the relay runs, whether it stays, and whose it is.
    [[nodiscard]] const client::RunningBase &running() const { return *m_running; }
    [[nodiscard]] client::PushSession &push() { return *m_push; }
    [[nodiscard]] const client::PushSession &push() const { return *m_push; }
    /// Asks the relay what it runs; the answer changes running().
    void refreshFromRelay() { m_running->refresh(); }
    /// Decides about running().overlap(), as one undo step: mine stays at these places, theirs comes at the
    /// others. False: refused; failed() said why.
    bool decideOverlap(const QList<document::PropertyPath> &mineWins);
    [[nodiscard]] LiveHub &live() { return *m_live; }
    /// What holds until it ends: a bar each.
    [[nodiscard]] Conditions &conditions() { return *m_conditions; }
    /// What the console remembers of itself.
    [[nodiscard]] Settings &settings() { return *m_settings; }
    /// What was typed into dialogs that were closed before it was used.
    [[nodiscard]] Drafts &drafts() { return *m_drafts; }

    /// The one way in which widgets change the configuration: an undo step named after the set's description.
    /// Typing in one field within a second is one step (same `mergeKey`). False: refused; failed() said why.
    bool apply(const document::EditSet &edits, const QString &mergeKey = {});
    /// A whole configuration (import) as one undo step.
    bool replace(const model::SharedDeployment &deployment, const QString &description);
    /// Puts a property back to its default / to what the relay runs.
    bool resetToDefault(const document::PropertyPath &path);
    bool resetToBase(const document::PropertyPath &path);
    /// Takes some pending changes back.
    bool putBack(const document::Changes &changes);

    /// What was typed and is no value; part of problems().
    [[nodiscard]] UnfinishedEntries &unfinished() { return *m_unfinished; }
    [[nodiscard]] const UnfinishedEntries &unfinished() const { return *m_unfinished; }
    /// Keeps a text that is no value of the property at `path`, with the reason.
    void keepUnfinished(const document::PropertyPath &path, const QString &text, const Error &error);

    /// What undo() takes back: the last step, or a text that was typed after it and is not taken. Empty:
    /// nothing.
    [[nodiscard]] QString undoText() const;
    void undo();
    void redo();

    /// Unpushed edits of an earlier run for this relay, until they are restored or discarded.
    [[nodiscard]] const document::Journal::Recovered *recovered() const;
    /// What they change, as a person counts it: undone and repeated edits of one setting are one change or
    /// none.
    [[nodiscard]] document::Changes recoveredChanges() const;
    void restoreRecovered();
    void discardRecovered();
    /// Edits that only this process has: neither pushed nor kept on disk. The condition "journal" says why.
    [[nodiscard]] bool hasUnkeptEdits() const;

    /// Asks the window to open a page and to show there what the link names, with the focus on it.
    void openPage(const PageLink &link) { Q_EMIT pageRequested(link); }
    void openPage(const document::PropertyPath &path) { openPage(PageLink::to(path)); }
    void reportFailure(const Error &error);
    void log(const QString &text);

Q_SIGNALS:
    void problemsChanged();
    /// Another relay, or something about it: state, role, revision.
    void connectionChanged();
    void pageRequested(const turnpike::ui::PageLink &link);
    /// For the info bar: what could not be done, and what to do.
    void failed(const turnpike::Error &error);
    /// For the info bar: something that happened without being asked for.
    void informed(const QString &text);
    /// For the info bar: what somebody else did to the configuration, with the number of their revision.
    void told(quint64 revision, const QString &text);
    /// A line for the log view.
    void logged(const QDateTime &time, const QString &text);
    /// There is something to decide in running().overlap(), or nothing any more.
    void overlapChanged();
    /// Ask the person what to do with recovered().
    void recoveryFound();
    void recoverySettled();

private:
    class Private;
    void connectRunning();
    void takeFirst();
    void tell(const client::RunningBase::News &news);
    void showNoConfiguration();
    void openJournal();
    void retryJournal();
    void reportJournal(const Error &error);
    void showSnapshot(const model::SharedDeployment &snapshot, std::size_t epoch, const QString &description);
    bool setWorking(const model::SharedDeployment &snapshot, const QString &description);
    void pushStep(const QString &text, const model::SharedDeployment &before, const QString &mergeKey);
    void updateReadOnly();
    void collectProblems();
    [[nodiscard]] const UnfinishedEntries::Entry *newestUnfinished() const;

    std::unique_ptr<Private> m_private;
    document::ConfigDocument *m_document;
    QUndoStack *m_undoStack;
    std::unique_ptr<wire::RelayConnection> m_connection;
    std::optional<wire::RelayStatus> m_relayStatus;
    client::RunningBase *m_running;
    client::PushSession *m_push;
    LiveHub *m_live;
    UnfinishedEntries *m_unfinished;
    validation::Problems m_found; ///< by the rules
    Conditions *m_conditions;
    Settings *m_settings;
    RelayReport *m_report;
    std::unique_ptr<Drafts> m_drafts;
    validation::Problems m_problems;
    std::optional<QDateTime> m_checkedAt;
};

} // namespace turnpike::ui
