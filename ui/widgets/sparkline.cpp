// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

void paintSparkline(QPainter &painter, const QRectF &area, std::span<const float> values,
                    std::size_t capacity, const QColor &color, float ceiling)
{
    if (values.empty() || capacity < 2)
        return;
    float largest = std::max(1e-9F, ceiling);
    for (const float value : values)
        largest = std::isnan(value) ? largest : std::max(largest, value);
    const double step = area.width() / static_cast<double>(capacity - 1);
    const auto point = [&](std::size_t i) {
        const auto fromRight = static_cast<double>(values.size() - 1 - i);
        return QPointF(area.right() - fromRight * step,
                       area.bottom() - area.height() * std::clamp<double>(values[i] / largest, 0.0, 1.0));
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor faint = color;
    faint.setAlphaF(color.alphaF() * 0.16F);
    // A line for each stretch of which something is known: none leads across a gap.
    for (std::size_t i = 0; i < values.size(); ++i) {
        QPolygonF line;
        for (; i < values.size() && !std::isnan(values[i]); ++i)
            line.append(point(i));
        if (line.isEmpty())
            continue;
        QPolygonF below = line;
        below.append(QPointF(line.last().x(), area.bottom()));
        below.append(QPointF(line.first().x(), area.bottom()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(faint);
        painter.drawPolygon(below);
        painter.setPen(QPen(color, 1.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        if (line.size() == 1)
            painter.drawPoint(line.first());
        else
            painter.drawPolyline(line);
    }
    painter.restore();
}

Sparkline::Sparkline(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::current(), &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void Sparkline::setValues(std::vector<float> values, std::size_t capacity, int series, float ceiling,
                          const QString &description)
{
    m_values = std::move(values);
    m_capacity = capacity;
    m_series = series;
    m_ceiling = ceiling;
    setAccessibleName(description);
    update();
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme::Colors &colors = Theme::current().colors();
    const QRectF area = QRectF(rect()).adjusted(0, 2, -1, -1.5);
    painter.setPen(QPen(colors.border, 1));
    painter.drawLine(QPointF(area.left(), area.bottom() + 0.5), QPointF(area.right(), area.bottom() + 0.5));
    const QColor color = Theme::isDimmed(this) ? Theme::current().fadedText() : colors.series.at(m_series);
    paintSparkline(painter, area, m_values, m_capacity, color, m_ceiling);
}

} // namespace turnpike::ui
