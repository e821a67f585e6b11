// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace turnpike {

/// What a process that holds secrets does first: no core file, no reading of its memory by other processes of
/// the same user (prctl(2), PR_SET_DUMPABLE).
void forbidDumps();

/// Overwrites the values of these options ("user": both "--user X" and "--user=X") where ps(1) and /proc show
/// them. Whoever needs them has read them before. With no options: every argument but the program's name.
void eraseArguments(int count, char **arguments, std::span<const std::string_view> options);

/// Raises the limit on open files to what the system allows this process, and says what it is now.
std::uint64_t raiseDescriptorLimit();
/// Whether this descriptor is among the last of the process, which are kept for its management: whoever
/// serves calls closes it again and acts as if there had been none. The kernel hands out the lowest number
/// that is free.
[[nodiscard]] bool isReservedDescriptor(int descriptor);

} // namespace turnpike
