// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/background_flush.h"
#include "core/document/difference.h"

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

class QObject;

namespace turnpike::document {

/// Edits that are not pushed yet, kept on disk so that they survive a crash or `kill -9`. One file per
/// relay, and none while there is nothing to push; every record is written before the edit is shown as done,
/// so that no crash loses it, and flushed to the disk meanwhile, so that a power failure loses a fraction of
/// a second. A half-written last record is dropped, everything before it is kept.
///
/// The relay's secrets are not in it: in the place of each stands a mask, with a check value of 16 bits that
/// tells whether it is still the same one, and is too short to find it by trial. Only what an edit itself
/// sets is there until it is pushed.
class Journal {
public:
    struct Recovered {
        model::SharedDeployment base; ///< the configuration the edits start from; secrets are masked
        model::SharedDeployment working;
        struct Masked {
            PropertyPath path; ///< where the secret was
            QByteArray check;
        };
        QHash<QString, Masked> masked; ///< by the mask
        QByteArray salt;
        QStringList descriptions; ///< of the edits, oldest first
        QDateTime lastEdit;
        QJsonObject note; ///< what was written by note() last

        /// With the secrets of `running` where they are the ones that were masked. One that somebody has
        /// changed since stays masked in `base`, and so differs from what runs.
        [[nodiscard]] Result<Recovered> completedFrom(const model::Deployment &running) const;
        /// Whether the edits start from what runs.
        [[nodiscard]] bool isFrom(const model::Deployment &running) const;
    };

    /// Opens or creates; a file locked by a living process is refused (Conflict).
    /// `flush` is what tests replace.
    [[nodiscard]] static Result<std::unique_ptr<Journal>> open(const QString &fileName,
                                                               BackgroundFlush::Flush flush = {});
    ~Journal();

    /// Tells on the thread of the context, which outlives the journal, that the disk did not take a record
    /// that was written: only restart() makes sure of what the file holds then. One that nobody follows is
    /// told when somebody does.
    void onFlushFailed(QObject *context, std::function<void(const Error &)> handler);
    /// What an earlier process left; nothing when there were no unpushed edits.
    [[nodiscard]] const std::optional<Recovered> &recovered() const;
    /// Forgets everything and starts from this base, in one step: a crash leaves the old or the new journal.
    [[nodiscard]] Result<void> restart(const model::Deployment &base);
    /// The same with edits already made: after a push only the base moves on.
    [[nodiscard]] Result<void> restart(const model::Deployment &base, const model::Deployment &working,
                                       const QJsonObject &note = {});
    /// The state after an edit, undo or redo.
    [[nodiscard]] Result<void> record(const QString &description, const model::Deployment &before,
                                      const model::Deployment &after);
    /// Something about the edits that is no edit, such as what is to be decided about them.
    [[nodiscard]] Result<void> note(const QJsonObject &note);
    /// The same for who knows already what lies between the two.
    [[nodiscard]] Result<void> record(const QString &description, const model::Deployment &before,
                                      const model::Deployment &after, const Changes &changes);

private:
    Journal();
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace turnpike::document
