// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/changes_model.h"

#include "ui/workspace/change_text.h"

#include <algorithm>

namespace turnpike::ui {

void ChangesModel::setChanges(const document::Changes &changes, model::SharedDeployment working,
                              model::SharedDeployment base)
{
    m_working = std::move(working);
    m_base = std::move(base);
    const auto isSamePlace = [](const document::Change &left, const document::Change &right) {
        return left.path == right.path && left.kind == right.kind;
    };
    // Both lists are in declaration order, so what both have is in the same order: walk along them.
    for (int row = static_cast<int>(m_changes.size()) - 1; row >= 0; --row) {
        const document::Change &old = m_changes[static_cast<size_t>(row)];
        if (std::none_of(changes.begin(), changes.end(),
                         [&](const document::Change &kept) { return isSamePlace(kept, old); })) {
            beginRemoveRows({}, row, row);
            m_changes.erase(m_changes.begin() + row);
            endRemoveRows();
        }
    }
    for (size_t position = 0; position < changes.size(); ++position) {
        if (position < m_changes.size() && isSamePlace(m_changes[position], changes[position])) {
            m_changes[position] = changes[position];
            continue;
        }
        const int row = static_cast<int>(position);
        beginInsertRows({}, row, row);
        m_changes.insert(m_changes.begin() + row, changes[position]);
        endInsertRows();
    }
    if (m_changes.size() > changes.size()) {
        beginRemoveRows({}, static_cast<int>(changes.size()), static_cast<int>(m_changes.size()) - 1);
        m_changes.resize(changes.size());
        endRemoveRows();
    }
    if (!m_changes.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const document::Change *ChangesModel::change(const QModelIndex &index) const
{
    return index.isValid() ? &m_changes[static_cast<size_t>(index.row())] : nullptr;
}

int ChangesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_changes.size());
}

int ChangesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const document::Change &change = m_changes[static_cast<size_t>(index.row())];
    switch (index.column()) {
    case Place:
        return placeText(change.path, *m_working, *m_base);
    case Before:
        return beforeText(change, *m_base);
    case After:
        return afterText(change, *m_working);
    case Effect:
        return role == Qt::ToolTipRole ? effectSentence(change.effect) : effectLabel(change.effect);
    }
    return {};
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Place:
        return tr("Setting");
    case Before:
        return tr("Runs now");
    case After:
        return tr("After the push");
    case Effect:
        return tr("Takes effect");
    }
    return {};
}

} // namespace turnpike::ui
