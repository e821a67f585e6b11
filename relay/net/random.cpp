// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace turnpike::net {

void fillRandom(std::span<std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            std::abort();
        }
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

std::uint32_t randomBelow(std::uint32_t bound)
{
    // Numbers below 2^32 mod bound are thrown away, or low results would come up more often.
    const std::uint32_t threshold = (0U - bound) % bound;
    for (;;) {
        std::uint32_t number = 0;
        fillRandom(std::as_writable_bytes(std::span(&number, 1)));
        if (number >= threshold)
            return number % bound;
    }
}

} // namespace turnpike::net
