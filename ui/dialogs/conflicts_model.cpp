// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/conflicts_model.h"

#include "ui/workspace/change_text.h"

namespace turnpike::ui {

void ConflictsModel::setConflicts(const std::vector<document::MergeConflict> &conflicts,
                                  model::SharedDeployment merged)
{
    beginResetModel();
    m_conflicts = conflicts;
    m_isMine.assign(conflicts.size(), false);
    m_merged = std::move(merged);
    endResetModel();
}

QList<document::PropertyPath> ConflictsModel::mineWins() const
{
    QList<document::PropertyPath> paths;
    for (size_t row = 0; row < m_conflicts.size(); ++row) {
        if (m_isMine[row])
            paths += m_conflicts[row].path;
    }
    return paths;
}

void ConflictsModel::chooseAll(bool mine)
{
    if (m_conflicts.empty())
        return;
    m_isMine.assign(m_conflicts.size(), mine);
    Q_EMIT dataChanged(index(0, Mine), index(rowCount() - 1, Theirs), {Qt::CheckStateRole});
}

int ConflictsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_conflicts.size());
}

int ConflictsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConflictsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto row = static_cast<size_t>(index.row());
    const document::MergeConflict &conflict = m_conflicts[row];
    if (role == Qt::CheckStateRole) {
        if (index.column() == Mine)
            return m_isMine[row] ? Qt::Checked : Qt::Unchecked;
        if (index.column() == Theirs)
            return m_isMine[row] ? Qt::Unchecked : Qt::Checked;
        return {};
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const auto text = [&](const QJsonValue &value) {
        return valueText(value, conflict.path, *m_merged, conflict.isSecret);
    };
    switch (index.column()) {
    case Place:
        return placeText(conflict.path, *m_merged, *m_merged);
    case Before:
        return text(conflict.base);
    case Mine:
        return text(conflict.mine);
    case Theirs:
        return text(conflict.theirs);
    }
    return {};
}

bool ConflictsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole ||
        (index.column() != Mine && index.column() != Theirs))
        return false;
    const bool isChecked = value.toInt() == Qt::Checked;
    m_isMine[static_cast<size_t>(index.row())] = (index.column() == Mine) == isChecked;
    Q_EMIT dataChanged(index.siblingAtColumn(Mine), index.siblingAtColumn(Theirs), {Qt::CheckStateRole});
    return true;
}

Qt::ItemFlags ConflictsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == Mine || index.column() == Theirs ? flags | Qt::ItemIsUserCheckable : flags;
}

QVariant ConflictsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Place:
        return tr("Setting");
    case Before:
        return tr("Both started from");
    case Mine:
        return tr("Yours");
    case Theirs:
        return tr("Theirs, running now");
    }
    return {};
}

} // namespace turnpike::ui
