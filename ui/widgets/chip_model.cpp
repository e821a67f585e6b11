// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chip_model.h"

#include "ui/style/text_guard.h"

namespace turnpike::ui {

void ChipModel::setTexts(const QStringList &texts)
{
    // Only the part that differs is taken out and put in: what is before and after keeps its place.
    qsizetype same = 0;
    while (same < m_texts.size() && same < texts.size() && m_texts.at(same) == texts.at(same))
        ++same;
    qsizetype tail = 0;
    while (tail < m_texts.size() - same && tail < texts.size() - same &&
           m_texts.at(m_texts.size() - 1 - tail) == texts.at(texts.size() - 1 - tail))
        ++tail;
    const qsizetype removed = m_texts.size() - same - tail;
    const qsizetype added = texts.size() - same - tail;
    if (removed > 0) {
        beginRemoveRows({}, static_cast<int>(same), static_cast<int>(same + removed - 1));
        m_texts.remove(same, removed);
        endRemoveRows();
    }
    if (added > 0) {
        beginInsertRows({}, static_cast<int>(same), static_cast<int>(same + added - 1));
        m_texts = texts;
        endInsertRows();
    }
}

int ChipModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_texts.size());
}

QVariant ChipModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return TextGuard::inert(m_texts.at(index.row()));
    return {};
}

} // namespace turnpike::ui
