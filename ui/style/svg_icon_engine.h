// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

#include <QIconEngine>

namespace turnpike::ui {

/// Draws an SVG of ours with `currentColor` put in by the mode. Reads the theme when it paints and not when
/// it is made, so icons that actions hold follow a change of theme.
class SvgIconEngine final : public QIconEngine {
public:
    SvgIconEngine(QString name, QByteArray svg, Theme::Tone tone);

    QIconEngine *clone() const override;
    QString key() const override;
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;

private:
    /// `size` in device pixels.
    [[nodiscard]] QPixmap render(const QSize &size, QIcon::Mode mode) const;
    [[nodiscard]] QColor colorOf(QIcon::Mode mode) const;

    QString m_name;
    QByteArray m_svg;
    Theme::Tone m_tone;
};

} // namespace turnpike::ui
