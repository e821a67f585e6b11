// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/list_order.h"

#include <QSet>

namespace turnpike::document {

namespace {

// Settles the positions one by one, beginning at the front or at the back.
std::vector<ListMove> settled(QStringList current, const QStringList &wanted, bool fromFront)
{
    std::vector<ListMove> moves;
    for (qsizetype n = 0; n < wanted.size(); ++n) {
        const qsizetype to = fromFront ? n : wanted.size() - 1 - n;
        // What is settled is not looked through again: a list in order costs one look an entry.
        const qsizetype from =
            fromFront ? current.indexOf(wanted.at(to), to) : current.lastIndexOf(wanted.at(to), to);
        if (from == to)
            continue;
        Q_ASSERT(from >= 0);
        current.move(from, to);
        moves.push_back({wanted.at(to), from, to});
    }
    return moves;
}

} // namespace

QStringList common(const QStringList &names, const QStringList &others)
{
    QStringList kept;
    const QSet<QString> known(others.begin(), others.end());
    for (const QString &name : names) {
        if (known.contains(name))
            kept << name;
    }
    return kept;
}

std::vector<ListMove> movesBetween(const QStringList &current, const QStringList &wanted)
{
    if (current == wanted)
        return {};
    // One entry dragged up is one move from the front, one dragged down is one from the back.
    auto forward = settled(current, wanted, true);
    auto backward = settled(current, wanted, false);
    return backward.size() < forward.size() ? backward : forward;
}

} // namespace turnpike::document
