// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace turnpike::net {

/// From now on this thread, and those that it starts, write and make files below this folder only, and run no
/// other program (landlock(7)). False when the kernel does not offer it; then a service manager has to.
bool fenceIn(const char *folder);

/// Raises the limit on open files to what the system allows this process, and says what it is now.
std::uint64_t raiseDescriptorLimit();
struct DescriptorUse {
    std::uint64_t used = 0;
    std::uint64_t limit = 0; ///< 0: there is none, or the system does not say
};
/// Goes through all that are open.
[[nodiscard]] DescriptorUse descriptorUse();
/// Whether this descriptor is among the last of the process, which are kept for its management: whoever
/// serves calls closes it again and acts as if there had been none. The kernel hands out the lowest number
/// that is free.
[[nodiscard]] bool isReservedDescriptor(int descriptor);

} // namespace turnpike::net
