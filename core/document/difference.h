// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/edit.h"

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
/// Edits that lead from `before` to `after` for the chosen changes: partial push, revert of one change.
[[nodiscard]] EditSet editsFor(const Changes &changes);
/// The changes turned round, last first: `editsFor(reversed(difference(a, b)))` leads from b to a.
[[nodiscard]] Changes reversed(const Changes &changes);
/// For people and programs that look at a change; secrets are masked, so it is no way to store one.
[[nodiscard]] QJsonArray toJson(const Changes &changes);

} // namespace turnpike::document
