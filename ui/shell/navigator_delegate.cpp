// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigator_delegate.h"

#include "ui/shell/navigator_model.h"
#include "ui/style/theme.h"
#include "ui/workspace/problems_model.h"

#include <QApplication>
#include <QPainter>
#include <QTreeView>

namespace turnpike::ui {

namespace {

constexpr int kGap = 6;
constexpr int kIconSize = 14;
constexpr int kDotSize = 6;
constexpr int kRowHeight = 26;

} // namespace

void NavigatorDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const Theme &theme = Theme::current();
    const bool isSelected = item.state & QStyle::State_Selected;
    QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);

    // From the right edge to the left; what is left over is the text's.
    int right = item.rect.right() - kGap;
    const int middle = item.rect.center().y();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (const int problems = index.data(NavigatorModel::ProblemsRole).toInt(); problems > 0) {
        const auto severity =
            static_cast<validation::Severity>(index.data(NavigatorModel::SeverityRole).toInt());
        ProblemsModel::severityIcon(severity).paint(
            painter, QRect(right - kIconSize, middle - kIconSize / 2, kIconSize, kIconSize), Qt::AlignCenter,
            isSelected ? QIcon::Selected : QIcon::Normal);
        right -= kIconSize + kGap;
    }
    if (index.data(NavigatorModel::PendingRole).toInt() > 0) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(isSelected ? theme.colors().selectionText : theme.colors().accent);
        painter->drawEllipse(QRect(right - kDotSize, middle - kDotSize / 2 + 1, kDotSize, kDotSize));
        right -= kDotSize + kGap;
    }
    if (const QString count = index.data(NavigatorModel::CountRole).toString(); !count.isEmpty()) {
        painter->setFont(theme.tabularFont());
        painter->setPen(isSelected ? theme.colors().selectionText : theme.colors().secondText);
        const int width = painter->fontMetrics().horizontalAdvance(count);
        painter->drawText(QRect(right - width, item.rect.top(), width, item.rect.height()), Qt::AlignVCenter,
                          count);
        right -= width + kGap;
    }
    painter->restore();

    item.rect.setRight(right);
    item.backgroundBrush = Qt::NoBrush;
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
}

QSize NavigatorDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), kRowHeight));
    return size;
}

} // namespace turnpike::ui
