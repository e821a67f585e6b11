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
        constexpr int kMostLines = 50;
        ui::LogModel model(nullptr, kMostLines);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const QDateTime time(QDate(2026, 11, 22), QTime(20, 15, 30), Qt::UTC);
        const auto text = [&model](int row) {
            return model.index(row, ui::LogModel::Text).data().toString();
        };
        for (int line = 0; line < kMostLines; ++line)
            model.append(time, QString::number(line));
        QCOMPARE(model.rowCount(), kMostLines);
        QCOMPARE(text(0), u"0"_s);

        model.append(time, u"newest"_s);
        QVERIFY(model.rowCount() <= kMostLines);
        QVERIFY(text(0) != u"0"_s);
        QCOMPARE(text(model.rowCount() - 1), u"newest"_s);

        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestLogModel)
#include "tst_log_model.moc"
