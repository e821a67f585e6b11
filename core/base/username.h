// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <optional>
#include <string_view>

namespace turnpike {

/// The name of a time-limited credential, `expiry:person` (the "REST API" of WebRTC services), split.
struct TimeLimitedName {
    WallTime expires;
    /// Part of the text that was parsed; may be empty.
    std::string_view person;

    /// Nothing when the part before the colon is no number of seconds since 1970.
    [[nodiscard]] static std::optional<TimeLimitedName> parse(std::string_view username);
};

/// "1735689600:alice" -> "alice"; any other name is returned whole. Quotas, lists and "end all calls of"
/// mean persons: the same one signs in under a new name with each credential.
[[nodiscard]] std::string_view personOf(std::string_view username);

} // namespace turnpike
