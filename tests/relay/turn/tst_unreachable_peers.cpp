// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;
using stun::IcmpValue;

namespace {

constexpr IcmpValue kPortUnreachable{3, 3, 0};

/// A relay with a client that talks to kPeer.
struct Call {
    RelayWorld world;
    TestClient client{world};

    explicit Call(Transport transport = Transport::Udp)
        : client(world, "192.0.2.10:4000", transport)
    {
        if (client.allocate().code() != 0 || client.permit({kPeer}).code() != 0)
            throw std::logic_error("no call");
        world.output.forgetTraffic();
    }
    /// What the client is told when this comes back for a packet to the peer; nothing when it is not.
    std::optional<IcmpValue> told(const IcmpValue &icmp, const TransportAddress &peer = kPeer)
    {
        const std::size_t before = world.output.toClient.size();
        world.server->peerUnreachable(world.now(), world.allocation(), peer, icmp);
        if (world.output.toClient.size() == before)
            return std::nullopt;
        const Answer indication{world.output.toClient.back().bytes};
        const auto view = indication.message();
        if (view.messageClass() != stun::Class::Indication || view.method() != Method::Data ||
            indication.address(AttributeType::XorPeerAddress) != peer || view.has(AttributeType::Data))
            throw std::logic_error("no such Data indication");
        return IcmpValue::decode(view.find(AttributeType::Icmp).value());
    }
};

} // namespace

/// What comes back from the network instead of an answer (RFC 8656 section 11.5), and packets that the
/// network may not cut (section 11.2).
class TestUnreachablePeers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void theClientIsToldWhatCameBack_data()
    {
        QTest::addColumn<int>("transport");
        QTest::newRow("UDP") << static_cast<int>(Transport::Udp);
        QTest::newRow("TCP") << static_cast<int>(Transport::Tcp);
    }
    void theClientIsToldWhatCameBack()
    {
        QFETCH(int, transport);
        Call call(static_cast<Transport>(transport));
        QVERIFY(call.told(kPortUnreachable) == kPortUnreachable);
        QVERIFY(call.told({3, 4, 1280}) == (IcmpValue{3, 4, 1280}));
        QVERIFY(call.told({11, 0, 0}) == (IcmpValue{11, 0, 0}));
    }

    void itIsNotToldWhatIsNoneOfItsBusiness()
    {
        Call call;
        for (const unsigned type : {0U, 4U, 5U, 8U, 12U, 127U, 255U})
            QVERIFY(!call.told({static_cast<std::uint8_t>(type), 0, 0}));
        // Somebody whom it may not talk to.
        QVERIFY(!call.told(kPortUnreachable, kOther));
        call.world.pass(6min);
        QVERIFY(!call.told(kPortUnreachable));
    }

    // RFC 8656 section 11.5: ICMPv6 has numbers of its own.
    void whatComesBackOverIpv6IsTold_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("reserved") << 0 << false;
        QTest::newRow("destination unreachable") << 1 << true;
        QTest::newRow("packet too big") << 2 << true;
        QTest::newRow("time exceeded") << 3 << true;
        QTest::newRow("parameter problem") << 4 << false;
        QTest::newRow("time exceeded, of IPv4") << 11 << false;
        QTest::newRow("echo request") << 128 << false;
        QTest::newRow("redirect") << 137 << false;
    }
    void whatComesBackOverIpv6IsTold()
    {
        QFETCH(int, type);
        QFETCH(bool, isTold);
        Call call;
        call.world.relayBothFamilies();
        TestClient client(call.world, "192.0.2.10:4001");
        const TransportAddress peer = at("[2600::1]:6000");
        QCOMPARE(call.client.refresh(0).code(), 0);
        QCOMPARE(client.allocateBoth().code(), 0);
        QCOMPARE(client.permit({peer}).code(), 0);
        const IcmpValue icmp{static_cast<std::uint8_t>(type), 0, type == 2 ? 1280U : 0U};
        QCOMPARE(call.told(icmp, peer).has_value(), isTold);
    }

    void whichPortsOfTheRelayItselfAreOpenIsNotTold()
    {
        Call call;
        turn::PeerPolicy::Rules rules;
        rules.relayAddresses = {ip("198.51.100.1")};
        rules.allowRelayToRelay = true;
        call.world.setPeers(rules);
        QCOMPARE(call.client.permit({at("198.51.100.1:50007")}).code(), 0);
        QVERIFY(!call.told(kPortUnreachable, at("198.51.100.1:50007")));
    }

    void nobodyIsFloodedWithIt()
    {
        Call call;
        int told = 0;
        for (int i = 0; i < 1000; ++i)
            told += call.told(kPortUnreachable) ? 1 : 0;
        QCOMPARE(told, 10);
        call.world.wait(10s);
        QVERIFY(call.told(kPortUnreachable));
    }

    void anAllocationThatIsGoneIsToldNothing()
    {
        Call call;
        const auto id = call.world.allocation();
        QCOMPARE(call.client.refresh(0).code(), 0);
        call.world.output.forgetTraffic();
        call.world.server->peerUnreachable(call.world.now(), id, kPeer, kPortUnreachable);
        QVERIFY(call.world.output.toClient.empty());
    }

    void aPacketThatMayNotBeCutIsSentSo()
    {
        RelayWorld world;
        TestClient client(world);
        const Answer allocated = client.allocate(
            [](auto &message) { message.add(AttributeType::DontFragment, std::string_view()); });
        QCOMPARE(allocated.code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        const auto sent = [&](bool isWhole) {
            client.send(client.compose(
                Method::Send,
                [&](auto &message) {
                    message.addXorAddress(AttributeType::XorPeerAddress, kPeer).add(AttributeType::Data, "x");
                    if (isWhole)
                        message.add(AttributeType::DontFragment, std::string_view());
                },
                stun::Class::Indication));
            return world.output.toPeer.back().fragmentation;
        };
        QVERIFY(sent(true) == Fragmentation::Forbidden);
        QVERIFY(sent(false) == Fragmentation::Allowed);
        QVERIFY(client.sendOn(0x4000, kPeer));
        QVERIFY(world.output.toPeer.back().fragmentation == Fragmentation::Allowed);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestUnreachablePeers)
#include "tst_unreachable_peers.moc"
