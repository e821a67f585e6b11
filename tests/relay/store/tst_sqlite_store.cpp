// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/json_codec.h"
#include "relay/store/revision_store.h"
#include "relay/store/sqlite_schema.h"
#include "tests/relay/store/store_contract.h"
#include "tests/support/full_disk.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace turnpike;
using store::openSqliteStore;
using turnpike::testing::revisionOf;
using wire::Revision;

/// What SQLite in a folder adds to the contract of every store.
class TestSqliteStore : public turnpike::testing::StoreContract {
    Q_OBJECT
protected:
    Result<std::unique_ptr<store::RevisionStore>> open() override
    {
        return openSqliteStore(m_folder->path());
    }

private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_fileName = m_folder->filePath(u"turnpike.sqlite"_s);
    }

    void nobodyElseMayReadTheFile()
    {
        VERIFY_RESULT(open());
        QCOMPARE(QFile::permissions(m_fileName) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
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
            const turnpike::testing::FullDisk disk(1024);
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
