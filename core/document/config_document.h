// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/changed_places.h"
#include "core/document/difference.h"
#include "core/document/journal.h"

#include <QObject>

#include <optional>

namespace turnpike::document {

/// The configuration being edited: what the relay runs at this moment (base) and what the person has made of
/// it (working). What the relay only tries is the base, too; what it goes back to otherwise is settled.
/// Lives on the GUI thread; snapshots may be read from any.
class ConfigDocument : public QObject {
    Q_OBJECT
public:
    explicit ConfigDocument(QObject *parent = nullptr);
    ~ConfigDocument() override;

    [[nodiscard]] const model::SharedDeployment &base() const { return m_base; }
    [[nodiscard]] const model::SharedDeployment &working() const { return m_working; }
    [[nodiscard]] const QByteArray &baseFingerprint() const { return m_baseFingerprint; }

    /// A new truth from the relay. Unpushed edits are kept by setWorking(); this alone drops them.
    void reset(model::SharedDeployment base);
    /// One's own push runs: base moves on, working stays.
    void setBase(model::SharedDeployment base);
    /// Somebody else's configuration runs: both move, as a merge has made them.
    void rebase(model::SharedDeployment base, model::SharedDeployment working);

    /// The relay tries a configuration and goes back unless it is confirmed. Both move as in rebase(); for
    /// one's own push `working` is the present one. The journal goes on from what is settled, so that a
    /// revert loses no edit, not even after a crash.
    void beginTrial(model::SharedDeployment tried, model::SharedDeployment working);
    [[nodiscard]] bool isOnTrial() const { return m_trial.has_value(); }
    /// The trial was confirmed: what was tried is settled.
    void keepTrial();
    /// The relay has gone back: so do base and working. Edits stay; one's own that were tried are pending.
    void endTrial();
    /// base(), or what runs again when the trial is not confirmed.
    [[nodiscard]] const model::SharedDeployment &settledBase() const;
    /// working() without what somebody else only tries: what endTrial() leaves.
    [[nodiscard]] model::SharedDeployment settledWorking() const;
    /// Undo, redo, merge and recovery: replaces the working snapshot. Recorded in the journal.
    [[nodiscard]] Result<void> setWorking(model::SharedDeployment working, const QString &description);
    /// Applies edits to the working snapshot; a set that changes nothing is dropped.
    [[nodiscard]] Result<void> apply(const EditSet &edits);

    /// base → working.
    [[nodiscard]] const Changes &pendingChanges() const { return m_pending; }
    /// The place or anything below it; also under the name that a renamed entry has in base().
    [[nodiscard]] bool isPending(const PropertyPath &path) const;
    /// Where a place of working() is in base().
    [[nodiscard]] PropertyPath pathInBase(const PropertyPath &path) const;
    [[nodiscard]] bool isReadOnly() const { return m_isReadOnly; }
    void setReadOnly(bool readOnly);

    /// Optional. What the journal recovered must have been taken out before (setWorking()); from here on it
    /// holds this document's base and working state and records every edit.
    void setJournal(std::unique_ptr<Journal> journal);
    /// Kept in the journal beside the edits, and gone with it: Journal::Recovered::note.
    void setJournalNote(const QJsonObject &note);
    [[nodiscard]] bool hasJournal() const { return m_journal != nullptr; }
    /// Why the last write failed: what was changed since then is not on disk. Nothing: all of it is.
    [[nodiscard]] const std::optional<Error> &journalError() const { return m_journalError; }
    /// Writes what a failed write left out; without such nothing happens.
    void retryJournal();

Q_SIGNALS:
    /// The working snapshot changed; `changes` is old working → new working.
    void workingChanged(const turnpike::document::Changes &changes);
    void baseChanged();
    /// pendingChanges() differs from before.
    void pendingChanged();
    void readOnlyChanged(bool readOnly);
    void journalFailed(const turnpike::Error &error);
    /// What could not be written is on disk now.
    void journalCaughtUp();

private:
    struct Trial {
        model::SharedDeployment settledBase;
        model::SharedDeployment settledWorking; ///< that belonged to it
        model::SharedDeployment workingAtStart; ///< the same with the tried changes in it
    };
    void moveTo(model::SharedDeployment base, model::SharedDeployment working);
    void restartJournal();
    void mistrustJournal(const Error &error);
    void noteJournal(const Result<void> &written);
    void updatePending();
    model::SharedDeployment m_base;
    model::SharedDeployment m_working;
    QByteArray m_baseFingerprint;
    Changes m_pending;
    Changes m_pendingRenames;                             ///< those of them
    mutable std::optional<ChangedPlaces> m_pendingPlaces; ///< made when it is asked for
    std::optional<Trial> m_trial;
    DifferenceMemory m_pendingMemory;
    std::unique_ptr<Journal> m_journal;
    std::optional<Error> m_journalError;
    QJsonObject m_journalNote;
    bool m_journalLacksBase = false; ///< a restart failed, so that the file still starts from another base
    bool m_isReadOnly = false;
};

} // namespace turnpike::document
