// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

class QTreeView;

namespace turnpike::ui {

/// Rows in which what is said is read whole: a text goes on in further lines of its column, and the row is as
/// high as its longest text. Very long ones end in an ellipsis.
class WrappingDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// Prepares the view, which owns this from then on. `padding` is above and below the text together.
    explicit WrappingDelegate(QTreeView &view, int padding = kPadding);

    static constexpr int kPadding = 6;
    static constexpr int kMostLines = 6;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// Where the text stands in a cell of this place.
    [[nodiscard]] QRect textRect(const QStyleOptionViewItem &option, const QModelIndex &index) const;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
    /// What a row shows below its text.
    [[nodiscard]] virtual int heightBelow(const QModelIndex &index) const;
    [[nodiscard]] QTreeView &view() const { return m_view; }

private:
    [[nodiscard]] QRect contentsRect(const QRect &cell, const QModelIndex &index) const;
    [[nodiscard]] int widthOf(const QModelIndex &index) const;
    QTreeView &m_view;
    int m_padding;
};

} // namespace turnpike::ui
