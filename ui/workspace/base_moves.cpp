// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/base_moves.h"

#include "core/document/merge.h"

namespace turnpike::ui {

void BaseMoves::add(model::SharedDeployment from, model::SharedDeployment to)
{
    m_moves.push_back({std::move(from), std::move(to)});
    m_known.clear();
}

void BaseMoves::clear()
{
    m_moves.clear();
    m_known.clear();
}

model::SharedDeployment BaseMoves::now(const model::SharedDeployment &snapshot, std::size_t epoch) const
{
    if (epoch >= m_moves.size())
        return snapshot;
    if (const auto known = m_known.constFind(snapshot.get()); known != m_known.constEnd())
        return known->now;
    model::SharedDeployment moved = snapshot;
    for (std::size_t i = epoch; i < m_moves.size(); ++i) {
        const Move &move = m_moves[i];
        // There and back again, as a trial that failed, is no move at all.
        if (i + 1 < m_moves.size() && m_moves[i + 1].to == move.from && m_moves[i + 1].from == move.to) {
            ++i;
            continue;
        }
        // Where it does not fit at all, what runs is the truth.
        const auto merged = document::mergeKeepingMine(*move.from, *moved, *move.to);
        moved = merged ? merged->merged : move.to;
    }
    m_known.insert(snapshot.get(), {snapshot, moved});
    return moved;
}

} // namespace turnpike::ui
