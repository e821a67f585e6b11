// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include <cstdlib>

namespace turnpike {

// glibc 2.36 asks the kernel each time, and ends the program when that fails.

void fillRandom(std::span<std::byte> bytes)
{
    // It may be given no null pointer, not even for no byte.
    if (!bytes.empty())
        ::arc4random_buf(bytes.data(), bytes.size());
}

std::uint32_t randomBelow(std::uint32_t bound)
{
    return ::arc4random_uniform(bound);
}

} // namespace turnpike
