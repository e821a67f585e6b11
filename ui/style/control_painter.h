// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

#include <QStyle>

class QPainter;
class QStyleOption;
class QStyleOptionTab;

/// What the controls of the console are drawn with. Everything that has a frame is drawn by drawPanel().
namespace turnpike::ui::paint {

[[nodiscard]] const Theme::Colors &colors();
[[nodiscard]] bool isEnabled(const QStyleOption &option);
/// Under the mouse, and able to do something about it.
[[nodiscard]] bool isHovered(const QStyleOption &option);

[[nodiscard]] QColor fadedText(const QStyleOption &option);
/// Of fields, boxes and buttons: dark enough to be seen as a border, the accent for what has the focus.
[[nodiscard]] QColor frameColor(const QStyleOption &option);
[[nodiscard]] QColor buttonColor(const QStyleOption &option);
[[nodiscard]] QColor arrowColor(const QStyleOption &option);

void drawPanel(QPainter &painter, const QRect &rect, const QColor &fill, const QColor &frame,
               double radius = Theme::kCornerRadius);
void drawField(QPainter &painter, const QStyleOption &option);
void drawButton(QPainter &painter, const QStyleOption &option, bool isPrimary);
/// A button without a frame of its own shows its background while it is pointed at, pressed or on.
void drawToolButton(QPainter &painter, const QStyleOption &option);
/// `direction`: one of the PE_IndicatorArrow elements.
void drawChevron(QPainter &painter, const QRect &rect, QStyle::PrimitiveElement direction,
                 const QColor &color);
void drawCheckBox(QPainter &painter, const QStyleOption &option);
void drawRadioButton(QPainter &painter, const QStyleOption &option);
void drawTab(QPainter &painter, const QStyleOptionTab &option);
void drawHairlineBelow(QPainter &painter, const QRect &rect);

} // namespace turnpike::ui::paint
