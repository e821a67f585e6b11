// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/audit_chain.h"

#include "core/document/atomic_file.h"
#include "core/document/regular_file.h"
#include "core/wire/json.h"
#include "relay/store/state_key.h"

#include <QDir>
#include <QFile>

namespace turnpike::store {

using namespace Qt::StringLiterals;

QByteArray auditHash(const QByteArray &key, const QByteArray &hashBefore, const wire::AuditEntry &entry)
{
    QByteArray content;
    // Each part with its length before it: "ab" + "c" and "a" + "bc" are different lines.
    for (const auto &part : {hashBefore, QByteArray::number(entry.number), wire::toText(entry.time).toUtf8(),
                             entry.who.toUtf8(), entry.action.toUtf8(), entry.subject.toUtf8()})
        content += QByteArray::number(part.size()) + ':' + part;
    return keyedHash(key, content);
}

AuditHeadFile::AuditHeadFile(const QString &folder, QByteArray key)
    : m_fileName(QDir(folder).filePath(u"audit.head"_s))
    , m_key(std::move(key))
{
}

bool AuditHeadFile::exists() const
{
    return QFile::exists(m_fileName);
}

QByteArray AuditHeadFile::sealOf(const QByteArray &line) const
{
    return keyedHash(m_key, QByteArray("audit head " + line));
}

Result<std::optional<AuditHead>> AuditHeadFile::read() const
{
    if (!exists())
        return std::optional<AuditHead>();
    constexpr qint64 kLongest = 1024;
    const auto read = document::readRegularFile(m_fileName, kLongest, "the head of the audit");
    if (!read)
        return tl::make_unexpected(read.error());
    // "lines hash seal"
    const auto parts = read->trimmed().split(' ');
    if (parts.size() != 3 || parts.at(2) != sealOf(parts.at(0) + ' ' + parts.at(1))) {
        return fail(Error::Code::Io, "the head of the audit was changed by something else than this relay",
                    m_fileName.toStdString(), {}, "compare the audit with what the journal holds");
    }
    return AuditHead{parts.at(0).toULongLong(), parts.at(1)};
}

Result<void> AuditHeadFile::write(const AuditHead &head) const
{
    const QByteArray line = QByteArray::number(head.lines) + ' ' + head.hash;
    return document::writeFileAtomically(m_fileName, line + ' ' + sealOf(line) + '\n');
}

} // namespace turnpike::store
