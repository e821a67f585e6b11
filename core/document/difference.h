// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/change.h"

#include <QHash>

namespace turnpike::document {

/// How entries of two lists are found to be the same one.
enum class Matching {
    Renames,    ///< by name, or else by what they hold
    ByNameAlone ///< a renamed one has gone, and another one has come
};

/// In declaration order; within a list first what left, what has another name, what moved, what came. A
/// reference that follows a rename goes with it and is no change of its own. Equal deployments give nothing.
[[nodiscard]] Changes difference(const model::Deployment &before, const model::Deployment &after,
                                 Matching matching = Matching::Renames);
/// Compares snapshots one after the other, each time of the same two histories: what lies between two lists
/// that are still the same in memory is not worked out again. Equal to difference(), and as quick as what
/// changed is small.
class DifferenceMemory {
public:
    [[nodiscard]] Changes difference(const model::SharedDeployment &before,
                                     const model::SharedDeployment &after);
    /// Pairs of entries that the last call compared, and new or removed ones that it described anew: for
    /// tests of its cost.
    [[nodiscard]] qsizetype comparedEntries() const { return m_comparedEntries; }
    [[nodiscard]] qsizetype describedEntries() const { return m_describedEntries; }

    /// What lies between two lists, which are told by where they are in memory.
    struct KnownList {
        const void *before = nullptr;
        const void *after = nullptr;
        const void *afterList = nullptr; ///< to look into `after`
        Changes changes;
    };

private:
    model::SharedDeployment m_before; ///< keep the lists alive
    model::SharedDeployment m_after;
    QHash<QString, KnownList> m_lists; ///< by path
    qsizetype m_comparedEntries = 0;
    qsizetype m_describedEntries = 0;
};

} // namespace turnpike::document
