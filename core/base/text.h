// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace turnpike {

/// The candidate that `word` was probably meant to be: smallest edit distance, letter case aside, and
/// no further away than a third of the word. Empty when nothing is near.
[[nodiscard]] std::string nearestName(std::string_view word, std::span<const std::string> candidates);

} // namespace turnpike
