// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/control_painter.h"

#include "ui/style/color_mix.h"

#include <QPainter>
#include <QStyleOption>

#include <algorithm>

namespace turnpike::ui::paint {

namespace {

QColor primaryColor(const QStyleOption &option)
{
    const QColor resting = colors().selection;
    if (!isEnabled(option))
        return mixed(colors().window, colors().border, 0.5);
    if (option.state.testFlag(QStyle::State_Sunken))
        return mixed(resting, Qt::black, 0.2);
    return isHovered(option) ? mixed(resting, Qt::white, 0.12) : resting;
}

void drawStrokes(QPainter &painter, const QPolygonF &points, const QColor &color, double width = 1.5)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(points);
    painter.restore();
}

struct IndicatorColors {
    QColor fill, frame, mark;
};

IndicatorColors indicatorColors(const QStyleOption &option)
{
    const bool isSet = option.state & (QStyle::State_On | QStyle::State_NoChange);
    // In a selected row the background has the accent colour.
    if (option.state.testFlag(QStyle::State_Selected))
        return {isSet ? colors().selectionText : colors().base, colors().selectionText, colors().selection};
    if (!isSet)
        return {isEnabled(option) ? colors().base : colors().window, frameColor(option), {}};
    const QColor fill = isEnabled(option) ? colors().selection : fadedText(option);
    return {fill, option.state.testFlag(QStyle::State_HasFocus) ? colors().accent : fill,
            isEnabled(option) ? colors().selectionText : colors().window};
}

} // namespace

const Theme::Colors &colors()
{
    return Theme::current().colors();
}

bool isEnabled(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_Enabled);
}

bool isHovered(const QStyleOption &option)
{
    return isEnabled(option) && option.state.testFlag(QStyle::State_MouseOver);
}

QColor fadedText(const QStyleOption &option)
{
    return option.palette.color(QPalette::Disabled, QPalette::WindowText);
}

QColor frameColor(const QStyleOption &option)
{
    if (option.state.testFlag(QStyle::State_HasFocus))
        return colors().accent;
    return isEnabled(option) ? mixed(colors().border, colors().secondText, 0.45) : colors().border;
}

QColor buttonColor(const QStyleOption &option)
{
    const QColor resting = option.palette.color(QPalette::Button);
    if (!isEnabled(option))
        return colors().window;
    if (option.state & (QStyle::State_Sunken | QStyle::State_On))
        return mixed(resting, colors().border, 0.9);
    return isHovered(option) ? mixed(resting, colors().border, 0.45) : resting;
}

void drawPanel(QPainter &painter, const QRect &rect, const QColor &fill, const QColor &frame, double radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill);
    painter.setPen(frame);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter.restore();
}

void drawField(QPainter &painter, const QStyleOption &option)
{
    drawPanel(painter, option.rect, isEnabled(option) ? colors().base : colors().window, frameColor(option));
}

void drawButton(QPainter &painter, const QStyleOption &option, bool isPrimary)
{
    if (!isPrimary) {
        drawPanel(painter, option.rect, buttonColor(option), frameColor(option));
        return;
    }
    const QColor fill = primaryColor(option);
    drawPanel(painter, option.rect, fill, isEnabled(option) ? fill : colors().border);
    if (option.state.testFlag(QStyle::State_HasFocus))
        drawPanel(painter, option.rect.adjusted(2, 2, -2, -2), Qt::transparent, colors().selectionText,
                  Theme::kCornerRadius - 1);
}

void drawToolButton(QPainter &painter, const QStyleOption &option)
{
    if (!option.state.testFlag(QStyle::State_AutoRaise)) {
        drawPanel(painter, option.rect, buttonColor(option), frameColor(option));
        return;
    }
    const bool isDown = option.state & (QStyle::State_Sunken | QStyle::State_On);
    if (isDown || isHovered(option)) {
        const QColor fill = mixed(colors().window, colors().border, isDown ? 0.8 : 0.45);
        drawPanel(painter, option.rect, fill, fill);
    }
}

void drawChevron(QPainter &painter, const QRect &rect, QStyle::PrimitiveElement direction,
                 const QColor &color)
{
    const double size = std::clamp(std::min(rect.width(), rect.height()) / 4.0, 2.5, 3.5);
    const QPointF middle = QRectF(rect).center();
    // Pointing down; the others are this one turned.
    QPolygonF points{{-size, -size / 2}, {0, size / 2}, {size, -size / 2}};
    QTransform turn = QTransform::fromTranslate(middle.x(), middle.y());
    switch (direction) {
    case QStyle::PE_IndicatorArrowUp:
        turn.rotate(180);
        break;
    case QStyle::PE_IndicatorArrowLeft:
        turn.rotate(90);
        break;
    case QStyle::PE_IndicatorArrowRight:
        turn.rotate(-90);
        break;
    default:
        break;
    }
    drawStrokes(painter, turn.map(points), color);
}

QColor arrowColor(const QStyleOption &option)
{
    if (!isEnabled(option))
        return fadedText(option);
    return option.state.testFlag(QStyle::State_Selected) ? colors().selectionText : colors().secondText;
}

void drawCheckBox(QPainter &painter, const QStyleOption &option)
{
    const auto [fill, frame, mark] = indicatorColors(option);
    drawPanel(painter, option.rect, fill, frame, 2);
    const QRectF box(option.rect);
    const auto at = [&box](double x, double y) {
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
    };
    if (option.state.testFlag(QStyle::State_On))
        drawStrokes(painter, {at(0.24, 0.52), at(0.43, 0.70), at(0.77, 0.30)}, mark, 1.8);
    else if (option.state.testFlag(QStyle::State_NoChange))
        drawStrokes(painter, {at(0.26, 0.5), at(0.74, 0.5)}, mark, 1.8);
}

void drawRadioButton(QPainter &painter, const QStyleOption &option)
{
    const auto [fill, frame, mark] = indicatorColors(option);
    const QRectF circle = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill);
    painter.setPen(frame);
    painter.drawEllipse(circle);
    if (option.state.testFlag(QStyle::State_On)) {
        painter.setBrush(mark);
        painter.setPen(Qt::NoPen);
        const double inset = circle.width() * 0.3;
        painter.drawEllipse(circle.adjusted(inset, inset, -inset, -inset));
    }
    painter.restore();
}

void drawTab(QPainter &painter, const QStyleOptionTab &option)
{
    if (isHovered(option) && !option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(option.rect.adjusted(0, 0, 0, -1), mixed(colors().window, colors().border, 0.3));
    if (option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom() - 1, option.rect.width(), 2),
                         colors().accent);
}

void drawHairlineBelow(QPainter &painter, const QRect &rect)
{
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors().border);
}

} // namespace turnpike::ui::paint
