// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/row_seal.h"

#include "relay/store/state_key.h"

#include <QVariant>

namespace turnpike::store {

QByteArray joinedParts(const QList<QByteArray> &parts)
{
    QByteArray content;
    for (const auto &part : parts)
        content += QByteArray::number(part.size()) + ':' + part;
    return content;
}

QByteArray rowSeal(const QByteArray &key, const char *table, const QSqlQuery &row, int columns)
{
    QList<QByteArray> parts{table};
    for (int column = 0; column < columns; ++column) {
        const QVariant value = row.value(column);
        parts << (value.isNull() ? QByteArray("null") : '=' + value.toString().toUtf8());
    }
    return keyedHash(key, joinedParts(parts));
}

} // namespace turnpike::store
