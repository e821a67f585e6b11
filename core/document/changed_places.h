// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"

#include <QHash>
#include <QString>

#include <utility>
#include <vector>

namespace turnpike::document {

/// Tells whether a place, or something in it, is among changes: by one look a step of the path, however many
/// the changes are. Every field of a page asks this after every letter.
class ChangedPlaces {
public:
    ChangedPlaces() = default;
    explicit ChangedPlaces(const Changes &changes);

    /// Of an entry that is new, everything is changed.
    [[nodiscard]] bool contains(const PropertyPath &path) const;

private:
    using Node = int;
    /// What is below a node: by the name of a property and, below that, by the key of an entry.
    using Branch = std::pair<Node, QString>;
    [[nodiscard]] Node grow(Node above, const QString &word);
    QHash<Branch, Node> m_nodes;
    std::vector<bool> m_isNew; ///< by node: an entry that is new
};

} // namespace turnpike::document
