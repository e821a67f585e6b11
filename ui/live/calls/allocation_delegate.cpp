// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/calls/allocation_delegate.h"

#include "ui/live/calls/allocation_table_model.h"
#include "ui/style/text_guard.h"
#include "ui/style/theme.h"
#include "ui/widgets/sparkline.h"

#include <QApplication>
#include <QPainter>

namespace turnpike::ui {

namespace {

/// A rate below this stays a flat line: one keep-alive packet is not a mountain.
constexpr float kSmallestCeiling = 32'000;
constexpr int kSideMargin = 4;

} // namespace

void AllocationDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    QStyleOptionViewItem changed = option;
    initStyleOption(&changed, index);
    // No focus frame around a cell: the row is what is selected.
    changed.state &= ~QStyle::State_HasFocus;
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &changed, painter, option.widget);
    const bool isDimmed = Theme::isDimmed(option.widget);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const auto &model = *static_cast<const AllocationTableModel *>(index.model());
    if (index.column() == AllocationColumns::Sparkline) {
        model.sparklineAt(index.row(), m_bits);
        const Theme::Colors &colors = Theme::current().colors();
        const QColor color = isSelected ? colors.selectionText
                             : isDimmed ? Theme::current().fadedText()
                                        : colors.series.front();
        paintSparkline(*painter, QRectF(option.rect).adjusted(8, 4, -8, -4), m_bits,
                       LivePicture::kSparkSamples, color, kSmallestCeiling);
        return;
    }
    const QRect area = option.rect.adjusted(kSideMargin + 4, 0, -kSideMargin - 4, 0);
    painter->save();
    painter->setFont(changed.font);
    painter->setPen(isSelected ? changed.palette.color(QPalette::HighlightedText)
                    : isDimmed ? Theme::current().fadedText()
                               : changed.palette.color(QPalette::Text));
    // Addresses end with what tells them apart, the port.
    const auto elide = AllocationColumns::isAddress(index.column()) ? Qt::ElideMiddle : Qt::ElideRight;
    const QString text = changed.fontMetrics.elidedText(TextGuard::inert(changed.text), elide, area.width());
    painter->drawText(area, static_cast<int>(changed.displayAlignment) | Qt::TextSingleLine, text);
    painter->restore();
}

} // namespace turnpike::ui
