// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigator_filter.h"

#include "ui/shell/navigator_model.h"

#include <algorithm>

namespace turnpike::ui {

NavigatorFilter::NavigatorFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setAutoAcceptChildRows(true);
}

void NavigatorFilter::setWords(const QString &text)
{
    m_words = text.toLower().split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool NavigatorFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QString words =
        sourceModel()->index(row, 0, parent).data(NavigatorModel::SearchTextRole).toString();
    return std::all_of(m_words.begin(), m_words.end(),
                       [&words](const QString &word) { return words.contains(word); });
}

} // namespace turnpike::ui
