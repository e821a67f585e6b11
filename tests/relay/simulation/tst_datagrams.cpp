// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/simulation/simulation_program.h"
#include "tests/support/main.h"

using namespace turnpike::testing;

/// Simulated calls over datagrams: a network that loses, repeats, reorders and damages.
class TestDatagrams : public QObject {
    Q_OBJECT

public:
    static int runSeeds(int argc, char **argv)
    {
        return runSimulations(Simulation::Carrier::Datagrams, "datagrams", argc, argv);
    }
    /// What the suite runs, or the simulations that the arguments name.
    static int main(int argc, char **argv)
    {
        return namesSimulations(argc, argv) ? runSeeds(argc, argv)
                                            : run<QCoreApplication, TestDatagrams>(argc, argv);
    }

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void theRelayDoesWhatTheRulesSayWhateverHappens() { QCOMPARE(runSeeds(0, nullptr), 0); }
};

TURNPIKE_TEST_FUNCTION(TestDatagrams::main)
#include "tst_datagrams.moc"
