// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "core/model/deployment.h"

#include <vector>

namespace turnpike::validation {

/// A setting of a deployment that promises something and that nothing in this version acts on, as the model
/// declares it (Effect::NotServed).
struct UnservedSetting {
    document::PropertyPath path; ///< of a value, or of a list entry that is not served as a whole
    bool isDefault = false;      ///< nobody set it: its default is what promises
};

/// In the order of declaration; what is at a default that promises nothing is left out.
[[nodiscard]] std::vector<UnservedSetting> unservedSettings(const model::Deployment &deployment);
/// "limits.portsPerUser, credentials.avTokens": the ones at their default, named once however many sites have
/// them; empty when there are none.
[[nodiscard]] QString unservedDefaultsText(const std::vector<UnservedSetting> &settings);

} // namespace turnpike::validation
