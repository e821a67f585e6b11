// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/clock.h"

namespace turnpike::net {

Now currentTime()
{
    return {MonotonicTime(std::chrono::steady_clock::now().time_since_epoch()),
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())};
}

} // namespace turnpike::net
