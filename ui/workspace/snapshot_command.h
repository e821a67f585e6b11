// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"

#include <QString>
#include <QUndoCommand>

#include <functional>

namespace turnpike::ui {

/// One undo step: the configuration before and after. Snapshots share what they have in common with the
/// document, so a step costs a pointer, and undo cannot drift from what was really there.
class SnapshotCommand : public QUndoCommand {
public:
    /// Shows a snapshot that was made at this epoch.
    using Show = std::function<void(const model::SharedDeployment &snapshot, std::size_t epoch,
                                    const QString &description)>;

    /// The document holds `after` already. `epoch` is BaseMoves' at this moment, `milliseconds` is when it
    /// happened, for merging.
    SnapshotCommand(const QString &text, model::SharedDeployment before, model::SharedDeployment after,
                    std::size_t epoch, QString mergeKey, qint64 milliseconds, Show show);

    [[nodiscard]] const model::SharedDeployment &before() const { return m_before; }
    [[nodiscard]] const model::SharedDeployment &after() const { return m_after; }
    [[nodiscard]] std::size_t epoch() const { return m_epoch; }

    void undo() override;
    void redo() override;
    [[nodiscard]] int id() const override;
    bool mergeWith(const QUndoCommand *other) override;

private:
    model::SharedDeployment m_before;
    model::SharedDeployment m_after;
    std::size_t m_epoch;
    QString m_mergeKey;
    qint64 m_milliseconds;
    Show m_show;
    bool m_isDone = true; ///< QUndoStack::push() calls redo() for what was done already
};

} // namespace turnpike::ui
