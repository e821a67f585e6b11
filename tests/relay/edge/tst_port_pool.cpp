// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/port_pool.h"
#include "tests/support/main.h"

#include <QTest>

#include <set>
#include <thread>

using namespace turnpike;
using edge::PortPool;

class TestPortPool : public QObject {
    Q_OBJECT

private:
    static std::vector<PortPool::Lease> takeAll(PortPool &pool, PortParity parity)
    {
        std::vector<PortPool::Lease> leases;
        while (auto lease = pool.acquire(parity))
            leases.push_back(std::move(*lease));
        return leases;
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void everyPortOfTheRangeIsHandedOutOnce()
    {
        PortPool pool({Port{50000}, Port{50999}});
        std::set<std::uint16_t> ports;
        {
            const auto leases = takeAll(pool, PortParity::Any);
            QCOMPARE(leases.size(), std::size_t{1000});
            for (const auto &lease : leases)
                ports.insert(lease.port().value);
            QCOMPARE(pool.leasedCount(), 1000);
        }
        QCOMPARE(ports.size(), std::size_t{1000});
        QVERIFY(*ports.begin() == 50000 && *ports.rbegin() == 50999);
        QCOMPARE(pool.leasedCount(), 0);
    }

    void evenPortsAreEven()
    {
        PortPool pool({Port{50001}, Port{50010}});
        const auto leases = takeAll(pool, PortParity::Even);
        QCOMPARE(leases.size(), std::size_t{5});
        for (const auto &lease : leases)
            QCOMPARE(lease.port().value % 2, 0);
    }

    void aReservedNeighbourIsTakenAndComesBackAlone()
    {
        PortPool pool({Port{50000}, Port{50001}});
        auto both = pool.acquire(PortParity::EvenReservingNext).value();
        QCOMPARE(both.port().value, std::uint16_t{50000});
        QVERIFY(!pool.acquire(PortParity::Any));
        auto next = both.takeNext();
        QCOMPARE(next.port().value, std::uint16_t{50001});
        QVERIFY(!both.takeNext().isHeld());
        both.reset();
        QCOMPARE(pool.leasedCount(), 1);
        QCOMPARE(pool.acquire(PortParity::Any)->port().value, std::uint16_t{50000});
        next.reset();
        QCOMPARE(pool.leasedCount(), 0);
    }

    void noPairIsMadeAcrossTheEndOfTheRange()
    {
        PortPool pool({Port{50000}, Port{50000}});
        QVERIFY(!pool.acquire(PortParity::EvenReservingNext));
        PortPool last({Port{65534}, Port{65535}});
        QVERIFY(last.acquire(PortParity::EvenReservingNext).has_value());
        PortPool top({Port{65535}, Port{65535}});
        QVERIFY(top.acquire(PortParity::Any).has_value());
        QVERIFY(!top.acquire(PortParity::Even));
    }

    void aNewRangeLeavesLeasesAlone()
    {
        PortPool pool({Port{50000}, Port{50001}});
        auto old = takeAll(pool, PortParity::Any);
        pool.setRange({Port{50001}, Port{50002}});
        auto fresh = takeAll(pool, PortParity::Any);
        QCOMPARE(fresh.size(), std::size_t{1});
        QCOMPARE(fresh[0].port().value, std::uint16_t{50002});
        old.clear();
        QCOMPARE(takeAll(pool, PortParity::Any).size(), std::size_t{1});
        fresh.clear();
        QCOMPARE(pool.leasedCount(), 0);
    }

    void theNextPortCannotBeToldFromTheLast()
    {
        PortPool pool({Port{10000}, Port{60000}});
        int neighbours = 0;
        std::uint16_t last = 0;
        for (int i = 0; i < 1000; ++i) {
            const auto lease = pool.acquire(PortParity::Any);
            neighbours += std::abs(lease->port().value - last) <= 16 ? 1 : 0;
            last = lease->port().value;
        }
        // Expected are 0.7; a counter would give a thousand.
        QVERIFY2(neighbours < 15, qPrintable(QString::number(neighbours)));
    }

    void workersShareItWithoutLosingAPort()
    {
        PortPool pool({Port{50000}, Port{50099}});
        std::vector<std::thread> workers;
        for (int i = 0; i < 4; ++i) {
            workers.emplace_back([&pool] {
                std::vector<PortPool::Lease> held;
                for (int round = 0; round < 5000; ++round) {
                    const auto parity = round % 3 == 0 ? PortParity::EvenReservingNext : PortParity::Any;
                    if (auto lease = pool.acquire(parity))
                        held.push_back(std::move(*lease));
                    if (held.size() > 30)
                        held.erase(held.begin() + round % 30);
                }
            });
        }
        for (auto &worker : workers)
            worker.join();
        QCOMPARE(pool.leasedCount(), 0);
        QCOMPARE(takeAll(pool, PortParity::Any).size(), std::size_t{100});
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestPortPool)
#include "tst_port_pool.moc"
