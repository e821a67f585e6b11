// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/edit.h"

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
