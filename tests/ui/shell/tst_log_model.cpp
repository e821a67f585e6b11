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

        model.append(time, u"Newest"_s);
        QVERIFY(model.rowCount() <= kMostLines);
        QVERIFY(text(0) != u"0"_s);
        QCOMPARE(text(model.rowCount() - 1), u"Newest"_s);

        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void aLineBeginsWithACapitalUnlessItIsAName_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("shown");
        QTest::newRow("a sentence of the relay")
            << u"call from 127.0.0.1:5000 over udp ended"_s << u"Call from 127.0.0.1:5000 over udp ended"_s;
        QTest::newRow("a file") << u"/etc/x.pem: it cannot be read"_s << u"/etc/x.pem: it cannot be read"_s;
        QTest::newRow("a setting") << u"edgeSites[hq] is new"_s << u"edgeSites[hq] is new"_s;
        QTest::newRow("nothing") << QString() << QString();
    }
    void aLineBeginsWithACapitalUnlessItIsAName()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, shown);
        ui::LogModel model;
        model.append(QDateTime(QDate(2026, 11, 22), QTime(20, 15, 30), Qt::UTC), line);
        QCOMPARE(model.index(0, ui::LogModel::Text).data().toString(), shown);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestLogModel)
#include "tst_log_model.moc"
