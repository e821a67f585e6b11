// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart.h"

#include <QApplication>

#include <cstdlib>
#include <memory>

using namespace turnpike;
using namespace Qt::StringLiterals;
using ui::Chart;

/// What a chart gives away for other programs.
class TestChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aForeignNameIsInertInTheTable_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("cell");
        QTest::newRow("plain") << u"In"_s << u"In"_s;
        QTest::newRow("formula") << u"=1+1"_s << u"'=1+1"_s;
        QTest::newRow("formula with a quote") << u"@SUM(\"A\")"_s << u"\"'@SUM(\"\"A\"\")\""_s;
        QTest::newRow("line break") << u"a\nb"_s << u"\"a\nb\""_s;
        QTest::newRow("another column") << u"a,b"_s << u"\"a,b\""_s;
        QTest::newRow("terminal") << u"a\u001b[2J"_s << u"a\\x1b[2J"_s;
    }
    void aForeignNameIsInertInTheTable()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, cell);
        const std::unique_ptr<Chart> chart = make();
        chart->setSeries({{name, 0, {{{0, 1}, {1000, 2.6}}}}}, ui::TimeRange::until(1000), true);
        QCOMPARE(chart->csv(),
                 u"time,"_s + cell + u"\r\n1970-01-01T00:00:00.000Z,1\r\n1970-01-01T00:00:01.000Z,3\r\n"_s);
    }

    void whatIsNotKnownIsAnEmptyCell()
    {
        const std::unique_ptr<Chart> chart = make();
        chart->setSeries({{u"In"_s, 0, {{{0, 1}}, {{60'000, 2}}}}, {u"Out"_s, 1, {{{60'000, 5}}}}},
                         ui::TimeRange::until(60'000), true);
        QCOMPARE(chart->csv(),
                 u"time,In,Out\r\n1970-01-01T00:00:00.000Z,1,\r\n1970-01-01T00:01:00.000Z,2,5\r\n"_s);
    }

    void linesInTheSamePlaceAreBothSeen()
    {
        const std::unique_ptr<Chart> chart = make();
        chart->resize(600, 240);
        Chart::Run same;
        for (int second = 0; second <= 300; ++second)
            same.emplace_back(second * 1000.0, 40 + 30 * (second % 20));
        const auto pixelsOf = [&](int color) {
            const QColor wanted = ui::Theme::current().colors().series.at(static_cast<std::size_t>(color));
            const QImage image = chart->image().convertToFormat(QImage::Format_RGB32);
            int pixels = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const QColor pixel = image.pixelColor(x, y);
                    const int away = std::abs(pixel.red() - wanted.red()) +
                                     std::abs(pixel.green() - wanted.green()) +
                                     std::abs(pixel.blue() - wanted.blue());
                    pixels += away < 40 ? 1 : 0;
                }
            }
            return pixels;
        };
        // Without names, which are written in the colours of their lines.
        const auto range = ui::TimeRange::until(300'000);
        chart->setSeries({{{}, 0, {same}}}, range, true);
        const int alone = pixelsOf(0);
        chart->setSeries({{{}, 0, {same}}, {{}, 1, {same}}}, range, true);
        QVERIFY2(pixelsOf(0) > alone / 5, qPrintable(u"%1 of %2"_s.arg(pixelsOf(0)).arg(alone)));
        QVERIFY2(pixelsOf(1) > alone / 10, qPrintable(u"%1 beside %2"_s.arg(pixelsOf(1)).arg(alone)));
    }

private:
    static std::unique_ptr<Chart> make()
    {
        return std::unique_ptr<Chart>(Chart::make(
            u"Payload"_s, [](double value) { return QString::number(value); }, u"888"_s, nullptr));
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestChart)
#include "tst_chart.moc"
