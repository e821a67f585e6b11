// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/revision_table.h"

#include "core/document/json_codec.h"
#include "core/wire/json.h"
#include "relay/store/row_seal.h"
#include "relay/store/sealed_box.h"

#include <limits>

namespace turnpike::store {

using namespace Qt::StringLiterals;
using State = wire::Revision::State;

namespace {

constexpr int kRevisionColumns = 7;
constexpr int kSeal = kRevisionColumns;
constexpr int kDeployment = kRevisionColumns + 1;
constexpr int kAll = std::numeric_limits<int>::max();
constexpr char kRevisions[] = "revisions";
const auto kRevisionList = u"number, state, etag, author, reason, created, confirm_until, seal"_s;
const auto kEtagLabel = QByteArrayLiteral("etag");

QVariant timeOrNull(const std::optional<QDateTime> &time)
{
    return time ? QVariant(wire::toText(*time)) : QVariant();
}

QDateTime timeFrom(const QVariant &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

/// What a configuration cannot be parted from. The state is not among it, for it changes.
QByteArray labelOf(const wire::Revision &revision)
{
    return joinedParts({"deployment, schema 3", QByteArray::number(revision.number), revision.etag,
                        revision.author.toUtf8(), revision.reason.toUtf8(),
                        wire::toText(revision.created).toUtf8()});
}

} // namespace

RevisionTable::RevisionTable(SqliteDatabase &database, const StateKey &key)
    : m_database(database)
    , m_sealKey(key.derived("seal of deployments"))
    , m_rowKey(key.derived("seal of rows"))
{
}

/// It is a hash over secrets, and so as good as they are to whoever tries out guesses.
Result<QString> RevisionTable::sealedEtag(const QByteArray &etag) const
{
    const auto sealed = seal(m_sealKey, etag, kEtagLabel);
    return sealed ? Result<QString>(QString::fromLatin1(sealed->toBase64())) : errorOf(sealed);
}

Result<void> RevisionTable::sealRow(quint64 number)
{
    auto row = m_database.run(u"SELECT "_s + kRevisionList + u" FROM revisions WHERE number=?"_s,
                              {sqlNumber(number)});
    if (!row)
        return errorOf(row);
    if (!row->next())
        return m_database.damaged(u"revision %1 is missing"_s.arg(number));
    const auto sealed = QString::fromLatin1(rowSeal(m_rowKey, kRevisions, *row, kRevisionColumns));
    row->finish();
    const auto updated =
        m_database.run(u"UPDATE revisions SET seal=? WHERE number=?"_s, {sealed, sqlNumber(number)});
    return updated ? Result<void>() : errorOf(updated);
}

Result<wire::Revision> RevisionTable::add(const model::Deployment &deployment, wire::Revision revision)
{
    auto newest = m_database.run(u"SELECT max(number) FROM revisions"_s);
    if (!newest)
        return errorOf(newest);
    revision.number = newest->next() ? newest->value(0).toULongLong() + 1 : 1;
    newest->finish();
    const auto sealed =
        seal(m_sealKey, document::toJson(deployment, document::JsonForm::Complete), labelOf(revision));
    if (!sealed)
        return errorOf(sealed);
    const auto etag = sealedEtag(revision.etag);
    if (!etag)
        return errorOf(etag);
    const auto inserted = m_database.run(
        u"INSERT INTO revisions (number, state, etag, author, reason, created, confirm_until, "
        "deployment, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')"_s,
        {sqlNumber(revision.number), wire::toText(revision.state), *etag, revision.author, revision.reason,
         wire::toText(revision.created), timeOrNull(revision.confirmUntil), *sealed});
    if (!inserted)
        return errorOf(inserted);
    if (auto done = sealRow(revision.number); !done)
        return errorOf(done);
    return revision;
}

Result<wire::Revision> RevisionTable::setState(quint64 number, State state)
{
    // Read before it is sealed anew: what somebody else has written is not vouched for.
    auto fetched = revision(number);
    if (!fetched)
        return errorOf(fetched);
    const auto updated = m_database.run(u"UPDATE revisions SET state=?, confirm_until=NULL WHERE number=?"_s,
                                        {wire::toText(state), sqlNumber(number)});
    if (!updated)
        return errorOf(updated);
    if (auto done = sealRow(number); !done)
        return errorOf(done);
    fetched->revision.state = state;
    fetched->revision.confirmUntil.reset();
    return fetched->revision;
}

Result<void> RevisionTable::supersedeBefore(quint64 number)
{
    auto query = m_database.run(u"SELECT number FROM revisions WHERE state=? AND number<>?"_s,
                                {wire::toText(State::Confirmed), sqlNumber(number)});
    if (!query)
        return errorOf(query);
    std::vector<quint64> confirmed;
    while (query->next())
        confirmed.push_back(query->value(0).toULongLong());
    query->finish();
    for (const auto before : confirmed) {
        if (auto superseded = setState(before, State::Superseded); !superseded)
            return errorOf(superseded);
    }
    return {};
}

tl::unexpected<Error> RevisionTable::sealBroken(quint64 number, Error error) const
{
    error.where = QString(m_database.fileName() + u", revision %1"_s.arg(number)).toStdString();
    return tl::make_unexpected(std::move(error));
}

Result<wire::Revision> RevisionTable::revisionFrom(const QSqlQuery &row, Rows rows) const
{
    wire::Revision revision;
    revision.number = row.value(0).toULongLong();
    if (rows == Rows::Sealed &&
        row.value(kSeal).toString().toLatin1() != rowSeal(m_rowKey, kRevisions, row, kRevisionColumns)) {
        return m_database.damaged(
            u"what it says about revision %1 was changed by something else than this relay"_s.arg(
                revision.number));
    }
    const auto state = wire::revisionStateFromText(row.value(1).toString());
    if (!state)
        return m_database.damaged(QString::fromStdString(state.error().text()));
    revision.state = *state;
    const auto etag =
        unseal(m_sealKey, QByteArray::fromBase64(row.value(2).toString().toLatin1()), kEtagLabel);
    if (!etag)
        return sealBroken(revision.number, etag.error());
    revision.etag = *etag;
    revision.author = row.value(3).toString();
    revision.reason = row.value(4).toString();
    revision.created = timeFrom(row.value(5));
    if (!row.value(6).isNull())
        revision.confirmUntil = timeFrom(row.value(6));
    return revision;
}

Result<wire::FetchedDeployment> RevisionTable::fetch(QSqlQuery &query) const
{
    if (!query.next())
        return fail(Error::Code::NotFound, "there is no such revision", {}, {},
                    "look at the list of revisions");
    const auto revision = revisionFrom(query, Rows::Sealed);
    if (!revision)
        return errorOf(revision);
    const auto json = unseal(m_sealKey, query.value(kDeployment).toByteArray(), labelOf(*revision));
    if (!json)
        return sealBroken(revision->number, json.error());
    auto deployment =
        document::fromJson(*json, m_database.fileName() + u", revision %1"_s.arg(revision->number));
    if (!deployment)
        return errorOf(deployment);
    return wire::FetchedDeployment{std::make_shared<const model::Deployment>(std::move(*deployment)),
                                   *revision};
}

Result<wire::FetchedDeployment> RevisionTable::newestConfirmed() const
{
    auto query =
        m_database.run(u"SELECT "_s + kRevisionList +
                           u", deployment FROM revisions WHERE state=? ORDER BY number DESC LIMIT 1"_s,
                       {wire::toText(State::Confirmed)});
    return query ? fetch(*query) : errorOf(query);
}

Result<wire::FetchedDeployment> RevisionTable::revision(quint64 number) const
{
    auto query = m_database.run(
        u"SELECT "_s + kRevisionList + u", deployment FROM revisions WHERE number=?"_s, {sqlNumber(number)});
    return query ? fetch(*query) : errorOf(query);
}

Result<std::vector<wire::Revision>> RevisionTable::revisions(int most) const
{
    return revisionsOf(most, Rows::Sealed);
}

Result<std::vector<wire::Revision>> RevisionTable::looseRevisions() const
{
    return revisionsOf(kAll, Rows::Loose);
}

Result<std::vector<wire::Revision>> RevisionTable::revisionsOf(int most, Rows rows) const
{
    auto query = m_database.run(
        u"SELECT "_s + kRevisionList + u" FROM revisions ORDER BY number DESC LIMIT ?"_s, {most});
    if (!query)
        return errorOf(query);
    std::vector<wire::Revision> revisions;
    while (query->next()) {
        auto revision = revisionFrom(*query, rows);
        if (!revision)
            return errorOf(revision);
        revisions.push_back(std::move(*revision));
    }
    return revisions;
}

Result<void> RevisionTable::writeSealed(const wire::Revision &revision, const QByteArray &json)
{
    const auto sealed = seal(m_sealKey, json, labelOf(revision));
    if (!sealed)
        return errorOf(sealed);
    const auto etag = sealedEtag(revision.etag);
    if (!etag)
        return errorOf(etag);
    const auto updated = m_database.run(u"UPDATE revisions SET etag=?, deployment=? WHERE number=?"_s,
                                        {*etag, *sealed, sqlNumber(revision.number)});
    return updated ? sealRow(revision.number) : errorOf(updated);
}

Result<void> RevisionTable::sealClearRows()
{
    auto query = m_database.run(u"SELECT number, author, reason, created, deployment FROM revisions"_s);
    if (!query)
        return errorOf(query);
    std::vector<std::pair<wire::Revision, QByteArray>> rows;
    while (query->next()) {
        wire::Revision revision;
        revision.number = query->value(0).toULongLong();
        revision.author = query->value(1).toString();
        revision.reason = query->value(2).toString();
        revision.created = timeFrom(query->value(3));
        rows.emplace_back(std::move(revision), query->value(4).toByteArray());
    }
    query->finish();
    for (auto &[revision, json] : rows) {
        const auto deployment = document::fromJson(json, m_database.fileName());
        if (!deployment)
            return errorOf(deployment);
        revision.etag = document::fingerprint(*deployment);
        if (auto written = writeSealed(revision, json); !written)
            return written;
    }
    return {};
}

Result<void> RevisionTable::sealLooseRows()
{
    const auto revisions = looseRevisions();
    if (!revisions)
        return errorOf(revisions);
    for (const auto &revision : *revisions) {
        auto query = m_database.run(u"SELECT deployment FROM revisions WHERE number=?"_s,
                                    {sqlNumber(revision.number)});
        if (!query)
            return errorOf(query);
        if (!query->next())
            return m_database.damaged(u"revision %1 is missing"_s.arg(revision.number));
        const auto json = unseal(m_sealKey, query->value(0).toByteArray(), revision.etag);
        query->finish();
        if (!json)
            return sealBroken(revision.number, json.error());
        if (auto written = writeSealed(revision, *json); !written)
            return written;
    }
    return {};
}

} // namespace turnpike::store
