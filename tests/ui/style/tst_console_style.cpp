// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QStyleOptionSlider>
#include <QTimeEdit>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using turnpike::ui::Theme;

namespace {

void addThemes()
{
    QTest::addColumn<Theme::Choice>("choice");
    QTest::newRow("light") << Theme::Choice::Light;
    QTest::newRow("dark") << Theme::Choice::Dark;
}

QImage pictureOf(QWidget &widget)
{
    widget.resize(widget.sizeHint());
    return widget.grab().toImage();
}

int pixelsOf(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == color ? 1 : 0;
    return count;
}

QRect partOf(const QScrollBar &bar, QStyle::SubControl part)
{
    QStyleOptionSlider option;
    option.initFrom(&bar);
    option.subControls = QStyle::SC_None;
    option.orientation = bar.orientation();
    option.minimum = bar.minimum();
    option.maximum = bar.maximum();
    option.sliderPosition = bar.sliderPosition();
    option.pageStep = bar.pageStep();
    return bar.style()->subControlRect(QStyle::CC_ScrollBar, &option, part, &bar);
}

} // namespace

class TestConsoleStyle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, Theme::Choice::Light); }
    void init() { turnpike::testing::failOnAnyWarning(); }

    void fieldsAndButtonsInARowAreOfOneHeight()
    {
        QLineEdit line;
        QSpinBox number;
        QTimeEdit time;
        QComboBox choice;
        choice.addItem(u"one"_s);
        QPushButton button(u"Add"_s);
        for (QWidget *control : std::initializer_list<QWidget *>{&line, &number, &time, &choice, &button}) {
            control->ensurePolished();
            const QSize size = control->sizeHint().expandedTo(control->minimumSize());
            QVERIFY2(size.height() == 26, control->metaObject()->className());
        }
    }

    void aChoiceThatHasNoRoomEndsInAnEllipsis()
    {
        const QString text = u"Scaled single site: several machines behind a balancer"_s;
        const auto picture = [](const QString &shown) {
            QComboBox box;
            box.addItem(shown);
            box.resize(160, box.sizeHint().height());
            return box.grab().toImage();
        };
        QComboBox box;
        const QFontMetrics metrics = box.fontMetrics();
        bool isElided = false;
        for (int room = 90; room < 160 && !isElided; ++room)
            isElided = picture(text) == picture(metrics.elidedText(text, Qt::ElideRight, room));
        QVERIFY(isElided);
        QVERIFY(picture(text) != picture(text.left(20)));
    }

    void aMenuHasABorderOnItsOwnGround_data() { addThemes(); }
    void aMenuHasABorderOnItsOwnGround()
    {
        QFETCH(Theme::Choice, choice);
        Theme::current().choose(choice);
        QMenu menu;
        menu.addAction(u"One"_s);
        menu.addAction(u"Two"_s);
        menu.ensurePolished();
        const QImage image = pictureOf(menu);
        const QColor page = Theme::current().colors().base;
        const auto contrast = [](const QColor &one, const QColor &other) {
            const auto light = [](const QColor &color) {
                const auto part = [](double value) {
                    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
                };
                return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) +
                       0.0722 * part(color.blueF());
            };
            const double bright = std::max(light(one), light(other));
            const double dark = std::min(light(one), light(other));
            return (bright + 0.05) / (dark + 0.05);
        };
        // All round, apart from the page that the menu lies over, and from its own inside.
        for (int x = 2; x < image.width() - 2; ++x) {
            QVERIFY(contrast(image.pixelColor(x, 0), page) > 1.8);
            QVERIFY(contrast(image.pixelColor(x, image.height() - 1), page) > 1.8);
        }
        for (int y = 2; y < image.height() - 2; ++y) {
            QVERIFY(contrast(image.pixelColor(0, y), page) > 1.8);
            QVERIFY(contrast(image.pixelColor(image.width() - 1, y), page) > 1.8);
        }
        QVERIFY(contrast(image.pixelColor(0, image.height() / 2), image.pixelColor(3, 3)) > 1.6);
        Theme::current().choose(Theme::Choice::Light);
    }

    void onlyThePrimaryButtonIsFilled_data() { addThemes(); }
    void onlyThePrimaryButtonIsFilled()
    {
        QFETCH(const Theme::Choice, choice);
        const QColor fill = (Theme::install(*qApp, choice), Theme::current().colors().selection);
        QPushButton button(u"Push 2 changes"_s);
        QCOMPARE(pixelsOf(pictureOf(button), fill), 0);
        Theme::setPrimary(&button);
        QVERIFY(button.isDefault());
        const QImage filled = pictureOf(button);
        QVERIFY(pixelsOf(filled, fill) > filled.width() * filled.height() / 2);
        QVERIFY(pixelsOf(filled, Theme::current().colors().selectionText) > 0);
        // What cannot be pressed does not shine.
        button.setEnabled(false);
        QCOMPARE(pixelsOf(pictureOf(button), fill), 0);
        button.setEnabled(true);
        Theme::setPrimary(&button, false);
        QVERIFY(!button.isDefault());
        QCOMPARE(pixelsOf(pictureOf(button), fill), 0);
    }

    void everyFieldHasAFrameThatIsSeen_data() { addThemes(); }
    void everyFieldHasAFrameThatIsSeen()
    {
        QFETCH(const Theme::Choice, choice);
        Theme::install(*qApp, choice);
        QLineEdit line;
        QSpinBox number;
        QComboBox list;
        for (QWidget *field : std::initializer_list<QWidget *>{&line, &number, &list}) {
            const QImage picture = pictureOf(*field);
            const QColor frame = picture.pixelColor(0, picture.height() / 2);
            const QColor ground = Theme::current().colors().base;
            QVERIFY2(qAbs(frame.lightness() - ground.lightness()) > 40, field->metaObject()->className());
        }
    }

    void theHandleOfAScrollBarReachesBothEnds_data()
    {
        QTest::addColumn<Qt::Orientation>("orientation");
        QTest::newRow("vertical") << Qt::Vertical;
        QTest::newRow("horizontal") << Qt::Horizontal;
    }
    void theHandleOfAScrollBarReachesBothEnds()
    {
        QFETCH(const Qt::Orientation, orientation);
        QScrollBar bar(orientation);
        const bool isVertical = orientation == Qt::Vertical;
        bar.resize(isVertical ? QSize(12, 200) : QSize(200, 12));
        const auto lengthOf = [isVertical](const QRect &rect) {
            return isVertical ? rect.height() : rect.width();
        };
        const auto beginOf = [isVertical](const QRect &rect) {
            return isVertical ? rect.top() : rect.left();
        };
        bar.setRange(0, 300);
        bar.setPageStep(100);
        QCOMPARE(beginOf(partOf(bar, QStyle::SC_ScrollBarSlider)), 0);
        QCOMPARE(lengthOf(partOf(bar, QStyle::SC_ScrollBarSlider)), 50); // a page of four
        QVERIFY(partOf(bar, QStyle::SC_ScrollBarAddLine).isEmpty());
        bar.setValue(300);
        QCOMPARE(beginOf(partOf(bar, QStyle::SC_ScrollBarSlider)), 150);
        QVERIFY(partOf(bar, QStyle::SC_ScrollBarAddPage).isEmpty());
        // However long the page, the handle can be grabbed.
        bar.setRange(0, 1'000'000);
        QCOMPARE(lengthOf(partOf(bar, QStyle::SC_ScrollBarSlider)), 32);
        bar.setRange(0, 0);
        QCOMPARE(lengthOf(partOf(bar, QStyle::SC_ScrollBarSlider)), 200);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestConsoleStyle)
#include "tst_console_style.moc"
