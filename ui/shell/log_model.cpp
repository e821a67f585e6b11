// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/log_model.h"

#include "ui/style/text_guard.h"
#include "ui/style/theme.h"
#include "ui/workspace/error_text.h"

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

LogModel::LogModel(QObject *parent, int mostLines)
    : QAbstractTableModel(parent)
    , m_mostLines(mostLines)
{
}

void LogModel::append(const QDateTime &time, const QString &text)
{
    // A tenth at once: otherwise every line of a full log would move all the others.
    if (rowCount() >= m_mostLines) {
        const int forgotten = std::max(1, m_mostLines / 10);
        beginRemoveRows({}, 0, forgotten - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + forgotten);
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount());
    m_lines.push_back({time, capitalized(text)});
    endInsertRows();
}

void LogModel::clear()
{
    beginResetModel();
    m_lines.clear();
    endResetModel();
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Line &line = m_lines[static_cast<size_t>(index.row())];
    if (role == Qt::FontRole)
        return index.column() == Time ? QVariant(Theme::current().tabularFont()) : QVariant();
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (index.column() == Time) {
        const QDateTime local = line.time.toLocalTime();
        return role == Qt::ToolTipRole ? local.toString(Qt::ISODateWithMs) : local.toString(u"HH:mm:ss"_s);
    }
    return TextGuard::inert(line.text);
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Time ? tr("Time") : tr("What happened");
}

} // namespace turnpike::ui
