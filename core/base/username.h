// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <optional>
#include <string_view>

namespace turnpike {

/// The name of a time-limited credential, `expiry:person` or the expiry alone (the "REST API" of WebRTC
/// services), split.
struct TimeLimitedName {
    /// What stands between expiry and person unless the relay is told otherwise.
    static constexpr char kSeparator = ':';

    WallTime expires;
    /// Part of the text that was parsed; may be empty.
    std::string_view person;

    /// Nothing when the name does not begin with a number of seconds since 1970. A separator of '\0' says
    /// that names are not time-limited.
    [[nodiscard]] static std::optional<TimeLimitedName> parse(std::string_view username,
                                                              char separator = kSeparator);
};

/// "1735689600:alice" -> "alice"; any other name is returned whole. Quotas, lists and "end all calls of"
/// mean persons: the same one signs in under a new name with each credential. A date without a person stands
/// for itself: whoever got the same one shares it, and nobody pays for the calls of all nameless ones.
[[nodiscard]] std::string_view personOf(std::string_view username,
                                        char separator = TimeLimitedName::kSeparator);

} // namespace turnpike
