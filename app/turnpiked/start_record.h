// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"

#include <optional>

namespace turnpike::daemon {

/// What a start was asked for, kept in the state folder, so that an option which is left away at the next
/// start goes back to what was there before it.
struct StartRecord {
    model::SharedDeployment without; ///< the configuration that the options were applied to
    model::SharedDeployment asked;   ///< with them
    bool hadFile = false;            ///< `without` was a file's

    /// Nothing when there was no start yet.
    [[nodiscard]] static Result<std::optional<StartRecord>> read(const QString &stateFolder);
    [[nodiscard]] Result<void> write(const QString &stateFolder) const;
};

} // namespace turnpike::daemon
