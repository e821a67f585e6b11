// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/sealed_box.h"
#include "relay/store/sqlite_database.h"
#include "relay/store/state_key.h"
#include "tests/relay/management/api_client.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using store::IssuedCertificate;
using store::openSqliteStore;
using store::SqliteDatabase;
using turnpike::testing::ExampleRelay;
using wire::Revision;

namespace {

const auto kRefusal = "--start-anew";

} // namespace

/// Attacks by somebody who can write to the database and has no key: each row says what the relay wrote, or
/// the relay does not start.
class TestDatabaseRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        keepHistory();
    }

    void aRowThatWasChangedIsRefusedAtTheStart_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("named");
        const auto row = [](const char *name, const QString &statement, const QString &named) {
            QTest::newRow(name) << statement << named;
        };
        row("an old configuration for the newest",
            u"UPDATE revisions SET deployment=(SELECT deployment FROM revisions WHERE number=1), "
            "etag=(SELECT etag FROM revisions WHERE number=1) WHERE number=3"_s,
            u"revision 3"_s);
        row("an old configuration with all it says",
            u"UPDATE revisions SET (deployment, etag, author, reason, created, seal)=(SELECT deployment, "
            u"etag, "
            "author, reason, created, seal FROM revisions WHERE number=1) WHERE number=3"_s,
            u"revision 3"_s);
        row("an author", u"UPDATE revisions SET author='eve' WHERE number=2"_s, u"revision 2"_s);
        row("a reason", u"UPDATE revisions SET reason='evil' WHERE number=3"_s, u"revision 3"_s);
        row("a time", u"UPDATE revisions SET created='2020-01-01T12:00:00.000Z' WHERE number=3"_s,
            u"revision 3"_s);
        row("a state", u"UPDATE revisions SET state='confirmed' WHERE number=1"_s, u"revision 1"_s);
        row("a made-up revision",
            u"INSERT INTO revisions SELECT 4, state, etag, 'eve', reason, created, confirm_until, "
            u"deployment, "
            "seal FROM revisions WHERE number=3"_s,
            u"revision 4"_s);
        row("another number", u"UPDATE revisions SET number=4 WHERE number=3"_s, u"revision 4"_s);
        row("the newest taken away", u"DELETE FROM revisions WHERE number=3"_s, u"the newest here is 2"_s);
        row("one in between taken away", u"DELETE FROM revisions WHERE number=2"_s, u"taken away"_s);
        row("all taken away", u"DELETE FROM revisions"_s, u"emptied"_s);
        row("lines about revisions taken away", u"DELETE FROM audit"_s, u"audit"_s);
        row("a viewer made an administrator", u"UPDATE certificates SET role='administrator'"_s, u"vera"_s);
        row("a revoked certificate made valid", u"UPDATE certificates SET revoked=0"_s, u"rita"_s);
        row("a name", u"UPDATE certificates SET name='anna' WHERE name='vera'"_s, u"anna"_s);
        row("a fingerprint", u"UPDATE certificates SET fingerprint='0e' WHERE name='vera'"_s, u"vera"_s);
        row("a made-up certificate",
            u"INSERT INTO certificates VALUES ('0f', 'eve', 'administrator', '2026-01-01T12:00:00.000Z', 0, '')"_s,
            u"eve"_s);
    }
    void aRowThatWasChangedIsRefusedAtTheStart()
    {
        QFETCH(const QString, statement);
        QFETCH(const QString, named);
        change({statement});
        ExampleRelay relay;
        const auto refused = relay.start(m_folder->path());
        COMPARE_ERROR(refused, Error::Code::Io);
        VERIFY_ERROR_NAMES(refused, kRefusal);
        VERIFY_ERROR_NAMES(refused, qPrintable(named));
    }

    // A row that was true once fits its seal for ever; the audit knows better.
    void aRowThatWasPutBackIsRefusedAtTheStart_data()
    {
        QTest::addColumn<QString>("table");
        QTest::newRow("a revision that was confirmed since") << u"revisions"_s;
        QTest::newRow("a certificate that was revoked since") << u"certificates"_s;
    }
    void aRowThatWasPutBackIsRefusedAtTheStart()
    {
        QFETCH(const QString, table);
        {
            ExampleRelay relay;
            VERIFY_RESULT(relay.start(m_folder->path()));
            VERIFY_RESULT(
                relay.controller->push(relay.administrator, relay.withRealm(u"four.example"_s, 60s)));
            change({u"CREATE TABLE kept AS SELECT * FROM "_s + table});
            VERIFY_RESULT(relay.controller->confirm(relay.administrator, 4));
            VERIFY_RESULT(relay.controller->revokeClient(relay.administrator, u"vera"_s));
        }
        change({u"INSERT OR REPLACE INTO %1 SELECT * FROM kept"_s.arg(table), u"DROP TABLE kept"_s});
        COMPARE_ERROR(openSqliteStore(m_folder->path()), Error::Code::Io);
    }

    void whatIsWrittenIsReadAgain()
    {
        for (int start = 0; start < 2; ++start) {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            const auto revisions = (*store)->revisions(10);
            VERIFY_RESULT(revisions);
            QCOMPARE(revisions->size(), std::size_t{3});
            QCOMPARE(revisions->front().reason, u"third"_s);
            QCOMPARE((*store)->certificates()->size(), std::size_t{2});
            VERIFY_RESULT((*store)->verifyAudit());
        }
    }

    // What schema 2 left behind is believed as far as the audit says the same.
    void rowsWithoutSealsAreBelievedOnceWhenTheAuditAgrees_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<bool>("isBelieved");
        QTest::newRow("as they were") << QString() << true;
        QTest::newRow("an author") << u"UPDATE revisions SET author='eve' WHERE number=2"_s << false;
        QTest::newRow("a reason") << u"UPDATE revisions SET reason='evil' WHERE number=3"_s << false;
        QTest::newRow("the newest taken away") << u"DELETE FROM revisions WHERE number=3"_s << false;
        QTest::newRow("a role") << u"UPDATE certificates SET role='administrator'"_s << false;
        QTest::newRow("a revoked one") << u"UPDATE certificates SET revoked=0"_s << false;
        QTest::newRow("a line of the audit") << u"UPDATE audit SET who='eve' WHERE number=2"_s << false;
    }
    void rowsWithoutSealsAreBelievedOnceWhenTheAuditAgrees()
    {
        QFETCH(const QString, statement);
        QFETCH(const bool, isBelieved);
        makeLoose();
        if (!statement.isEmpty())
            change({statement});
        {
            const auto looked = openSqliteStore(m_folder->path(), store::StoreStart::ToLook);
            QCOMPARE(looked.has_value(), isBelieved);
        }
        const auto store = openSqliteStore(m_folder->path());
        QCOMPARE(store.has_value(), isBelieved);
        if (!isBelieved)
            return;
        QCOMPARE((*store)->newestConfirmed()->revision.reason, u"third"_s);
        QCOMPARE((*store)->revisions(10)->back().state, Revision::State::Superseded);
        QCOMPARE((*store)->certificates()->size(), std::size_t{2});
        VERIFY_RESULT((*store)->appendAudit(u"anna"_s, u"drain"_s, u"now"_s));
    }

    void aStateFolderThatEverybodyCanWriteToIsRefused()
    {
        QVERIFY(QFile::setPermissions(m_folder->path(), QFile::Permissions(0x7777)));
        for (const auto start : {store::StoreStart::AsBefore, store::StoreStart::ToLook}) {
            const auto refused = openSqliteStore(m_folder->path(), start);
            COMPARE_ERROR(refused, Error::Code::Forbidden);
            VERIFY_ERROR_NAMES(refused, "chmod 700");
        }
        QVERIFY(QFile::setPermissions(m_folder->path(), QFile::Permissions(0x7700)));
        VERIFY_RESULT(openSqliteStore(m_folder->path()));
    }

private:
    /// Three revisions, of which the first is superseded and the second was reverted; a viewer, and somebody
    /// whose certificate was revoked.
    void keepHistory()
    {
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        Revision revision;
        revision.author = u"anna"_s;
        revision.created = QDateTime(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::utc());
        for (const auto &reason : {u"first"_s, u"second"_s, u"third"_s}) {
            revision.reason = reason;
            revision.state =
                reason == u"second" ? Revision::State::AwaitingConfirmation : Revision::State::Confirmed;
            auto deployment = turnpike::testing::exampleDeployment();
            deployment.edgeSites[0].avEdge.realm = reason + u".example"_s;
            revision.etag = document::fingerprint(deployment);
            const auto added = (*store)->add(deployment, revision);
            VERIFY_RESULT(added);
            if (added->state == Revision::State::AwaitingConfirmation)
                VERIFY_RESULT((*store)->setState(added->number, Revision::State::Reverted, u"relay"_s,
                                                 u"revert: not confirmed in time"_s));
        }
        const auto time = revision.created;
        VERIFY_RESULT((*store)->addPaired({"0a", u"vera"_s, wire::Role::Viewer, time, false}, u"viewer"_s));
        VERIFY_RESULT((*store)->addPaired({"0b", u"rita"_s, wire::Role::Viewer, time, false}, u"viewer"_s));
        VERIFY_RESULT((*store)->addCertificate({"0b", u"rita"_s, wire::Role::Viewer, time, true}));
        VERIFY_RESULT((*store)->appendAudit(u"anna"_s, u"revoke"_s, u"rita"_s));
        // Of a relay whose management was up.
        QVERIFY(QFile(m_folder->filePath(u"authority.pem"_s)).open(QIODevice::WriteOnly));
    }

    /// As the version before wrote it: configurations sealed under their etag, no seals of rows.
    void makeLoose()
    {
        std::vector<std::pair<quint64, QByteArray>> rows;
        {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            const auto key = store::StateKey::openExisting(m_folder->path())->derived("seal of deployments");
            for (quint64 number = 1; number <= 3; ++number) {
                const auto fetched = (*store)->revision(number);
                VERIFY_RESULT(fetched);
                rows.emplace_back(
                    number,
                    *store::seal(key, document::toJson(*fetched->deployment, document::JsonForm::Complete),
                                 fetched->revision.etag));
            }
        }
        const auto database = SqliteDatabase::open(m_folder->filePath(u"turnpike.sqlite"_s));
        VERIFY_RESULT(database);
        for (const auto &[number, sealed] : rows)
            VERIFY_RESULT((*database)->run(u"UPDATE revisions SET deployment=? WHERE number=?"_s,
                                           {sealed, store::sqlNumber(number)}));
        for (const auto &table : {u"revisions"_s, u"certificates"_s})
            VERIFY_RESULT((*database)->run(u"ALTER TABLE %1 DROP COLUMN seal"_s.arg(table)));
        VERIFY_RESULT((*database)->setSchemaVersion(2));
    }

    void change(const QStringList &statements) const
    {
        const auto database = SqliteDatabase::open(m_folder->filePath(u"turnpike.sqlite"_s));
        VERIFY_RESULT(database);
        for (const auto &statement : statements)
            VERIFY_RESULT((*database)->run(statement));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDatabaseRows)
#include "tst_database_rows.moc"
