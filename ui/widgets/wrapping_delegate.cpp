// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/wrapping_delegate.h"

#include "ui/style/text_guard.h"

#include <QApplication>
#include <QHeaderView>
#include <QTextLayout>
#include <QTreeView>

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

namespace {

/// As the style does it when it draws the text.
int heightOf(QString text, const QFont &font, int width)
{
    QTextLayout layout(text.replace(u'\n', QChar::LineSeparator), font);
    QTextOption option;
    option.setWrapMode(QTextOption::WordWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    qreal height = 0;
    for (int lines = 0; lines < WrappingDelegate::kMostLines; ++lines) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(width);
        height += line.height();
    }
    layout.endLayout();
    return static_cast<int>(std::ceil(height));
}

} // namespace

WrappingDelegate::WrappingDelegate(QTreeView &view, int padding)
    : QStyledItemDelegate(&view)
    , m_view(view)
    , m_padding(padding)
{
    view.setItemDelegate(this);
    view.setUniformRowHeights(false);
    view.setWordWrap(true);
    view.setTextElideMode(Qt::ElideRight);
    // A narrower column makes higher rows.
    connect(view.header(), &QHeaderView::sectionResized, this, [this] { Q_EMIT sizeHintChanged({}); });
}

void WrappingDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->text = TextGuard::breakable(TextGuard::inert(option->text));
    option->features |= QStyleOptionViewItem::WrapText;
    option->displayAlignment = (option->displayAlignment & Qt::AlignHorizontal_Mask) | Qt::AlignTop;
    option->decorationAlignment = Qt::AlignHCenter | Qt::AlignTop;
}

int WrappingDelegate::heightBelow(const QModelIndex &) const
{
    return 0;
}

int WrappingDelegate::widthOf(const QModelIndex &index) const
{
    int width = m_view.columnWidth(index.column());
    if (index.column() > 0)
        return width;
    if (m_view.rootIsDecorated())
        width -= m_view.indentation();
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        width -= m_view.indentation();
    return width;
}

QRect WrappingDelegate::contentsRect(const QRect &cell, const QModelIndex &index) const
{
    return cell.adjusted(0, m_padding / 2, 0, -(m_padding - m_padding / 2) - heightBelow(index));
}

QRect WrappingDelegate::textRect(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem full(option);
    initStyleOption(&full, index);
    full.rect = contentsRect(option.rect, index);
    const QStyle &style = *m_view.style();
    const int margin = style.pixelMetric(QStyle::PM_FocusFrameHMargin, &full, &m_view) + 1;
    return style.subElementRect(QStyle::SE_ItemViewItemText, &full, &m_view).adjusted(margin, 0, -margin, 0);
}

QSize WrappingDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    constexpr int kAnyHeight = 1000;
    QStyleOptionViewItem full(option);
    initStyleOption(&full, index);
    full.rect = QRect(0, 0, widthOf(index), kAnyHeight);
    const int width = textRect(full, index).width();
    const int text = heightOf(full.text, full.font, width);
    const int icon =
        full.features.testFlag(QStyleOptionViewItem::HasDecoration) ? full.decorationSize.height() : 0;
    return {full.rect.width(),
            std::max({text, icon, full.fontMetrics.height()}) + m_padding + heightBelow(index)};
}

void WrappingDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    // The ground of the whole cell, then its contents without the room around them.
    QStyleOptionViewItem ground(option);
    initStyleOption(&ground, index);
    ground.text.clear();
    ground.icon = {};
    ground.features &= ~(QStyleOptionViewItem::HasDisplay | QStyleOptionViewItem::HasDecoration |
                         QStyleOptionViewItem::HasCheckIndicator);
    m_view.style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, &m_view);
    QStyleOptionViewItem contents(option);
    contents.rect = contentsRect(option.rect, index);
    contents.state &= ~QStyle::State_HasFocus;
    QStyledItemDelegate::paint(painter, contents, index);
}

} // namespace turnpike::ui
