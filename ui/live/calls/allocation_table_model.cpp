// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/calls/allocation_table_model.h"

#include "ui/style/theme.h"

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

using Columns = AllocationColumns;

QVariant alignmentOf(int column)
{
    const auto horizontal = Columns::isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft;
    return QVariant::fromValue(Qt::Alignment(horizontal | Qt::AlignVCenter));
}

} // namespace

AllocationTableModel::AllocationTableModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_fixedFont(Theme::current().fixedFont())
    , m_tabularFont(Theme::current().tabularFont())
{
}

int AllocationTableModel::totalCount() const
{
    return m_picture ? static_cast<int>(m_picture->allocations().size()) : 0;
}

const live::Allocation &AllocationTableModel::allocationAt(int row) const
{
    return m_picture->allocations()[indexAt(row)];
}

const AllocationRates &AllocationTableModel::ratesAt(int row) const
{
    return m_picture->ratesAt(indexAt(row));
}

void AllocationTableModel::sparklineAt(int row, std::vector<float> &bits) const
{
    m_picture->sparkline(indexAt(row), bits);
}

int AllocationTableModel::rowOf(live::AllocationKey key) const
{
    const auto index = m_picture ? m_picture->indexOf(key) : std::nullopt;
    return index ? m_rowOf[*index] : -1;
}

void AllocationTableModel::applySnapshot(const SharedPicture &picture)
{
    if (!picture) {
        if (m_picture)
            rearrange(nullptr);
        return;
    }
    rearrange(picture);
}

void AllocationTableModel::setFilter(const AllocationFilter &filter)
{
    m_filter = filter;
    if (m_picture)
        rearrange(m_picture);
}

void AllocationTableModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= Columns::Count)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    if (m_picture)
        rearrange(m_picture);
}

void AllocationTableModel::setOrderFrozen(bool frozen)
{
    if (frozen == m_isOrderFrozen)
        return;
    m_isOrderFrozen = frozen;
    if (!frozen && m_picture)
        rearrange(m_picture);
}

void AllocationTableModel::sortRows(const LivePicture &picture, Order &order) const
{
    // Equal rows stay in the order of their keys, or they would trade places every second.
    const bool isAscending = m_sortOrder == Qt::AscendingOrder;
    std::sort(order.begin(), order.end(), [&](quint32 a, quint32 b) {
        const int result = Columns::compare(m_sortColumn, picture, a, b);
        return result == 0 ? a < b : (result < 0) == isAscending;
    });
}

AllocationTableModel::Order AllocationTableModel::arranged(const LivePicture &picture) const
{
    const auto &rows = picture.allocations();
    Order order;
    order.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (m_filter.isEmpty() || m_filter.matches(rows[i], picture.ratesAt(i), picture.snapshot()->time))
            order.push_back(static_cast<quint32>(i));
    sortRows(picture, order);
    return order;
}

AllocationTableModel::Order AllocationTableModel::arrangedAsBefore(const LivePicture &picture) const
{
    Order order;
    std::vector<bool> isPlaced(picture.allocations().size());
    for (int row = 0; row < rowCount(); ++row)
        if (const auto index = picture.indexOf(keyAt(row))) {
            order.push_back(static_cast<quint32>(*index));
            isPlaced[*index] = true;
        }
    for (const quint32 index : arranged(picture))
        if (!isPlaced[index])
            order.push_back(index);
    return order;
}

bool AllocationTableModel::hasSameRows(const LivePicture &picture, const Order &order) const
{
    if (!m_picture || order.size() != m_order.size() ||
        picture.snapshot()->epoch != m_picture->snapshot()->epoch)
        return false;
    const auto &rows = picture.allocations();
    for (std::size_t row = 0; row < order.size(); ++row)
        if (rows[order[row]].key != keyAt(static_cast<int>(row)))
            return false;
    return true;
}

void AllocationTableModel::rearrange(const SharedPicture &picture)
{
    const bool isSameRelay =
        m_picture && picture && picture->snapshot()->epoch == m_picture->snapshot()->epoch;
    Order order;
    if (picture)
        order = m_isOrderFrozen && isSameRelay ? arrangedAsBefore(*picture) : arranged(*picture);
    std::vector<int> rowOfIndex(picture ? picture->allocations().size() : 0, -1);
    for (std::size_t row = 0; row < order.size(); ++row)
        rowOfIndex[order[row]] = static_cast<int>(row);

    if (picture && hasSameRows(*picture, order)) {
        m_picture = picture;
        m_order = std::move(order);
        m_rowOf = std::move(rowOfIndex);
        if (!m_order.empty())
            Q_EMIT dataChanged(index(0, Columns::kFirstVolatile),
                               index(rowCount() - 1, Columns::kLastVolatile));
        return;
    }

    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<live::AllocationKey> keys;
    keys.reserve(static_cast<std::size_t>(before.size()));
    for (const QModelIndex &index : before)
        keys.push_back(keyAt(index.row()));
    m_picture = picture;
    m_order = std::move(order);
    m_rowOf = std::move(rowOfIndex);
    QModelIndexList after;
    after.reserve(before.size());
    for (qsizetype i = 0; i < before.size(); ++i) {
        // Keys of a relay that was restarted name other calls.
        const int row = isSameRelay ? rowOf(keys[static_cast<std::size_t>(i)]) : -1;
        after.append(row < 0 ? QModelIndex() : index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

int AllocationTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int AllocationTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns::Count;
}

QVariant AllocationTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int column = index.column();
    const std::size_t at = indexAt(index.row());
    const live::Allocation &allocation = m_picture->allocations()[at];
    switch (role) {
    case Qt::DisplayRole:
        return column == Columns::Sparkline ? QVariant() : Columns::cell(*m_picture, at, column);
    case Qt::AccessibleTextRole:
        return Columns::cell(*m_picture, at, column);
    case Qt::ToolTipRole:
        if (column == Columns::User)
            return Columns::credential(allocation);
        if (column == Columns::Peers && allocation.counters.peers.size() > 1)
            return Columns::allPeers(allocation);
        if (column == Columns::Sparkline)
            return tr("Both directions over the last minute, now %1")
                .arg(Columns::cell(*m_picture, at, column));
        return {};
    case Qt::TextAlignmentRole:
        return alignmentOf(column);
    case Qt::FontRole:
        if (Columns::isAddress(column))
            return m_fixedFont;
        return Columns::isNumeric(column) ? QVariant(m_tabularFont) : QVariant();
    case Qt::ForegroundRole:
        return column == Columns::Dropped && Columns::dropped(allocation) > 0
                   ? QVariant(Theme::current().colors().warning)
                   : QVariant();
    case KeyRole:
        return quint64{allocation.key.value};
    case RawRole:
        return Columns::raw(*m_picture, at, column);
    default:
        return {};
    }
}

QVariant AllocationTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns::Count)
        return {};
    if (role == Qt::DisplayRole)
        return Columns::title(section);
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    return role == Qt::ToolTipRole ? QVariant(Columns::hint(section)) : QVariant();
}

} // namespace turnpike::ui
