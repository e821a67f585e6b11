// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/background_flush.h"
#include "core/document/difference.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

class QObject;

namespace turnpike::document {

/// Edits that are not pushed yet, kept on disk so that they survive a crash or `kill -9`. One file per
/// relay; every record is written before the edit is shown as done, so that no crash loses it, and flushed to
/// the disk meanwhile, so that a power failure loses a fraction of a second. A half-written
/// last record is dropped, everything before it is kept.
class Journal {
public:
    struct Recovered {
        QByteArray baseFingerprint; ///< the configuration the edits start from
        model::SharedDeployment base;
        model::SharedDeployment working;
        QStringList descriptions; ///< of the edits, oldest first
        QDateTime lastEdit;
        QJsonObject note; ///< what was written by note() last
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
