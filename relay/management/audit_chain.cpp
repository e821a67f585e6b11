// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/audit_chain.h"

#include "core/client/wire.h"

#include <QCryptographicHash>

namespace turnpike::management {

QByteArray auditHash(const QByteArray &hashBefore, const client::AuditEntry &entry)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    // Each part with its length before it: "ab" + "c" and "a" + "bc" are different lines.
    for (const auto &part :
         {hashBefore, QByteArray::number(entry.number), client::wire::toText(entry.time).toUtf8(),
          entry.who.toUtf8(), entry.action.toUtf8(), entry.subject.toUtf8()}) {
        const QByteArray length = QByteArray::number(part.size()) + ':';
        hash.addData(length);
        hash.addData(part);
    }
    return hash.result().toHex();
}

} // namespace turnpike::management
