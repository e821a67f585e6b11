// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/column_fit.h"

#include <QEvent>
#include <QHeaderView>
#include <QScopedValueRollback>
#include <QTableView>

#include <algorithm>
#include <numeric>
#include <vector>

namespace turnpike::ui {

namespace {

/// Between one text and the next.
constexpr int kBetweenTexts = 24;
constexpr int kLeastWidth = 64;
/// A list of thousands is not read to lay out a page.
constexpr int kRowsLookedAt = 50;

/// Takes what is missing from the widest, down to what each of them must have.
void shrink(std::vector<int> &widths, const std::vector<int> &least, int room)
{
    for (int missing = std::accumulate(widths.begin(), widths.end(), 0) - room; missing > 0;) {
        std::size_t widest = widths.size();
        int next = 0; // as wide as the widest may become in one step
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (widths[i] > least[i] && (widest == widths.size() || widths[i] > widths[widest]))
                widest = i;
        }
        if (widest == widths.size())
            return; // the table scrolls
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (i != widest && widths[i] <= widths[widest])
                next = std::max(next, widths[i]);
        }
        const int step = std::clamp(widths[widest] - next, 1, missing);
        const int taken = std::min(step, widths[widest] - least[widest]);
        widths[widest] -= taken;
        missing -= taken;
    }
}

/// Shares what is left in proportion to what each has, to the last pixel.
void grow(std::vector<int> &widths, int room)
{
    const int whole = std::accumulate(widths.begin(), widths.end(), 0);
    int sum = 0;
    int given = 0;
    for (int &width : widths) {
        sum += width;
        const int end = static_cast<int>(static_cast<qint64>(room) * sum / whole);
        width = end - given;
        given = end;
    }
}

} // namespace

ColumnFit::ColumnFit(QTableView &table)
    : QObject(&table)
    , m_table(table)
{
    QHeaderView &header = *table.horizontalHeader();
    header.setResizeContentsPrecision(kRowsLookedAt);
    header.setStretchLastSection(true);
    table.viewport()->installEventFilter(this);
    connect(&header, &QHeaderView::sectionResized, this, [this](int section) {
        const QHeaderView &own = *m_table.horizontalHeader();
        // The last one stretches by itself, also below a pointer that rests there while the window changes
        // its size; anything else is a hand on a border.
        const bool isLast = own.visualIndex(section) == own.count() - 1;
        if (!m_isFitting && !isLast && own.underMouse())
            m_isByHand = true;
    });
    connect(table.model(), &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) {
                // Columns do not move for every entry that comes, only for those that make a table of an
                // empty one.
                if (last - first + 1 == m_table.model()->rowCount())
                    fit();
            });
    fit();
}

void ColumnFit::fit()
{
    QHeaderView &header = *m_table.horizontalHeader();
    const int room = m_table.viewport()->width();
    if (m_isByHand || header.count() == 0 || room <= 0)
        return;
    const QScopedValueRollback guard(m_isFitting, true);
    std::vector<int> least;
    std::vector<int> widths;
    for (int column = 0; column < header.count(); ++column) {
        // Not the width that it has now: the last one is stretched.
        const int content = static_cast<QAbstractItemView &>(m_table).sizeHintForColumn(column);
        least.push_back(std::max(header.sectionSizeHint(column), kLeastWidth));
        widths.push_back(std::max(content + kBetweenTexts, least.back()));
    }
    if (std::accumulate(widths.begin(), widths.end(), 0) > room)
        shrink(widths, least, room);
    else
        grow(widths, room);
    for (int column = 0; column < header.count(); ++column)
        m_table.setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
}

bool ColumnFit::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show)
        fit();
    return QObject::eventFilter(watched, event);
}

} // namespace turnpike::ui
