// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"

namespace turnpike::management {

/// The deployment with every secret blotted out, for people who may look but not change. What stands in
/// their place has the syntax of the real thing, so that the rest reads as before.
[[nodiscard]] model::SharedDeployment withoutSecrets(const model::Deployment &deployment);

} // namespace turnpike::management
