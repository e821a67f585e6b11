// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace turnpike {

/// What a process that holds secrets does first: no core file, no reading of its memory by other processes of
/// the same user (prctl(2), PR_SET_DUMPABLE).
void forbidDumps();

/// Overwrites the values of these options ("user": both "--user X" and "--user=X") where ps(1) and /proc show
/// them. Whoever needs them has read them before. With no options: every argument but the program's name.
void eraseArguments(int count, char **arguments, std::span<const std::string_view> options);

} // namespace turnpike
