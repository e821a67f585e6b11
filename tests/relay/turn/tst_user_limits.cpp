// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

#include <thread>

using namespace std::chrono_literals;
using namespace turnpike;
using namespace turnpike::testing;

namespace {

const TransportAddress kEcho = at("8.8.8.8:5000");
constexpr int kMilliseconds = 10'000;

} // namespace

/// What the calls of one person, and all calls of a relay, may use together.
class TestUserLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void theCallsOfAUserShareTheUsersBandwidth()
    {
        RelayWorld world;
        world.settings.limits.bandwidthPerUser = BitRate{800}; // 100 000 bytes a second
        world.apply();
        TestClient first(world, "192.0.2.10:1");
        TestClient second(world, "192.0.2.10:2");
        TestClient other(world, "192.0.2.11:1");
        other.user = "bob";
        other.password = "hidden";
        for (TestClient *client : {&first, &second, &other}) {
            QCOMPARE(client->allocate().code(), 0);
            QCOMPARE(client->bind(0x4000, kEcho).code(), 0);
        }
        const OwnedBytes data(1000);
        std::size_t sent = 0;
        std::size_t heard = 0;
        std::size_t ofOther = 0;
        // Five times the rate for ten seconds, half of it in each call; the other user keeps below it.
        for (int i = 0; i < kMilliseconds / 4; ++i) {
            for (TestClient *client : {&first, &second}) {
                sent += client->sendOn(0x4000, kEcho, data) ? 1U : 0U;
                heard += client->receives(kEcho, data).empty() ? 0U : 1U;
            }
            if (i % 4 == 0)
                ofOther += other.sendOn(0x4000, kEcho, data) ? 1U : 0U;
            world.wait(4ms);
        }
        // Ten seconds' worth and one second's worth of burst.
        QCOMPARE(sent, 1100U);
        QCOMPARE(heard, 1100U);
        QCOMPARE(ofOther, std::size_t{kMilliseconds / 16});
        const auto &counters = world.server->counters();
        QCOMPARE(counters.overUserBandwidth, 2 * (5000U - 1100U));
        QCOMPARE(counters.overBandwidth + counters.overTotalBandwidth, 0U);
        QCOMPARE(counters.fromClients.droppedPackets, 5000U - 1100U);
    }

    void comingBackBringsNoBandwidth()
    {
        RelayWorld world;
        world.settings.limits.bandwidthPerUser = BitRate{800};
        world.apply();
        const OwnedBytes data(1000);
        std::size_t sent = 0;
        for (std::uint16_t port = 1; port <= 5; ++port) {
            TestClient client(world);
            client.path.tuple.client = {ip("192.0.2.10"), Port{port}};
            QCOMPARE(client.allocate().code(), 0);
            QCOMPARE(client.bind(0x4000, kEcho).code(), 0);
            for (int i = 0; i < 200; ++i)
                sent += client.sendOn(0x4000, kEcho, data) ? 1U : 0U;
            QCOMPARE(client.refresh(0).code(), 0);
        }
        QCOMPARE(sent, 100U);
        // And nothing is kept of people who are gone.
        world.wait(2s);
        TestClient bob(world, "192.0.2.11:1");
        bob.user = "bob";
        bob.password = "hidden";
        QCOMPARE(bob.allocate().code(), 0);
        QCOMPARE(world.output.accounts.size(), std::size_t{1});
    }

    void allCallsShareTheBandwidthOfAll()
    {
        RelayWorld world;
        world.settings.limits.bandwidthTotal = BitRate{800};
        world.apply();
        TestClient alice(world, "192.0.2.10:1");
        TestClient bob(world, "192.0.2.11:1");
        bob.user = "bob";
        bob.password = "hidden";
        for (TestClient *client : {&alice, &bob}) {
            QCOMPARE(client->allocate().code(), 0);
            QCOMPARE(client->bind(0x4000, kEcho).code(), 0);
        }
        const OwnedBytes data(1000);
        std::size_t sent = 0;
        for (int i = 0; i < 200; ++i)
            sent +=
                (alice.sendOn(0x4000, kEcho, data) ? 1U : 0U) + (bob.sendOn(0x4000, kEcho, data) ? 1U : 0U);
        QCOMPARE(sent, 100U);
        QCOMPARE(world.server->counters().overTotalBandwidth, 300U);
        // From the peers it is another way, with as much of its own.
        std::size_t heard = 0;
        for (int i = 0; i < 200; ++i)
            heard += alice.receives(kEcho, data).empty() ? 0U : 1U;
        QCOMPARE(heard, 100U);
        // Applied to running calls at once.
        world.settings.limits.bandwidthTotal = {};
        world.apply();
        QVERIFY(alice.sendOn(0x4000, kEcho, data) && !bob.receives(kEcho, data).empty());
    }

    void whatOneLimitStopsIsCountedAgainstNone()
    {
        RelayWorld world;
        world.settings.limits.bandwidthPerAllocation = BitRate{80};
        world.settings.limits.bandwidthPerUser = BitRate{800};
        world.apply();
        TestClient greedy(world, "192.0.2.10:1");
        TestClient modest(world, "192.0.2.10:2");
        for (TestClient *client : {&greedy, &modest}) {
            QCOMPARE(client->allocate().code(), 0);
            QCOMPARE(client->bind(0x4000, kEcho).code(), 0);
        }
        const OwnedBytes data(1000);
        for (int i = 0; i < 1000; ++i)
            static_cast<void>(greedy.sendOn(0x4000, kEcho, data));
        QCOMPARE(world.server->counters().overBandwidth, 990U);
        // Of the user's hundred packets ninety are left, of which the call itself may have ten.
        std::size_t sent = 0;
        for (int i = 0; i < 100; ++i)
            sent += modest.sendOn(0x4000, kEcho, data) ? 1U : 0U;
        QCOMPARE(sent, 10U);
        QCOMPARE(world.server->counters().overUserBandwidth, 0U);
    }

    void aUserHasNoMorePortsThanTheLimit()
    {
        RelayWorld world;
        world.settings.limits.portsPerUser = 3;
        world.apply();
        TestClient pair(world, "192.0.2.10:1");
        // An even port, and the next one kept for a second call: two.
        const auto reserving = pair.request(Method::Allocate, [](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::RequestedTransport, std::uint32_t{17} << 24)
                .add(AttributeType::EvenPort, std::string("\x80", 1));
        });
        QCOMPARE(reserving.code(), 0);
        QCOMPARE(world.output.accounts.portsOf("alice"), 2);
        TestClient third(world, "192.0.2.10:2");
        QCOMPARE(third.allocate().code(), 0);
        TestClient fourth(world, "192.0.2.10:3");
        QCOMPARE(fourth.allocate().code(), 486);
        QCOMPARE(world.server->counters().portQuotaRefusals, 1U);
        QCOMPARE(world.server->counters().quotaRefusals, 0U);
        // Nobody else is concerned.
        TestClient bob(world, "192.0.2.11:1");
        bob.user = "bob";
        bob.password = "hidden";
        QCOMPARE(bob.allocate().code(), 0);
        // Nobody took the port that was kept: it counts no more.
        world.wait(31s);
        world.server->advance(world.now());
        QCOMPARE(world.output.accounts.portsOf("alice"), 2);
        QCOMPARE(fourth.allocate().code(), 0);
        QCOMPARE(pair.refresh(0).code(), 0);
        QCOMPARE(third.refresh(0).code(), 0);
        QCOMPARE(fourth.refresh(0).code(), 0);
        QCOMPARE(world.output.accounts.portsOf("alice"), 0);
    }

    void bothFamiliesOfAnAllocationAreTwoPorts()
    {
        RelayWorld world;
        world.settings.relaysBothFamilies = true;
        world.settings.limits.portsPerUser = 2;
        world.apply();
        const auto both = [](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::RequestedTransport, std::uint32_t{17} << 24)
                .addNumber(AttributeType::AdditionalAddressFamily, std::uint32_t{2} << 24);
        };
        // IPv6 cannot be had: its port is given back at once.
        TestClient half(world, "192.0.2.10:1");
        QCOMPARE(half.request(Method::Allocate, both).code(), 0);
        QCOMPARE(world.output.accounts.portsOf("alice"), 1);
        TestClient second(world, "192.0.2.10:2");
        QCOMPARE(second.request(Method::Allocate, both).code(), 486);
        QCOMPARE(half.refresh(0).code(), 0);
        world.output.offersIpv6 = true;
        QCOMPARE(second.request(Method::Allocate, both).code(), 0);
        QCOMPARE(world.output.accounts.portsOf("alice"), 2);
        // One of the two ends by itself (RFC 8656 section 8.2).
        const auto end = second.request(Method::Refresh, [](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::RequestedAddressFamily, std::uint32_t{2} << 24)
                .addNumber(AttributeType::Lifetime, std::uint32_t{0});
        });
        QCOMPARE(end.code(), 0);
        QCOMPARE(world.output.accounts.portsOf("alice"), 1);
        QCOMPARE(second.refresh(0).code(), 0);
        QCOMPARE(world.output.accounts.portsOf("alice"), 0);
    }

    void whoeverIsAdmittedIsGivenWhatTheUsersCallsShare()
    {
        turn::UserAccounts accounts;
        const auto first = accounts.admit({}, "alice", 1, {});
        const auto second = accounts.admit({}, "alice", 1, {});
        const auto other = accounts.admit({}, "bob", 1, {});
        QVERIFY(first && *first && second && other && *other);
        QVERIFY(*first == *second && *first != *other);
    }

    void aReservedPortIsCountedOnceWhoeverTakesIt()
    {
        turn::UserAccounts accounts;
        turn::Settings::Limits limits;
        limits.portsPerUser = 2;
        const turn::ReservationToken token{std::byte{1}};
        using Refusal = turn::Admission::Refusal;
        QVERIFY(accounts.admit({}, "alice", 2, limits).has_value());
        accounts.portReserved("alice", token);
        QVERIFY(accounts.admit({}, "alice", 1, limits) == tl::unexpected(Refusal::UserPortsReached));
        QVERIFY(accounts.admit({}, "alice", 0, limits).has_value());
        accounts.reservedPortTaken(token, "alice");
        QCOMPARE(accounts.portsOf("alice"), 2);
        accounts.reservationEnded(token); // of the first allocation: it is not there any more
        accounts.release("alice", 1);
        QCOMPARE(accounts.portsOf("alice"), 1);
        accounts.release("alice", 1);
        QCOMPARE(accounts.portsOf("alice"), 0);
        QCOMPARE(accounts.allocations(), 0);
    }

    // Threads that take at the same time exceed the rate by a packet each.
    void aSharedMeterHoldsForSeveralThreads()
    {
        turn::SharedMeter meter;
        constexpr int kThreads = 4;
        const BitRate rate{800};
        const MonotonicTime now(1h);
        std::array<int, kThreads> passed{};
        std::vector<std::thread> threads;
        for (int thread = 0; thread < kThreads; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < 100'000; ++i) {
                    if (meter.hasRoom(now, rate)) {
                        meter.take(now, 100, rate);
                        ++passed[static_cast<std::size_t>(thread)];
                    }
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        const int sum = std::accumulate(passed.begin(), passed.end(), 0);
        QVERIFY2(sum >= 1000 && sum < 1000 + kThreads, qPrintable(QString::number(sum)));
        QVERIFY(!meter.isFull(now) && meter.isFull(now + 2s));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestUserLimits)
#include "tst_user_limits.moc"
