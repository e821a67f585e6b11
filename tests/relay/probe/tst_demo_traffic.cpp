// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/demo_traffic_driver.h"
#include "tests/relay/probe/demo_relay.h"
#include "tests/support/main.h"

#include <QTest>

#include <set>

using namespace turnpike;
using testing::relaySettings;
using testing::targetOf;

class TestDemoTraffic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void callsCarryPacketsBothWaysUntilStopped()
    {
        auto relay = edge::Edge::start(relaySettings()).value();
        auto demo = probe::makeDemoTraffic(targetOf(*relay));
        QVERIFY(!demo->isRunning());
        const auto started = demo->start(8);
        QVERIFY2(started.has_value(), started ? "" : started.error().text().c_str());
        QVERIFY(demo->isRunning());
        // Two of eight calls are over TCP and have one allocation, six have two.
        const auto isAlive = [](const live::Allocation &row) {
            return row.counters.fromClient.packets > 10 && row.counters.toClient.packets > 10;
        };
        QTRY_VERIFY([&] {
            const auto rows = relay->snapshot().allocations;
            return rows.size() == 14 && std::all_of(rows.begin(), rows.end(), isAlive);
        }());
        const auto snapshot = relay->snapshot();
        std::set<std::string> transports;
        std::set<IpAddress> clients;
        for (const auto &row : snapshot.allocations) {
            transports.insert(row.transport);
            clients.insert(row.client.address);
        }
        QVERIFY((transports == std::set<std::string>{"tcp", "udp"}));
        QVERIFY(clients.size() > 3);
        QCOMPARE(snapshot.totals.withoutPermission, std::uint64_t{0});
        QCOMPARE(snapshot.totals.wrongCredentials, std::uint64_t{0});

        demo->stop();
        QVERIFY(!demo->isRunning());
        QTRY_COMPARE(relay->allocationCount(), std::size_t{0});
        // It can start again, and destruction stops it as well.
        QVERIFY(demo->start(1).has_value());
        demo.reset();
        QTRY_COMPARE(relay->allocationCount(), std::size_t{0});
    }

    void aRelayThatClosesLoopbackIsNamedWithTheRemedy()
    {
        auto settings = relaySettings();
        settings.turn.peers = turn::PeerPolicy();
        auto relay = edge::Edge::start(settings).value();
        auto demo = probe::makeDemoTraffic(targetOf(*relay));
        const auto started = demo->start(3);
        QVERIFY(!started && !demo->isRunning());
        QVERIFY(started.error().code == Error::Code::Forbidden);
        QVERIFY(started.error().text().find("127.0.0.0/8") != std::string::npos);
        QTRY_COMPARE(relay->allocationCount(), std::size_t{0});
    }

    void aWrongPasswordIsReported()
    {
        auto relay = edge::Edge::start(relaySettings()).value();
        auto target = targetOf(*relay);
        target.sharedSecret.clear();
        target.users = {{"alice", "wrong"}};
        const auto started = probe::makeDemoTraffic(target)->start(1);
        QVERIFY(!started && started.error().code == Error::Code::Unauthenticated);
    }

    void aRelayThatIsNotThereIsReported()
    {
        probe::DemoTarget target;
        {
            auto relay = edge::Edge::start(relaySettings()).value();
            target = targetOf(*relay);
        }
        const auto started = probe::makeDemoTraffic(target)->start(1);
        QVERIFY(!started && started.error().code == Error::Code::Unavailable);
    }

    void impossibleWishesAreRefused()
    {
        auto relay = edge::Edge::start(relaySettings()).value();
        QVERIFY(!probe::makeDemoTraffic(targetOf(*relay))->start(0));
        QVERIFY(!probe::makeDemoTraffic(targetOf(*relay))->start(100'000));
        auto nobody = targetOf(*relay);
        nobody.users.clear();
        nobody.sharedSecret.clear();
        const auto started = probe::makeDemoTraffic(nobody)->start(1);
        QVERIFY(!started && started.error().message.find("nobody") != std::string::npos);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDemoTraffic)
#include "tst_demo_traffic.moc"
