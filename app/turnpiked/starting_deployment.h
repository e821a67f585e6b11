// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/turnpiked/options.h"
#include "app/turnpiked/start_record.h"
#include "relay/edge/settings_from_deployment.h"

#include <functional>

namespace turnpike::daemon {

/// What a start runs.
struct StartingDeployment {
    model::SharedDeployment deployment;
    edge::Identity identity;
    /// To be kept for the next start; nothing when this one was asked for nothing.
    std::optional<StartRecord> record;
    /// What runs although the options of this start do not say so, and what they cost: a line each.
    QStringList notes;
};

/// What was there before this start.
struct EarlierStarts {
    model::SharedDeployment stored;  ///< what ran last; may be null
    std::optional<StartRecord> last; ///< what the last start was asked for
    /// The kept revision that gave this place its value of now, in the configuration given; nothing when no
    /// push did.
    std::function<std::optional<wire::Revision>(const document::PropertyPath &path,
                                                const model::Deployment &holder)>
        pushThatSet;
};

/// The named file's configuration, else the stored one, else a quick start with one server; changed by the
/// options. Options that the last start had and this one has not go back, unless a push changed that setting
/// since; so do lines that left the file. Short names for properties and --set are read by the
/// configuration's own parser.
[[nodiscard]] Result<StartingDeployment> startingDeployment(const Options &options,
                                                            const EarlierStarts &earlier);

} // namespace turnpike::daemon
