// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/changes_model.h"

#include "ui/workspace/change_text.h"

#include <QSet>

#include <algorithm>
#include <cstddef>

namespace turnpike::ui {

using document::PropertyPath;

void ChangesModel::setChanges(const document::Changes &changes, model::SharedDeployment working,
                              model::SharedDeployment base)
{
    m_working = std::move(working);
    m_base = std::move(base);
    // Both lists are in declaration order. What is the same in front and behind is the most of them and keeps
    // its rows; in between, rows leave and come.
    const auto isSamePlace = [](const document::Change &left, const document::Change &right) {
        return left.kind == right.kind && left.path == right.path;
    };
    const auto head =
        std::mismatch(m_changes.begin(), m_changes.end(), changes.begin(), changes.end(), isSamePlace).first -
        m_changes.begin();
    const auto tail = std::min(
        std::mismatch(m_changes.rbegin(), m_changes.rend(), changes.rbegin(), changes.rend(), isSamePlace)
                .first -
            m_changes.rbegin(),
        static_cast<std::ptrdiff_t>(std::min(m_changes.size(), changes.size())) - head);
    QSet<PropertyPath> kept;
    for (auto change = changes.begin() + head; change != changes.end() - tail; ++change)
        kept << change->path;
    for (auto row = static_cast<std::ptrdiff_t>(m_changes.size()) - tail; row > head;) {
        // A run of rows at a time: each has a price in the view.
        const auto last = row;
        while (row > head && !kept.contains(m_changes[static_cast<size_t>(row - 1)].path))
            --row;
        if (row < last) {
            beginRemoveRows({}, static_cast<int>(row), static_cast<int>(last - 1));
            m_changes.erase(m_changes.begin() + row, m_changes.begin() + last);
            endRemoveRows();
        } else {
            --row;
        }
    }
    // What stayed is in its order, or the middle is taken as new.
    auto position = head;
    for (auto change = changes.begin() + head; change != changes.end() - tail;) {
        const auto end = static_cast<std::ptrdiff_t>(m_changes.size()) - tail;
        if (position < end && isSamePlace(m_changes[static_cast<size_t>(position)], *change)) {
            ++position;
            ++change;
            continue;
        }
        auto next = change;
        while (next != changes.end() - tail &&
               (position >= end || !isSamePlace(m_changes[static_cast<size_t>(position)], *next)))
            ++next;
        beginInsertRows({}, static_cast<int>(position), static_cast<int>(position + (next - change) - 1));
        m_changes.insert(m_changes.begin() + position, change, next);
        endInsertRows();
        position += next - change;
        change = next;
    }
    if (m_changes.size() > changes.size()) {
        const auto surplus = static_cast<std::ptrdiff_t>(m_changes.size() - changes.size());
        beginRemoveRows({}, static_cast<int>(position), static_cast<int>(position + surplus - 1));
        m_changes.erase(m_changes.begin() + position, m_changes.begin() + position + surplus);
        endRemoveRows();
    }
    m_changes = changes;
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
