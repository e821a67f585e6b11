// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/edit.h"

#include <QHash>
#include <QJsonValue>

#include <vector>

namespace turnpike::document {

/// One difference between two deployments.
struct Change {
    enum class Kind { Modified, Added, Removed, Moved, Renamed };
    Kind kind = Kind::Modified;
    PropertyPath path; ///< value property, or list entry; under the names after the change
    QJsonValue before; ///< null for Added; for Moved the old position, for Renamed the old name
    QJsonValue after;  ///< null for Removed; for Moved the new position, for Renamed the new name
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
/// Edits that lead from `before` to `after` for the chosen changes: partial push, revert of one change.
[[nodiscard]] EditSet editsFor(const Changes &changes);
/// The same for some of all changes: what is in a renamed entry is changed also where the rename is left out.
[[nodiscard]] EditSet editsForPart(const Changes &chosen, const Changes &all);
/// Where a place of `after` is in `before`: entries on the way may have been renamed.
[[nodiscard]] PropertyPath pathBefore(PropertyPath path, const Changes &changes);
/// The entry of a rename under its old name; else the change's own path.
[[nodiscard]] PropertyPath placeBefore(const Change &change);
/// The changes turned round, last first: `editsFor(reversed(difference(a, b)))` leads from b to a.
[[nodiscard]] Changes reversed(const Changes &changes);
/// For people and programs that look at a change; secrets are masked, so it is no way to store one.
[[nodiscard]] QJsonArray toJson(const Changes &changes);

} // namespace turnpike::document
