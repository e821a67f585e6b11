// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette_delegate.h"

#include "ui/shell/palette_model.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QPainter>

namespace turnpike::ui {

namespace {

constexpr int kPaletteRowHeight = 30;

} // namespace

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const Theme::Colors &colors = Theme::current().colors();
    const bool isEnabled = item.state & QStyle::State_Enabled;
    const bool isSelected = item.state & QStyle::State_Selected;
    QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    if (isSelected)
        painter->fillRect(item.rect, isEnabled ? colors.selection : colors.border);

    const bool isInverse = isSelected && isEnabled;
    const QColor text = isInverse   ? colors.selectionText
                        : isEnabled ? colors.text
                                    : QApplication::palette().color(QPalette::Disabled, QPalette::Text);
    const QColor second = isInverse ? colors.selectionText : colors.secondText;
    QRect rest = item.rect.adjusted(Theme::kInsideGroup, 0, -Theme::kInsideGroup, 0);
    const int size = Theme::kIconSize;
    item.icon.paint(painter, QRect(rest.left(), rest.center().y() - size / 2 + 1, size, size),
                    Qt::AlignCenter,
                    isInverse   ? QIcon::Selected
                    : isEnabled ? QIcon::Normal
                                : QIcon::Disabled);
    rest.setLeft(rest.left() + size + Theme::kInsideGroup);

    const QFontMetrics metrics(item.font);
    const auto draw = [&](const QString &words, const QColor &color, Qt::Alignment alignment) {
        painter->setPen(color);
        const QString shown = metrics.elidedText(words, Qt::ElideRight, rest.width());
        style->drawItemText(painter, rest, static_cast<int>(alignment | Qt::AlignVCenter), item.palette, true,
                            shown);
        return metrics.horizontalAdvance(shown);
    };
    const QString shortcut = index.data(PaletteModel::ShortcutRole).toString();
    if (!shortcut.isEmpty())
        rest.setRight(rest.right() - draw(shortcut, second, Qt::AlignRight) - Theme::kBetweenFields);
    rest.setLeft(rest.left() + draw(item.text, text, Qt::AlignLeft) + Theme::kBetweenFields);
    if (rest.width() > metrics.averageCharWidth() * 6)
        draw(index.data(PaletteModel::DetailRole).toString(), second, Qt::AlignLeft);
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width(), std::max(size.height(), kPaletteRowHeight)};
}

} // namespace turnpike::ui
