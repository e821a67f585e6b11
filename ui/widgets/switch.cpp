// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/switch.h"

#include "ui/style/theme.h"

#include <QPainter>

namespace turnpike::ui {

namespace {
constexpr int kBetweenLabel = 8;
constexpr int kTargetHeight = 24;
} // namespace

Switch::Switch(QWidget *parent)
    : QCheckBox(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

QSize Switch::trackSize() const
{
    const int height = (fontMetrics().height() + 4) / 2 * 2;
    return {height * 2 - 2, height};
}

QString Switch::stateText(bool on) const
{
    return on ? tr("On") : tr("Off");
}

QSize Switch::sizeHint() const
{
    const int text = qMax(fontMetrics().horizontalAdvance(stateText(true)),
                          fontMetrics().horizontalAdvance(stateText(false)));
    return {trackSize().width() + kBetweenLabel + text + 4, qMax(kTargetHeight, trackSize().height() + 4)};
}

void Switch::paintEvent(QPaintEvent *)
{
    const Theme::Colors &colors = Theme::current().colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool on = isChecked();
    const bool leftToRight = layoutDirection() == Qt::LeftToRight;

    QRectF track(QPointF(2, 0), QSizeF(trackSize()));
    track.moveTop((height() - track.height()) / 2.0);
    if (!leftToRight)
        track.moveRight(width() - 2);
    track.adjust(0.5, 0.5, -0.5, -0.5);
    const qreal radius = track.height() / 2;

    if (!isEnabled())
        painter.setOpacity(0.5);
    painter.setPen(QPen(on ? colors.accent : colors.secondText, 1));
    painter.setBrush(on ? colors.accent : colors.base);
    painter.drawRoundedRect(track, radius, radius);

    const qreal knob = track.height() - 6;
    const bool atRight = on == leftToRight;
    QRectF circle(0, 0, knob, knob);
    circle.moveCenter({atRight ? track.right() - radius : track.left() + radius, track.center().y()});
    painter.setPen(Qt::NoPen);
    painter.setBrush(on ? colors.base : colors.secondText);
    painter.drawEllipse(circle);

    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), radius + 2, radius + 2);
    }

    QRectF text(rect());
    if (leftToRight)
        text.setLeft(track.right() + kBetweenLabel);
    else
        text.setRight(track.left() - kBetweenLabel);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(
        text,
        static_cast<int>(leftToRight ? Qt::AlignVCenter | Qt::AlignLeft : Qt::AlignVCenter | Qt::AlignRight),
        stateText(on));
}

} // namespace turnpike::ui
