// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/shell/log_model.h"

#include <QAbstractItemModelTester>
#include <QApplication>

using namespace turnpike;
using namespace Qt::StringLiterals;

/// The list of what happened.
class TestLogModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aFullLogForgetsItsOldestLines()
    {
        ui::LogModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const QDateTime time(QDate(2026, 11, 22), QTime(20, 15, 30), Qt::UTC);
        const auto text = [&model](int row) { return model.index(row, ui::LogModel::Text).data().toString(); };
        for (int line = 0; line < ui::LogModel::kMostLines; ++line)
            model.append(time, QString::number(line));
        QCOMPARE(model.rowCount(), ui::LogModel::kMostLines);
        QCOMPARE(text(0), u"0"_s);

        model.append(time, u"newest"_s);
        QVERIFY(model.rowCount() <= ui::LogModel::kMostLines);
        QVERIFY(text(0) != u"0"_s);
        QCOMPARE(text(model.rowCount() - 1), u"newest"_s);

        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestLogModel)
#include "tst_log_model.moc"
