// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>

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
/// The last descriptors of the process, which are kept for its management. The kernel hands out the lowest
/// number that is free.
struct ReservedDescriptors {
    int first = std::numeric_limits<int>::max();
    int count = 0; ///< 0: there is no limit, so nothing needs to be kept
    /// How many of them connections of the management interface may have, and readers of metrics. What is
    /// left is for the database, and for the sockets of a configuration that is put back.
    [[nodiscard]] int forManagement() const { return count * 3 / 8; }
    [[nodiscard]] int forMetrics() const { return count / 8; }
};
[[nodiscard]] ReservedDescriptors reservedDescriptors();
/// Whether this descriptor is among them: whoever serves calls closes it again and acts as if there had been
/// none.
[[nodiscard]] bool isReservedDescriptor(int descriptor);

} // namespace turnpike::net
