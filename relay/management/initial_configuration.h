// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"

namespace turnpike::management {

/// The configuration that a start brings along, beside those that the store holds.
struct InitialConfiguration {
    /// When it runs.
    enum class Use {
        WhenEmpty,   ///< the store holds no revision yet
        WhenChanged, ///< it was asked for at this start, and differs from what was asked for before: it
                     ///< becomes a revision of its own, and what a console pushed since outlives other
                     ///< restarts
        Always       ///< whatever was pushed since
    };
    model::SharedDeployment deployment;
    Use use = Use::WhenEmpty;
};

} // namespace turnpike::management
