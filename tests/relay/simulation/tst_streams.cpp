// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/simulation/simulation_program.h"
#include "tests/support/main.h"

using namespace turnpike::testing;

namespace {

int simulateStreams(int argc, char **argv)
{
    return runSimulations(Simulation::Carrier::Streams, "streams", argc, argv);
}

} // namespace

TURNPIKE_TEST_FUNCTION(simulateStreams)
