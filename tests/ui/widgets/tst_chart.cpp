// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/widgets/chart.h"

#include <QApplication>

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

private:
    static std::unique_ptr<Chart> make()
    {
        return std::unique_ptr<Chart>(Chart::make(
            u"Payload"_s, [](double value) { return QString::number(value); }, u"888"_s, nullptr));
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestChart)
#include "tst_chart.moc"
