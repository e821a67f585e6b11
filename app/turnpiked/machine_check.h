// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/turnpiked/options.h"
#include "relay/edge/settings_from_deployment.h"

#include <vector>

namespace turnpike::daemon {

/// What the machine says to a configuration before it runs: a start and --check ask this one function, so
/// that they say the same.
struct MachineCheck {
    std::vector<Error> errors; ///< listeners that cannot be opened
    QStringList warnings;      ///< a line each, without the word
};

/// Every listener is opened and closed. `isServing`: a relay runs on this state folder already, so that ports
/// in use are its own.
[[nodiscard]] MachineCheck checkMachine(const model::Deployment &deployment, const edge::Identity &identity,
                                        const Options &options, bool isServing);
/// Its warnings alone, for a configuration that is read again while the listeners are open.
[[nodiscard]] QStringList machineWarnings(const model::Deployment &deployment, const edge::Identity &identity,
                                          const Options &options);
/// Files with secrets that others may read or change, with what to do: a line each.
[[nodiscard]] QStringList openFiles(const model::Deployment &deployment, const Options &options);

} // namespace turnpike::daemon
