// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <vector>

namespace turnpike::document {

/// The names that are among the others too, in their own order.
[[nodiscard]] QStringList common(const QStringList &names, const QStringList &others);

/// Takes the entry at `from` out and puts it in at `to`.
struct ListMove {
    QString name;
    qsizetype from = 0;
    qsizetype to = 0;
};

/// Moves that, one after the other, bring a list into the wanted order; both hold the same names.
[[nodiscard]] std::vector<ListMove> movesBetween(const QStringList &current, const QStringList &wanted);

} // namespace turnpike::document
