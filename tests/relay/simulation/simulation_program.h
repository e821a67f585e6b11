// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/relay/simulation/simulation.h"

namespace turnpike::testing {

/// Runs simulations as the arguments say, and says which one failed, how to see it again, and what happened
/// in it.
///   --seeds FIRST-LAST   these (default: those of the suite)
///   --seconds NUMBER     as many as fit, each a new one
///   --seed NUMBER        this one, with all that happens in it
/// The exit status is 1 when one of them failed.
[[nodiscard]] int runSimulations(Simulation::Carrier carrier, const char *test, int argc, char **argv);

} // namespace turnpike::testing
