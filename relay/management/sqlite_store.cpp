// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/sqlite_store.h"

#include "core/client/wire.h"
#include "core/document/json_codec.h"
#include "relay/management/audit_chain.h"

#include <QDir>

namespace turnpike::management {

using namespace Qt::StringLiterals;
namespace wire = client::wire;
using State = client::Revision::State;

namespace {

constexpr int kSchemaVersion = 1;

const auto kRevisionColumns = u"number, state, etag, author, reason, created, confirm_until"_s;

template <class Value>
tl::unexpected<Error> errorOf(const Result<Value> &result)
{
    return tl::make_unexpected(result.error());
}

QVariant timeOrNull(const std::optional<QDateTime> &time)
{
    return time ? QVariant(wire::toText(*time)) : QVariant();
}

QDateTime timeFrom(const QVariant &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

QVariant keyOf(quint64 number)
{
    return QVariant::fromValue(static_cast<qlonglong>(number));
}

QString subjectOf(const client::Revision &revision)
{
    const QString name = u"revision %1"_s.arg(revision.number);
    return revision.reason.isEmpty() ? name : name + u": "_s + revision.reason;
}

} // namespace

SqliteStore::SqliteStore(FolderLock lock, std::unique_ptr<SqliteDatabase> database)
    : m_lock(std::move(lock))
    , m_database(std::move(database))
{
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const QString &folder)
{
    FolderLock lock;
    QString fileName = folder;
    if (folder != u":memory:") {
        auto acquired = FolderLock::acquire(folder);
        if (!acquired)
            return errorOf(acquired);
        lock = std::move(*acquired);
        fileName = QDir(folder).filePath(u"turnpike.sqlite"_s);
    }
    auto database = SqliteDatabase::open(fileName);
    if (!database)
        return errorOf(database);
    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(lock), std::move(*database)));
    if (auto created = store->createTables(); !created)
        return errorOf(created);
    return store;
}

Result<void> SqliteStore::createTables()
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
    return m_database->transaction([this]() -> Result<void> {
        for (const auto &statement :
             {u"CREATE TABLE revisions (number INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, "
              "etag TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, created TEXT NOT NULL, "
              "confirm_until TEXT, deployment BLOB NOT NULL)"_s,
              u"CREATE TABLE audit (number INTEGER PRIMARY KEY, time TEXT NOT NULL, who TEXT NOT NULL, "
              "action TEXT NOT NULL, subject TEXT NOT NULL, hash TEXT NOT NULL)"_s,
              u"CREATE TABLE certificates (fingerprint TEXT PRIMARY KEY, name TEXT NOT NULL, "
              "role TEXT NOT NULL, issued TEXT NOT NULL, revoked INTEGER NOT NULL)"_s}) {
            if (auto created = m_database->run(statement); !created)
                return errorOf(created);
        }
        return m_database->setSchemaVersion(kSchemaVersion);
    });
}

Result<void> SqliteStore::supersedeBefore(quint64 number)
{
    const auto done =
        m_database->run(u"UPDATE revisions SET state=? WHERE state=? AND number<>?"_s,
                        {wire::toText(State::Superseded), wire::toText(State::Confirmed), keyOf(number)});
    return done ? Result<void>() : errorOf(done);
}

Result<client::Revision> SqliteStore::add(const model::Deployment &deployment, client::Revision revision)
{
    return m_database->transaction([&]() -> Result<client::Revision> {
        const auto inserted = m_database->run(
            u"INSERT INTO revisions (state, etag, author, reason, created, confirm_until, deployment) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
            {wire::toText(revision.state), QString::fromLatin1(revision.etag), revision.author,
             revision.reason, wire::toText(revision.created), timeOrNull(revision.confirmUntil),
             document::toJson(deployment, document::JsonForm::Complete)});
        if (!inserted)
            return errorOf(inserted);
        revision.number = inserted->lastInsertId().toULongLong();
        if (revision.state == State::Confirmed) {
            if (auto superseded = supersedeBefore(revision.number); !superseded)
                return errorOf(superseded);
        }
        if (auto noted = insertAudit(revision.author, u"push"_s, subjectOf(revision)); !noted)
            return errorOf(noted);
        return revision;
    });
}

Result<client::Revision> SqliteStore::setState(quint64 number, State state, const QString &who,
                                               const QString &action)
{
    return m_database->transaction([&]() -> Result<client::Revision> {
        const auto updated =
            m_database->run(u"UPDATE revisions SET state=?, confirm_until=NULL WHERE number=?"_s,
                            {wire::toText(state), keyOf(number)});
        if (!updated)
            return errorOf(updated);
        const auto changed = revision(number);
        if (!changed)
            return errorOf(changed);
        if (state == State::Confirmed) {
            if (auto superseded = supersedeBefore(number); !superseded)
                return errorOf(superseded);
        }
        if (auto noted = insertAudit(who, action, subjectOf(changed->revision)); !noted)
            return errorOf(noted);
        return changed->revision;
    });
}

Result<client::Revision> SqliteStore::revisionFrom(const QSqlQuery &query) const
{
    client::Revision revision;
    revision.number = query.value(0).toULongLong();
    const auto state = wire::revisionStateFromText(query.value(1).toString());
    if (!state)
        return m_database->damaged(QString::fromStdString(state.error().text()));
    revision.state = *state;
    revision.etag = query.value(2).toString().toLatin1();
    revision.author = query.value(3).toString();
    revision.reason = query.value(4).toString();
    revision.created = timeFrom(query.value(5));
    if (!query.value(6).isNull())
        revision.confirmUntil = timeFrom(query.value(6));
    return revision;
}

Result<client::FetchedDeployment> SqliteStore::fetch(QSqlQuery &query) const
{
    if (!query.next())
        return fail(Error::Code::NotFound, "there is no such revision", {}, {},
                    "look at the list of revisions");
    const auto revision = revisionFrom(query);
    if (!revision)
        return errorOf(revision);
    auto deployment = document::fromJson(query.value(7).toByteArray(),
                                         m_database->fileName() + u", revision %1"_s.arg(revision->number));
    if (!deployment)
        return errorOf(deployment);
    return client::FetchedDeployment{std::make_shared<const model::Deployment>(std::move(*deployment)),
                                     *revision};
}

Result<client::FetchedDeployment> SqliteStore::newestConfirmed() const
{
    auto query =
        m_database->run(u"SELECT "_s + kRevisionColumns +
                            u", deployment FROM revisions WHERE state=? ORDER BY number DESC LIMIT 1"_s,
                        {wire::toText(State::Confirmed)});
    return query ? fetch(*query) : errorOf(query);
}

Result<client::FetchedDeployment> SqliteStore::revision(quint64 number) const
{
    auto query = m_database->run(
        u"SELECT "_s + kRevisionColumns + u", deployment FROM revisions WHERE number=?"_s, {keyOf(number)});
    return query ? fetch(*query) : errorOf(query);
}

Result<std::vector<client::Revision>> SqliteStore::revisions(int most) const
{
    auto query = m_database->run(
        u"SELECT "_s + kRevisionColumns + u" FROM revisions ORDER BY number DESC LIMIT ?"_s, {most});
    if (!query)
        return errorOf(query);
    std::vector<client::Revision> revisions;
    while (query->next()) {
        auto revision = revisionFrom(*query);
        if (!revision)
            return errorOf(revision);
        revisions.push_back(std::move(*revision));
    }
    return revisions;
}

Result<void> SqliteStore::insertAudit(const QString &who, const QString &action, const QString &subject)
{
    auto last = m_database->run(u"SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1"_s);
    if (!last)
        return errorOf(last);
    client::AuditEntry entry{1, QDateTime::currentDateTimeUtc(), who, action, subject};
    QByteArray hashBefore;
    if (last->next()) {
        entry.number = last->value(0).toULongLong() + 1;
        hashBefore = last->value(1).toString().toLatin1();
    }
    last->finish();
    const auto inserted = m_database->run(
        u"INSERT INTO audit (number, time, who, action, subject, hash) VALUES (?, ?, ?, ?, ?, ?)"_s,
        {keyOf(entry.number), wire::toText(entry.time), who, action, subject,
         QString::fromLatin1(auditHash(hashBefore, entry))});
    return inserted ? Result<void>() : errorOf(inserted);
}

Result<void> SqliteStore::appendAudit(const QString &who, const QString &action, const QString &subject)
{
    return m_database->transaction([&] { return insertAudit(who, action, subject); });
}

Result<std::vector<client::AuditEntry>> SqliteStore::audit(int most) const
{
    auto query = m_database->run(
        u"SELECT number, time, who, action, subject FROM audit ORDER BY number DESC LIMIT ?"_s, {most});
    if (!query)
        return errorOf(query);
    std::vector<client::AuditEntry> entries;
    while (query->next()) {
        entries.push_back({query->value(0).toULongLong(), timeFrom(query->value(1)),
                           query->value(2).toString(), query->value(3).toString(),
                           query->value(4).toString()});
    }
    return entries;
}

Result<void> SqliteStore::verifyAudit() const
{
    auto query =
        m_database->run(u"SELECT number, time, who, action, subject, hash FROM audit ORDER BY number"_s);
    if (!query)
        return errorOf(query);
    QByteArray hash;
    quint64 number = 0;
    while (query->next()) {
        const client::AuditEntry entry{query->value(0).toULongLong(), timeFrom(query->value(1)),
                                       query->value(2).toString(), query->value(3).toString(),
                                       query->value(4).toString()};
        hash = auditHash(hash, entry);
        if (entry.number != ++number || hash != query->value(5).toString().toLatin1()) {
            return m_database->damaged(
                u"line %1 of the audit was changed, or one before it is missing"_s.arg(entry.number));
        }
    }
    return {};
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

Result<std::unique_ptr<RevisionStore>> openSqliteStore(const QString &folder)
{
    auto store = SqliteStore::open(folder);
    if (!store)
        return errorOf(store);
    return std::unique_ptr<RevisionStore>(std::move(*store));
}

} // namespace turnpike::management
