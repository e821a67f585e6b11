// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart.h"

#include <QApplication>
#include <QSignalSpy>

using namespace turnpike;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ui::Chart;
using ui::TimeRange;

/// What a chart shows of the time.
class TestTimeRange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void marksAreWholeAndFew_data()
    {
        QTest::addColumn<int>("length"); // seconds
        QTest::addColumn<QList<int>>("marks");
        QTest::newRow("the default") << 300 << QList<int>{300, 240, 180, 120, 60, 0};
        QTest::newRow("half a minute") << 30 << QList<int>{30, 25, 20, 15, 10, 5, 0};
        QTest::newRow("seven minutes") << 420 << QList<int>{360, 240, 120, 0};
        QTest::newRow("an hour") << 3600 << QList<int>{3600, 3000, 2400, 1800, 1200, 600, 0};
        QTest::newRow("a week") << 7 * 86'400 << QList<int>{518'400, 345'600, 172'800, 0};
    }
    void marksAreWholeAndFew()
    {
        QFETCH(int, length);
        QFETCH(QList<int>, marks);
        QList<int> found;
        for (const std::chrono::seconds mark : TimeRange{0, std::chrono::seconds(length)}.marks())
            found << static_cast<int>(mark.count());
        QCOMPARE(found, marks);
    }

    void theCrossHairStaysInTheRangeThatIsShown()
    {
        ui::Theme::install(*qApp, ui::Theme::Choice::Light);
        QWidget window;
        Chart *chart = Chart::make(
            u"Payload"_s, [](double value) { return QString::number(value); }, u"888"_s, &window);
        const qint64 end = 1'700'000'000'000;
        Chart::Series series{u"In"_s, 0, {}};
        series.runs.emplace_back();
        for (int second = 3600; second >= 0; --second)
            series.runs.back().emplace_back(static_cast<double>(end - second * 1000), 3600 - second);
        for (const std::chrono::milliseconds length :
             {std::chrono::milliseconds(2min), TimeRange::kDefaultLength}) {
            const TimeRange range = TimeRange::until(end, length);
            QCOMPARE(range.end(), end);
            chart->setSeries({series}, range, true);
            chart->setCrossHair(end);
            for (int step = 0; step < 20; ++step)
                QTest::keyClick(chart, Qt::Key_Left, Qt::ControlModifier);
            QCOMPARE(chart->crossHair(), std::optional(range.begin));
        }
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestTimeRange)
#include "tst_time_range.moc"
