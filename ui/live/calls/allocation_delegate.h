// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace turnpike::ui {

/// Draws the cells of the table of calls: text with air at both sides, and the rate of the last minute.
class AllocationDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    mutable std::vector<float> m_bits; ///< reused, so that painting allocates no memory
};

} // namespace turnpike::ui
