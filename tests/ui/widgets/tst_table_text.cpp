// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/widgets/table_text.h"

#include <QGuiApplication>
#include <QStandardItemModel>

using namespace turnpike;
using namespace Qt::StringLiterals;

/// What is copied from a table does nothing in a spreadsheet, and stays in its cell.
class TestTableText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void oddCellsAreInert_data()
    {
        QTest::addColumn<QString>("cell");
        QTest::addColumn<QString>("csv");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &cell, const QString &csv, const QString &text) {
            QTest::newRow(name) << cell << csv << text;
        };
        row("plain", u"alice"_s, u"alice"_s, u"alice"_s);
        row("formula", u"=1+1"_s, u"'=1+1"_s, u"'=1+1"_s);
        row("plus", u"+49 30"_s, u"'+49 30"_s, u"'+49 30"_s);
        row("minus", u"-1"_s, u"'-1"_s, u"'-1"_s);
        row("at", u"@SUM(A1)"_s, u"'@SUM(A1)"_s, u"'@SUM(A1)"_s);
        row("full width", u"\uFF1D1"_s, u"'\uFF1D1"_s, u"'\uFF1D1"_s);
        row("tab", u"\t=1"_s, u"\"'\t=1\""_s, u"\\t=1"_s);
        row("comma and quote", u"a,\"b\""_s, u"\"a,\"\"b\"\"\""_s, u"a,\"b\""_s);
        row("line break", u"a\nb"_s, u"\"a\nb\""_s, u"a\\nb"_s);
        row("turned round", u"a\u202Eb"_s, u"a\\u202eb"_s, u"a\\u202eb"_s);
    }
    void oddCellsAreInert()
    {
        QFETCH(const QString, cell);
        QFETCH(const QString, csv);
        QFETCH(const QString, text);
        QStandardItemModel model(1, 2);
        model.setHorizontalHeaderLabels({u"User"_s, u"Other"_s});
        model.setItem(0, 0, new QStandardItem(cell));
        model.setItem(0, 1, new QStandardItem(u"x"_s));
        QCOMPARE(ui::tableText(model, u"csv"_s), QString(u"User,Other\r\n"_s + csv + u",x\r\n"_s));
        QCOMPARE(ui::tableText(model, u"text"_s), QString(u"User\tOther\n"_s + text + u"\tx\n"_s));
        QVERIFY(ui::tableText(model, u"json"_s).contains(u"\"Other\": \"x\""_s));
    }
};

TURNPIKE_TEST_MAIN(QGuiApplication, TestTableText)
#include "tst_table_text.moc"
