// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

// Names that a person cannot tell apart are one name to whoever reads a list, a log or an audit (Unicode
// Technical Standard #39).

namespace turnpike {

/// Whether they have the same skeleton: "relay" and the same with a Cyrillic letter in it, whatever the case.
[[nodiscard]] bool lookAlike(std::string_view name, std::string_view other);

/// Finds those among many names that look alike, each at the cost of one look-up.
class LookAlikes {
public:
    /// A different name of before that this one looks like.
    [[nodiscard]] std::optional<std::string> add(std::string_view name);

private:
    std::unordered_map<std::string, std::string> m_asWritten; ///< the first name of each skeleton
    std::unordered_map<std::string, std::string> m_folded;
};

/// Refuses a word whose letters come from scripts that nobody mixes in one word (the level "highly
/// restrictive" of the standard: Latin with Han and Kana is ordinary, Latin with Cyrillic is not). `what` is
/// the field, for the error.
[[nodiscard]] Result<void> checkScripts(std::string_view name, std::string what);

} // namespace turnpike
