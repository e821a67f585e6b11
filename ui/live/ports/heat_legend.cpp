// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/ports/heat_legend.h"

#include "ui/live/ports/port_map.h"
#include "ui/style/theme.h"

#include <QPainter>

#include <array>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSign = 14;
constexpr int kStep = 52;

const std::array<QString, 6> &marks()
{
    // Powers of ten, as PortGrid::heatOf() spreads them.
    static const std::array<QString, 6> kMarks{u"≤1 k"_s, u"10 k"_s, u"100 k"_s,
                                               u"1 M"_s,  u"10 M"_s, u"≥100 Mbit/s"_s};
    return kMarks;
}

} // namespace

HeatLegend::HeatLegend(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"heatLegend"_s);
    setFont(Theme::current().tabularFont());
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(
        tr("Legend: a dot is a free port, a square is one in use, a stroke through it means that "
           "it drops packets. Colours go from dark for at most 1 kbit/s to light for 100 Mbit/s "
           "and more; a hatched map has no free port."));
    setToolTip(tr("Colours stand for the bit rate of both directions, one step for each power of ten."));
    connect(&Theme::current(), &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

int HeatLegend::textWidth(const QString &text) const
{
    return fontMetrics().horizontalAdvance(text);
}

QSize HeatLegend::sizeHint() const
{
    int width = kStep * static_cast<int>(marks().size() - 1) + textWidth(marks().back()) + 4;
    for (const QString &text : {tr("free"), tr("in use"), tr("drops packets"), tr("none free")})
        width += kSign + 6 + textWidth(text) + Theme::kPageMargin;
    return {width, std::max(kSign, fontMetrics().height()) + 4 + fontMetrics().height()};
}

void HeatLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const int lineHeight = std::max(kSign, fontMetrics().height());
    int x = 0;
    const auto sign = [&](const QString &text, const auto &draw) {
        const QRect cell(x, (lineHeight - kSign) / 2, kSign, kSign);
        painter.fillRect(cell, theme.colors().base);
        draw(cell);
        painter.setPen(theme.colors().border);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(cell.adjusted(0, 0, -1, -1));
        painter.setPen(theme.colors().secondText);
        painter.drawText(QRect(x + kSign + 6, 0, textWidth(text) + 2, lineHeight), Qt::AlignVCenter, text);
        x += kSign + 6 + textWidth(text) + Theme::kPageMargin;
    };
    const QColor middle = theme.heat(0.5);
    sign(tr("free"), [&](const QRect &cell) { PortMap::paintFree(painter, cell); });
    sign(tr("in use"), [&](const QRect &cell) { painter.fillRect(cell, middle); });
    sign(tr("drops packets"), [&](const QRect &cell) {
        painter.fillRect(cell, middle);
        PortMap::paintDropping(painter, cell);
    });
    sign(tr("none free"), [&](const QRect &cell) {
        painter.fillRect(cell, middle);
        PortMap::paintExhausted(painter, cell);
    });

    const QRect bar(x, (lineHeight - kSign) / 2, kStep * static_cast<int>(marks().size() - 1), kSign);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int i = 0; i <= 16; ++i)
        gradient.setColorAt(i / 16.0, theme.heat(i / 16.0));
    painter.fillRect(bar, gradient);
    painter.setPen(theme.colors().secondText);
    for (std::size_t i = 0; i < marks().size(); ++i) {
        const int at = bar.left() + static_cast<int>(i) * kStep;
        const int width = textWidth(marks()[i]);
        painter.drawLine(at, bar.bottom() + 1, at, bar.bottom() + 3);
        // The first and the last stand inside the widget's edges.
        const int left = i == 0                    ? at
                         : i + 1 == marks().size() ? at - textWidth(u"≥100"_s) / 2
                                                   : at - width / 2;
        painter.drawText(QRect(left, bar.bottom() + 4, width + 2, fontMetrics().height()), Qt::AlignLeft,
                         marks()[i]);
    }
}

} // namespace turnpike::ui
