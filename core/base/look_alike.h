// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string_view>

// Names that a person cannot tell apart are one name to whoever reads a list, a log or an audit (Unicode
// Technical Standard #39).

namespace turnpike {

/// Whether they have the same skeleton: "relay" and the same with a Cyrillic letter in it, whatever the case.
[[nodiscard]] bool lookAlike(std::string_view name, std::string_view other);

/// Refuses a word whose letters come from scripts that nobody mixes in one word (the level "highly
/// restrictive" of the standard: Latin with Han and Kana is ordinary, Latin with Cyrillic is not). `what` is
/// the field, for the error.
[[nodiscard]] Result<void> checkScripts(std::string_view name, std::string what);

} // namespace turnpike
