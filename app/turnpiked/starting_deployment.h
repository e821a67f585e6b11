// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/turnpiked/options.h"
#include "relay/edge/settings_from_deployment.h"

namespace turnpike::daemon {

/// What a start runs.
struct StartingDeployment {
    model::SharedDeployment deployment;
    edge::Identity identity;
};

/// The named file's configuration, else the stored one (may be null), else a quick start with one server;
/// changed by the options. Short names for properties and --set are read by the configuration's own parser.
[[nodiscard]] Result<StartingDeployment> startingDeployment(const Options &options,
                                                            const model::SharedDeployment &stored);

} // namespace turnpike::daemon
