// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/io_engine.h"

#include <memory>

namespace turnpike::net {

/// The engine that works on every Linux: level-triggered epoll, recvmmsg in batches.
[[nodiscard]] Result<std::unique_ptr<IoEngine>> makeEpollEngine();

} // namespace turnpike::net
