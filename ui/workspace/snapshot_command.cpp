// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/snapshot_command.h"

#include <QCoreApplication>

namespace turnpike::ui {

namespace {

/// Typing in one field within this time is one step.
constexpr qint64 kMergeMilliseconds = 1000;
constexpr int kMergeableId = 1;

} // namespace

SnapshotCommand::SnapshotCommand(const QString &text, model::SharedDeployment before,
                                 model::SharedDeployment after, std::size_t epoch, QString mergeKey,
                                 qint64 milliseconds, Show show)
    : QUndoCommand(text)
    , m_before(std::move(before))
    , m_after(std::move(after))
    , m_epoch(epoch)
    , m_mergeKey(std::move(mergeKey))
    , m_milliseconds(milliseconds)
    , m_show(std::move(show))
{
}

void SnapshotCommand::undo()
{
    m_show(m_before, m_epoch, QCoreApplication::translate("SnapshotCommand", "Undo: %1").arg(text()));
}

void SnapshotCommand::redo()
{
    if (std::exchange(m_isDone, false))
        return;
    m_show(m_after, m_epoch, QCoreApplication::translate("SnapshotCommand", "Redo: %1").arg(text()));
}

int SnapshotCommand::id() const
{
    return m_mergeKey.isEmpty() ? -1 : kMergeableId;
}

bool SnapshotCommand::mergeWith(const QUndoCommand *other)
{
    // Equal ids: both are of this class.
    const auto *next = static_cast<const SnapshotCommand *>(other);
    if (next->m_mergeKey != m_mergeKey || next->m_epoch != m_epoch ||
        next->m_milliseconds - m_milliseconds > kMergeMilliseconds)
        return false;
    m_after = next->m_after;
    m_milliseconds = next->m_milliseconds;
    setText(next->text());
    // Typed and deleted again within the second: nothing is left to undo.
    setObsolete(*m_before == *m_after);
    return true;
}

} // namespace turnpike::ui
