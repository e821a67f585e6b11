// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/json_codec.h"
#include "relay/store/sqlite_database.h"
#include "tests/relay/management/api_client.h"
#include "tests/support/full_disk.h"

#include <QCryptographicHash>
#include <QDirIterator>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using store::openSqliteStore;
using store::SqliteDatabase;
using store::StoreStart;
using turnpike::testing::ApiClient;
using turnpike::testing::ExampleRelay;
using turnpike::testing::FullDisk;
using turnpike::testing::ServedRelay;
using wire::Revision;

namespace {

const auto kSecret = u"a shared secret of enough letters"_s;

} // namespace

/// Attacks on what a relay keeps: reading it, rewriting it, taking it away, leaving no room for it.
class TestStorage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_database = m_folder->filePath(u"turnpike.sqlite"_s);
    }

    // T40: files
    void noFileOfTheFolderHoldsASecretInClear()
    {
        ExampleRelay relay;
        VERIFY_RESULT(relay.start(m_folder->path()));
        VERIFY_RESULT(relay.controller->push(relay.administrator, relay.withRealm(u"contoso.com"_s)));
        relay.controller.reset();
        int files = 0;
        for (QDirIterator it(m_folder->path(), QDir::Files); it.hasNext();) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(kSecret.toUtf8()), qPrintable(file.fileName()));
            QCOMPARE(file.permissions() &
                         (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                     QFile::Permissions());
            ++files;
        }
        QVERIFY(files >= 3);
        ExampleRelay again;
        VERIFY_RESULT(again.start(m_folder->path()));
        QCOMPARE(again.runningRealm(), u"contoso.com"_s);
    }

    // T40: what a viewer sees
    void whatAViewerSeesTellsNothingAboutASecret()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        const auto viewer = served.paired(wire::Role::Viewer, u"vera"_s);
        VERIFY_RESULT(viewer);
        ApiClient client(served.address(), *viewer);
        const auto answer = client.request("GET", "/api/v1/deployment");
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.body.contains(kSecret.toUtf8()));
        const auto shown = document::fromJson(answer.body);
        VERIFY_RESULT(shown);
        // A guess is right when putting it in gives the ETag: 200,000 of them can be tried in a second.
        auto guess = *shown;
        guess.edgeSites[0].avEdge.credentials.sharedSecrets[0].secret = kSecret;
        QCOMPARE(guess, *served.relay.controller->running().deployment);
        const QByteArray etag = answer.header("ETag");
        QVERIFY(!etag.contains(document::fingerprint(guess)));
        for (const auto role : {wire::Role::Viewer, wire::Role::Operator}) {
            const auto reader = role == wire::Role::Viewer ? viewer : served.paired(role, u"otto"_s);
            VERIFY_RESULT(reader);
            ApiClient other(served.address(), *reader);
            for (const char *place : {"/api/v1/deployment", "/api/v1/status", "/api/v1/revisions",
                                      "/api/v1/revisions/1", "/api/v1/revisions/1/diff", "/api/v1/audit"}) {
                const auto seen = other.request("GET", place);
                QVERIFY2(seen.status == 200 && !seen.body.contains(document::fingerprint(guess)) &&
                             !seen.header("ETag").contains(document::fingerprint(guess)) &&
                             !seen.body.contains(kSecret.toUtf8()),
                         place);
            }
        }
    }

    void twoRelaysVeilTheSameEtagDifferently()
    {
        QTemporaryDir other;
        const auto one = openSqliteStore(m_folder->path());
        const auto two = openSqliteStore(other.path());
        VERIFY_RESULT(one);
        VERIFY_RESULT(two);
        QVERIFY((*one)->veiledEtag("etag") != (*two)->veiledEtag("etag"));
        QCOMPARE((*one)->veiledEtag("etag"), (*one)->veiledEtag("etag"));
    }

    void anAuditThatWasTamperedWithIsNoticed_data()
    {
        QTest::addColumn<QStringList>("statements");
        QTest::newRow("a line changed") << QStringList{u"UPDATE audit SET who='eve' WHERE number=2"_s};
        QTest::newRow("a line in the middle") << QStringList{u"DELETE FROM audit WHERE number=2"_s};
        QTest::newRow("the end cut off") << QStringList{u"DELETE FROM audit WHERE number=3"_s};
        QTest::newRow("a line made up") << QStringList{
            u"INSERT INTO audit VALUES (4, '2026-01-01T12:00:00.000Z', 'anna', 'drain', 'now', 'abcd')"_s};
        QTest::newRow("the hashes of another chain")
            << QStringList{u"UPDATE audit SET hash=(SELECT hash FROM audit WHERE number=1)"_s};
    }
    void anAuditThatWasTamperedWithIsNoticed()
    {
        QFETCH(const QStringList, statements);
        keepThreeLines();
        changeDatabase(statements);
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        COMPARE_ERROR((*store)->verifyAudit(), Error::Code::Io);
    }

    void anAuditWhoseChainWasComputedAnewWithoutTheKeyIsNoticed()
    {
        keepThreeLines();
        // What the first version of this program did, and anybody can do: SHA-256 over the parts.
        QByteArray hash;
        QStringList statements;
        for (int number = 1; number <= 3; ++number) {
            hash = QCryptographicHash::hash(QByteArray(hash + QByteArray::number(number) + "eve"),
                                            QCryptographicHash::Sha256)
                       .toHex();
            statements << u"UPDATE audit SET who='eve', hash='%1' WHERE number=%2"_s
                              .arg(QString::fromLatin1(hash))
                              .arg(number);
        }
        changeDatabase(statements);
        // The lines about revisions are looked at before anything runs.
        const auto refused = openSqliteStore(m_folder->path());
        COMPARE_ERROR(refused, Error::Code::Io);
        VERIFY_ERROR_NAMES(refused, "--start-anew");
    }

    void whatIsWrittenAfterATamperingHealsNothing_data()
    {
        QTest::addColumn<bool>("isHeadTaken");
        QTest::addColumn<QString>("statement");
        QTest::newRow("the end cut off") << false << u"DELETE FROM audit WHERE number>1"_s;
        QTest::newRow("the end cut off, with the head") << true << u"DELETE FROM audit WHERE number>1"_s;
    }
    void whatIsWrittenAfterATamperingHealsNothing()
    {
        QFETCH(const bool, isHeadTaken);
        QFETCH(const QString, statement);
        keepThreeLines();
        // Of a relay whose management was up.
        QVERIFY(QFile(m_folder->filePath(u"authority.pem"_s)).open(QIODevice::WriteOnly));
        changeDatabase({statement});
        if (isHeadTaken)
            QVERIFY(QFile::remove(m_folder->filePath(u"audit.head"_s)));
        for (int start = 0; start < 2; ++start) {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            for (int line = 0; line < 4; ++line) {
                COMPARE_ERROR((*store)->verifyAudit(), Error::Code::Io);
                VERIFY_RESULT((*store)->appendAudit(u"anna"_s, u"drain"_s, u"now"_s));
            }
            COMPARE_ERROR((*store)->verifyAudit(), Error::Code::Io);
        }
    }

    void aHeadThatWasTakenAwayOrWrittenAnewIsNoticed()
    {
        keepThreeLines();
        const QString head = m_folder->filePath(u"audit.head"_s);
        QFile file(head);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray before = file.readAll();
        QVERIFY(before.startsWith("3 "));
        QVERIFY(file.seek(0) && file.write("2") == 1);
        file.close();
        {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            COMPARE_ERROR((*store)->verifyAudit(), Error::Code::Io);
        }
        // Of a relay whose management was up.
        QVERIFY(QFile(m_folder->filePath(u"authority.pem"_s)).open(QIODevice::WriteOnly));
        QVERIFY(QFile::remove(head));
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        const auto missing = (*store)->verifyAudit();
        COMPARE_ERROR(missing, Error::Code::Io);
        // How to begin a new chain, and what is left of the old one.
        VERIFY_ERROR_NAMES(missing, "--start-anew");
        VERIFY_ERROR_NAMES(missing, "keeps the old one beside");
    }

    void aHeadThatIsLostIsMadeAnewByNameAndTheAuditSaysSo()
    {
        keepThreeLines();
        QVERIFY(QFile(m_folder->filePath(u"authority.pem"_s)).open(QIODevice::WriteOnly));
        {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            // With a head there is nothing to renew, whatever it says.
            QVERIFY(!(*store)->renewAuditHead(u"command line"_s).value());
            QCOMPARE((*store)->audit(10)->size(), 3U);
        }
        QVERIFY(QFile::remove(m_folder->filePath(u"audit.head"_s)));
        {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            VERIFY_ERROR_NAMES((*store)->verifyAudit(), "--renew-audit-head");
            QVERIFY((*store)->renewAuditHead(u"command line"_s).value());
            VERIFY_RESULT((*store)->verifyAudit());
            const auto lines = (*store)->audit(10);
            QCOMPARE(lines->size(), 4U);
            QCOMPARE(lines->front().who, u"command line"_s);
            QCOMPARE(lines->front().action, u"renew-audit-head"_s);
        }
        // What was changed in them is no chain, and stays so.
        changeDatabase({u"UPDATE audit SET who='eve' WHERE number=2"_s});
        QVERIFY(QFile::remove(m_folder->filePath(u"audit.head"_s)));
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        const auto refused = (*store)->renewAuditHead(u"command line"_s);
        COMPARE_ERROR(refused, Error::Code::Io);
        VERIFY_ERROR_NAMES(refused, "line 2");
    }

    void aFirstStartThatEndedInItsMiddleIsNoAttack()
    {
        {
            ExampleRelay relay;
            VERIFY_RESULT(relay.start(m_folder->path()));
        }
        // kill -9 between the first line and its head.
        QVERIFY(QFile::remove(m_folder->filePath(u"audit.head"_s)));
        ExampleRelay again;
        VERIFY_RESULT(again.start(m_folder->path()));
        VERIFY_RESULT(again.controller->verifyAudit(again.viewer));
    }

    void everyLineOfTheAuditGoesToTheJournalWithItsHash()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        QStringList journal;
        connect(served.relay.controller.get(), &management::RelayController::logged, this,
                [&](const QDateTime &, const QString &line) { journal << line; });
        const auto viewer = served.paired(wire::Role::Viewer, u"vera"_s);
        VERIFY_RESULT(viewer);
        const auto verified =
            ApiClient(served.address(), *viewer).request("GET", "/api/v1/audit/verification");
        QCOMPARE(verified.status, 200);
        const auto hash = verified.json().value(u"hash"_s).toString();
        QCOMPARE(hash.size(), 64);
        const auto holds = [&](const QString &line) { return line.contains(hash); };
        QVERIFY(std::any_of(journal.begin(), journal.end(), holds));
    }

    void aDatabaseThatIsGoneIsNotBegunAnewWithoutAWord_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("isRemoved");
        QTest::newRow("deleted") << QByteArray() << true;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("damaged") << QByteArray(8192, 'x') << false;
    }
    void aDatabaseThatIsGoneIsNotBegunAnewWithoutAWord()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const bool, isRemoved);
        keepThreeLines();
        const auto backup = m_database + u".backup-1"_s;
        QVERIFY(QFile::exists(backup));
        QVERIFY(QFile::remove(m_database));
        if (!isRemoved) {
            QFile file(m_database);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        }
        {
            const auto refused = openSqliteStore(m_folder->path());
            COMPARE_ERROR(refused, Error::Code::Io);
            VERIFY_ERROR_NAMES(refused, "turnpike.sqlite");
            VERIFY_ERROR_NAMES(refused, "--start-anew");
            VERIFY_ERROR_NAMES(refused, qPrintable(backup));
        }
        // What the error says works.
        QFile::remove(m_database);
        QVERIFY(QFile::copy(backup, m_database));
        {
            const auto restored = openSqliteStore(m_folder->path());
            VERIFY_RESULT(restored);
            VERIFY_RESULT((*restored)->newestConfirmed());
        }
        const auto anew = openSqliteStore(m_folder->path(), StoreStart::Anew);
        VERIFY_RESULT(anew);
        COMPARE_ERROR((*anew)->newestConfirmed(), Error::Code::NotFound);
        const auto kept = QDir(m_folder->path()).entryList({u"turnpike.sqlite.before-*"_s}, QDir::Files);
        QCOMPARE(kept.size(), 1);
    }

    void emptiedTablesAreNotBegunAnewEither()
    {
        keepThreeLines();
        changeDatabase({u"DELETE FROM revisions"_s, u"DELETE FROM audit"_s});
        COMPARE_ERROR(openSqliteStore(m_folder->path()), Error::Code::Io);
    }

    void aDatabaseWithoutItsKeyIsRefused()
    {
        keepThreeLines();
        QVERIFY(QFile::remove(m_folder->filePath(u"state.key"_s)));
        const auto refused = openSqliteStore(m_folder->path());
        COMPARE_ERROR(refused, Error::Code::Io);
        VERIFY_ERROR_NAMES(refused, "state.key");
    }

    void aDatabaseOfTheFirstVersionIsSealedAndChained()
    {
        const auto deployment = turnpike::testing::exampleDeployment();
        {
            const auto database = SqliteDatabase::open(m_database);
            VERIFY_RESULT(database);
            for (
                const auto &statement :
                {u"CREATE TABLE revisions (number INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, "
                 "etag TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, created TEXT NOT NULL, "
                 "confirm_until TEXT, deployment BLOB NOT NULL)"_s,
                 u"CREATE TABLE audit (number INTEGER PRIMARY KEY, time TEXT NOT NULL, who TEXT NOT NULL, "
                 "action TEXT NOT NULL, subject TEXT NOT NULL, hash TEXT NOT NULL)"_s,
                 u"CREATE TABLE certificates (fingerprint TEXT PRIMARY KEY, name TEXT NOT NULL, "
                 "role TEXT NOT NULL, issued TEXT NOT NULL, revoked INTEGER NOT NULL)"_s,
                 u"INSERT INTO audit VALUES (1, '2026-01-01T12:00:00.000Z', 'anna', 'push', 'revision 1', 'x')"_s})
                VERIFY_RESULT((*database)->run(statement));
            VERIFY_RESULT(
                (*database)->run(u"INSERT INTO revisions VALUES (1, 'confirmed', ?, 'anna', 'because', "
                                 "'2026-01-01T12:00:00.000Z', NULL, ?)"_s,
                                 {QString::fromLatin1(document::fingerprint(deployment)),
                                  document::toJson(deployment, document::JsonForm::Complete)}));
            VERIFY_RESULT((*database)->setSchemaVersion(1));
        }
        {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            QCOMPARE(*(*store)->newestConfirmed()->deployment, deployment);
            QCOMPARE((*store)->revisions(1)->front().etag, document::fingerprint(deployment));
            const auto verified = (*store)->verifyAudit();
            VERIFY_RESULT(verified);
            QCOMPARE(verified->lines, 1U);
        }
        QFile file(m_database);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto content = file.readAll();
        QVERIFY(!content.contains(kSecret.toUtf8()));
        QVERIFY(!content.contains(document::fingerprint(deployment)));
    }

    void aFullDiskKeepsNoRelayFromStarting()
    {
        const auto deployment = turnpike::testing::exampleDeployment();
        {
            ExampleRelay relay;
            VERIFY_RESULT(relay.start(m_folder->path(), deployment));
            VERIFY_RESULT(
                relay.controller->push(relay.administrator, relay.withRealm(u"contoso.com"_s, 3600s)));
            QCOMPARE(relay.runningRealm(), u"contoso.com"_s);
        }
        ExampleRelay again;
        {
            const FullDisk full(0);
            VERIFY_RESULT(again.start(m_folder->path(), deployment));
            QCOMPARE(again.runningRealm(), u"example.org"_s);
            // Nor is reverting kept back.
            again.clock->advance(300s);
            QCOMPARE(again.runningRealm(), u"example.org"_s);
            COMPARE_ERROR(again.controller->push(again.administrator, again.withRealm(u"fabrikam.com"_s)),
                          Error::Code::Io);
            QCOMPARE(again.runningRealm(), u"example.org"_s);
        }
        // With room again, what happened is written down.
        again.clock->advance(60s);
        QCOMPARE(again.controller->store().revision(2)->revision.state, Revision::State::Reverted);
    }

    void aConfigurationThatCouldNotBeWrittenDownRunsAndIsWrittenLater()
    {
        {
            ExampleRelay relay;
            VERIFY_RESULT(relay.start(m_folder->path()));
        }
        auto changed = turnpike::testing::exampleDeployment();
        changed.edgeSites[0].avEdge.realm = u"contoso.com"_s;
        ExampleRelay again;
        {
            const FullDisk full(0);
            VERIFY_RESULT(again.start(m_folder->path(), changed, ExampleRelay::Initial::Always));
            QCOMPARE(again.runningRealm(), u"contoso.com"_s);
        }
        VERIFY_RESULT(again.controller->push(again.administrator, again.withRealm(u"fabrikam.com"_s)));
        const auto revisions = again.controller->store().revisions(10);
        VERIFY_RESULT(revisions);
        QCOMPARE(revisions->size(), 3U);
        QCOMPARE(revisions->front().number, again.controller->running().revision.number);
    }

private:
    /// A relay that worked here, with three lines in its audit.
    void keepThreeLines()
    {
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        Revision revision;
        revision.etag = "etag";
        revision.author = u"anna"_s;
        revision.created = QDateTime(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::utc());
        VERIFY_RESULT((*store)->add(turnpike::testing::exampleDeployment(), revision));
        VERIFY_RESULT((*store)->appendAudit(u"bert"_s, u"drain"_s, u"now"_s));
        VERIFY_RESULT((*store)->appendAudit(u"carl"_s, u"undrain"_s, u"now"_s));
        const auto verified = (*store)->verifyAudit();
        VERIFY_RESULT(verified);
        QCOMPARE(verified->lines, 3U);
    }

    void changeDatabase(const QStringList &statements)
    {
        const auto database = SqliteDatabase::open(m_database);
        VERIFY_RESULT(database);
        for (const auto &statement : statements)
            VERIFY_RESULT((*database)->run(statement));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_database;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestStorage)
#include "tst_storage.moc"
