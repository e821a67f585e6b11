// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/journal.h"
#include "core/document/journal_file.h"
#include "core/document/json_codec.h"
#include "core/document/merge.h"
#include "tests/core/document/sample_values.h"
#include "tests/support/full_disk.h"
#include "tests/support/main.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSemaphore>
#include <QTemporaryDir>

#include <atomic>
#include <cerrno>
#include <cstdio>

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *kWriterMode = "--write-journal";

model::SharedDeployment withDays(const model::Deployment &deployment, int days)
{
    const auto path = PropertyPath::of(u"pools[pool1].monitoring.daysToKeep");
    return applied(deployment, {u"Keep reports"_s, {Edit::set(path, days)}}).value();
}

model::SharedDeployment withSecret(const model::Deployment &deployment, const QString &secret)
{
    const auto list = PropertyPath::of(u"edgeSites[this-computer].avEdge.credentials.sharedSecrets");
    return applied(deployment,
                   {u"Secret"_s, {Edit::insert(list, {{u"name"_s, u"journal"_s}, {u"secret"_s, secret}})}})
        .value();
}

int daysIn(const model::Deployment &deployment)
{
    return deployment.pools.first().monitoring.daysToKeep;
}

// The other process: records edit after edit and says so after each, until it is killed.
int writeUntilKilled(const QString &fileName)
{
    auto journal = Journal::open(fileName);
    if (!journal) {
        std::fprintf(stderr, "%s\n", journal.error().text().c_str());
        return 1;
    }
    model::SharedDeployment deployment = defaultDeployment();
    if (!(*journal)->restart(*deployment))
        return 1;
    for (int days = 100; days < 2000; ++days) {
        const auto next = withDays(*deployment, days);
        if (!(*journal)->record(u"Keep for %1 days"_s.arg(days), *deployment, *next))
            return 1;
        deployment = next;
        std::printf("%d\n", days);
        std::fflush(stdout);
    }
    return 0;
}

} // namespace

class TestJournal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aNewJournalHasNothingToRecover()
    {
        const auto journal = open();
        QVERIFY(!journal->recovered());
        QVERIFY(journal->restart(*m_base));
        QVERIFY(!QFile::exists(fileName()));
    }

    void withNothingToPushThereIsNoJournal()
    {
        record({61, 60});
        QVERIFY(!QFile::exists(fileName()));
        const auto journal = open();
        const auto one = withDays(*m_base, 61);
        QVERIFY(journal->record(u"One"_s, *m_base, *one));
        QVERIFY(QFile::exists(fileName()));
        QVERIFY(journal->restart(*one)); // it was pushed
        QVERIFY(!QFile::exists(fileName()));
        QVERIFY(journal->record(u"Two"_s, *one, *withDays(*m_base, 62)));
        QVERIFY(QFile::exists(fileName()));
    }

    void theRelaysSecretsAreNotInIt()
    {
        const auto base = withSecret(*m_base, u"the-relays-own-secret-4711"_s);
        const auto edited = withDays(*base, 61);
        {
            const auto journal = open();
            QVERIFY(journal->record(u"One"_s, *base, *edited));
            QVERIFY(journal->record(u"Two"_s, *edited, *withDays(*base, 62)));
            QVERIFY(journal->restart(*base, *edited));
        }
        QVERIFY(!content().contains("the-relays-own-secret-4711"));
        for (const auto &user : base->edgeSites.last().avEdge.credentials.users)
            QVERIFY(!content().contains(user.key.toLatin1()));
        // Against what runs, everything is there again.
        const auto left = open()->recovered()->completedFrom(*base);
        QVERIFY2(left.has_value(), left ? "" : left.error().text().c_str());
        QVERIFY(*left->base == *base);
        QVERIFY(*left->working == *edited);
        QVERIFY(open()->recovered()->isFrom(*base));
        QVERIFY(!open()->recovered()->isFrom(*withSecret(*m_base, u"another-secret-0815-4711"_s)));
    }

    void aRenamedPlaceKeepsItsSecrets()
    {
        const auto site = PropertyPath::of(u"edgeSites[this-computer]");
        const auto renamed = applied(*m_base, {u"Rename"_s, {Edit::rename(site, u"elsewhere"_s)}}).value();
        {
            const auto journal = open();
            QVERIFY(journal->record(u"Rename"_s, *m_base, *renamed));
        }
        for (const auto &user : renamed->edgeSites.last().avEdge.credentials.users)
            QVERIFY(!content().contains(user.key.toLatin1()));
        QVERIFY(*open()->recovered()->completedFrom(*m_base)->working == *renamed);
    }

    void aSecretThatSomebodyChangedSinceIsSeenAsChanged()
    {
        const auto base = withSecret(*m_base, u"the-relays-own-secret-4711"_s);
        const auto theirs = withSecret(*m_base, u"somebody-elses-secret-0815"_s);
        const auto mine = withSecret(*m_base, u"a-new-secret-of-mine-12345"_s);
        {
            const auto journal = open();
            QVERIFY(journal->record(u"Days"_s, *base, *withDays(*base, 61)));
        }
        const auto untouched = open()->recovered()->completedFrom(*theirs).value();
        const auto merged = threeWayMerge(*untouched.base, *untouched.working, *theirs).value();
        QVERIFY(merged.conflicts.empty());
        QVERIFY(*merged.merged == *withDays(*theirs, 61));
        {
            const auto journal = open();
            QVERIFY(journal->restart(*base, *mine));
        }
        const auto touched = open()->recovered()->completedFrom(*theirs).value();
        QCOMPARE(threeWayMerge(*touched.base, *touched.working, *theirs).value().conflicts.size(),
                 std::size_t(1));
        const auto alone = open()->recovered()->completedFrom(*base).value();
        QVERIFY(*threeWayMerge(*alone.base, *alone.working, *base).value().merged == *mine);
    }

    void editsAreRecovered()
    {
        record({61, 62, 63});
        const auto journal = open();
        QVERIFY(journal->recovered());
        const Journal::Recovered found = journal->recovered()->completedFrom(*m_base).value();
        QVERIFY(*found.base == *m_base);
        QCOMPARE(daysIn(*found.working), 63);
        QCOMPARE(found.descriptions,
                 (QStringList{u"Keep for 61 days"_s, u"Keep for 62 days"_s, u"Keep for 63 days"_s}));
        QVERIFY(found.lastEdit.isValid());
        QVERIFY(std::abs(found.lastEdit.secsTo(QDateTime::currentDateTimeUtc())) < 3600);
    }

    void editsThatWereUndoneAreNothingToRecover()
    {
        record({61, 60});
        QVERIFY(!open()->recovered());
    }

    void writingGoesOnAfterARecovery()
    {
        record({61});
        {
            const auto journal = open();
            const auto working = journal->recovered()->working;
            QVERIFY(journal->record(u"More"_s, *working, *withDays(*working, 70)));
        }
        QCOMPARE(daysIn(*open()->recovered()->working), 70);
    }

    void anyEditIsRecovered()
    {
        testing::RandomEditor editor(9);
        for (int round = 0; round < 25; ++round) {
            model::SharedDeployment working = m_base;
            {
                const auto journal = open();
                QVERIFY(journal->restart(*m_base));
                for (int i = 0; i < 6; ++i) {
                    const auto next = editor.edited(working, 2);
                    QVERIFY(journal->record(u"Edit"_s, *working, *next));
                    working = next;
                }
            }
            const auto journal = open();
            QCOMPARE(journal->recovered().has_value(), !(*working == *m_base));
            if (!journal->recovered())
                continue;
            const auto left = journal->recovered()->completedFrom(*m_base).value();
            QStringList wrong;
            for (const Change &change : difference(*left.working, *working))
                wrong << change.path.toString() + u' ' + change.text();
            QVERIFY2(*left.working == *working, qPrintable(wrong.join(u'\n')));
        }
    }

    void aRestartForgetsAndShrinks()
    {
        record({61, 62, 63, 64, 65});
        const qint64 before = QFileInfo(fileName()).size();
        {
            const auto journal = open();
            QVERIFY(journal->restart(*withDays(*m_base, 80)));
        }
        QVERIFY(QFileInfo(fileName()).size() < before);
        QVERIFY(!open()->recovered());
    }

    void aRestartCanKeepTheEdits()
    {
        const auto pushed = withDays(*m_base, 61);
        const auto working = withDays(*m_base, 62);
        {
            const auto journal = open();
            QVERIFY(journal->restart(*pushed, *working));
        }
        const auto left = open()->recovered()->completedFrom(*pushed).value();
        QVERIFY(*left.base == *pushed);
        QVERIFY(*left.working == *working);
    }

    void aLivingProcessKeepsOthersOut()
    {
        const auto journal = open();
        const auto second = Journal::open(fileName());
        QVERIFY(!second);
        QCOMPARE(second.error().code, Error::Code::Conflict);
        const QString text = QString::fromStdString(second.error().text());
        QVERIFY2(text.contains(QString::number(QCoreApplication::applicationPid())), qPrintable(text));
    }

    void nothingIsLostByAKill()
    {
        for (int round = 0; round < 5; ++round) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(),
                         testing::sameTest({QLatin1String(kWriterMode), fileName()}));
            QVERIFY(writer.waitForStarted());
            QByteArray said;
            while (said.count('\n') < 5 + round * 7) {
                QVERIFY2(writer.waitForReadyRead(30000), writer.readAllStandardError().constData());
                said += writer.readAllStandardOutput();
            }
            writer.kill();
            QVERIFY(writer.waitForFinished());
            QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
            said += writer.readAllStandardOutput();
            const auto lines = said.first(said.lastIndexOf('\n')).split('\n');
            const int lastSaid = lines.last().toInt();

            const auto journal = open();
            QVERIFY(journal->recovered());
            const int days = daysIn(*journal->recovered()->working);
            // What was said to be done is there; the one under way may be.
            QVERIFY2(days == lastSaid || days == lastSaid + 1, qPrintable(QString::number(days)));
            QVERIFY(*journal->recovered()->completedFrom(*m_base)->base == *m_base);
        }
    }

    void aTornLastRecordIsDropped()
    {
        record({61, 62});
        const QByteArray two = content();
        record({61, 62, 63});
        const QByteArray three = content();
        for (qsizetype size = two.size(); size < three.size(); ++size) {
            write(three.first(size));
            const auto file = JournalFile::open(fileName());
            QVERIFY(file);
            QCOMPARE((*file)->records().size(), 3); // the base and two edits
            QCOMPARE(QFileInfo(fileName()).size(), two.size());
        }
        write(three.chopped(1));
        QCOMPARE(daysIn(*open()->recovered()->working), 62);
        QVERIFY(!QFile::exists(fileName() % u".damaged"));
    }

    void afterATornRecordWritingGoesOn()
    {
        record({61, 62});
        write(content().chopped(3));
        {
            const auto journal = open();
            const auto working = journal->recovered()->working;
            QCOMPARE(daysIn(*working), 61);
            QVERIFY(journal->record(u"More"_s, *working, *withDays(*working, 90)));
        }
        QCOMPARE(daysIn(*open()->recovered()->working), 90);
    }

    void everyDamagedByteOfTheLastRecordIsNoticed()
    {
        record({61});
        const qsizetype start = content().size();
        record({61, 62});
        const QByteArray whole = content();
        for (qsizetype at = start; at < whole.size(); ++at) {
            QByteArray damaged = whole;
            damaged[at] = static_cast<char>(damaged.at(at) ^ 0x20);
            write(damaged);
            const auto file = JournalFile::open(fileName());
            QVERIFY(file);
            QCOMPARE((*file)->records().size(), 2); // the base and one edit
        }
    }

    void damageInTheMiddleLeavesACopy()
    {
        record({61});
        const qsizetype middle = content().size() + 20;
        record({61, 62, 63});
        QByteArray damaged = content();
        damaged[middle] = static_cast<char>(damaged.at(middle) ^ 0x20);
        write(damaged);
        QCOMPARE(daysIn(*open()->recovered()->working), 61);
        QFile copy(fileName() % u".damaged");
        QVERIFY(copy.open(QIODevice::ReadOnly));
        QCOMPARE(copy.readAll(), damaged);
    }

    void aBeginningOfAJournalIsAnEmptyOne()
    {
        record({61});
        const QByteArray whole = content();
        for (qsizetype size = 0; size < 30; ++size) {
            write(whole.first(size));
            QVERIFY(!open()->recovered());
        }
    }

    void anotherFileIsNotOverwritten()
    {
        write("dear diary");
        const auto journal = Journal::open(fileName());
        QVERIFY(!journal);
        QCOMPARE(QString::fromStdString(journal.error().text()),
                 QString(fileName() % u": the journal of unpushed edits is some other file; move it away, or "
                                      u"choose another name"));
        QCOMPARE(content(), QByteArray("dear diary"));
    }

    void aFullDiskLosesNothing()
    {
        {
            const auto journal = open();
            QVERIFY(journal->restart(*m_base));
            const auto one = withDays(*m_base, 61);
            QVERIFY(journal->record(u"One"_s, *m_base, *one));
            const auto two = withDays(*m_base, 62);
            const qint64 size = QFileInfo(fileName()).size();
            for (const qint64 room : {0, 1, 11, 12, 40}) {
                const testing::FullDisk disk(size + room);
                const auto refused = journal->record(u"Two"_s, *one, *two);
                QVERIFY(!refused);
                QCOMPARE(refused.error().code, Error::Code::Io);
                // The system's own word, also when a part of the record was written.
                QVERIFY2(refused.error().message.find("File too large") != std::string::npos,
                         refused.error().text().c_str());
                QCOMPARE(QFileInfo(fileName()).size(), size);
            }
            {
                const testing::FullDisk disk(size / 2);
                const auto refused = journal->restart(*two, *withDays(*two, 99));
                QVERIFY(!refused);
                QVERIFY2(refused.error().message.find("File too large") != std::string::npos,
                         refused.error().text().c_str());
            }
            // There is room again: the next edit brings along what could not be written.
            QVERIFY(journal->record(u"Three"_s, *two, *withDays(*two, 63)));
        }
        const auto journal = open();
        QCOMPARE(daysIn(*journal->recovered()->working), 63);
        QVERIFY(*journal->recovered()->completedFrom(*m_base)->base == *m_base);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files),
                 (QStringList{u"edits.journal"_s, u"edits.journal.lock"_s}));
    }

    void aConfigurationFileSurvivesAFullDisk()
    {
        const QString name = m_folder->filePath(u"deployment.json"_s);
        QVERIFY(writeDeployment(*m_base, name));
        {
            const testing::FullDisk disk(500);
            const auto refused = writeDeployment(*withDays(*m_base, 61), name);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, Error::Code::Io);
        }
        QVERIFY(readDeployment(name).value() == *m_base);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"deployment.json"_s});
    }

    // A slow disk is no reason to wait for the next letter.
    void writingDoesNotWaitForTheDisk()
    {
        QSemaphore disk;
        std::atomic<int> flushes = 0;
        {
            const auto journal = std::move(*Journal::open(fileName(), [&](int) {
                disk.acquire();
                ++flushes;
                return 0;
            }));
            QVERIFY(journal->restart(*m_base));
            model::SharedDeployment working = m_base;
            for (int days = 61; days < 81; ++days) {
                const auto next = withDays(*working, days);
                QVERIFY(journal->record(u"Keep"_s, *working, *next));
                working = next;
            }
            // All of it has left this process, and none of it is flushed yet.
            QCOMPARE(flushes, 0);
            QVERIFY(content().contains("\"value\":80"));
            disk.release(100);
        }
        // Twenty records in a row are one flush, and perhaps the one that was under way.
        QVERIFY2(flushes == 1 || flushes == 2, qPrintable(QString::number(flushes)));
        QCOMPARE(daysIn(*open()->recovered()->working), 80);
    }

    void aDiskThatTakesNothingIsTold()
    {
        QObject context;
        QList<Error> told;
        const auto journal = std::move(*Journal::open(fileName(), [](int) {
            errno = EIO;
            return -1;
        }));
        journal->onFlushFailed(&context, [&told](const Error &error) { told << error; });
        QVERIFY(journal->restart(*m_base));
        QVERIFY(journal->record(u"Keep"_s, *m_base, *withDays(*m_base, 61)));
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(told.first().code, Error::Code::Io);
        const QString text = QString::fromStdString(told.first().text());
        QVERIFY2(text.contains(u"not taken by the disk: Input/output error"_s), qPrintable(text));
        QVERIFY2(text.contains(fileName()), qPrintable(text));
    }

    void onlyItsOwnerReadsIt()
    {
        record({61});
        QCOMPARE(QFileInfo(fileName()).permissions() & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }

    void cleanup() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    QString fileName() const { return m_folder->filePath(u"edits.journal"_s); }

    std::unique_ptr<Journal> open() const
    {
        auto journal = Journal::open(fileName());
        if (!journal)
            qFatal("%s", journal.error().text().c_str());
        return *std::move(journal);
    }

    void record(const QList<int> &days) const
    {
        const auto journal = open();
        if (!journal->restart(*m_base))
            qFatal("restart failed");
        model::SharedDeployment working = m_base;
        for (const int count : days) {
            const auto next = withDays(*working, count);
            if (!journal->record(u"Keep for %1 days"_s.arg(count), *working, *next))
                qFatal("record failed");
            working = next;
        }
    }

    QByteArray content() const
    {
        QFile file(fileName());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void write(const QByteArray &bytes) const
    {
        QFile file(fileName());
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("write failed");
    }

    model::SharedDeployment m_base = defaultDeployment();
    std::unique_ptr<QTemporaryDir> m_folder = std::make_unique<QTemporaryDir>();
};

static int runOrWrite(int argc, char **argv)
{
    if (argc == 3 && qstrcmp(argv[1], kWriterMode) == 0) {
        const QCoreApplication application(argc, argv);
        return writeUntilKilled(QString::fromLocal8Bit(argv[2]));
    }
    return testing::run<QCoreApplication, TestJournal>(argc, argv);
}
TURNPIKE_TEST_FUNCTION(runOrWrite)
#include "tst_journal.moc"
