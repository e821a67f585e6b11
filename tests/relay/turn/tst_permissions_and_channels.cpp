// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

} // namespace

/// What a client may send, to whom, for how long (RFC 8656 sections 9, 10 and 12).
class TestPermissionsAndChannels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void nothingPassesWithoutAPermission()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QVERIFY(!client.sendTo(kPeer));
        QVERIFY(!client.hears(kPeer));
        QVERIFY(!client.sendOn(0x4000, kPeer));
        QCOMPARE(world.server->counters().withoutPermission, 2U);
        QCOMPARE(world.server->counters().unknownChannel, 1U);
        QCOMPARE(world.server->counters().fromClients.packets, 0U);
        QCOMPARE(world.server->counters().toClients.packets, 0U);
    }

    // What somebody still sends whose call is over is missing somewhere: a number says so, whatever carries
    // it.
    void whatIsSentWithoutAnAllocationIsCounted_data()
    {
        QTest::addColumn<Transport>("transport");
        QTest::newRow("UDP") << Transport::Udp;
        QTest::newRow("TCP") << Transport::Tcp;
    }
    void whatIsSentWithoutAnAllocationIsCounted()
    {
        QFETCH(Transport, transport);
        RelayWorld world;
        TestClient client(world, "192.0.2.10:4000", transport);
        QVERIFY(!client.sendTo(kPeer));
        QCOMPARE(world.server->counters().withoutPermission, 1U);
        QVERIFY(!client.sendOn(0x4000, kPeer));
        QCOMPARE(world.server->counters().unknownChannel, 1U);
    }

    void aPermissionIsForTheAddressWhateverThePort()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({kPeer}).code(), 0);
        QVERIFY(client.sendTo(kPeer));
        QVERIFY(client.sendTo(at("8.8.8.8:1")));
        QVERIFY(client.hears(kPeer));
        QVERIFY(client.hears(at("8.8.8.8:65535")));
        QVERIFY(!client.sendTo(kOther));
        QVERIFY(!client.hears(kOther));
    }

    void aPermissionLastsExactlyFiveMinutes()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate([](auto &m) { m.addNumber(AttributeType::Lifetime, 3600); }).code(), 0);
        QCOMPARE(client.permit({kPeer}).code(), 0);
        world.wait(299'999ms);
        QVERIFY(client.sendTo(kPeer));
        QVERIFY(client.hears(kPeer));
        world.wait(1ms);
        QVERIFY(!client.sendTo(kPeer));
        QVERIFY(!client.hears(kPeer));
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return view.permissions; }), 0U);
        QVERIFY(world.ask(+[](const turn::AllocationView &view) { return view.recentPeers.size(); }) == 0);
        // Data does not keep a permission alive, a new request does.
        QCOMPARE(client.permit({kPeer}).code(), 0);
        world.wait(200s);
        QCOMPARE(client.permit({kPeer}).code(), 0);
        world.wait(299s);
        QVERIFY(client.sendTo(kPeer));
    }

    void severalPeersAreAllPermittedOrNone()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({kPeer, kOther, kPeer}).code(), 0);
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return view.permissions; }), 2U);
        QCOMPARE(client.permit({at("1.1.1.1:1"), at("127.0.0.1:1")}).code(), 403);
        QCOMPARE(client.permit({at("1.1.1.1:1"), at("[2600::1]:1")}).code(), 443);
        QCOMPARE(client.permit({}).code(), 400);
        const Answer broken = client.request(Method::CreatePermission, [](auto &message) {
            message.addXorAddress(AttributeType::XorPeerAddress, at("1.1.1.1:1"))
                .add(AttributeType::XorPeerAddress, "short");
        });
        QCOMPARE(broken.code(), 400);
        QVERIFY(!client.hears(at("1.1.1.1:1")));
        QCOMPARE(world.server->counters().forbiddenPeers, 1U);
    }

    void aChannelCarriesDataBothWays()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        for (const std::size_t size : {0U, 1U, 2U, 3U, 4U, 5U, 1200U}) {
            const OwnedBytes data(size, std::byte{0x5a});
            QVERIFY(client.sendOn(0x4000, kPeer, data));
            const OwnedBytes received = client.receives(kPeer, data);
            QCOMPARE(received.size(), 4 + size); // no padding in a datagram
            QCOMPARE(stun::loadBig16(&received[0]), std::uint16_t{0x4000});
            QCOMPARE(stun::loadBig16(&received[2]), static_cast<std::uint16_t>(size));
            QVERIFY(std::equal(data.begin(), data.end(), received.begin() + 4));
        }
        // The channel means this port; from another one it is a Data indication.
        QCOMPARE(client.receives(at("8.8.8.8:1"), payload("x"))[0], std::byte{0x00});
    }

    void onAStreamChannelDataIsPaddedWithZeros()
    {
        RelayWorld world;
        TestClient client(world, "192.0.2.10:1", Transport::Tls);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4fff, kPeer).code(), 0);
        for (const std::size_t size : {0U, 1U, 2U, 3U, 4U, 5U}) {
            const OwnedBytes data(size, std::byte{0x5a});
            const OwnedBytes received = client.receives(kPeer, data);
            QCOMPARE(received.size(), 4 + stun::padded(size));
            QCOMPARE(stun::loadBig16(&received[2]), static_cast<std::uint16_t>(size));
            for (std::size_t i = 4 + size; i < received.size(); ++i)
                QVERIFY(received[i] == std::byte{0});
        }
    }

    void dataIndicationsCarryPeerAndPayloadAndZeroPadding()
    {
        RelayWorld world;
        world.output.offersIpv6 = true;
        for (const bool isIpv6 : {false, true}) {
            TestClient client(world, isIpv6 ? "192.0.2.10:2" : "192.0.2.10:1");
            const TransportAddress peer = isIpv6 ? at("[2600::1]:6000") : kPeer;
            QCOMPARE(client
                         .allocate([isIpv6](auto &m) {
                             m.addNumber(AttributeType::RequestedAddressFamily, isIpv6 ? 2U << 24 : 1U << 24);
                         })
                         .code(),
                     0);
            QCOMPARE(client.permit({peer}).code(), 0);
            stun::TransactionId previous{};
            for (std::size_t size = 0; size < 9; ++size) {
                const Answer received{client.receives(peer, OwnedBytes(size, std::byte{0x5a}))};
                const auto message = received.message();
                QVERIFY(message.messageClass() == stun::Class::Indication &&
                        message.method() == Method::Data);
                QVERIFY(received.address(AttributeType::XorPeerAddress) == peer);
                QCOMPARE(received.text(AttributeType::Data), std::string(size, 'Z'));
                for (std::size_t i = received.bytes.size() - (stun::padded(size) - size);
                     i < received.bytes.size(); ++i)
                    QVERIFY(received.bytes[i] == std::byte{0});
                QVERIFY(message.transactionId() != previous);
                previous = message.transactionId();
            }
        }
    }

    void theLargestDatagramsPass()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        const OwnedBytes largest(65507, std::byte{1});
        QCOMPARE(client.receives(kPeer, largest).size(), 65511U);
        QVERIFY(client.sendOn(0x4000, kPeer, largest));
        const Answer indication{client.receives(at("8.8.8.8:1"), OwnedBytes(65499, std::byte{1}))};
        QCOMPARE(indication.message().find(AttributeType::Data)->size(), 65499U);
        // One that no indication can hold is dropped, not cut.
        QVERIFY(client.receives(at("8.8.8.8:1"), OwnedBytes(65535, std::byte{1})).empty());
    }

    void channelNumbersOutsideTheirRangeAreRefused_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("code");
        QTest::newRow("0x0000") << 0x0000 << 400;
        QTest::newRow("0x3fff") << 0x3fff << 400;
        QTest::newRow("0x4000") << 0x4000 << 0;
        QTest::newRow("0x4fff") << 0x4fff << 0;
        QTest::newRow("0x5000, RFC 5766") << 0x5000 << 0;
        QTest::newRow("0x7fff, RFC 5766") << 0x7fff << 0;
        QTest::newRow("0x8000") << 0x8000 << 400;
        QTest::newRow("0xffff") << 0xffff << 400;
    }
    void channelNumbersOutsideTheirRangeAreRefused()
    {
        QFETCH(int, number);
        QFETCH(int, code);
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(static_cast<std::uint16_t>(number), kPeer).code(), code);
        QCOMPARE(client.sendOn(static_cast<std::uint16_t>(number), kPeer), code == 0);
    }

    void incompleteChannelBindsAreRefused()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        const auto bind = [&client](const TestClient::Attributes &attributes) {
            return client.request(Method::ChannelBind, attributes).code();
        };
        QCOMPARE(bind({}), 400);
        QCOMPARE(bind([](auto &m) { m.addNumber(AttributeType::ChannelNumber, 0x40000000); }), 400);
        QCOMPARE(bind([](auto &m) { m.addXorAddress(AttributeType::XorPeerAddress, kPeer); }), 400);
        QCOMPARE(
            bind([](auto &m) {
                m.add(AttributeType::ChannelNumber, "ab").addXorAddress(AttributeType::XorPeerAddress, kPeer);
            }),
            400);
        QCOMPARE(client.bind(0x4000, at("127.0.0.1:6000")).code(), 403);
        QCOMPARE(client.bind(0x4000, at("[2600::1]:6000")).code(), 443);
        QVERIFY(!client.hears(kPeer));
    }

    void aNumberAndAPeerBelongTogether()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QCOMPARE(client.bind(0x4000, kOther).code(), 400);
        QCOMPARE(client.bind(0x4001, kPeer).code(), 400);
        QCOMPARE(client.bind(0x4001, at("8.8.8.8:6001")).code(), 0);
        QVERIFY(!client.hears(kOther));
    }

    // T35: number and peer cool down
    void aChannelLastsTenMinutesAndCoolsDownForFive()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate([](auto &m) { m.addNumber(AttributeType::Lifetime, 3600); }).code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        const auto keepPermission = [&] { QCOMPARE(client.permit({kPeer}).code(), 0); };
        world.pass(299s);
        keepPermission();
        world.pass(299s);
        keepPermission();
        world.pass(1'999ms);
        QVERIFY(client.sendOn(0x4000, kPeer));
        QCOMPARE(client.receives(kPeer, payload("x"))[0], std::byte{0x40});
        world.pass(1ms);
        // The binding is over; the permission of its own is not.
        QVERIFY(!client.sendOn(0x4000, kPeer));
        QCOMPARE(client.receives(kPeer, payload("x"))[0], std::byte{0x00});
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return view.channels; }), 0U);
        QCOMPARE(client.bind(0x4000, kOther).code(), 400);
        QCOMPARE(client.bind(0x4001, kPeer).code(), 400);
        world.pass(299'999ms);
        QCOMPARE(client.bind(0x4000, kOther).code(), 400);
        QCOMPARE(client.bind(0x4001, kPeer).code(), 400);
        world.pass(1ms);
        QCOMPARE(client.bind(0x4000, kOther).code(), 0);
        QCOMPARE(client.bind(0x4001, kPeer).code(), 0);
    }

    void theSamePairMayComeBackWhileCoolingDown()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate([](auto &m) { m.addNumber(AttributeType::Lifetime, 3600); }).code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        world.pass(700s);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QVERIFY(client.sendOn(0x4000, kPeer));
    }

    void aChannelDoesNotOutliveItsPermission()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        world.pass(300s);
        QVERIFY(!client.sendOn(0x4000, kPeer));
        QVERIFY(!client.hears(kPeer));
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QVERIFY(client.sendOn(0x4000, kPeer));
        QVERIFY(client.hears(kPeer));
    }

    // T35: caps of an allocation
    void capsPerAllocationAreKept()
    {
        RelayWorld world;
        world.settings.limits.permissionsPerAllocation = 3;
        world.settings.limits.channelsPerAllocation = 2;
        world.apply();
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, at("8.8.8.1:1")).code(), 0);
        QCOMPARE(client.bind(0x4001, at("8.8.8.2:1")).code(), 0);
        QCOMPARE(client.bind(0x4002, at("8.8.8.3:1")).code(), 508);
        QCOMPARE(client.bind(0x4001, at("8.8.8.2:1")).code(), 0);
        QCOMPARE(client.permit({at("8.8.8.3:1"), at("8.8.8.4:1")}).code(), 508);
        QVERIFY(!client.hears(at("8.8.8.3:1")));
        QCOMPARE(client.permit({at("8.8.8.3:1"), at("8.8.8.3:2"), at("8.8.8.1:1")}).code(), 0);
        QCOMPARE(client.permit({at("8.8.8.4:1")}).code(), 508);
        QCOMPARE(client.permit({at("8.8.8.1:1"), at("8.8.8.2:1"), at("8.8.8.3:1")}).code(), 0);
        world.pass(300s);
        QCOMPARE(client.permit({at("8.8.8.4:1")}).code(), 0);
    }

    void bandwidthIsHeldToItsLimitInEachDirection()
    {
        RelayWorld world;
        world.settings.limits.bandwidthPerAllocation = BitRate{800}; // 100 000 bytes a second
        world.apply();
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        const OwnedBytes data(1000);
        std::size_t sent = 0;
        std::size_t heard = 0;
        // Five times the rate for ten seconds.
        for (int i = 0; i < 5000; ++i) {
            sent += client.sendOn(0x4000, kPeer, data) ? 1U : 0U;
            heard += client.receives(kPeer, data).empty() ? 0U : 1U;
            world.wait(2ms);
        }
        // Ten seconds' worth and one second's worth of burst.
        QCOMPARE(sent, 1100U);
        QCOMPARE(heard, 1100U);
        QCOMPARE(world.server->counters().overBandwidth, 2 * (5000U - 1100U));
        const auto view = world.ask(+[](const turn::AllocationView &v) { return v.fromClient; });
        QCOMPARE(view.packets, 1100U);
        QCOMPARE(view.bytes, 1'100'000U);
        QCOMPARE(view.droppedPackets, 3900U);
        const auto toClient = world.ask(+[](const turn::AllocationView &v) { return v.toClient; });
        QCOMPARE(toClient.packets, 1100U);
        QCOMPARE(toClient.bytes, 1'100'000U);
        QCOMPARE(toClient.droppedPackets, 3900U);
        QCOMPARE(world.server->counters().fromClients.droppedPackets, 3900U);
        QCOMPARE(world.server->counters().toClients.droppedPackets, 3900U);
    }

    void sendIndicationsThatLackSomethingAreDropped()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({kPeer}).code(), 0);
        const auto dropped = [&](const TestClient::Attributes &attributes) {
            const bool answered =
                client.send(client.compose(Method::Send, attributes, stun::Class::Indication)).exists();
            return !answered && world.output.toPeer.empty();
        };
        QVERIFY(dropped({}));
        QVERIFY(dropped([](auto &m) { m.add(AttributeType::Data, "x"); }));
        QVERIFY(dropped([](auto &m) { m.addXorAddress(AttributeType::XorPeerAddress, kPeer); }));
        QVERIFY(dropped(
            [](auto &m) { m.add(AttributeType::XorPeerAddress, "xx").add(AttributeType::Data, "x"); }));
        QVERIFY(dropped([](auto &m) {
            m.addXorAddress(AttributeType::XorPeerAddress, kPeer)
                .add(AttributeType::Data, "x")
                .add(static_cast<AttributeType>(0x7001), std::string_view());
        }));
        QVERIFY(client.sendTo(kPeer, {}));
    }

    void channelDataInDatagramsMayLieAboutItsLength()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        const auto arrives = [&](std::uint16_t claimed, std::size_t actual) {
            OwnedBytes message(4 + actual, std::byte{0x5a});
            stun::storeBig16(&message[0], 0x4000);
            stun::storeBig16(&message[2], claimed);
            world.output.forgetTraffic();
            client.send(message);
            return world.output.toPeer.empty() ? -1 : static_cast<int>(world.output.toPeer[0].payload.size());
        };
        QCOMPARE(arrives(5, 8), 5); // padded
        QCOMPARE(arrives(5, 5), 5); // not padded
        QCOMPARE(arrives(0, 0), 0);
        QCOMPARE(arrives(6, 5), -1);
        QCOMPARE(arrives(65535, 5), -1);
        QCOMPARE(arrives(65535, 65530), -1);
        for (std::size_t size = 0; size < 4; ++size) {
            world.output.forgetTraffic();
            const std::array<std::byte, 4> header{std::byte{0x40}};
            QVERIFY(!client.send(Bytes(header).first(size)).exists());
            QVERIFY(world.output.toPeer.empty());
        }
    }

    void theLastPeersCanBeSeen()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({{ip("8.8.8.8"), Port{0}}}).code(), 0);
        QCOMPARE(client.bind(0x4000, kOther).code(), 0);
        QVERIFY(client.hears(kPeer));
        const auto list = [&] {
            std::string text;
            world.server->forEachAllocation([&text](const turn::AllocationView &view) {
                for (const TransportAddress &peer : view.recentPeers)
                    text += peer.toString() + ' ';
            });
            return text;
        };
        QCOMPARE(list(), std::string("9.9.9.9:6000 8.8.8.8:6000 "));
        for (int i = 1; i <= 20; ++i)
            QCOMPARE(client.permit({at(("11.0.0." + std::to_string(i) + ":1").c_str())}).code(), 0);
        QVERIFY(list().ends_with("11.0.0.20:1 "));
        QVERIFY(world.ask(+[](const turn::AllocationView &view) { return view.recentPeers.size(); }) <= 8);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestPermissionsAndChannels)
#include "tst_permissions_and_channels.moc"
