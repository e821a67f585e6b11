// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/edge/door_keeper.h"
#include "relay/turn/server.h"

namespace turnpike::edge {

/// What one worker counted since it began, those allocations included that are gone.
struct WorkerTotals {
    turn::ServerCounters counters; ///< with what the sockets lost
    DoorKeeper::Counts turnedAway{};
};

} // namespace turnpike::edge
