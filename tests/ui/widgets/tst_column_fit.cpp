// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/widgets/column_fit.h"

#include <QApplication>
#include <QHeaderView>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTableView>

using namespace turnpike;
using namespace Qt::StringLiterals;

namespace {

/// A table of one row with these texts.
struct Table {
    explicit Table(const QStringList &texts, int width)
        : model(1, static_cast<int>(texts.size()))
    {
        for (int column = 0; column < texts.size(); ++column) {
            model.setItem(0, column, new QStandardItem(texts.at(column)));
            model.setHeaderData(column, Qt::Horizontal, u"Head"_s);
        }
        view.setModel(&model);
        view.verticalHeader()->hide();
        fit = new ui::ColumnFit(view);
        view.resize(width, 200);
        view.show();
        // A check in a constructor would end nothing.
        if (!QTest::qWaitForWindowExposed(&view))
            qFatal("the table did not come up");
    }
    [[nodiscard]] int width(int column) const { return view.columnWidth(column); }
    [[nodiscard]] int textWidth(int column) const
    {
        return view.fontMetrics().horizontalAdvance(model.item(0, column)->text());
    }
    [[nodiscard]] int whole() const
    {
        int sum = 0;
        for (int column = 0; column < model.columnCount(); ++column)
            sum += width(column);
        return sum;
    }

    QStandardItemModel model;
    QTableView view;
    ui::ColumnFit *fit = nullptr;
};

} // namespace

class TestColumnFit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void whatIsLeftOverIsSpreadAmongAllColumns()
    {
        const Table table({u"pool"_s, QString(40, u'x'), u"on"_s, u"10.0.0.1"_s}, 1300);
        QCOMPARE(table.whole(), table.view.viewport()->width());
        for (int column = 0; column < 4; ++column)
            QVERIFY(table.width(column) > table.textWidth(column) + 12);
        // No column is a dead end of the table.
        QVERIFY2(table.width(3) < table.view.viewport()->width() / 3,
                 qPrintable(QString::number(table.width(3))));
        QVERIFY(table.width(1) > table.width(0));
    }

    void whereThereIsTooLittleTheWidestGivesWay()
    {
        const Table table({u"pool"_s, QString(400, u'x'), u"10.0.0.1"_s}, 500);
        QCOMPARE(table.whole(), table.view.viewport()->width());
        QVERIFY(table.width(0) > table.textWidth(0));
        QVERIFY(table.width(2) > table.textWidth(2));
        QCOMPARE(table.view.horizontalScrollBar()->maximum(), 0);
    }

    void nothingBecomesNarrowerThanItsHeading()
    {
        const Table table({QString(90, u'a'), QString(90, u'b'), QString(90, u'c')}, 100);
        for (int column = 0; column < 3; ++column)
            QVERIFY(table.width(column) >= table.view.horizontalHeader()->sectionSizeHint(column));
        QVERIFY(table.view.horizontalScrollBar()->maximum() > 0);
    }

    void anotherWidthIsSharedAnew()
    {
        Table table({u"pool"_s, u"a name of some length"_s, u"10.0.0.1"_s}, 400);
        table.view.resize(1200, 200);
        QTRY_COMPARE(table.whole(), table.view.viewport()->width());
        table.view.resize(380, 200);
        QTRY_COMPARE(table.whole(), table.view.viewport()->width());
    }

    void aPointerThatRestsOnTheHeadingIsNoHand()
    {
        Table table({u"pool"_s, QString(40, u'x'), u"10.0.0.1"_s}, 900);
        QHeaderView &header = *table.view.horizontalHeader();
        const int before = table.width(0);
        QTest::mouseMove(header.viewport(), QPoint(20, header.height() / 2));
        header.setAttribute(Qt::WA_UnderMouse);
        QVERIFY(header.underMouse());
        table.view.resize(1500, 200);
        QTRY_COMPARE(table.whole(), table.view.viewport()->width());
        // What came is spread among all of them, and not left to the last.
        QTRY_VERIFY(table.width(0) > before);
        const int wide = table.width(2);
        table.view.resize(900, 200);
        QTRY_COMPARE(table.width(0), before);
        QVERIFY(table.width(2) < wide);
    }

    void aBorderThatWasMovedByHandStays()
    {
        Table table({u"pool"_s, u"a name of some length"_s, u"10.0.0.1"_s}, 700);
        const QHeaderView &header = *table.view.horizontalHeader();
        const QPoint border(header.sectionViewportPosition(1) - 1, header.height() / 2);
        QTest::mouseMove(&table.view, header.mapTo(&table.view, border));
        QTest::mousePress(header.viewport(), Qt::LeftButton, {}, border);
        QTest::mouseMove(header.viewport(), border + QPoint(60, 0));
        QTest::mouseRelease(header.viewport(), Qt::LeftButton, {}, border + QPoint(60, 0));
        const int width = table.width(0);
        table.view.resize(900, 200);
        QTest::qWait(0);
        QCOMPARE(table.width(0), width);
        QCOMPARE(table.whole(), table.view.viewport()->width());
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestColumnFit)
#include "tst_column_fit.moc"
