// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/edit.h"

#include <QHash>
#include <QJsonValue>

#include <vector>

namespace turnpike::document {

/// One difference between two deployments.
struct Change {
    enum class Kind { Modified, Added, Removed, Moved };
    Kind kind = Kind::Modified;
    PropertyPath path; ///< value property, or list entry
    QJsonValue before; ///< null for Added; for Moved the old position
    QJsonValue after;  ///< null for Removed; for Moved the new position
    model::Effect effect = model::Effect::Consumers;
    bool isSecret = false; ///< texts must not show the values
    /// Added: position in `after`. Removed: position in `before`. Moved: position among the entries that
    /// both have.
    int index = -1;

    /// "true → false", "added", "removed"; secrets as dots.
    [[nodiscard]] QString text() const;
    bool operator==(const Change &) const = default;
};
using Changes = std::vector<Change>;

/// In declaration order; within a list first what left, what moved, what came. Entries are matched by name;
/// equal deployments give nothing.
[[nodiscard]] Changes difference(const model::Deployment &before, const model::Deployment &after);
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
/// Edits that lead from `before` to `after` for the chosen changes: partial push, revert of one change.
[[nodiscard]] EditSet editsFor(const Changes &changes);
/// The changes turned round, last first: `editsFor(reversed(difference(a, b)))` leads from b to a.
[[nodiscard]] Changes reversed(const Changes &changes);
/// For people and programs that look at a change; secrets are masked, so it is no way to store one.
[[nodiscard]] QJsonArray toJson(const Changes &changes);

} // namespace turnpike::document
