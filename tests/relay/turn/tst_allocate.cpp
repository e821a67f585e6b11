// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

#include <set>

using namespace turnpike;
using namespace turnpike::testing;

namespace {

constexpr std::uint32_t kIpv4 = 1U << 24;
constexpr std::uint32_t kIpv6 = 2U << 24;

void reserveNext(stun::MessageBuilder &message)
{
    const std::byte value{0x80};
    message.add(AttributeType::EvenPort, Bytes(&value, 1));
}

} // namespace

/// Allocations come, are found again, and go (RFC 8656 sections 7 and 8).
class TestAllocate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void bindingNeedsNoCredentials_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::newRow("IPv4") << QByteArray("192.0.2.10:4000");
        QTest::newRow("IPv6") << QByteArray("[2001:db8::10]:4000");
    }
    void bindingNeedsNoCredentials()
    {
        QFETCH(QByteArray, address);
        RelayWorld world;
        TestClient client(world, address.constData());
        const Answer answer = client.request(Method::Binding);
        QCOMPARE(answer.code(), 0);
        QVERIFY(answer.address(AttributeType::XorMappedAddress) == at(address.constData()));
        QCOMPARE(world.server->counters().bindingRequests, 1U);
    }

    void anAllocationTellsItsAddressLifetimeAndTheClient()
    {
        RelayWorld world;
        TestClient client(world);
        const Answer answer = client.allocate();
        QCOMPARE(answer.code(), 0);
        QCOMPARE(answer.address(AttributeType::XorRelayedAddress).toString(),
                 std::string("198.51.100.1:50000"));
        QCOMPARE(answer.address(AttributeType::XorMappedAddress).toString(), std::string("192.0.2.10:4000"));
        QCOMPARE(answer.number(AttributeType::Lifetime), 600U);
        QVERIFY(!answer.has(AttributeType::ReservationToken));
        QVERIFY(!answer.has(AttributeType::Software));
        QCOMPARE(world.server->allocationCount(), 1U);
        QVERIFY(world.server->nextDeadline() == world.now().monotonic + 600s);
        world.server->forEachAllocation([&](const turn::AllocationView &view) {
            QCOMPARE(view.username, "alice");
            QCOMPARE(view.realm, "example.org");
            QCOMPARE(view.relayed.toString(), std::string("198.51.100.1:50000"));
            QVERIFY(view.expires - view.created == 600s);
            QCOMPARE(view.path.handle, 7U);
        });
    }

    void anAdvertisedAddressReplacesTheBoundOne()
    {
        RelayWorld world;
        world.settings.advertisedAddress = ip("203.0.113.80");
        world.apply();
        TestClient client(world);
        QCOMPARE(client.allocate().address(AttributeType::XorRelayedAddress).toString(),
                 std::string("203.0.113.80:50000"));
    }

    void anAdvertisedAddressDoesNotReplaceOneOfTheOtherFamily()
    {
        RelayWorld world;
        world.output.offersIpv6 = true;
        world.settings.advertisedAddress = ip("203.0.113.80");
        world.apply();
        TestClient client(world);
        const Answer answer = client.allocate(
            [](auto &message) { message.addNumber(AttributeType::RequestedAddressFamily, kIpv6); });
        QCOMPARE(answer.address(AttributeType::XorRelayedAddress).toString(),
                 std::string("[2001:db8::1]:50000"));
    }

    void aRepeatedRequestIsToldWholeSecondsRoundedUp()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().number(AttributeType::Lifetime), 600U);
        client.repeatsTransactionId = true;
        world.pass(1ms);
        QCOMPARE(client.allocate().number(AttributeType::Lifetime), 600U);
        world.pass(998ms);
        QCOMPARE(client.allocate().number(AttributeType::Lifetime), 600U);
        world.pass(1ms);
        QCOMPARE(client.allocate().number(AttributeType::Lifetime), 599U);
    }

    void lifetimesStayWithinTheirLimits_data()
    {
        QTest::addColumn<qint64>("asked");
        QTest::addColumn<uint>("granted");
        QTest::newRow("nothing") << qint64{-1} << 600U;
        QTest::newRow("zero") << qint64{0} << 600U;
        QTest::newRow("less than the default") << qint64{10} << 600U;
        QTest::newRow("more than the default") << qint64{601} << 601U;
        QTest::newRow("the most") << qint64{3600} << 3600U;
        QTest::newRow("more than the most") << qint64{3601} << 3600U;
        QTest::newRow("for ever") << qint64{0xffffffff} << 3600U;
    }
    void lifetimesStayWithinTheirLimits()
    {
        QFETCH(qint64, asked);
        QFETCH(uint, granted);
        RelayWorld world;
        TestClient client(world);
        const auto lifetime = [asked](stun::MessageBuilder &message) {
            if (asked >= 0)
                message.addNumber(AttributeType::Lifetime, static_cast<std::uint32_t>(asked));
        };
        QCOMPARE(client.allocate(lifetime).number(AttributeType::Lifetime), granted);
        if (asked != 0)
            QCOMPARE(client.request(Method::Refresh, lifetime).number(AttributeType::Lifetime), granted);
    }

    void itEndsExactlyWhenItsLifetimeDoes()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        world.pass(599'999ms);
        QCOMPARE(world.server->allocationCount(), 1U);
        world.pass(1ms);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.output.freePorts(), 100U);
        QCOMPARE(world.output.admitted(), 0);
        QCOMPARE(world.ended.size(), 1U);
        QVERIFY(world.ended[0].cause == turn::EndCause::Expired);
        QCOMPARE(client.refresh(600).code(), 437);
        QVERIFY(!world.server->nextDeadline());
    }

    void refreshBeginsTheLifetimeAnewAndZeroEndsIt()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        world.pass(500s);
        QCOMPARE(client.refresh(700).number(AttributeType::Lifetime), 700U);
        world.pass(699s);
        QCOMPARE(world.server->allocationCount(), 1U);
        const Answer deleted = client.refresh(0);
        QCOMPARE(deleted.code(), 0);
        QCOMPARE(deleted.number(AttributeType::Lifetime), 0U);
        QVERIFY(deleted.message().integrityOffset());
        QCOMPARE(world.server->allocationCount(), 0U);
        QVERIFY(world.ended[0].cause == turn::EndCause::Released);
        QCOMPARE(client.refresh(0).code(), 437);
    }

    void refreshOfAnotherFamilyIsRefused()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        const auto refresh = [&client](std::uint32_t family) {
            return client
                .request(
                    Method::Refresh,
                    [&](auto &message) { message.addNumber(AttributeType::RequestedAddressFamily, family); })
                .code();
        };
        QCOMPARE(refresh(kIpv4), 0);
        QCOMPARE(refresh(kIpv6), 443);
    }

    void aRepeatedRequestGetsTheSameAllocation()
    {
        RelayWorld world;
        TestClient client(world);
        const Answer first = client.allocate();
        QCOMPARE(first.code(), 0);
        client.repeatsTransactionId = true;
        const Answer again = client.allocate();
        QCOMPARE(again.bytes, first.bytes);
        world.wait(30s);
        QCOMPARE(client.allocate().number(AttributeType::Lifetime), 570U);
        QCOMPARE(world.server->allocationCount(), 1U);
        QCOMPARE(world.output.admitted(), 1);
        client.repeatsTransactionId = false;
        QCOMPARE(client.allocate().code(), 437);
    }

    void requestsThatMakeNoSenseAreRefused_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("code");
        int number = 0;
        const auto row = [&number](const char *title, int code) { QTest::newRow(title) << number++ << code; };
        row("no transport", 400);
        row("TCP", 442);
        row("transport of 3 bytes", 400);
        row("lifetime of 2 bytes", 400);
        row("IPv6 where there is none", 440);
        row("family 3", 440);
        row("both families twice", 400);
        row("additional IPv4", 400);
        row("additional and reservation", 400);
        row("even port of 2 bytes", 400);
        row("token of 4 bytes", 400);
        row("token and even port", 400);
        row("token and family", 400);
        row("unknown token", 508);
        row("unknown attribute", 420);
    }
    void requestsThatMakeNoSenseAreRefused()
    {
        QFETCH(int, number);
        QFETCH(int, code);
        using enum AttributeType;
        RelayWorld world;
        TestClient client(world);
        const auto token = payload("8 bytes!");
        const auto udp = [](stun::MessageBuilder &message) {
            message.addNumber(RequestedTransport, 17U << 24);
        };
        const std::vector<TestClient::Attributes> requests = {
            [](auto &) {},
            [](auto &m) { m.addNumber(RequestedTransport, 6U << 24); },
            [](auto &m) { m.add(RequestedTransport, "abc"); },
            [&](auto &m) {
                udp(m);
                m.add(Lifetime, "ab");
            },
            [&](auto &m) {
                udp(m);
                m.addNumber(RequestedAddressFamily, kIpv6);
            },
            [&](auto &m) {
                udp(m);
                m.addNumber(RequestedAddressFamily, 3U << 24);
            },
            [&](auto &m) {
                udp(m);
                m.addNumber(RequestedAddressFamily, kIpv4).addNumber(AdditionalAddressFamily, kIpv6);
            },
            [&](auto &m) {
                udp(m);
                m.addNumber(AdditionalAddressFamily, kIpv4);
            },
            [&](auto &m) {
                udp(m);
                reserveNext(m);
                m.addNumber(AdditionalAddressFamily, kIpv6);
            },
            [&](auto &m) {
                udp(m);
                m.add(EvenPort, "ab");
            },
            [&](auto &m) {
                udp(m);
                m.add(ReservationToken, "abcd");
            },
            [&](auto &m) {
                udp(m);
                reserveNext(m);
                m.add(ReservationToken, token);
            },
            [&](auto &m) {
                udp(m);
                m.addNumber(RequestedAddressFamily, kIpv4).add(ReservationToken, token);
            },
            [&](auto &m) {
                udp(m);
                m.add(ReservationToken, token);
            },
            [&](auto &m) {
                udp(m);
                m.add(static_cast<AttributeType>(0x7001), "x");
            },
        };
        const Answer answer = client.request(Method::Allocate, requests.at(static_cast<std::size_t>(number)));
        QCOMPARE(answer.code(), code);
        QVERIFY(answer.message().integrityOffset());
        if (code == 420)
            QVERIFY(answer.has(UnknownAttributes));
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.output.freePorts(), 100U);
        QCOMPARE(world.output.admitted(), 0);
        // The client can still get what it is allowed to have.
        QCOMPARE(client.allocate().code(), 0);
    }

    void ipv6IsGrantedWhereTheEngineHasIt()
    {
        RelayWorld world;
        world.output.offersIpv6 = true;
        TestClient client(world);
        const Answer answer = client.allocate(
            [](auto &message) { message.addNumber(AttributeType::RequestedAddressFamily, kIpv6); });
        QCOMPARE(answer.code(), 0);
        QCOMPARE(answer.address(AttributeType::XorRelayedAddress).toString(),
                 std::string("[2001:db8::1]:50000"));
        QCOMPARE(client.permit({at("8.8.8.8:1")}).code(), 443);
        QCOMPARE(client.permit({at("[2600::1]:1")}).code(), 0);
        QVERIFY(client.hears(at("[2600::1]:1")));
    }

    void withoutAFamilyIpv4IsMeantAndToldWhereThereIsNone()
    {
        RelayWorld world;
        world.settings.relayFamily = AddressFamily::V6;
        world.output.offersIpv4 = false;
        world.output.offersIpv6 = true;
        world.apply();
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 440);
        QCOMPARE(client
                     .allocate([](auto &message) {
                         message.addNumber(AttributeType::RequestedAddressFamily, kIpv6);
                     })
                     .code(),
                 0);
    }

    void anAdditionalFamilyIsGrantedHalf()
    {
        RelayWorld world;
        TestClient client(world);
        const Answer answer = client.allocate(
            [](auto &message) { message.addNumber(AttributeType::AdditionalAddressFamily, kIpv6); });
        QCOMPARE(answer.code(), 0);
        QCOMPARE(answer.number(AttributeType::AddressErrorCode), 0x02000428U); // IPv6: 440
    }

    void evenPortsAreEven()
    {
        RelayWorld world;
        TestClient first(world, "192.0.2.10:1");
        TestClient second(world, "192.0.2.10:2");
        QCOMPARE(first.allocate().address(AttributeType::XorRelayedAddress).port.value, std::uint16_t{50000});
        const std::byte noReservation{0};
        const Answer answer = second.allocate(
            [&](auto &message) { message.add(AttributeType::EvenPort, Bytes(&noReservation, 1)); });
        QCOMPARE(answer.address(AttributeType::XorRelayedAddress).port.value, std::uint16_t{50002});
        QVERIFY(!answer.has(AttributeType::ReservationToken));
        QVERIFY(world.output.isFree(50003));
    }

    // T34: a token used twice, too late, by another user
    void aReservedPortIsHandedOutOnceToItsUserInTime_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<bool>("otherUser");
        QTest::addColumn<int>("code");
        QTest::newRow("at once") << 0 << false << 0;
        QTest::newRow("just in time") << 29 << false << 0;
        QTest::newRow("too late") << 30 << false << 508;
        QTest::newRow("another user") << 0 << true << 508;
    }
    void aReservedPortIsHandedOutOnceToItsUserInTime()
    {
        QFETCH(int, seconds);
        QFETCH(bool, otherUser);
        QFETCH(int, code);
        RelayWorld world;
        TestClient rtp(world, "192.0.2.10:1");
        const Answer reserved = rtp.allocate(reserveNext);
        const std::string token = reserved.text(AttributeType::ReservationToken);
        QCOMPARE(token.size(), 8U);
        QVERIFY(!world.output.isFree(50001));

        world.pass(std::chrono::seconds(seconds));
        TestClient rtcp(world, "192.0.2.10:2");
        if (otherUser) {
            rtcp.user = "bob";
            rtcp.password = "hidden";
        }
        const auto withToken = [&token](auto &message) {
            message.add(AttributeType::ReservationToken, token);
        };
        const Answer answer = rtcp.allocate(withToken);
        QCOMPARE(answer.code(), code);
        if (code == 0)
            QCOMPARE(answer.address(AttributeType::XorRelayedAddress).port.value, std::uint16_t{50001});
        TestClient again(world, "192.0.2.10:3");
        if (code == 0 || seconds == 30)
            QCOMPARE(again.allocate(withToken).code(), 508);
        QCOMPARE(world.output.isFree(50001), seconds == 30);

        world.server->endAll(world.now(), turn::EndCause::Shutdown);
        QCOMPARE(world.output.freePorts(), 100U);
        QCOMPARE(world.output.admitted(), 0);
    }

    // T34: the port comes back with its allocation
    void aReservationGoesWithItsAllocation()
    {
        RelayWorld world;
        TestClient rtp(world, "192.0.2.10:1");
        const std::string token = rtp.allocate(reserveNext).text(AttributeType::ReservationToken);
        QCOMPARE(rtp.refresh(0).code(), 0);
        QCOMPARE(world.output.freePorts(), 100U);
        TestClient rtcp(world, "192.0.2.10:2");
        QCOMPARE(rtcp.allocate([&](auto &m) { m.add(AttributeType::ReservationToken, token); }).code(), 508);
    }

    // T32: floods of one user and of many, and what is left of them
    void quotasAreKeptAndRecover()
    {
        RelayWorld world(6);
        world.settings.limits.allocationsPerUser = 2;
        world.settings.limits.allocations = 5;
        world.apply();
        const auto allocate = [&world](const std::string &user, int port) {
            const auto issued = auth::issueCredential("north", user, world.now().wall + 24h);
            TestClient client(world, ("192.0.2.10:" + std::to_string(port)).c_str());
            client.user = issued.username;
            client.password = issued.password;
            return client.allocate().code();
        };
        QCOMPARE(allocate("carol", 1), 0);
        world.wait(1s); // another time-limited name of the same person
        QCOMPARE(allocate("carol", 2), 0);
        QCOMPARE(allocate("carol", 3), 486);
        QCOMPARE(allocate("dave", 4), 0);
        QCOMPARE(allocate("dave", 5), 0);
        QCOMPARE(allocate("erin", 6), 0);
        QCOMPARE(allocate("erin", 7), 508);
        QCOMPARE(world.server->counters().quotaRefusals, 1U);
        QCOMPARE(world.server->counters().capacityRefusals, 1U);
        world.pass(600s);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.output.freePorts(), 6U);
        QCOMPARE(world.output.admitted(), 0);
        QCOMPARE(allocate("carol", 3), 0);
    }

    void noFreePortIsInsufficientCapacity()
    {
        RelayWorld world(1);
        TestClient first(world, "192.0.2.10:1");
        TestClient second(world, "192.0.2.10:2");
        QCOMPARE(first.allocate().code(), 0);
        QCOMPARE(second.allocate().code(), 508);
        QCOMPARE(world.output.admitted(), 1);
        QCOMPARE(first.refresh(0).code(), 0);
        QCOMPARE(second.allocate().code(), 0);
    }

    void drainingTakesNobodyInAndThrowsNobodyOut()
    {
        RelayWorld world;
        TestClient inside(world, "192.0.2.10:1");
        TestClient outside(world, "192.0.2.10:2");
        QCOMPARE(inside.allocate().code(), 0);
        world.settings.draining = true;
        world.apply();
        QCOMPARE(outside.allocate().code(), 508);
        QCOMPARE(inside.refresh(600).code(), 0);
        QCOMPARE(inside.permit({at("8.8.8.8:1")}).code(), 0);
        QVERIFY(inside.hears(at("8.8.8.8:1")));
    }

    void aClosedConnectionTakesItsAllocationAlong()
    {
        RelayWorld world;
        TestClient client(world, "192.0.2.10:1", Transport::Tcp);
        QCOMPARE(client.allocate().code(), 0);
        world.server->clientClosed(world.now(), client.path);
        QCOMPARE(world.server->allocationCount(), 0U);
        QVERIFY(world.ended[0].cause == turn::EndCause::ConnectionClosed);
        world.server->clientClosed(world.now(), client.path);
        QCOMPARE(world.ended.size(), 1U);
        QCOMPARE(world.output.freePorts(), 100U);
    }

    void killingEndsOneAllocationAndItsConnection()
    {
        RelayWorld world;
        TestClient tcp(world, "192.0.2.10:1", Transport::Tcp);
        TestClient udp(world, "192.0.2.10:1");
        QCOMPARE(tcp.allocate().code(), 0);
        QCOMPARE(udp.allocate().code(), 0);
        const auto id = world.allocation(&tcp.path.tuple);
        QVERIFY(world.server->end(world.now(), id, turn::EndCause::Killed));
        QVERIFY(!world.server->end(world.now(), id, turn::EndCause::Killed));
        QCOMPARE(world.output.closedClients.size(), 1U);
        QVERIFY(world.output.closedClients[0].tuple == tcp.path.tuple);
        QCOMPARE(world.server->allocationCount(), 1U);
        QCOMPARE(udp.refresh(600).code(), 0);
    }

    void anOldIdDoesNotReachTheNextAllocation()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        const auto old = world.allocation();
        QCOMPARE(client.refresh(0).code(), 0);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({at("8.8.8.8:1")}).code(), 0);
        QCOMPARE(world.allocation().slot, old.slot);
        QVERIFY(!world.server->end(world.now(), old, turn::EndCause::Killed));
        world.output.forgetTraffic();
        world.fromPeer(old, at("8.8.8.8:1"), payload("late"));
        QVERIFY(world.output.toClient.empty());
    }

    void whatIsNoRequestOfOursGetsNoAnswer_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<int>("messageClass");
        QTest::newRow("Binding indication") << 0x001 << 1;
        QTest::newRow("Binding response") << 0x001 << 2;
        QTest::newRow("Allocate error") << 0x003 << 3;
        QTest::newRow("Send request") << 0x006 << 0;
        QTest::newRow("Data indication") << 0x007 << 1;
        QTest::newRow("Connection attempt") << 0x00C << 1;
        QTest::newRow("method 0") << 0x000 << 0;
        QTest::newRow("method 0xff") << 0x0ff << 0;
    }
    void whatIsNoRequestOfOursGetsNoAnswer()
    {
        QFETCH(int, method);
        QFETCH(int, messageClass);
        RelayWorld world;
        TestClient client(world);
        client.signs = false;
        const auto bytes =
            client.compose(static_cast<Method>(method), {}, static_cast<stun::Class>(messageClass));
        QCOMPARE(client.send(bytes).code(), -1);
        QVERIFY(world.output.closedClients.empty());
    }

    void nonsenseOnAStreamClosesIt()
    {
        RelayWorld world;
        TestClient client(world, "192.0.2.10:1", Transport::Tcp);
        QCOMPARE(client.allocate().code(), 0);
        auto bytes = client.compose(Method::Refresh);
        stun::storeBig16(&bytes[22], 0xfff0); // the first attribute's length
        QCOMPARE(client.send(bytes).code(), -1);
        QCOMPARE(world.output.closedClients.size(), 1U);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.output.freePorts(), 100U);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestAllocate)
#include "tst_allocate.moc"
