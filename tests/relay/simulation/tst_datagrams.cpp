// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/simulation/simulation_program.h"
#include "tests/support/main.h"

using namespace turnpike::testing;

namespace {

int simulateDatagrams(int argc, char **argv)
{
    return runSimulations(Simulation::Carrier::Datagrams, "datagrams", argc, argv);
}

} // namespace

TURNPIKE_TEST_FUNCTION(simulateDatagrams)
