// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/log_output.h"
#include "tests/support/main.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace turnpike;
using namespace turnpike::daemon;
using namespace Qt::StringLiterals;

class TestLogOutput : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] static LogEntry entry(const QString &text)
    {
        return {QDateTime({2026, 11, 28}, QTime(14, 0, 0, 250), Qt::UTC), model::LogLevel::warning,
                u"relay"_s, text};
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aLineForPeopleIsOneLine()
    {
        QCOMPARE(asTextLine(entry(u"all is well"_s)), QByteArray("turnpiked: all is well\n"));
        QCOMPARE(asTextLine(entry(u"a\nb\x1b[31m"_s)), QByteArray("turnpiked: a\\nb\\x1b[31m\n"));
    }

    void anObjectALineHoldsAllParts()
    {
        const QByteArray line = asJsonLine(entry(u"he said \"no\"\n\u202e"_s));
        QCOMPARE(line.count('\n'), 1);
        const auto object = QJsonDocument::fromJson(line).object();
        QCOMPARE(object.keys(), (QStringList{u"level"_s, u"message"_s, u"subsystem"_s, u"time"_s}));
        QCOMPARE(object[u"time"_s].toString(), u"2026-11-28T14:00:00.250Z"_s);
        QCOMPARE(object[u"level"_s].toString(), u"warning"_s);
        QCOMPARE(object[u"subsystem"_s].toString(), u"relay"_s);
        QCOMPARE(object[u"message"_s].toString(), u"he said \"no\"\\n\\u202e"_s);
    }

    void formatsAreNamed()
    {
        QCOMPARE(logFormatFromText(u"text"_s).value(), LogFormat::Text);
        QCOMPARE(logFormatFromText(u"json"_s).value(), LogFormat::Json);
        QCOMPARE(logFormatFromText(u"journal"_s).value(), LogFormat::Journal);
        const auto refused = logFormatFromText(u"xml"_s);
        QVERIFY(!refused);
        QCOMPARE(refused.error().where, std::string("--log-format"));
        QCOMPARE(refused.error().allowed, std::string("text, json or journal"));
    }

    void theJournalIsKnownByWhatItSaysOfStandardError()
    {
        const QByteArray before = qgetenv("JOURNAL_STREAM");
        struct stat status {};
        QCOMPARE(::fstat(STDERR_FILENO, &status), 0);
        qputenv("JOURNAL_STREAM", QByteArray::number(quint64{status.st_dev}) + ':' +
                                      QByteArray::number(quint64{status.st_ino}));
        QCOMPARE(usualLogFormat(), LogFormat::Journal);
        qputenv("JOURNAL_STREAM", "1:2"); // somebody else's
        QCOMPARE(usualLogFormat(), LogFormat::Text);
        qunsetenv("JOURNAL_STREAM");
        QCOMPARE(usualLogFormat(), LogFormat::Text);
        if (!before.isNull())
            qputenv("JOURNAL_STREAM", before);
    }

    void whatIsLoggedLeavesWithItsSubsystemAndLevel_data()
    {
        QTest::addColumn<QString>("format");
        QTest::newRow("JSON") << u"json"_s;
        // Where no journal runs, nothing is lost.
        QTest::newRow("journal that is not there") << u"journal"_s;
    }
    void whatIsLoggedLeavesWithItsSubsystemAndLevel()
    {
        QFETCH(QString, format);
        QProcess process;
        process.setProcessEnvironment([&] {
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"TURNPIKE_TEST_LOG"_s, format);
            return environment;
        }());
        process.start(QCoreApplication::applicationFilePath(),
                      testing::sameTest({u"logsALittle"_s, u"-silent"_s}), QIODevice::ReadOnly);
        QVERIFY(process.waitForFinished());
        const QByteArray said = process.readAllStandardError();
        if (format == u"json") {
            QVERIFY2(
                said.contains(R"("level":"error","message":"the certificate is gone","subsystem":"relay")"),
                said.constData());
            QVERIFY2(
                said.contains(R"("level":"info","message":"a code was used","subsystem":"authentication")"),
                said.constData());
            QVERIFY2(said.contains(R"("level":"debug","message":"read","subsystem":"management")"),
                     said.constData());
            QVERIFY2(said.contains(R"("message":"of Qt","subsystem":"default")"), said.constData());
        } else {
            QVERIFY2(said.contains("turnpiked: the certificate is gone\n"), said.constData());
        }
    }
    /// In a process of its own, which the test above starts.
    void logsALittle()
    {
        if (!qEnvironmentVariableIsSet("TURNPIKE_TEST_LOG"))
            return;
        startLogging(logFormatFromText(qEnvironmentVariable("TURNPIKE_TEST_LOG")).value());
        write(relayLog(), model::LogLevel::error, u"the certificate is gone"_s);
        write(authenticationLog(), model::LogLevel::info, u"a code was used"_s);
        write(managementLog(), model::LogLevel::debug, u"read"_s);
        qInfo("of Qt");
        qInstallMessageHandler(nullptr);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestLogOutput)
#include "tst_log_output.moc"
