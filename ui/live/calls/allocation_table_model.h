// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/live/allocation_columns.h"
#include "ui/live/calls/allocation_filter.h"
#include "ui/workspace/live_picture.h"

#include <QAbstractTableModel>
#include <QFont>

namespace turnpike::ui {

/// The calls of one picture, filtered and sorted. It does both by itself: a proxy model would do it again
/// row by row every second, at twenty times the price, and lose the selection on the way.
///
/// Everything new comes in by applySnapshot(). Where the same rows stand in the same order, one range of
/// cells changes; otherwise the layout changes and persistent indexes follow their call. Never a reset.
class AllocationTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role {
        KeyRole = Qt::UserRole, ///< quint64
        RawRole                 ///< AllocationColumns::raw()
    };

    explicit AllocationTableModel(QObject *parent = nullptr);

    void applySnapshot(const SharedPicture &picture);
    void setFilter(const AllocationFilter &filter);
    [[nodiscard]] const AllocationFilter &filter() const { return m_filter; }
    /// While frozen, rows stay where they are (ended calls go, new ones come at the end), so that nothing
    /// moves away under the mouse.
    void setOrderFrozen(bool frozen);
    [[nodiscard]] bool isOrderFrozen() const { return m_isOrderFrozen; }

    [[nodiscard]] const SharedPicture &picture() const { return m_picture; }
    /// Before filtering.
    [[nodiscard]] int totalCount() const;
    [[nodiscard]] const live::Allocation &allocationAt(int row) const;
    [[nodiscard]] const AllocationRates &ratesAt(int row) const;
    [[nodiscard]] live::AllocationKey keyAt(int row) const { return allocationAt(row).key; }
    /// -1 when the call is over or filtered out.
    [[nodiscard]] int rowOf(live::AllocationKey key) const;
    /// For the delegate, which would not want a list in a QVariant for every cell.
    void sparklineAt(int row, std::vector<float> &bits) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    using Order = std::vector<quint32>;
    [[nodiscard]] Order arranged(const LivePicture &picture) const;
    [[nodiscard]] Order arrangedAsBefore(const LivePicture &picture) const;
    [[nodiscard]] bool hasSameRows(const LivePicture &picture, const Order &order) const;
    void rearrange(const SharedPicture &picture);
    void sortRows(const LivePicture &picture, Order &order) const;
    [[nodiscard]] std::size_t indexAt(int row) const { return m_order[static_cast<std::size_t>(row)]; }

    SharedPicture m_picture;
    Order m_order;            ///< row → index into the picture
    std::vector<int> m_rowOf; ///< index into the picture → row, -1
    AllocationFilter m_filter;
    int m_sortColumn = AllocationColumns::Age;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    bool m_isOrderFrozen = false;
    QFont m_fixedFont;
    QFont m_tabularFont;
};

} // namespace turnpike::ui
