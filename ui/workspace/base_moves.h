// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"

#include <QHash>

#include <vector>

namespace turnpike::ui {

/// How snapshots in the undo history follow what others push: a snapshot that was made before somebody
/// else's change is shown with that change in it, so that undoing one's own edit never undoes theirs.
class BaseMoves {
public:
    /// Counts the moves; a snapshot belongs to the number at which it was made.
    [[nodiscard]] std::size_t epoch() const { return m_moves.size(); }
    void add(model::SharedDeployment from, model::SharedDeployment to);
    void clear();
    /// The snapshot as it is now; the same pointer for the same question until the next move.
    [[nodiscard]] model::SharedDeployment now(const model::SharedDeployment &snapshot,
                                              std::size_t epoch) const;

private:
    struct Move {
        model::SharedDeployment from;
        model::SharedDeployment to;
    };
    struct Moved {
        model::SharedDeployment snapshot; ///< kept, so that its address stays its own
        model::SharedDeployment now;
    };

    std::vector<Move> m_moves;
    mutable QHash<const model::Deployment *, Moved> m_known;
};

} // namespace turnpike::ui
