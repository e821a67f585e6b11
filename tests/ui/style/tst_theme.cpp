// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QLabel>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;
using turnpike::ui::Theme;

namespace {

/// WCAG 2.1, relative luminance.
double luminance(const QColor &color)
{
    const auto linear = [](double channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

int inkedPixels(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (qAlpha(image.pixel(x, y)) > 200 && QColor(image.pixel(x, y)) == color)
                ++count;
    return count;
}

QStringList iconNames()
{
    QStringList names;
    for (const QString &file : QDir(u":/icons"_s).entryList({u"*.svg"_s}))
        names.append(file.chopped(4));
    return names;
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }
    void everyTextCanBeReadOnEveryGround_data();
    void everyTextCanBeReadOnEveryGround();
    void seriesStandOutFromTheGround();
    void theHeatRampGrowsLighter();
    void choosingTakesEffectAtOnce();
    void everyPromisedIconExists_data();
    void everyPromisedIconExists();
    void iconsAreDrawnInTheTextColour();
    void iconsAreSharpAtEveryPixelRatio();
    void anIconWithoutRoomIsNothingAndNoWarning();
    void figuresHaveEqualWidth();
    void tonesColourALabel();
    void pictureOfAllIcons();
};

void TestTheme::everyTextCanBeReadOnEveryGround_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("ground");
    for (const bool dark : {false, true}) {
        const Theme::Colors c = dark ? Theme::darkColors() : Theme::lightColors();
        const std::pair<const char *, QColor> inks[] = {{"text", c.text},       {"second", c.secondText},
                                                        {"accent", c.accent},   {"good", c.good},
                                                        {"warning", c.warning}, {"bad", c.bad}};
        const std::pair<const char *, QColor> grounds[] = {
            {"window", c.window}, {"base", c.base}, {"alternate", c.alternate}};
        for (const auto &[inkName, ink] : inks)
            for (const auto &[groundName, ground] : grounds)
                QTest::addRow("%s: %s on %s", dark ? "dark" : "light", inkName, groundName) << ink << ground;
        QTest::addRow("%s: selection", dark ? "dark" : "light") << c.selectionText << c.selection;
    }
}

void TestTheme::everyTextCanBeReadOnEveryGround()
{
    QFETCH(const QColor, ink);
    QFETCH(const QColor, ground);
    QVERIFY2(contrast(ink, ground) >= 4.5, qPrintable(QString::number(contrast(ink, ground))));
}

void TestTheme::seriesStandOutFromTheGround()
{
    for (const Theme::Colors &c : {Theme::lightColors(), Theme::darkColors()}) {
        QCOMPARE(c.series.size(), 8);
        for (const QColor &series : c.series)
            QVERIFY2(contrast(series, c.base) >= 3.0, qPrintable(series.name()));
    }
}

void TestTheme::theHeatRampGrowsLighter()
{
    for (const auto choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
        const Theme &theme = Theme::install(*qApp, choice);
        double before = -1;
        for (int i = 0; i <= 100; ++i) {
            const double now = luminance(theme.heat(i / 100.0));
            QVERIFY2(now > before, qPrintable(QString::number(i)));
            before = now;
        }
        QCOMPARE(theme.heat(-1), theme.heat(0));
        QCOMPARE(theme.heat(2), theme.heat(1));
    }
}

void TestTheme::choosingTakesEffectAtOnce()
{
    Theme &theme = Theme::install(*qApp, Theme::Choice::Light);
    QCOMPARE(QApplication::palette().color(QPalette::Base), Theme::lightColors().base);
    int changes = 0;
    const auto connection = connect(&theme, &Theme::changed, this, [&] { ++changes; });
    theme.choose(Theme::Choice::Dark);
    QVERIFY(theme.isDark());
    QCOMPARE(changes, 1);
    QCOMPARE(QApplication::palette().color(QPalette::Base), Theme::darkColors().base);
    theme.choose(Theme::Choice::Dark);
    QCOMPARE(changes, 1);
    theme.choose(Theme::Choice::System); // the offscreen platform is light
    QVERIFY(!theme.isDark());
    disconnect(connection);
}

void TestTheme::everyPromisedIconExists_data()
{
    QTest::addColumn<QString>("name");
    const QString names = u"undo redo check push search connection disconnected overview calls ports traffic "
                          u"forest pool server "
                          "edge-site front-end filter address-book web audio-video update monitoring "
                          "directory management warning "
                          "error information fix add remove rename up down reset put-back copy eye eye-off "
                          "kill pause resume more "
                          "close chevron-right chevron-down lock key history drain theme keyboard about "
                          "turnpike ok export import "
                          "columns topology log user message file tools certificate"_s;
    for (const QString &name : names.split(u' '))
        QTest::newRow(qPrintable(name)) << name;
}

void TestTheme::everyPromisedIconExists()
{
    QFETCH(const QString, name);
    const Theme &theme = Theme::install(*qApp, Theme::Choice::Light);
    const QIcon icon = theme.icon(name);
    QVERIFY(!icon.isNull());
    for (const int ratio : {1, 2, 3}) {
        const QImage image = icon.pixmap(QSize(16, 16), ratio).toImage();
        QCOMPARE(image.width(), 16 * ratio);
        int inked = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                inked += qAlpha(image.pixel(x, y)) > 100;
        QVERIFY2(inked >= 6 * ratio * ratio, qPrintable(QString::number(inked)));
        QVERIFY2(inked <= 200 * ratio * ratio, qPrintable(QString::number(inked)));
    }
}

void TestTheme::iconsAreDrawnInTheTextColour()
{
    Theme &theme = Theme::install(*qApp, Theme::Choice::Light);
    const QIcon icon = theme.icon(u"server"_s);
    const auto inked = [&icon](QIcon::Mode mode, const QColor &color) {
        return inkedPixels(icon.pixmap(QSize(64, 64), 1.0, mode).toImage(), color) > 50;
    };
    QVERIFY(inked(QIcon::Normal, Theme::lightColors().text));
    QVERIFY(inked(QIcon::Selected, Theme::lightColors().selectionText));
    QVERIFY(!inked(QIcon::Disabled, Theme::lightColors().text));
    theme.choose(Theme::Choice::Dark);
    QVERIFY(inked(QIcon::Normal, Theme::darkColors().text));
    QVERIFY(theme.icon(u"no-such-icon"_s).isNull());
}

void TestTheme::anIconWithoutRoomIsNothingAndNoWarning()
{
    const QIcon icon = Theme::current().icon(u"close"_s);
    for (const QSize size : {QSize(0, 16), QSize(16, 0), QSize(-1, 16)})
        QVERIFY(icon.pixmap(size).isNull());
    QVERIFY(!icon.pixmap(QSize(16, 16)).isNull());
}

void TestTheme::iconsAreSharpAtEveryPixelRatio()
{
    const Theme &theme = Theme::install(*qApp, Theme::Choice::Light);
    const QPixmap twice = theme.pixmap(u"calls"_s, Theme::Tone::Accent, 16, 2.0);
    QCOMPARE(twice.size(), QSize(32, 32));
    QCOMPARE(twice.devicePixelRatio(), 2.0);
}

void TestTheme::figuresHaveEqualWidth()
{
    const Theme &theme = Theme::install(*qApp, Theme::Choice::Light);
    for (const QFont &font : {theme.tabularFont(), theme.fixedFont(), theme.counterFont()}) {
        const QFontMetricsF metrics(font);
        for (char16_t digit = u'0'; digit <= u'9'; ++digit)
            QCOMPARE(metrics.horizontalAdvance(QChar(digit)), metrics.horizontalAdvance(u'0'));
        QCOMPARE(metrics.horizontalAdvance(u"1111"_s), metrics.horizontalAdvance(u"4747"_s));
    }
}

void TestTheme::tonesColourALabel()
{
    Theme &theme = Theme::install(*qApp, Theme::Choice::Light);
    QLabel label(u"text"_s);
    Theme::setTone(&label, Theme::Tone::Bad);
    label.ensurePolished();
    QCOMPARE(label.palette().color(QPalette::WindowText), Theme::lightColors().bad);
    theme.choose(Theme::Choice::Dark);
    label.ensurePolished();
    QCOMPARE(label.palette().color(QPalette::WindowText), Theme::darkColors().bad);
}

void TestTheme::pictureOfAllIcons()
{
    const QStringList names = iconNames();
    QVERIFY(names.size() >= 50);
    const QString folder = qEnvironmentVariable("TURNPIKE_SCREENSHOTS");
    const int columns = 8;
    const QSize cell(150, 44);
    const int rows = (static_cast<int>(names.size()) + columns - 1) / columns;
    QImage sheet(cell.width() * columns, rows * cell.height() * 2, QImage::Format_RGB32);
    QPainter painter(&sheet);
    int top = 0;
    for (const auto choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
        const Theme &theme = Theme::install(*qApp, choice);
        painter.fillRect(0, top, sheet.width(), rows * cell.height(), theme.colors().base);
        painter.setPen(theme.colors().secondText);
        for (int i = 0; i < names.size(); ++i) {
            const QPoint corner(i % columns * cell.width(), top + i / columns * cell.height());
            const QIcon icon = theme.icon(names[i]);
            painter.drawPixmap(corner + QPoint(6, 14), icon.pixmap(QSize(16, 16), 1.0));
            painter.drawImage(corner + QPoint(28, 6), icon.pixmap(QSize(32, 32), 1.0).toImage());
            painter.drawText(QRect(corner + QPoint(66, 0), cell), Qt::AlignVCenter, names[i]);
        }
        top += rows * cell.height();
    }
    painter.end();
    if (!folder.isEmpty())
        QVERIFY(sheet.save(folder + u"/icons.png"_s));
}

TURNPIKE_TEST_MAIN(QApplication, TestTheme)
#include "tst_theme.moc"
