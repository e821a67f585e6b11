// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QSqlQuery>

namespace turnpike::store {

/// The parts as one, each with its length before it: "ab" + "c" and "a" + "bc" are different.
[[nodiscard]] QByteArray joinedParts(const QList<QByteArray> &parts);
/// A keyed hash over the first `columns` columns of a row: nobody without the key can change one of them, or
/// make up a row. NULL is no empty text.
[[nodiscard]] QByteArray rowSeal(const QByteArray &key, const char *table, const QSqlQuery &row, int columns);

} // namespace turnpike::store
