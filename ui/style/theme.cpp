// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/theme.h"

#include "ui/style/color_mix.h"
#include "ui/style/console_style.h"
#include "ui/style/svg_icon_engine.h"
#include "ui/style/text_guard.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPointer>
#include <QPushButton>
#include <QStyle>
#include <QWidget>

#include <algorithm>
#include <array>
#include <cmath>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// Gone with the application, whose child the theme is.
QPointer<Theme> &installedTheme()
{
    static QPointer<Theme> theme;
    return theme;
}

QString toneName(Theme::Tone tone)
{
    switch (tone) {
    case Theme::Tone::Second:
        return u"second"_s;
    case Theme::Tone::Accent:
        return u"accent"_s;
    case Theme::Tone::Good:
        return u"good"_s;
    case Theme::Tone::Warning:
        return u"warning"_s;
    case Theme::Tone::Bad:
        return u"bad"_s;
    case Theme::Tone::Text:
        break;
    }
    return u"text"_s;
}

} // namespace

Theme::Colors Theme::lightColors()
{
    Colors colors;
    colors.window = 0xF4F6F8;
    colors.base = 0xFFFFFF;
    colors.alternate = 0xF8FAFB;
    colors.text = 0x1A2027;
    colors.secondText = 0x55606C;
    colors.border = 0xCBD3DB;
    colors.accent = 0x0A5FB8;
    colors.selection = 0x0A5FB8;
    colors.selectionText = 0xFFFFFF;
    colors.good = 0x1B7A3D;
    colors.warning = 0x8A5A00;
    colors.bad = 0xB3261E;
    for (const QRgb rgb :
         {0x0072B2U, 0xB87A00U, 0x00835FU, 0xB85C93U, 0x2C8FC4U, 0xC25400U, 0x7A7000U, 0x55606CU})
        colors.series.append(QColor(rgb));
    return colors;
}

Theme::Colors Theme::darkColors()
{
    Colors colors;
    colors.window = 0x1C2127;
    colors.base = 0x15191E;
    colors.alternate = 0x191E24;
    colors.text = 0xE4E9EF;
    colors.secondText = 0xA3AEBA;
    colors.border = 0x38414B;
    colors.accent = 0x6CB2FF;
    colors.selection = 0x1F5FA8;
    colors.selectionText = 0xFFFFFF;
    colors.good = 0x63C98A;
    colors.warning = 0xE0B04A;
    colors.bad = 0xFF8A80;
    for (const QRgb rgb :
         {0x56B4E9U, 0xE69F00U, 0x2BC492U, 0xE39BC6U, 0x8FD0FFU, 0xF0884AU, 0xE8DD5AU, 0xA3AEBAU})
        colors.series.append(QColor(rgb));
    return colors;
}

Theme::Theme(QApplication &application)
    : QObject(&application)
    , m_application(application)
{
}

Theme &Theme::install(QApplication &application, Choice choice)
{
    if (Theme *const installed = installedTheme()) {
        installed->choose(choice);
        return *installed;
    }
    auto *theme = new Theme(application);
    installedTheme() = theme;
    theme->m_choice = choice;
    application.setStyle(new ConsoleStyle);
    application.installEventFilter(theme);
    application.installEventFilter(new TextGuard(theme));
    theme->applyChoice();
    return *theme;
}

Theme &Theme::current()
{
    if (!installedTheme())
        install(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    return *installedTheme();
}

void Theme::choose(Choice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    applyChoice();
}

bool Theme::isDesktopDark() const
{
    // Qt 6.4 cannot be asked for the desktop's colour scheme. Without a palette of our own the application
    // has the platform's, and that tells.
    m_application.setPalette(QPalette());
    const QPalette palette = QApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

void Theme::applyChoice()
{
    m_isApplying = true;
    m_isDark = m_choice == Choice::Dark || (m_choice == Choice::System && isDesktopDark());
    m_colors = m_isDark ? darkColors() : lightColors();
    m_application.setPalette(palette());
    m_application.setStyleSheet(styleSheet());
    m_isApplying = false;
    Q_EMIT changed();
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ThemeChange && m_choice == Choice::System && !m_isApplying)
        applyChoice();
    return QObject::eventFilter(watched, event);
}

QPalette Theme::palette() const
{
    QPalette palette;
    const Colors &c = m_colors;
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.base);
    palette.setColor(QPalette::AlternateBase, c.alternate);
    palette.setColor(QPalette::ToolTipBase, c.base);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::PlaceholderText, c.secondText);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::Button, m_isDark ? mixed(c.window, c.text, 0.06) : c.window);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.bad);
    palette.setColor(QPalette::Light, m_isDark ? mixed(c.window, c.text, 0.14) : c.base);
    palette.setColor(QPalette::Midlight, mixed(c.window, c.border, 0.4));
    palette.setColor(QPalette::Mid, c.border);
    palette.setColor(QPalette::Dark, mixed(c.border, c.secondText, 0.35));
    palette.setColor(QPalette::Shadow, m_isDark ? QColor(0x0D1014) : mixed(c.secondText, c.text, 0.5));
    palette.setColor(QPalette::Highlight, c.selection);
    palette.setColor(QPalette::HighlightedText, c.selectionText);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::LinkVisited, c.accent);

    const QColor faded = fadedText();
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faded);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, c.text);
    palette.setColor(QPalette::Disabled, QPalette::Base, c.window);
    return palette;
}

QString Theme::styleSheet() const
{
    // Little on purpose: every rule takes drawing away from Fusion. `@name` stands for a colour.
    QString sheet = uR"(
QToolTip { color: @text; background: @base; border: 1px solid @border; padding: 4px; }
QFrame[card="true"] { background: @base; border: 1px solid @border; border-radius: 4px; }
QLabel[tone="second"] { color: @second; }
QLabel[tone="accent"] { color: @accent; }
QLabel[tone="good"] { color: @good; }
QLabel[tone="warning"] { color: @warning; }
QLabel[tone="bad"] { color: @bad; }
QLabel[dimmed="true"], QLabel:disabled { color: @faded; }
)"_s;
    const std::array<std::pair<QStringView, QColor>, 8> names{{{u"@text", m_colors.text},
                                                               {u"@base", m_colors.base},
                                                               {u"@border", m_colors.border},
                                                               {u"@second", m_colors.secondText},
                                                               {u"@accent", m_colors.accent},
                                                               {u"@good", m_colors.good},
                                                               {u"@warning", m_colors.warning},
                                                               {u"@bad", m_colors.bad}}};
    for (const auto &[name, color] : names)
        sheet.replace(name.toString(), color.name());
    sheet.replace(u"@faded"_s, fadedText().name());
    return sheet;
}

QColor Theme::color(Tone tone) const
{
    switch (tone) {
    case Tone::Second:
        return m_colors.secondText;
    case Tone::Accent:
        return m_colors.accent;
    case Tone::Good:
        return m_colors.good;
    case Tone::Warning:
        return m_colors.warning;
    case Tone::Bad:
        return m_colors.bad;
    case Tone::Text:
        break;
    }
    return m_colors.text;
}

QIcon Theme::icon(const QString &name, Tone tone) const
{
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new SvgIconEngine(name, file.readAll(), tone));
}

QPixmap Theme::pixmap(const QString &name, Tone tone, int size, qreal devicePixelRatio) const
{
    return icon(name, tone).pixmap(QSize(size, size), devicePixelRatio);
}

void Theme::setTone(QWidget *widget, Tone tone)
{
    if (widget->property("tone").toString() == toneName(tone))
        return;
    widget->setProperty("tone", toneName(tone));
    // A style sheet looks at properties only when a widget is polished.
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

void Theme::setPrimary(QPushButton *button, bool isPrimary)
{
    button->setProperty(ConsoleStyle::kPrimary, isPrimary);
    button->setDefault(isPrimary);
    button->update();
}

void Theme::setDimmed(QWidget *widget, bool isDimmed)
{
    if (Theme::isDimmed(widget) == isDimmed)
        return;
    widget->setProperty("dimmed", isDimmed);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

bool Theme::isDimmed(const QWidget *widget)
{
    return widget != nullptr && widget->property("dimmed").toBool();
}

QColor Theme::fadedText() const
{
    return mixed(m_colors.secondText, m_colors.window, 0.35);
}

QColor Theme::heat(double share) const
{
    // Dark blue over grey to yellow: lightness grows evenly, and it stays a ramp without red or green. On
    // a dark background it starts a little lighter, or the coolest cells would vanish.
    static const std::array<QColor, 5> kLight{0x0A2A5E, 0x3F4D6C, 0x7C7B78, 0xBBAE6D, 0xFFE945};
    static const std::array<QColor, 5> kDark{0x2C4F8F, 0x56648A, 0x86857F, 0xBFB16C, 0xFFE945};
    const auto &stops = m_isDark ? kDark : kLight;
    const double position =
        (std::isnan(share) ? 0.0 : std::clamp(share, 0.0, 1.0)) * static_cast<double>(stops.size() - 1);
    const auto lower = std::min(static_cast<std::size_t>(position), stops.size() - 2);
    return mixed(stops[lower], stops[lower + 1], position - static_cast<double>(lower));
}

QFont Theme::fixedFont() const
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

QFont Theme::tabularFont() const
{
    QFont font = QApplication::font();
    font.setKerning(false);
    // Most faces have figures of equal width by default. Where not, Qt 6.4 cannot ask for them by feature.
    const QFontMetricsF metrics(font);
    const qreal width = metrics.horizontalAdvance(u'0');
    for (char16_t digit = u'1'; digit <= u'9'; ++digit)
        if (std::abs(metrics.horizontalAdvance(QChar(digit)) - width) > 0.01)
            return fixedFont();
    return font;
}

QFont Theme::titleFont() const
{
    QFont font = QApplication::font();
    font.setPointSizeF(std::round(font.pointSizeF() * 1.3 * 2) / 2);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont Theme::counterFont() const
{
    QFont font = tabularFont();
    font.setPointSizeF(std::round(QApplication::font().pointSizeF() * 1.9 * 2) / 2);
    return font;
}

} // namespace turnpike::ui
