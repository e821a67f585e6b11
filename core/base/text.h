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

/// One line of text (UTF-8) as it was meant: nothing that cannot be seen at its ends – spaces, no-break and
/// zero-width ones, line breaks – and a single space for line breaks and tabs inside, which come from the
/// clipboard. Control characters inside stay, to be refused where they do not fit.
[[nodiscard]] std::string oneLine(std::string_view text);
/// The same for a text of several lines: only its ends are cleaned.
[[nodiscard]] std::string withCleanEnds(std::string_view text);

} // namespace turnpike
