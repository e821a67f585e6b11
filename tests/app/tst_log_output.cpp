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

    struct Said {
        QByteArray output;
        QByteArray errors;
    };
    /// By a process of its own.
    [[nodiscard]] static Said linesLoggedIn(const QString &format)
    {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"TURNPIKE_TEST_LOG"_s, format);
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(),
                      testing::sameTest({u"logsALittle"_s, u"-silent"_s}), QIODevice::ReadOnly);
        process.waitForFinished();
        return {process.readAllStandardOutput(), process.readAllStandardError()};
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aLineForPeopleIsOneLine()
    {
        QCOMPARE(asTextLine(entry(u"all is well"_s)), QByteArray("turnpiked: warning: all is well\n"));
        QCOMPARE(asTextLine(entry(u"a\nb\x1b[31m"_s)), QByteArray("turnpiked: warning: a\\nb\\x1b[31m\n"));
        QCOMPARE(asTextLine({{}, model::LogLevel::error, u"relay"_s, u"no"_s}),
                 QByteArray("turnpiked: error: no\n"));
        QCOMPARE(asTextLine({{}, model::LogLevel::info, u"relay"_s, u"yes"_s}),
                 QByteArray("turnpiked: yes\n"));
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
        QVERIFY(!isReadByJournal(STDERR_FILENO));
        qunsetenv("JOURNAL_STREAM");
        QCOMPARE(usualLogFormat(), LogFormat::Text);
        if (!before.isNull())
            qputenv("JOURNAL_STREAM", before);
    }

    void anEntryOfTheJournalHasItsFields()
    {
        auto said = entry(u"a\nb"_s);
        QCOMPARE(journalFields(said),
                 (std::vector<QByteArray>{"MESSAGE=a\\nb", "PRIORITY=4", "TURNPIKE_SUBSYSTEM=relay",
                                          "SYSLOG_IDENTIFIER=turnpiked"}));
        said.level = model::LogLevel::error;
        QCOMPARE(journalFields(said)[1], QByteArray("PRIORITY=3"));
        said.level = model::LogLevel::info;
        QCOMPARE(journalFields(said)[1], QByteArray("PRIORITY=6"));
        said.level = model::LogLevel::debug;
        QCOMPARE(journalFields(said)[1], QByteArray("PRIORITY=7"));
    }

    void jsonLeavesWithItsSubsystemAndLevel()
    {
        const auto [output, errors] = linesLoggedIn(u"json"_s);
        QVERIFY2(
            errors.contains(R"("level":"error","message":"the certificate is gone","subsystem":"relay")"),
            errors.constData());
        QVERIFY2(
            errors.contains(R"("level":"info","message":"a code was used","subsystem":"authentication")"),
            errors.constData());
        QVERIFY2(errors.contains(R"("level":"debug","message":"read","subsystem":"management")"),
                 errors.constData());
        QVERIFY2(errors.contains(R"("message":"of Qt","subsystem":"default")"), errors.constData());
        QVERIFY2(output.contains(R"("level":"info","message":"ready","subsystem":"start")"),
                 output.constData());
    }

    void whereNoJournalIsNothingIsLost()
    {
        const auto [output, errors] = linesLoggedIn(u"no journal"_s);
        QVERIFY2(errors.contains("turnpiked: error: the certificate is gone\n"), errors.constData());
        QVERIFY2(output.contains("turnpiked: ready\n"), output.constData());
    }

    void whatIsPromisedIsWrittenWhereStandardOutputGoesAlthoughTheJournalReadsTheRest()
    {
        const auto [output, errors] = linesLoggedIn(u"journal"_s);
        QVERIFY2(!errors.contains("the certificate is gone"), errors.constData());
        QVERIFY2(output.contains("sent: MESSAGE=the certificate is gone\n"), output.constData());
        QVERIFY2(output.contains("turnpiked: ready\n"), output.constData());
    }

    /// In a process of its own, which the tests above start.
    void logsALittle()
    {
        if (!qEnvironmentVariableIsSet("TURNPIKE_TEST_LOG"))
            return;
        const QString wanted = qEnvironmentVariable("TURNPIKE_TEST_LOG");
        if (wanted == u"json")
            startLogging(LogFormat::Json);
        else if (wanted == u"no journal")
            startLogging(LogFormat::Journal, [](const std::vector<QByteArray> &) { return false; });
        else
            startLogging(LogFormat::Journal, [](const std::vector<QByteArray> &fields) {
                std::printf("sent: %s\n", fields.front().constData());
                return true;
            });
        write(relayLog(), model::LogLevel::error, u"the certificate is gone"_s);
        write(authenticationLog(), model::LogLevel::info, u"a code was used"_s);
        write(managementLog(), model::LogLevel::debug, u"read"_s);
        qInfo("of Qt");
        writeToOutput(u"ready"_s);
        qInstallMessageHandler(nullptr);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestLogOutput)
#include "tst_log_output.moc"
