// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

/// Where the world's relay sockets are bound.
const IpAddress kBound = ip("198.51.100.1");
const IpAddress kAnnounced = ip("203.0.113.80");

IpNetwork host(const char *text)
{
    return IpNetwork::parse(text).value();
}

turn::PeerPolicy::Rules relayToRelay()
{
    turn::PeerPolicy::Rules rules;
    rules.allowRelayToRelay = true;
    rules.relayAddresses = {kBound, kAnnounced};
    rules.ownAddresses = {ip("10.8.8.8")};
    rules.ownListeners = {at("198.51.100.1:3478"), at("127.0.0.1:5443"), at("0.0.0.0:9641")};
    return rules;
}

TransportAddress relayedOf(const Answer &allocated)
{
    return allocated.address(AttributeType::XorRelayedAddress);
}

/// Carries what left the relay for one of its own sockets to the other side of that socket, as the kernel
/// does.
int deliver(RelayWorld &world)
{
    int delivered = 0;
    const auto sent = std::exchange(world.output.toPeer, {});
    for (const auto &packet : sent) {
        TransportAddress from;
        std::optional<turn::AllocationId> to;
        world.server->forEachAllocation([&](const turn::AllocationView &view) {
            const TransportAddress bound{kBound, view.relayed.port};
            if (view.id == packet.allocation)
                from = bound;
            if (bound == packet.peer)
                to = view.id;
        });
        if (to) {
            world.fromPeer(*to, from, packet.payload);
            ++delivered;
        }
    }
    return delivered;
}

} // namespace

/// The relay's own machine as a peer: what is relayed there at this moment, and nothing else.
class TestOwnAddresses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void bothAddressesOfADualAllocationAreReached()
    {
        RelayWorld world;
        world.relayBothFamilies();
        auto rules = relayToRelay();
        rules.relayAddresses.push_back(ip("2001:db8::1"));
        world.setPeers(rules);
        TestClient first(world, "192.0.2.10:1");
        TestClient second(world, "192.0.2.11:1");
        QCOMPARE(first.allocateBoth().code(), 0);
        QCOMPARE(second.allocateBoth().code(), 0);
        for (const auto &relayed : {at("198.51.100.1:50000"), at("[2001:db8::1]:50001")}) {
            QCOMPARE(second.permit({relayed}).code(), 0);
            QVERIFY(second.sendTo(relayed));
            QVERIFY(second.hears(relayed));
            // Nothing else lives at that address.
            QVERIFY(!second.sendTo({relayed.address, Port{50010}}));
        }
    }

    void twoClientsReachEachOtherByTheAnnouncedAddresses_data()
    {
        QTest::addColumn<bool>("isTranslated");
        QTest::addColumn<bool>("onChannel");
        QTest::newRow("no translator, channel") << false << true;
        QTest::newRow("no translator, indications") << false << false;
        QTest::newRow("one-to-one NAT, channel") << true << true;
        QTest::newRow("one-to-one NAT, indications") << true << false;
    }
    void twoClientsReachEachOtherByTheAnnouncedAddresses()
    {
        QFETCH(bool, isTranslated);
        QFETCH(bool, onChannel);
        RelayWorld world;
        if (isTranslated)
            world.settings.advertisedAddress = kAnnounced;
        world.setPeers(relayToRelay());
        TestClient alice(world, "192.0.2.10:1");
        TestClient bob(world, "192.0.2.10:2");
        bob.user = "bob";
        bob.password = "hidden";
        const TransportAddress aliceAt = relayedOf(alice.allocate());
        const TransportAddress bobAt = relayedOf(bob.allocate());
        QVERIFY(aliceAt.address == (isTranslated ? kAnnounced : kBound));
        const auto open = [&](TestClient &client, const TransportAddress &peer) {
            return onChannel ? client.bind(0x4000, peer).code() : client.permit({peer}).code();
        };
        QCOMPARE(open(alice, bobAt), 0);
        QCOMPARE(open(bob, aliceAt), 0);
        for (int round = 0; round < 3; ++round) {
            for (const auto &[sender, to, from] :
                 {std::tuple(&alice, bobAt, aliceAt), std::tuple(&bob, aliceAt, bobAt)}) {
                world.output.forgetTraffic();
                if (onChannel)
                    sender->send(payloadOn(0x4000, "hello"));
                else
                    sender->send(sender->compose(
                        Method::Send,
                        [&](stun::MessageBuilder &message) {
                            message.addXorAddress(AttributeType::XorPeerAddress, to)
                                .add(AttributeType::Data, "hello");
                        },
                        stun::Class::Indication));
                // Straight to the bound address, and exactly once.
                QCOMPARE(world.output.toPeer.size(), 1U);
                QVERIFY((world.output.toPeer[0].peer == TransportAddress{kBound, to.port}));
                QCOMPARE(deliver(world), 1);
                QCOMPARE(world.output.toClient.size(), 1U);
                QVERIFY(world.output.toPeer.empty());
                const Answer received{world.output.toClient[0].bytes};
                if (onChannel) {
                    QVERIFY(received.bytes == payloadOn(0x4000, "hello"));
                } else {
                    QVERIFY(received.address(AttributeType::XorPeerAddress) == from);
                    QCOMPARE(received.text(AttributeType::Data), std::string("hello"));
                }
            }
        }
    }

    void theBoundAddressIsUnderstoodToo()
    {
        RelayWorld world;
        world.settings.advertisedAddress = kAnnounced;
        world.setPeers(relayToRelay());
        TestClient alice(world, "192.0.2.10:1");
        TestClient other(world, "192.0.2.10:2");
        const Port alicePort = relayedOf(alice.allocate()).port;
        const Port otherPort = relayedOf(other.allocate()).port;
        QCOMPARE(alice.bind(0x4000, {kBound, otherPort}).code(), 0);
        QCOMPARE(other.bind(0x4001, {kBound, alicePort}).code(), 0);
        alice.send(payloadOn(0x4000, "hello"));
        world.output.toClient.clear();
        QCOMPARE(deliver(world), 1);
        QVERIFY(world.output.toClient.at(0).bytes == payloadOn(0x4001, "hello"));
    }

    // T4: other services of the machine that the relay announces
    void onlyPortsThatAreRelayedNowAreReached()
    {
        RelayWorld world;
        world.settings.advertisedAddress = kAnnounced;
        world.setPeers(relayToRelay());
        TestClient alice(world, "192.0.2.10:1");
        TestClient other(world, "192.0.2.10:2");
        QCOMPARE(alice.allocate().code(), 0);
        const TransportAddress otherAt = relayedOf(other.allocate());
        QCOMPARE(alice.permit({{kBound, Port{1}}, {kAnnounced, Port{1}}}).code(), 0);
        for (const IpAddress &address : {kBound, kAnnounced}) {
            for (const int number : {53, 3478, 5353, 5443, 9641, 50099, 65535}) {
                const TransportAddress peer{address, Port{static_cast<std::uint16_t>(number)}};
                QVERIFY(!alice.sendTo(peer));
                QCOMPARE(alice.bind(0x4100, peer).code(), 403);
            }
        }
        QCOMPARE(world.server->counters().withoutPermission, 0U);
        QVERIFY(world.server->counters().forbiddenPeers >= 14U);
        QCOMPARE(alice.bind(0x4000, otherAt).code(), 0);
        alice.send(payloadOn(0x4000, "hello"));
        QCOMPARE(world.output.toPeer.size(), 1U);
        // As soon as it is given back, the port is as closed as any other, also on a channel.
        QCOMPARE(other.refresh(0).code(), 0);
        alice.send(payloadOn(0x4000, "hello"));
        QCOMPARE(world.output.toPeer.size(), 1U);
    }

    void anotherProgramOfTheMachineIsNotHeard()
    {
        RelayWorld world;
        world.setPeers(relayToRelay());
        TestClient alice(world, "192.0.2.10:1");
        QCOMPARE(alice.allocate().code(), 0);
        QCOMPARE(alice.permit({{kBound, Port{1}}}).code(), 0);
        QVERIFY(!alice.hears({kBound, Port{5353}}));
        QCOMPARE(world.server->counters().withoutPermission, 1U);
    }

    void withoutRelayToRelayEvenWhatIsRelayedIsClosed()
    {
        RelayWorld world;
        auto rules = relayToRelay();
        rules.allowRelayToRelay = false;
        world.setPeers(rules);
        TestClient alice(world, "192.0.2.10:1");
        TestClient other(world, "192.0.2.10:2");
        QCOMPARE(alice.allocate().code(), 0);
        const TransportAddress otherAt = relayedOf(other.allocate());
        QCOMPARE(alice.permit({otherAt}).code(), 403);
        // A rule for the address itself opens other programs, not what the setting closes.
        rules.allow = {IpNetwork::parse("198.51.100.1").value()};
        world.setPeers(rules);
        QCOMPARE(alice.permit({otherAt}).code(), 0);
        QVERIFY(!alice.sendTo(otherAt));
        QVERIFY(alice.sendTo({kBound, Port{5353}}));
    }

    void ownAddressesAreClosedUnlessARuleNamesTheAddressItself_data()
    {
        QTest::addColumn<QString>("machine");
        QTest::addColumn<QString>("peer");
        QTest::addColumn<QString>("allow");
        QTest::addColumn<int>("code");
        const auto row = [](const char *title, const char *machine, const char *peer, const char *allow,
                            int code) {
            QTest::newRow(title) << QString::fromLatin1(machine) << QString::fromLatin1(peer)
                                 << QString::fromLatin1(allow) << code;
        };
        row("public", "8.8.4.4", "8.8.4.4", "", 403);
        row("public, the internet allowed", "8.8.4.4", "8.8.4.4", "0.0.0.0/0", 403);
        row("public, half the internet allowed", "8.8.4.4", "8.8.4.4", "0.0.0.0/1", 403);
        row("public, its network allowed", "8.8.4.4", "8.8.4.4", "8.8.4.0/24", 403);
        row("public, its pair allowed", "8.8.4.4", "8.8.4.4", "8.8.4.4/31", 403);
        row("public, itself allowed", "8.8.4.4", "8.8.4.4", "8.8.4.4/32", 0);
        row("public, its neighbour", "8.8.4.4", "8.8.4.5", "", 0);
        row("private", "10.9.9.9", "10.9.9.9", "", 403);
        row("private, its network allowed", "10.9.9.9", "10.9.9.9", "10.0.0.0/8", 403);
        row("private, itself allowed", "10.9.9.9", "10.9.9.9", "10.9.9.9/32", 0);
        row("private, its neighbour", "10.9.9.9", "10.9.9.8", "10.0.0.0/8", 0);
        row("the internal address", "", "10.8.8.8", "", 403);
        row("the internal address, its network allowed", "", "10.8.8.8", "10.8.8.0/24", 403);
        row("the internal address, itself allowed", "", "10.8.8.8", "10.8.8.8/32", 0);
        row("loopback by its interface", "127.0.0.1", "127.0.0.1", "", 403);
        row("loopback by rule", "127.0.0.1", "127.0.0.1", "127.0.0.0/8", 0);
        row("another loopback by rule", "127.0.0.1", "127.0.0.9", "127.0.0.0/8", 0);
    }
    void ownAddressesAreClosedUnlessARuleNamesTheAddressItself()
    {
        QFETCH(QString, machine);
        QFETCH(QString, peer);
        QFETCH(QString, allow);
        QFETCH(int, code);
        RelayWorld world;
        auto rules = relayToRelay();
        if (!allow.isEmpty())
            rules.allow = {IpNetwork::parse(allow.toStdString()).value()};
        rules.allowPrivate = peer.startsWith(QLatin1String("10.")) && allow.isEmpty();
        world.setPeers(rules);
        if (!machine.isEmpty())
            world.server->machineAddressesChanged(world.now(), {host(machine.toLatin1().constData())});
        TestClient alice(world, "192.0.2.10:1");
        QCOMPARE(alice.allocate().code(), 0);
        const TransportAddress address{ip(peer.toLatin1().constData()), Port{5353}};
        QCOMPARE(alice.permit({address}).code(), code);
        QCOMPARE(alice.sendTo(address), code == 0);
        QCOMPARE(alice.bind(0x4000, address).code(), code);
    }

    void aNetworkLeavesTheRelayAddressAsItIsAndAnOwnAddressClosed()
    {
        using enum turn::PeerPolicy::Reach;
        auto rules = relayToRelay();
        const std::vector<IpNetwork> machine{host("2600::99")};
        for (const char *network : {"198.51.100.0/24", "203.0.113.0/24", "2600::/64", "10.8.8.0/24"})
            rules.allow.push_back(IpNetwork::parse(network).value());
        QVERIFY(turn::PeerPolicy(rules).reach(kBound) == RelayedPorts);
        QVERIFY(turn::PeerPolicy(rules).reach(kAnnounced) == RelayedPorts);
        QVERIFY(turn::PeerPolicy(rules).reach(ip("10.8.8.8")) == Refused);
        QVERIFY(turn::PeerPolicy(rules).reach(ip("2600::99"), machine) == Refused);
        QVERIFY(turn::PeerPolicy(rules).reach(ip("2600::98"), machine) == Outside);
        const auto refused = turn::PeerPolicy(rules).explain(ip("2600::99"), machine);
        QVERIFY2(refused.rule.find("names the address itself") != std::string::npos, refused.rule.c_str());
        rules.allow.push_back(IpNetwork::parse("2600::99").value());
        QVERIFY(turn::PeerPolicy(rules).reach(ip("2600::99"), machine) == OwnMachine);
        const auto opened = turn::PeerPolicy(rules).explain(ip("2600::99"), machine);
        QVERIFY2(opened.rule.find("an address of this machine") != std::string::npos, opened.rule.c_str());
    }

    // T2, T4: own addresses, spelled otherwise
    void everySpellingOfAnOwnAddressIsClosed_data()
    {
        QTest::addColumn<QString>("spelling");
        for (const char *spelling :
             {"::ffff:8.8.4.4", "::8.8.4.4", "::ffff:0:8.8.4.4", "64:ff9b::8.8.4.4", "64:ff9b:1::8.8.4.4",
              "2002:808:404::1", "2001:0:1::f7f7:fbfb", "2600::99"})
            QTest::newRow(spelling) << QString::fromLatin1(spelling);
    }
    void everySpellingOfAnOwnAddressIsClosed()
    {
        QFETCH(QString, spelling);
        const IpAddress peer = ip(spelling.toLatin1().constData());
        const std::vector<IpNetwork> machine{host("8.8.4.0/24"), host("2600::/64")};
        turn::PeerPolicy::Rules rules = relayToRelay();
        rules.allow = {IpNetwork::parse("64:ff9b::/96").value(), IpNetwork::parse("64:ff9b:1::/48").value(),
                       IpNetwork::parse("::/0").value()};
        QVERIFY(!turn::PeerPolicy(rules).allows(peer, machine));
        // Where the address is the relay's own, relay-to-relay does not open a detour to it either.
        rules.relayAddresses.push_back(ip("8.8.4.4"));
        if (peer.embeddedV4())
            QVERIFY(!turn::PeerPolicy(rules).allows(peer, machine));
    }

    // T4: own listeners, although a rule opens the machine
    void aRuleNeverOpensTheRelaysOwnListeners()
    {
        RelayWorld world;
        auto rules = relayToRelay();
        for (const char *network : {"198.51.100.1", "203.0.113.80", "127.0.0.0/8", "10.8.8.8"})
            rules.allow.push_back(IpNetwork::parse(network).value());
        world.setPeers(rules);
        TestClient alice(world, "192.0.2.10:1");
        QCOMPARE(alice.allocate().code(), 0);
        // The client listener, also as announced; management; metrics on every address.
        for (const char *listener :
             {"198.51.100.1:3478", "203.0.113.80:3478", "127.0.0.1:5443", "198.51.100.1:9641",
              "127.0.0.1:9641", "127.8.8.8:9641", "10.8.8.8:9641", "10.8.8.8:3478"}) {
            QCOMPARE(alice.permit({at(listener)}).code(), 0); // permissions have no port
            QVERIFY2(!alice.sendTo(at(listener)), listener);
            QCOMPARE(alice.bind(0x4000, at(listener)).code(), 403);
        }
        for (const char *program :
             {"198.51.100.1:5353", "127.0.0.1:3478", "127.0.0.2:5443", "10.8.8.8:5353"}) {
            QCOMPARE(alice.permit({at(program)}).code(), 0);
            QVERIFY2(alice.sendTo(at(program)), program);
        }
    }

    // "ip route add local 192.168.77.0/24 dev lo", "ip addr add 10.0.0.1/24 dev lo": no interface has these
    void whatIsRoutedToThisMachineIsItsOwnAlthoughNoInterfaceHasIt()
    {
        RelayWorld world;
        auto rules = relayToRelay();
        for (const char *network : {"192.168.0.0/16", "10.0.0.0/8", "10.0.0.7/32"})
            rules.allow.push_back(IpNetwork::parse(network).value());
        rules.ownListeners.push_back(at("0.0.0.0:3478"));
        world.setPeers(rules);
        TestClient alice(world, "192.0.2.10:1");
        QCOMPARE(alice.allocate().code(), 0);
        QCOMPARE(alice.bind(0x4000, at("10.0.0.9:3478")).code(), 0);
        world.server->machineAddressesChanged(world.now(), {IpNetwork::parse("10.0.0.0/24").value(),
                                                            IpNetwork::parse("192.168.77.0/24").value()});
        QVERIFY(!alice.sendOn(0x4000, at("10.0.0.9:3478")));
        for (const char *own : {"10.0.0.9", "192.168.77.5"})
            QCOMPARE(alice.permit({{ip(own), Port{5353}}}).code(), 403);
        for (const char *other : {"10.0.1.9", "192.168.78.5"})
            QCOMPARE(alice.permit({{ip(other), Port{5353}}}).code(), 0);
        // A rule that names the address opens it, but never a listener of the relay on "any".
        QCOMPARE(alice.permit({at("10.0.0.7:5353")}).code(), 0);
        QVERIFY(alice.sendTo(at("10.0.0.7:5353")));
        QVERIFY(!alice.sendTo(at("10.0.0.7:3478")));
    }

    void anAddressThatTheMachineGetsLaterIsClosedThen()
    {
        RelayWorld world;
        world.setPeers(relayToRelay());
        TestClient alice(world, "192.0.2.10:1");
        const TransportAddress peer = at("8.8.4.4:5353");
        QCOMPARE(alice.allocate().code(), 0);
        QCOMPARE(alice.bind(0x4000, peer).code(), 0);
        QVERIFY(alice.sendOn(0x4000, peer));
        world.server->machineAddressesChanged(world.now(), {host("8.8.4.4")});
        QVERIFY(!alice.sendOn(0x4000, peer));
        QVERIFY(!alice.sendTo(peer));
        QCOMPARE(alice.permit({peer}).code(), 403);
        world.server->machineAddressesChanged(world.now(), {});
        QCOMPARE(alice.permit({peer}).code(), 0);
        QVERIFY(alice.sendTo(peer));
    }

private:
    static OwnedBytes payloadOn(std::uint16_t channel, std::string_view text)
    {
        OwnedBytes message(4);
        stun::storeBig16(&message[0], channel);
        stun::storeBig16(&message[2], static_cast<std::uint16_t>(text.size()));
        const auto bytes = payload(text);
        message.insert(message.end(), bytes.begin(), bytes.end());
        return message;
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestOwnAddresses)
#include "tst_own_addresses.moc"
