// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "core/model/deployment.h"

#include <vector>

namespace turnpike::validation {

/// The rule that reports such a setting when somebody has set it.
inline constexpr char kNotServedRule[] = "edge.not-served";

/// A setting of a deployment that promises something and that nothing in this version acts on, as the model
/// declares it (Effect::NotServed).
struct UnservedSetting {
    document::PropertyPath path; ///< of a value
    bool isDefault = false;      ///< nobody set it: its default is what promises
};

/// Whether a setting is on (a list: has entries) and this version acts on it. Whoever says that something is
/// done asks here, or it believes in a switch that does nothing.
[[nodiscard]] bool works(const model::PropertyInfo &property, const void *object);
template <class Object>
[[nodiscard]] bool works(const Object &object, QStringView property)
{
    const model::PropertyInfo *const found = model::ClassInfo::of<Object>().find(property);
    return found != nullptr && works(*found, &object);
}

/// In the order of declaration; what is at a default that promises nothing is left out.
[[nodiscard]] std::vector<UnservedSetting> unservedSettings(const model::Deployment &deployment);
/// "credentials.avTokens, proxyProtocolSources": the ones at their default, named once however many sites
/// have them; empty when there are none.
[[nodiscard]] QString unservedDefaultsText(const std::vector<UnservedSetting> &settings);

} // namespace turnpike::validation
