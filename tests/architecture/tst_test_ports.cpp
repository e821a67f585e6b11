// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"

#include <QDirIterator>
#include <QFile>

using namespace Qt::StringLiterals;

/// A port that the system may give to any program at any moment makes a test that fails now and then.
class TestTestPorts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void noTestRelaysOrListensOnPortsThatTheSystemGivesOut()
    {
        static const QRegularExpression ports(
            uR"((?:relayPorts = \{|relay-ports=|kFirstTestPort = )(?:Port\{)?([0-9']+)\}?(?:, Port\{|-)?([0-9']*))"_s);
        QStringList found;
        int ranges = 0;
        QDirIterator files(QStringLiteral(TURNPIKE_SOURCE_DIR) + u"/tests"_s, {u"*.cpp"_s, u"*.h"_s},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            // Those of the model and of the views write ranges down and open no socket.
            if (file.fileName().contains(u"/tests/core/"_s) || file.fileName().contains(u"/tests/ui/"_s))
                continue;
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            for (auto match = ports.globalMatch(text); match.hasNext();) {
                const auto range = match.next();
                ++ranges;
                const int first = range.captured(1).remove(u'\'').toInt();
                const int last = range.captured(2).isEmpty() ? first + 12'000 - 1 : range.captured(2).toInt();
                // What Linux takes unless it is told otherwise (ip-sysctl, ip_local_port_range).
                if (first <= 60'999 && last >= 32'768)
                    found << file.fileName() + u": "_s + range.captured();
            }
        }
        QCOMPARE(found, QStringList());
        QVERIFY2(ranges > 8, qPrintable(QString::number(ranges)));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTestPorts)
#include "tst_test_ports.moc"
