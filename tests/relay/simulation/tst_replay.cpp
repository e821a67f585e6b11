// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/simulation/simulation.h"
#include "tests/support/main.h"

using namespace turnpike::testing;

/// Whoever finds a seed that fails wants to see the same run again.
class TestReplay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void theSameSeedIsTheSameRun_data()
    {
        QTest::addColumn<bool>("isOverStreams");
        QTest::newRow("datagrams") << false;
        QTest::newRow("streams") << true;
    }
    void theSameSeedIsTheSameRun()
    {
        QFETCH(bool, isOverStreams);
        const auto carrier = isOverStreams ? Simulation::Carrier::Streams : Simulation::Carrier::Datagrams;
        const auto traceOf = [carrier](std::uint32_t seed) {
            Simulation simulation(carrier, seed, true);
            static_cast<void>(simulation.run());
            return simulation.trace();
        };
        for (std::uint32_t seed = 1; seed <= 20; ++seed) {
            const auto trace = traceOf(seed);
            QVERIFY(!trace.empty());
            QVERIFY(trace == traceOf(seed));
            QVERIFY(trace != traceOf(seed + 1));
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestReplay)
#include "tst_replay.moc"
