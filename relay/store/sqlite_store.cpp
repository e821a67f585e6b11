// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/sqlite_store.h"

#include "core/document/regular_file.h"
#include "relay/store/history_check.h"
#include "relay/store/sqlite_schema.h"
#include "relay/store/store_backup.h"

#include <QDir>
#include <QFileInfo>

#include <limits>
#include <utility>

namespace turnpike::store {

using namespace Qt::StringLiterals;
using State = wire::Revision::State;

namespace {

/// Since schema 2 every folder with a line in its audit has this.
bool directoryHasSealed(const QString &folder)
{
    return QDir(folder).exists(u"audit.head"_s);
}

/// Whether a relay has worked with this folder: these files come after the first revision.
bool hasOldKeys(const QString &folder)
{
    const QDir directory(folder);
    return directory.exists(u"authority.pem"_s) || directory.exists(u"audit.head"_s);
}

Result<void> checkNotLost(const QString &folder, const QString &fileName)
{
    if (QFileInfo(fileName).size() > 0) {
        if (!directoryHasSealed(folder) || StateKey::exists(folder))
            return {};
        return fail(
            Error::Code::Io, "the key that the database is sealed with is missing",
            QDir(folder).filePath(u"state.key"_s).toStdString(), {},
            "put it back from your backup; or start with --start-anew, which keeps what is there under "
            "another name, begins with the configuration of the options, and pairs every console anew");
    }
    if (!hasOldKeys(folder))
        return {};
    return fail(Error::Code::Io,
                "the database is missing or empty beside the keys of a relay that worked here",
                fileName.toStdString(), "the database that belongs to the keys", restoreRemedy(fileName));
}

/// Whoever can write to it can put a key, a database and an authority of his own in the place of all of them.
Result<void> checkClosed(const QString &folder)
{
    return document::isOpenToEverybody(folder) ? document::checkPrivateFolder(folder, "the state folder")
                                               : Result<void>();
}

/// Nothing is deleted: what is there may be the only thing that tells what happened.
void putAside(const QString &folder)
{
    const QDir directory(folder);
    const QString suffix = u".before-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss"_s);
    for (const auto &name : {u"turnpike.sqlite"_s, u"state.key"_s, u"audit.head"_s, u"authority.pem"_s,
                             u"authority.key"_s, u"server.pem"_s, u"server.key"_s, u"last-start"_s}) {
        if (directory.exists(name))
            QFile::rename(directory.filePath(name), directory.filePath(name + suffix));
    }
}

QString databaseIn(const QString &folder)
{
    return QDir(folder).filePath(u"turnpike.sqlite"_s);
}

} // namespace

SqliteStore::SqliteStore(FolderLock lock, StateKey key, std::unique_ptr<SqliteDatabase> database,
                         const QString &folder)
    : m_lock(std::move(lock))
    , m_key(std::move(key))
    , m_veilKey(m_key.derived("veil of etags"))
    , m_database(std::move(database))
    , m_folder(folder)
    , m_revisions(*m_database, m_key)
    , m_certificates(*m_database, m_key)
    , m_audit(*m_database, m_database->isInMemory() ? QString() : folder, m_key.derived("chain of the audit"))
{
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::openToLook(const QString &folder)
{
    const QString fileName = databaseIn(folder);
    if (auto checked = checkClosed(folder); !checked)
        return errorOf(checked);
    if (auto checked = checkNotLost(folder, fileName); !checked)
        return errorOf(checked);
    auto database = QFileInfo(fileName).size() > 0
                        ? SqliteDatabase::open(fileName, SqliteDatabase::Access::Look)
                        : SqliteDatabase::openInMemory(fileName);
    if (!database)
        return errorOf(database);
    const auto version = (*database)->schemaVersion();
    if (!version)
        return errorOf(version);
    if (*version < kSchemaVersion && !(*database)->isInMemory())
        database = copyInMemory(**database);
    if (!database)
        return errorOf(database);
    auto key = StateKey::exists(folder) ? StateKey::openExisting(folder)
                                        : StateKey::open(SqliteDatabase::kInMemory.toString());
    if (!key)
        return errorOf(key);
    std::unique_ptr<SqliteStore> store(
        new SqliteStore(FolderLock(), std::move(*key), std::move(*database), folder));
    if (auto begun = store->begin(StoreStart::ToLook); !begun)
        return errorOf(begun);
    return store;
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const QString &folder, StoreStart start)
{
    if (start == StoreStart::ToLook && folder != SqliteDatabase::kInMemory)
        return openToLook(folder);
    FolderLock lock;
    QString fileName = folder;
    if (folder != SqliteDatabase::kInMemory) {
        auto acquired = FolderLock::acquire(folder);
        if (!acquired)
            return errorOf(acquired);
        lock = std::move(*acquired);
        if (auto checked = checkClosed(folder); !checked)
            return errorOf(checked);
        fileName = databaseIn(folder);
        if (start == StoreStart::Anew)
            putAside(folder);
        if (auto checked = checkNotLost(folder, fileName); !checked)
            return errorOf(checked);
    }
    auto database = SqliteDatabase::open(fileName);
    if (!database)
        return errorOf(database);
    auto key = StateKey::open(folder);
    if (!key)
        return errorOf(key);
    std::unique_ptr<SqliteStore> store(
        new SqliteStore(std::move(lock), std::move(*key), std::move(*database), folder));
    if (auto begun = store->begin(start); !begun)
        return errorOf(begun);
    return store;
}

Result<void> SqliteStore::begin(StoreStart start)
{
    if (auto created = bringUpToDate(); !created)
        return created;
    if (m_folder == SqliteDatabase::kInMemory)
        return {};
    if (auto checked = checkNotEmptied(); !checked)
        return checked;
    if (auto checked = checkHistory(); !checked)
        return checked;
    if (start == StoreStart::ToLook)
        return {};
    if (auto put = putFirstHead(); !put)
        return put;
    backUp();
    return {};
}

/// A first start that ended between its first line and the head of it is no cut: no key has been made yet.
Result<void> SqliteStore::putFirstHead()
{
    if (hasOldKeys(m_folder))
        return {};
    const auto line = m_audit.last();
    if (!line)
        return errorOf(line);
    if (!*line || (*line)->entry.number != 1)
        return {};
    // Not written now, it is written with the next line.
    if (const auto written = m_audit.putFirstHead(**line); !written && m_listener.troubled)
        m_listener.troubled(written.error());
    return {};
}

/// Keys without what they belong to: somebody took the revisions away, and a relay that began anew without a
/// word would serve with another configuration and know nobody.
Result<void> SqliteStore::checkNotEmptied() const
{
    if (!hasOldKeys(m_folder))
        return {};
    auto query = m_database->run(u"SELECT count(*) FROM revisions"_s);
    if (!query)
        return errorOf(query);
    if (query->next() && query->value(0).toULongLong() > 0)
        return {};
    return fail(Error::Code::Io, "the database was emptied: this folder has keys, and no revision",
                m_database->fileName().toStdString(), "the database that belongs to the keys",
                restoreRemedy(m_database->fileName()));
}

void SqliteStore::backUp()
{
    if (m_folder == SqliteDatabase::kInMemory)
        return;
    if (auto written = writeBackup(*m_database); !written && m_listener.troubled)
        m_listener.troubled(written.error());
}

QByteArray SqliteStore::veiledEtag(const QByteArray &etag) const
{
    return keyedHash(m_veilKey, etag);
}

Result<void> SqliteStore::bringUpToDate()
{
    const auto version = m_database->schemaVersion();
    if (!version)
        return errorOf(version);
    if (*version == kSchemaVersion)
        return {};
    if (*version > kSchemaVersion) {
        return fail(Error::Code::InvalidValue,
                    "the file was written by a newer version of this program (schema " +
                        std::to_string(*version) + ")",
                    m_database->fileName().toStdString(), "schema " + std::to_string(kSchemaVersion),
                    "start the newer version, or choose another --state-directory");
    }
    if (*version > 0)
        return upgrade(*version);
    return m_database->transaction([this]() -> Result<void> {
        if (auto created = store::createTables(*m_database); !created)
            return created;
        return m_database->setSchemaVersion(kSchemaVersion);
    });
}

Result<void> SqliteStore::upgrade(int version)
{
    return version == 1 ? upgradeClear() : upgradeLoose();
}

/// Schema 1 kept deployments in clear, and chained the audit without a key.
Result<void> SqliteStore::upgradeClear()
{
    std::optional<AuditLog::Line> end;
    const auto upgraded = m_database->transaction([&]() -> Result<void> {
        if (auto added = addSealColumns(*m_database); !added)
            return added;
        if (auto sealed = m_revisions.sealClearRows(); !sealed)
            return sealed;
        if (auto sealed = m_certificates.sealLooseRows(); !sealed)
            return sealed;
        auto chained = m_audit.chainAnew();
        if (!chained)
            return errorOf(chained);
        end = std::move(*chained);
        return m_database->setSchemaVersion(kSchemaVersion);
    });
    if (!upgraded)
        return upgraded;
    // What stood in clear is not left behind in pages that are free now.
    if (auto cleaned = m_database->run(u"VACUUM"_s); !cleaned)
        return errorOf(cleaned);
    return end ? m_audit.putFirstHead(*end) : Result<void>();
}

/// Schema 2 did not seal what rows say about a configuration or a certificate. They are believed once, as far
/// as the audit says the same.
Result<void> SqliteStore::upgradeLoose()
{
    return m_database->transaction([&]() -> Result<void> {
        if (auto added = addSealColumns(*m_database); !added)
            return added;
        const auto revisions = m_revisions.looseRevisions();
        if (!revisions)
            return errorOf(revisions);
        const auto certificates = m_certificates.loose();
        if (!certificates)
            return errorOf(certificates);
        if (auto checked = HistoryCheck(*m_database, m_audit).checkLoose(*revisions, *certificates); !checked)
            return checked;
        if (auto sealed = m_revisions.sealLooseRows(); !sealed)
            return sealed;
        if (auto sealed = m_certificates.sealLooseRows(); !sealed)
            return sealed;
        return m_database->setSchemaVersion(kSchemaVersion);
    });
}

Result<void> SqliteStore::checkHistory() const
{
    const auto revisions = m_revisions.revisions(std::numeric_limits<int>::max());
    if (!revisions)
        return errorOf(revisions);
    const auto certificates = m_certificates.all();
    if (!certificates)
        return errorOf(certificates);
    return HistoryCheck(*m_database, m_audit).check(*revisions, *certificates);
}

template <class Work>
auto SqliteStore::audited(Work work) -> decltype(work())
{
    m_newLine.reset();
    auto result = m_database->transaction(work);
    const auto line = std::exchange(m_newLine, std::nullopt);
    if (!result || !line)
        return result;
    if (m_listener.audited)
        m_listener.audited(line->entry, line->hash);
    // What was done is done, also when the head cannot follow.
    if (auto moved = m_audit.moveHead(*line); !moved && m_listener.troubled)
        m_listener.troubled(moved.error());
    return result;
}

Result<wire::Revision> SqliteStore::add(const model::Deployment &deployment, wire::Revision revision)
{
    auto added = audited([&]() -> Result<wire::Revision> {
        auto kept = m_revisions.add(deployment, revision);
        if (!kept)
            return kept;
        if (kept->state == State::Confirmed) {
            if (auto superseded = m_revisions.supersedeBefore(kept->number); !superseded)
                return errorOf(superseded);
        }
        if (auto noted = noteDown(kept->author, u"push"_s, auditSubjectOf(*kept)); !noted)
            return errorOf(noted);
        return kept;
    });
    if (added && added->state == State::Confirmed)
        backUp();
    return added;
}

Result<wire::Revision> SqliteStore::setState(quint64 number, State state, const QString &who,
                                             const QString &action)
{
    auto changed = audited([&]() -> Result<wire::Revision> {
        auto kept = m_revisions.setState(number, state);
        if (!kept)
            return kept;
        if (state == State::Confirmed) {
            if (auto superseded = m_revisions.supersedeBefore(number); !superseded)
                return errorOf(superseded);
        }
        if (auto noted = noteDown(who, action, auditSubjectOf(*kept)); !noted)
            return errorOf(noted);
        return kept;
    });
    if (changed && state == State::Confirmed)
        backUp();
    return changed;
}

Result<wire::FetchedDeployment> SqliteStore::newestConfirmed() const
{
    return m_revisions.newestConfirmed();
}

Result<wire::FetchedDeployment> SqliteStore::revision(quint64 number) const
{
    return m_revisions.revision(number);
}

Result<std::vector<wire::Revision>> SqliteStore::revisions(int most) const
{
    return m_revisions.revisions(most);
}

Result<void> SqliteStore::noteDown(const QString &who, const QString &action, const QString &subject)
{
    auto line = m_audit.add(who, action, subject);
    if (!line)
        return errorOf(line);
    m_newLine = std::move(*line);
    return {};
}

Result<void> SqliteStore::appendAudit(const QString &who, const QString &action, const QString &subject)
{
    return audited([&] { return noteDown(who, action, subject); });
}

Result<std::vector<wire::AuditEntry>> SqliteStore::audit(int most) const
{
    return m_audit.entries(most);
}

Result<AuditHead> SqliteStore::verifyAudit() const
{
    return m_audit.verify();
}

Result<bool> SqliteStore::renewAuditHead(const QString &who)
{
    const auto isMissing = m_audit.isHeadMissing();
    if (!isMissing)
        return errorOf(isMissing);
    if (!*isMissing)
        return false;
    const auto chain = m_audit.verifyChain();
    if (!chain)
        return errorOf(chain);
    // The line is the first that the new head vouches for.
    m_audit.expectFirstHead();
    const auto noted = appendAudit(who, u"renew-audit-head"_s,
                                   u"audit.head was missing; that nothing was cut off before this line is "
                                   "not proven (%1 lines were there)"_s.arg(chain->lines));
    return noted ? Result<bool>(true) : errorOf(noted);
}

Result<void> SqliteStore::addCertificate(const IssuedCertificate &certificate)
{
    auto added = m_database->transaction([&] { return m_certificates.put(certificate); });
    if (added)
        tellCertificates();
    return added;
}

void SqliteStore::tellCertificates() const
{
    if (m_listener.certificatesChanged)
        m_listener.certificatesChanged();
}

Result<void> SqliteStore::addPaired(const IssuedCertificate &certificate, const QString &subject)
{
    auto added = audited([&]() -> Result<void> {
        const auto issued = m_certificates.all();
        if (!issued)
            return errorOf(issued);
        for (auto known : *issued) {
            if (known.name != certificate.name || known.revoked)
                continue;
            known.revoked = true;
            if (auto revoked = m_certificates.put(known); !revoked)
                return revoked;
        }
        if (auto put = m_certificates.put(certificate); !put)
            return put;
        return noteDown(certificate.name, u"pair"_s, subject);
    });
    if (added)
        tellCertificates();
    return added;
}

Result<std::vector<IssuedCertificate>> SqliteStore::certificates() const
{
    return m_certificates.all();
}

bool isStoreInUse(const QString &folder)
{
    return FolderLock::isHeld(folder);
}

Result<std::unique_ptr<RevisionStore>> openSqliteStore(const QString &folder, StoreStart start)
{
    auto store = SqliteStore::open(folder, start);
    if (!store)
        return errorOf(store);
    return std::unique_ptr<RevisionStore>(std::move(*store));
}

} // namespace turnpike::store
