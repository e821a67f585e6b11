// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionHeader;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;
class QStyleOptionToolButton;

namespace turnpike::ui {

/// How controls are drawn: Fusion's behaviour and measures, flat, in the colours of the Theme, with frames
/// that are seen in the dark theme too. Everything that has a frame is drawn by the same few functions here.
class ConsoleStyle final : public QProxyStyle {
    Q_OBJECT
public:
    /// The property of a primary button, which is filled; see Theme::setPrimary.
    static constexpr const char *kPrimary = "primary";

    ConsoleStyle();

    using QProxyStyle::polish;
    void polish(QWidget *widget) override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawItemText(QPainter *painter, const QRect &rect, int flags, const QPalette &palette,
                      bool isEnabled, const QString &text,
                      QPalette::ColorRole role = QPalette::NoRole) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                           const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *returnData) const override;

private:
    bool drawHighlightedMenuItem(const QStyleOption *option, QPainter *painter, const QWidget *widget) const;
    void drawToolButtonLabel(const QStyleOptionToolButton &option, QPainter *painter,
                             const QWidget *widget) const;
    void drawPrimaryLabel(const QStyleOptionButton &option, QPainter *painter, const QWidget *widget) const;
    void drawHeaderLabel(const QStyleOptionHeader &option, QPainter *painter, const QWidget *widget) const;
    void drawTabLabel(const QStyleOptionTab &option, QPainter *painter, const QWidget *widget) const;
    void drawMenuButton(const QStyleOptionToolButton &option, QPainter *painter, const QWidget *widget) const;
    void drawComboBox(const QStyleOptionComboBox &option, QPainter *painter, const QWidget *widget) const;
    void drawSpinBox(const QStyleOptionSpinBox &option, QPainter *painter, const QWidget *widget) const;
    void drawScrollBar(const QStyleOptionSlider &option, QPainter *painter, const QWidget *widget) const;
};

} // namespace turnpike::ui
