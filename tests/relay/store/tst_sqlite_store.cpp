// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/json_codec.h"
#include "relay/store/revision_store.h"
#include "relay/store/sqlite_schema.h"
#include "tests/support/example_deployment.h"
#include "tests/support/main.h"
#include "tests/support/result.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace turnpike;
using store::openSqliteStore;
using wire::Revision;

namespace {

/// No file of this process may grow beyond `bytes` while this lives: what a full disk looks like to SQLite,
/// without needing one.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SmallDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

Revision revisionOf(const QString &author, Revision::State state = Revision::State::Confirmed)
{
    Revision revision;
    revision.state = state;
    revision.etag = "etag";
    revision.author = author;
    revision.reason = u"because"_s;
    revision.created = QDateTime(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::utc());
    return revision;
}

} // namespace

class TestSqliteStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_fileName = m_folder->filePath(u"turnpike.sqlite"_s);
    }

    void whatIsAddedIsThereAfterAReopen()
    {
        const auto deployment = turnpike::testing::exampleDeployment();
        Revision kept;
        {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            COMPARE_ERROR((*store)->newestConfirmed(), Error::Code::NotFound);
            auto added = (*store)->add(deployment, revisionOf(u"anna"_s));
            VERIFY_RESULT(added);
            QCOMPARE(added->number, 1U);
            kept = *added;
        }
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        const auto fetched = (*store)->newestConfirmed();
        VERIFY_RESULT(fetched);
        QCOMPARE(fetched->revision, kept);
        QVERIFY(*fetched->deployment == deployment);
        QCOMPARE(QFile::permissions(m_fileName) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }

    void confirmingSupersedesWhatWasConfirmedBefore()
    {
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        const auto deployment = turnpike::testing::exampleDeployment();
        VERIFY_RESULT((*store)->add(deployment, revisionOf(u"anna"_s)));
        auto awaiting = revisionOf(u"bert"_s, Revision::State::AwaitingConfirmation);
        awaiting.confirmUntil = awaiting.created.addSecs(60);
        VERIFY_RESULT((*store)->add(deployment, awaiting));
        QCOMPARE((*store)->newestConfirmed()->revision.number, 1U);
        const auto confirmed = (*store)->setState(2, Revision::State::Confirmed, u"bert"_s, u"confirm"_s);
        VERIFY_RESULT(confirmed);
        QVERIFY(!confirmed->confirmUntil);
        QCOMPARE((*store)->newestConfirmed()->revision.number, 2U);
        QCOMPARE((*store)->revision(1)->revision.state, Revision::State::Superseded);
        COMPARE_ERROR((*store)->setState(9, Revision::State::Confirmed, u"bert"_s, u"confirm"_s),
                      Error::Code::NotFound);
    }

    void aTextMayBeEmpty()
    {
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        auto revision = revisionOf(u"anna"_s);
        revision.reason = QString();
        VERIFY_RESULT((*store)->add(turnpike::testing::exampleDeployment(), revision));
        QCOMPARE((*store)->newestConfirmed()->revision.reason, QString());
    }

    void aSecondProcessIsRefusedByName()
    {
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        // A lock of the kernel belongs to an open file, so a second opening stands for a second process.
        const auto second = openSqliteStore(m_folder->path());
        COMPARE_ERROR(second, Error::Code::Conflict);
        VERIFY_ERROR_NAMES(second, qPrintable(u"process %1"_s.arg(QCoreApplication::applicationPid())));
        VERIFY_ERROR_NAMES(second, "--state-directory");
    }

    void aFullDiskChangesNothing()
    {
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        const auto deployment = turnpike::testing::exampleDeployment();
        VERIFY_RESULT((*store)->add(deployment, revisionOf(u"anna"_s)));
        {
            const SmallDisk disk(1024);
            const auto added = (*store)->add(deployment, revisionOf(u"bert"_s));
            COMPARE_ERROR(added, Error::Code::Io);
            VERIFY_ERROR_NAMES(added, "turnpike.sqlite");
            VERIFY_ERROR_NAMES(added, "nothing was changed");
        }
        QCOMPARE((*store)->revisions(10)->size(), 1U);
        QCOMPARE((*store)->audit(10)->size(), 1U);
        const auto added = (*store)->add(deployment, revisionOf(u"bert"_s));
        VERIFY_RESULT(added);
        QCOMPARE(added->number, 2U);
    }

    void aFullDatabaseIsToldApartFromADamagedOne()
    {
        const auto database = store::SqliteDatabase::open(m_fileName);
        VERIFY_RESULT(database);
        VERIFY_RESULT((*database)->run(u"CREATE TABLE numbers (value BLOB)"_s));
        VERIFY_RESULT((*database)->run(u"PRAGMA max_page_count=3"_s));
        const auto full = (*database)->transaction([&]() -> Result<void> {
            const auto inserted =
                (*database)->run(u"INSERT INTO numbers VALUES (?)"_s, {QByteArray(100'000, 'x')});
            return inserted ? Result<void>() : tl::make_unexpected(inserted.error());
        });
        COMPARE_ERROR(full, Error::Code::Io);
        VERIFY_ERROR_NAMES(full, "the disk is full");
    }

    void aDamagedFileIsNamedWithWhatToDo()
    {
        {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            VERIFY_RESULT((*store)->add(turnpike::testing::exampleDeployment(), revisionOf(u"anna"_s)));
        }
        QFile file(m_fileName);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.write(QByteArray(64, 'x')) == 64);
        file.close();
        const auto store = openSqliteStore(m_folder->path());
        COMPARE_ERROR(store, Error::Code::Io);
        VERIFY_ERROR_NAMES(store, "turnpike.sqlite");
        VERIFY_ERROR_NAMES(store, "damaged");
        VERIFY_ERROR_NAMES(store, "backup");
    }

    void aFileOfANewerVersionIsLeftAlone()
    {
        {
            const auto database = store::SqliteDatabase::open(m_fileName);
            VERIFY_RESULT(database);
            VERIFY_RESULT((*database)->setSchemaVersion(99));
        }
        const auto store = openSqliteStore(m_folder->path());
        COMPARE_ERROR(store, Error::Code::InvalidValue);
        VERIFY_ERROR_NAMES(store, "schema 99");
    }

    void aChangedAuditLineIsFound()
    {
        {
            const auto store = openSqliteStore(m_folder->path());
            VERIFY_RESULT(store);
            VERIFY_RESULT((*store)->add(turnpike::testing::exampleDeployment(), revisionOf(u"anna"_s)));
            for (const auto &who : {u"anna"_s, u"bert"_s, u"carl"_s})
                VERIFY_RESULT((*store)->appendAudit(who, u"drain"_s, u"now"_s));
            VERIFY_RESULT((*store)->verifyAudit());
            QCOMPARE((*store)->audit(2)->front().who, u"carl"_s);
            QCOMPARE((*store)->audit(2)->size(), 2U);
        }
        {
            const auto database = store::SqliteDatabase::open(m_fileName);
            VERIFY_RESULT(database);
            VERIFY_RESULT((*database)->run(u"UPDATE audit SET who='eve' WHERE number=2"_s));
        }
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        const auto verified = (*store)->verifyAudit();
        COMPARE_ERROR(verified, Error::Code::Io);
        VERIFY_ERROR_NAMES(verified, "line 2");
    }

    void certificatesAreKeptByFingerprint()
    {
        const auto store = openSqliteStore(m_folder->path());
        VERIFY_RESULT(store);
        store::IssuedCertificate certificate{"ab12", u"anna@laptop"_s, wire::Role::Operator,
                                             QDateTime(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::utc()),
                                             false};
        VERIFY_RESULT((*store)->addCertificate(certificate));
        certificate.revoked = true;
        VERIFY_RESULT((*store)->addCertificate(certificate));
        const auto certificates = (*store)->certificates();
        VERIFY_RESULT(certificates);
        QCOMPARE(certificates->size(), 1U);
        QVERIFY(certificates->front() == certificate);
    }

    void whoOnlyLooksUpgradesACopy()
    {
        model::Deployment deployment = *document::defaultDeployment();
        deployment.edgeSites.first().avEdge.realm = u"old.example"_s;
        {
            const auto database = store::SqliteDatabase::open(m_fileName);
            VERIFY_RESULT(database);
            VERIFY_RESULT(store::createTables(**database));
            VERIFY_RESULT((*database)->run(
                u"INSERT INTO revisions (number, state, etag, author, reason, created, confirm_until, "
                u"deployment) "
                "VALUES (1, 'confirmed', ?, 'anna', '', '2026-01-01T00:00:00Z', NULL, ?)"_s,
                {QString::fromLatin1(document::fingerprint(deployment)), document::toJson(deployment)}));
            VERIFY_RESULT((*database)->run(u"INSERT INTO audit VALUES (1, '2026-01-01T00:00:00Z', 'anna', "
                                           "'push', 'revision 1', 'x')"_s));
            VERIFY_RESULT((*database)->setSchemaVersion(1));
        }
        const auto contentNow = [this] {
            QFile file(m_fileName);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QDir folder(m_folder->path());
        const auto names = folder.entryList(QDir::Files | QDir::Hidden);
        const QByteArray before = contentNow();
        QVERIFY(before.contains("old.example"));
        {
            const auto looked = openSqliteStore(m_folder->path(), store::StoreStart::ToLook);
            VERIFY_RESULT(looked);
            const auto newest = (*looked)->newestConfirmed();
            VERIFY_RESULT(newest);
            QCOMPARE(newest->deployment->edgeSites.first().avEdge.realm, u"old.example"_s);
        }
        QVERIFY(contentNow() == before);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), names);
        // A start upgrades the file itself.
        const auto started = openSqliteStore(m_folder->path());
        VERIFY_RESULT(started);
        VERIFY_RESULT((*started)->newestConfirmed());
        QVERIFY(!contentNow().contains("old.example"));
    }

    void aFolderThatCannotBeMadeIsNamed()
    {
        QFile file(m_folder->filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto store = openSqliteStore(file.fileName() + u"/state"_s);
        COMPARE_ERROR(store, Error::Code::Io);
        VERIFY_ERROR_NAMES(store, "/state");
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_fileName;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestSqliteStore)
#include "tst_sqlite_store.moc"
