// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/audit_log.h"

#include "core/wire/json.h"

#include <QDir>

#include <algorithm>
#include <limits>

namespace turnpike::store {

using namespace Qt::StringLiterals;

namespace {

/// Of a query that begins with number, time, who, action, subject.
wire::AuditEntry entryFrom(const QSqlQuery &query)
{
    return {query.value(0).toULongLong(), QDateTime::fromString(query.value(1).toString(), Qt::ISODateWithMs),
            query.value(2).toString(), query.value(3).toString(), query.value(4).toString()};
}

QByteArray hashFrom(const QSqlQuery &query, int column)
{
    return query.value(column).toString().toLatin1();
}

} // namespace

AuditLog::AuditLog(SqliteDatabase &database, const QString &folder, const QByteArray &key)
    : m_database(database)
    , m_folder(folder)
    , m_key(key)
    , m_head(folder, key)
{
}

bool AuditLog::isOfOldRelay() const
{
    return QDir(m_folder).exists(u"authority.pem"_s);
}

Result<std::optional<AuditLog::Line>> AuditLog::last() const
{
    auto query = m_database.run(
        u"SELECT number, time, who, action, subject, hash FROM audit ORDER BY number DESC LIMIT 1"_s);
    if (!query)
        return errorOf(query);
    if (!query->next())
        return std::optional<Line>();
    return Line{entryFrom(*query), hashFrom(*query, 5)};
}

Result<AuditLog::Line> AuditLog::add(const QString &who, const QString &action, const QString &subject)
{
    const auto before = last();
    if (!before)
        return errorOf(before);
    Line line{{1, QDateTime::currentDateTimeUtc(), who, action, subject}, {}};
    if (*before)
        line.entry.number = (*before)->entry.number + 1;
    line.hash = auditHash(m_key, *before ? (*before)->hash : QByteArray(), line.entry);
    const auto inserted = m_database.run(
        u"INSERT INTO audit (number, time, who, action, subject, hash) VALUES (?, ?, ?, ?, ?, ?)"_s,
        {sqlNumber(line.entry.number), wire::toText(line.entry.time), who, action, subject,
         QString::fromLatin1(line.hash)});
    if (!inserted)
        return errorOf(inserted);
    return line;
}

// Only from a place in the chain, which may lie behind: with a head that is moved on from a chain that was
// cut, the next line would heal what verify() has to find for good.
Result<void> AuditLog::moveHead(const Line &line)
{
    if (m_folder.isEmpty())
        return {};
    const auto head = m_head.read();
    if (!head)
        return errorOf(head);
    if (!*head) {
        if (!m_isHeadOwed && (line.entry.number > 1 || isOfOldRelay()))
            return headMissing();
        return putFirstHead(line);
    }
    auto query = m_database.run(u"SELECT hash FROM audit WHERE number=?"_s, {sqlNumber((*head)->lines)});
    if (!query)
        return errorOf(query);
    if (!query->next() || hashFrom(*query, 0) != (*head)->hash)
        return damaged(u"lines of the audit were cut off"_s);
    return m_head.write(line.head());
}

Result<void> AuditLog::putFirstHead(const Line &line)
{
    if (m_folder.isEmpty())
        return {};
    const auto written = m_head.write(line.head());
    m_isHeadOwed = !written;
    return written;
}

Result<std::optional<AuditLog::Line>> AuditLog::chainAnew()
{
    auto query = m_database.run(u"SELECT number, time, who, action, subject FROM audit ORDER BY number"_s);
    if (!query)
        return errorOf(query);
    std::vector<wire::AuditEntry> entries;
    while (query->next())
        entries.push_back(entryFrom(*query));
    query->finish();
    std::optional<Line> end;
    for (const auto &entry : entries) {
        end = Line{entry, auditHash(m_key, end ? end->hash : QByteArray(), entry)};
        const auto updated = m_database.run(u"UPDATE audit SET hash=? WHERE number=?"_s,
                                            {QString::fromLatin1(end->hash), sqlNumber(entry.number)});
        if (!updated)
            return errorOf(updated);
    }
    return end;
}

Result<std::vector<wire::AuditEntry>> AuditLog::entries(int most) const
{
    auto query = m_database.run(
        u"SELECT number, time, who, action, subject FROM audit ORDER BY number DESC LIMIT ?"_s, {most});
    if (!query)
        return errorOf(query);
    std::vector<wire::AuditEntry> entries;
    while (query->next())
        entries.push_back(entryFrom(*query));
    return entries;
}

Result<bool> AuditLog::isHeadMissing() const
{
    if (m_folder.isEmpty() || m_head.exists())
        return false;
    const auto line = last();
    if (!line)
        return errorOf(line);
    return line->has_value() || isOfOldRelay();
}

Result<AuditHead> AuditLog::verifyChain() const
{
    return chainThrough(AuditHead());
}

/// The chain's end; an error unless it passes through `head`. The empty one is where every chain begins.
Result<AuditHead> AuditLog::chainThrough(const AuditHead &head) const
{
    auto query =
        m_database.run(u"SELECT number, time, who, action, subject, hash FROM audit ORDER BY number"_s);
    if (!query)
        return errorOf(query);
    AuditHead end;
    bool hasHead = end == head;
    while (query->next()) {
        const auto entry = entryFrom(*query);
        end.hash = auditHash(m_key, end.hash, entry);
        if (entry.number != ++end.lines || end.hash != hashFrom(*query, 5)) {
            return damaged(u"line %1 of the audit was changed or made up, or one before it is missing"_s.arg(
                entry.number));
        }
        hasHead = hasHead || end == head;
    }
    if (!hasHead) {
        return damaged(
            end.lines < head.lines
                ? u"the end of the audit was cut off: it had %1 lines, and has %2"_s.arg(head.lines)
                      .arg(end.lines)
                : u"the end of the audit was cut off, and others were written since: it had %1 other lines"_s
                      .arg(head.lines));
    }
    return end;
}

Result<std::optional<wire::AuditEntry>> AuditLog::lastWhere(const QString &condition,
                                                            const QVariantList &values) const
{
    auto query = m_database.run(u"SELECT number, time, who, action, subject, hash FROM audit WHERE "_s +
                                    condition + u" ORDER BY number DESC LIMIT 1"_s,
                                values);
    if (!query)
        return errorOf(query);
    if (!query->next())
        return std::optional<wire::AuditEntry>();
    const auto entry = entryFrom(*query);
    auto before = m_database.run(u"SELECT hash FROM audit WHERE number=?"_s, {sqlNumber(entry.number - 1)});
    if (!before)
        return errorOf(before);
    const auto hashBefore = before->next() ? hashFrom(*before, 0) : QByteArray();
    if (auditHash(m_key, hashBefore, entry) != hashFrom(*query, 5))
        return m_database.damaged(
            u"line %1 of the audit was changed or made up, or the one before it is missing"_s.arg(
                entry.number));
    return entry;
}

Result<std::optional<wire::AuditEntry>> AuditLog::lastPush() const
{
    return lastWhere(u"action='push'"_s, {});
}

Result<std::optional<wire::AuditEntry>> AuditLog::lastAbout(const QString &revision) const
{
    return lastWhere(u"(action='push' OR action='confirm' OR action LIKE 'revert%') AND "
                     "(subject=? OR substr(subject, 1, ?)=?)"_s,
                     {revision, static_cast<int>(revision.size()) + 1, QString(revision + u':')});
}

Result<std::optional<wire::AuditEntry>> AuditLog::lastOfClient(const QString &name) const
{
    return lastWhere(u"(action='pair' AND who=?) OR (action='revoke' AND subject=?)"_s, {name, name});
}

Result<std::vector<wire::AuditEntry>> AuditLog::chain() const
{
    if (const auto end = verifyChain(); !end)
        return errorOf(end);
    auto lines = entries(std::numeric_limits<int>::max());
    if (lines)
        std::reverse(lines->begin(), lines->end());
    return lines;
}

Result<AuditHead> AuditLog::verify() const
{
    const auto head = m_folder.isEmpty() ? Result<std::optional<AuditHead>>() : m_head.read();
    if (!head)
        return errorOf(head);
    const auto end = chainThrough(head->value_or(AuditHead()));
    if (!end)
        return errorOf(end);
    const auto isMissing = isHeadMissing();
    if (!isMissing)
        return errorOf(isMissing);
    return *isMissing ? headMissing() : end;
}

tl::unexpected<Error> AuditLog::headMissing() const
{
    return fail(
        Error::Code::Io, "the file audit.head is missing, so nobody can tell whether lines were cut off",
        m_database.fileName().toStdString(), {},
        "put audit.head back from your backup; without one, compare the lines with the journal, which "
        "holds each with its hash (audit NUMBER HASH), and start once with --renew-audit-head, which goes "
        "on with the lines that are there and says so in the audit; or begin a new chain with "
        "--start-anew: it keeps the old one beside, under another name, and pairs every console anew");
}

tl::unexpected<Error> AuditLog::damaged(const QString &what) const
{
    return fail(Error::Code::Io, what.toStdString(), m_database.fileName().toStdString(), {},
                "find out who wrote to the folder; the journal holds every line with its hash (audit NUMBER "
                "HASH)");
}

} // namespace turnpike::store
