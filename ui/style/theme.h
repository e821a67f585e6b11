// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPalette>

class QApplication;
class QPushButton;
class QWidget;

namespace turnpike::ui {

/// Our palettes, spacing and icons (one place for every colour). Contrast of text is at least 4.5 in both.
///
/// What the style sheet offers to widgets: a QFrame with the property `card` set to true is drawn as a card;
/// setTone() colours the text of a label.
class Theme : public QObject {
    Q_OBJECT
public:
    enum class Choice { System, Light, Dark };
    Q_ENUM(Choice)
    /// What a text or an icon says by its colour. Good, Warning and Bad also need a shape or a word.
    enum class Tone { Text, Second, Accent, Good, Warning, Bad };
    Q_ENUM(Tone)

    /// Spacing in pixels at 96 dpi, in steps of 4.
    static constexpr int kInsideGroup = 8;
    static constexpr int kBetweenFields = 12;
    static constexpr int kBetweenGroups = 24;
    static constexpr int kPageMargin = 16;
    static constexpr int kCornerRadius = 4;
    static constexpr int kIconSize = 16;

    struct Colors {
        QColor window, base, alternate, text, secondText, border, accent, selection, selectionText;
        QColor good, warning, bad;
        QList<QColor> series; ///< eight that stay apart for colour-blind eyes
    };
    [[nodiscard]] static Colors lightColors();
    [[nodiscard]] static Colors darkColors();

    /// One per application; installs ConsoleStyle, palette and style sheet.
    static Theme &install(QApplication &application, Choice choice = Choice::System);
    /// Installs the theme of the system when nobody has yet, so that a single widget looks right in a test.
    [[nodiscard]] static Theme &current();

    [[nodiscard]] const Colors &colors() const { return m_colors; }
    [[nodiscard]] QColor color(Tone tone) const;
    [[nodiscard]] bool isDark() const { return m_isDark; }
    [[nodiscard]] Choice choice() const { return m_choice; }
    void choose(Choice choice);
    /// One of resources/icons by file name without ending, drawn in the tone's colour (disabled, selected
    /// too). It follows a change of theme by itself. Null when there is no such icon.
    [[nodiscard]] QIcon icon(const QString &name, Tone tone = Tone::Text) const;
    /// For item roles and painters: the icon as it looks now on a screen of this pixel ratio.
    [[nodiscard]] QPixmap pixmap(const QString &name, Tone tone, int size, qreal devicePixelRatio) const;
    /// Colours the widget's text; it follows a change of theme by itself.
    static void setTone(QWidget *widget, Tone tone);
    /// Numbers that are not live are drawn faint. Labels by themselves; what paints itself asks isDimmed().
    static void setDimmed(QWidget *widget, bool isDimmed);
    [[nodiscard]] static bool isDimmed(const QWidget *widget);
    /// The colour of dimmed and of disabled text.
    [[nodiscard]] QColor fadedText() const;
    /// The one button of a bar or dialog that does what it is there for: filled, and pressed by Enter.
    static void setPrimary(QPushButton *button, bool isPrimary = true);
    /// Perceptually even heat ramp, 0 … 1.
    [[nodiscard]] QColor heat(double share) const;
    /// Fixed-width face for addresses, ports, ids; figures of equal width for counters.
    [[nodiscard]] QFont fixedFont() const;
    [[nodiscard]] QFont tabularFont() const;
    [[nodiscard]] QFont titleFont() const;
    /// For the few counters that are read from afar.
    [[nodiscard]] QFont counterFont() const;

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    explicit Theme(QApplication &application);
    void applyChoice();
    [[nodiscard]] bool isDesktopDark() const;
    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] QString styleSheet() const;
    QApplication &m_application;
    Colors m_colors;
    Choice m_choice = Choice::System;
    bool m_isDark = false;
    bool m_isApplying = false;
};

} // namespace turnpike::ui
