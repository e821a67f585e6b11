// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"
#include "relay/edge/published_allocations.h"
#include "relay/edge/worker_totals.h"

namespace turnpike::edge {

/// What a worker published, as the live stream has it. `toWall` turns monotonic into wall time; the same for
/// all workers and for as long as possible, so that moments do not seem to move.
[[nodiscard]] live::Allocation rowOf(int worker, const PublishedAllocations::Row &published,
                                     std::chrono::nanoseconds toWall);

/// Adds what one worker counted.
void addTo(live::Totals &totals, const WorkerTotals &worker);

} // namespace turnpike::edge
