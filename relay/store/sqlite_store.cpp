// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/sqlite_store.h"

#include "core/document/json_codec.h"
#include "core/wire/json.h"
#include "relay/store/sealed_box.h"
#include "relay/store/sqlite_schema.h"
#include "relay/store/store_backup.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

namespace turnpike::store {

using namespace Qt::StringLiterals;
using State = wire::Revision::State;

namespace {

const auto kEtagLabel = QByteArrayLiteral("etag");

const auto kRevisionColumns = u"number, state, etag, author, reason, created, confirm_until"_s;

QVariant timeOrNull(const std::optional<QDateTime> &time)
{
    return time ? QVariant(wire::toText(*time)) : QVariant();
}

QDateTime timeFrom(const QVariant &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

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

QString subjectOf(const wire::Revision &revision)
{
    const QString name = u"revision %1"_s.arg(revision.number);
    return revision.reason.isEmpty() ? name : name + u": "_s + revision.reason;
}

} // namespace

SqliteStore::SqliteStore(FolderLock lock, StateKey key, std::unique_ptr<SqliteDatabase> database,
                         const QString &folder)
    : m_lock(std::move(lock))
    , m_key(std::move(key))
    , m_sealKey(m_key.derived("seal of deployments"))
    , m_veilKey(m_key.derived("veil of etags"))
    , m_database(std::move(database))
    , m_folder(folder)
    , m_audit(*m_database, m_database->isInMemory() ? QString() : folder, m_key.derived("chain of the audit"))
{
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::openToLook(const QString &folder)
{
    const QString fileName = databaseIn(folder);
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

/// It is a hash over secrets, and so as good as they are to whoever tries out guesses.
Result<QString> SqliteStore::sealedEtag(const QByteArray &etag) const
{
    const auto sealed = seal(m_sealKey, etag, kEtagLabel);
    return sealed ? Result<QString>(QString::fromLatin1(sealed->toBase64())) : errorOf(sealed);
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
        return upgrade();
    return m_database->transaction([this]() -> Result<void> {
        if (auto created = store::createTables(*m_database); !created)
            return created;
        return m_database->setSchemaVersion(kSchemaVersion);
    });
}

/// Schema 1 kept deployments in clear, and chained the audit without a key.
Result<void> SqliteStore::upgrade()
{
    std::optional<AuditLog::Line> end;
    const auto upgraded = m_database->transaction([&]() -> Result<void> {
        if (auto sealed = sealDeployments(); !sealed)
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

Result<void> SqliteStore::sealDeployments()
{
    auto query = m_database->run(u"SELECT number, deployment FROM revisions"_s);
    if (!query)
        return errorOf(query);
    std::vector<std::pair<quint64, QByteArray>> rows;
    while (query->next())
        rows.emplace_back(query->value(0).toULongLong(), query->value(1).toByteArray());
    query->finish();
    for (const auto &[number, json] : rows) {
        const auto deployment = document::fromJson(json, m_database->fileName());
        if (!deployment)
            return errorOf(deployment);
        const QByteArray etag = document::fingerprint(*deployment);
        const auto sealed = seal(m_sealKey, json, etag);
        if (!sealed)
            return errorOf(sealed);
        const auto name = sealedEtag(etag);
        if (!name)
            return errorOf(name);
        const auto updated = m_database->run(u"UPDATE revisions SET etag=?, deployment=? WHERE number=?"_s,
                                             {*name, *sealed, sqlNumber(number)});
        if (!updated)
            return errorOf(updated);
    }
    return {};
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

Result<void> SqliteStore::supersedeBefore(quint64 number)
{
    const auto done =
        m_database->run(u"UPDATE revisions SET state=? WHERE state=? AND number<>?"_s,
                        {wire::toText(State::Superseded), wire::toText(State::Confirmed), sqlNumber(number)});
    return done ? Result<void>() : errorOf(done);
}

Result<wire::Revision> SqliteStore::add(const model::Deployment &deployment, wire::Revision revision)
{
    const auto sealed =
        seal(m_sealKey, document::toJson(deployment, document::JsonForm::Complete), revision.etag);
    if (!sealed)
        return errorOf(sealed);
    const auto etag = sealedEtag(revision.etag);
    if (!etag)
        return errorOf(etag);
    auto added = audited([&]() -> Result<wire::Revision> {
        const auto inserted = m_database->run(
            u"INSERT INTO revisions (state, etag, author, reason, created, confirm_until, deployment) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
            {wire::toText(revision.state), *etag, revision.author, revision.reason,
             wire::toText(revision.created), timeOrNull(revision.confirmUntil), *sealed});
        if (!inserted)
            return errorOf(inserted);
        revision.number = inserted->lastInsertId().toULongLong();
        if (revision.state == State::Confirmed) {
            if (auto superseded = supersedeBefore(revision.number); !superseded)
                return errorOf(superseded);
        }
        if (auto noted = noteDown(revision.author, u"push"_s, subjectOf(revision)); !noted)
            return errorOf(noted);
        return revision;
    });
    if (added && added->state == State::Confirmed)
        backUp();
    return added;
}

Result<wire::Revision> SqliteStore::setState(quint64 number, State state, const QString &who,
                                             const QString &action)
{
    auto changed = audited([&]() -> Result<wire::Revision> {
        const auto updated =
            m_database->run(u"UPDATE revisions SET state=?, confirm_until=NULL WHERE number=?"_s,
                            {wire::toText(state), sqlNumber(number)});
        if (!updated)
            return errorOf(updated);
        const auto fetched = revision(number);
        if (!fetched)
            return errorOf(fetched);
        if (state == State::Confirmed) {
            if (auto superseded = supersedeBefore(number); !superseded)
                return errorOf(superseded);
        }
        if (auto noted = noteDown(who, action, subjectOf(fetched->revision)); !noted)
            return errorOf(noted);
        return fetched->revision;
    });
    if (changed && state == State::Confirmed)
        backUp();
    return changed;
}

tl::unexpected<Error> SqliteStore::sealBroken(quint64 number, Error error) const
{
    error.where = QString(m_database->fileName() + u", revision %1"_s.arg(number)).toStdString();
    return tl::make_unexpected(std::move(error));
}

Result<wire::Revision> SqliteStore::revisionFrom(const QSqlQuery &query) const
{
    wire::Revision revision;
    revision.number = query.value(0).toULongLong();
    const auto state = wire::revisionStateFromText(query.value(1).toString());
    if (!state)
        return m_database->damaged(QString::fromStdString(state.error().text()));
    revision.state = *state;
    const auto etag =
        unseal(m_sealKey, QByteArray::fromBase64(query.value(2).toString().toLatin1()), kEtagLabel);
    if (!etag)
        return sealBroken(revision.number, etag.error());
    revision.etag = *etag;
    revision.author = query.value(3).toString();
    revision.reason = query.value(4).toString();
    revision.created = timeFrom(query.value(5));
    if (!query.value(6).isNull())
        revision.confirmUntil = timeFrom(query.value(6));
    return revision;
}

Result<wire::FetchedDeployment> SqliteStore::fetch(QSqlQuery &query) const
{
    if (!query.next())
        return fail(Error::Code::NotFound, "there is no such revision", {}, {},
                    "look at the list of revisions");
    const auto revision = revisionFrom(query);
    if (!revision)
        return errorOf(revision);
    const auto json = unseal(m_sealKey, query.value(7).toByteArray(), revision->etag);
    if (!json)
        return sealBroken(revision->number, json.error());
    auto deployment =
        document::fromJson(*json, m_database->fileName() + u", revision %1"_s.arg(revision->number));
    if (!deployment)
        return errorOf(deployment);
    return wire::FetchedDeployment{std::make_shared<const model::Deployment>(std::move(*deployment)),
                                   *revision};
}

Result<wire::FetchedDeployment> SqliteStore::newestConfirmed() const
{
    auto query =
        m_database->run(u"SELECT "_s + kRevisionColumns +
                            u", deployment FROM revisions WHERE state=? ORDER BY number DESC LIMIT 1"_s,
                        {wire::toText(State::Confirmed)});
    return query ? fetch(*query) : errorOf(query);
}

Result<wire::FetchedDeployment> SqliteStore::revision(quint64 number) const
{
    auto query =
        m_database->run(u"SELECT "_s + kRevisionColumns + u", deployment FROM revisions WHERE number=?"_s,
                        {sqlNumber(number)});
    return query ? fetch(*query) : errorOf(query);
}

Result<std::vector<wire::Revision>> SqliteStore::revisions(int most) const
{
    auto query = m_database->run(
        u"SELECT "_s + kRevisionColumns + u" FROM revisions ORDER BY number DESC LIMIT ?"_s, {most});
    if (!query)
        return errorOf(query);
    std::vector<wire::Revision> revisions;
    while (query->next()) {
        auto revision = revisionFrom(*query);
        if (!revision)
            return errorOf(revision);
        revisions.push_back(std::move(*revision));
    }
    return revisions;
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
    return m_database->transaction([&]() -> Result<void> {
        const auto inserted = m_database->run(
            u"INSERT OR REPLACE INTO certificates (fingerprint, name, role, issued, revoked) "
            "VALUES (?, ?, ?, ?, ?)"_s,
            {QString::fromLatin1(certificate.fingerprint), certificate.name, wire::toText(certificate.role),
             wire::toText(certificate.issued), certificate.revoked ? 1 : 0});
        return inserted ? Result<void>() : errorOf(inserted);
    });
}

Result<std::vector<IssuedCertificate>> SqliteStore::certificates() const
{
    auto query = m_database->run(
        u"SELECT fingerprint, name, role, issued, revoked FROM certificates ORDER BY issued"_s);
    if (!query)
        return errorOf(query);
    std::vector<IssuedCertificate> certificates;
    while (query->next()) {
        const auto role = wire::roleFromText(query->value(2).toString());
        if (!role)
            return m_database->damaged(QString::fromStdString(role.error().text()));
        certificates.push_back({query->value(0).toString().toLatin1(), query->value(1).toString(), *role,
                                timeFrom(query->value(3)), query->value(4).toInt() != 0});
    }
    return certificates;
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
