// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

const TransportAddress kWeb = at("8.8.8.8:80");

/// A relay that serves RFC 6062, and alice with a relayed address for TCP.
struct TcpWorld : RelayWorld {
    explicit TcpWorld(Transport transport = Transport::Tcp)
        : client(*this, "192.0.2.10:4000", transport)
    {
        settings.relaysTcp = true;
        apply();
        if (client.allocateTcp().code() != 0)
            throw std::logic_error("no allocation");
        output.forgetTraffic();
    }
    /// The connection that was begun last.
    [[nodiscard]] turn::ConnectionId begun() const { return {output.connections.rbegin()->first}; }
    /// What the client was told last.
    [[nodiscard]] Answer told() const
    {
        return output.toClient.empty() ? Answer{} : Answer{output.toClient.back().bytes};
    }
    /// A connection with the peer that stands.
    turn::ConnectionId connected(const TransportAddress &peer = kWeb)
    {
        if (client.connect(peer).exists())
            throw std::logic_error("a Connect was answered before the peer");
        for (const auto &[id, connection] : output.connections) {
            if (connection.peer == peer) {
                server->peerConnected(now(), {id});
                return {id};
            }
        }
        throw std::logic_error("no connection was begun");
    }
    /// Another stream of the same client.
    [[nodiscard]] TestClient stream(const char *address = "192.0.2.10:4001",
                                    Transport transport = Transport::Tcp)
    {
        return TestClient(*this, address, transport);
    }
    turn::ConnectionId joined(const TransportAddress &peer = kWeb)
    {
        const auto id = connected(peer);
        TestClient data = stream();
        if (data.bindConnection(id.value).code() != 0)
            throw std::logic_error("not bound");
        return id;
    }

    TestClient client;
};

} // namespace

/// RFC 6062 in virtual time, by its sections.
class TestTcpRelay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    // 5.1
    void withoutTheSettingTcpIsNoTransport()
    {
        RelayWorld world;
        TestClient client(world, "192.0.2.10:1", Transport::Tcp);
        QCOMPARE(client.allocateTcp().code(), 442);
    }

    void aRelayedAddressForTcpNeedsAStream_data()
    {
        QTest::addColumn<int>("transport");
        QTest::addColumn<int>("code");
        QTest::newRow("UDP") << static_cast<int>(Transport::Udp) << 400;
        QTest::newRow("DTLS") << static_cast<int>(Transport::Dtls) << 400;
        QTest::newRow("TCP") << static_cast<int>(Transport::Tcp) << 0;
        QTest::newRow("TLS") << static_cast<int>(Transport::Tls) << 0;
    }
    void aRelayedAddressForTcpNeedsAStream()
    {
        QFETCH(int, transport);
        QFETCH(int, code);
        RelayWorld world;
        world.settings.relaysTcp = true;
        world.apply();
        TestClient client(world, "192.0.2.10:1", static_cast<Transport>(transport));
        QCOMPARE(client.allocateTcp().code(), code);
    }

    void whatIsForDatagramsIsRefused_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("DONT-FRAGMENT") << 0x001A << QByteArray();
        QTest::newRow("EVEN-PORT") << 0x0018 << QByteArray(1, '\0');
        QTest::newRow("RESERVATION-TOKEN") << 0x0022 << QByteArray(8, 'x');
    }
    void whatIsForDatagramsIsRefused()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, value);
        RelayWorld world;
        world.settings.relaysTcp = true;
        world.apply();
        TestClient client(world, "192.0.2.10:1", Transport::Tcp);
        const auto answer = client.allocateTcp([&](stun::MessageBuilder &message) {
            message.add(static_cast<AttributeType>(type),
                        std::as_bytes(std::span(value.constData(), static_cast<std::size_t>(value.size()))));
        });
        QCOMPARE(answer.code(), 400);
        QCOMPARE(world.output.freePorts(), 100U);
    }

    void anAllocationForTcpRelaysNoDatagrams()
    {
        TcpWorld world;
        QCOMPARE(world.client.permit({kWeb}).code(), 0);
        QCOMPARE(world.client.bind(0x4000, kWeb).code(), 400);
        QVERIFY(!world.client.sendTo(kWeb));
    }

    void anAllocationOfBothFamiliesHasTwoListeners()
    {
        TcpWorld world;
        world.relayBothFamilies();
        TestClient other(world, "192.0.2.10:5000", Transport::Tcp);
        const auto answer = other.allocateTcp([](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::AdditionalAddressFamily, kIpv6Family);
        });
        QCOMPARE(answer.code(), 0);
        QCOMPARE(world.output.openRelays(), 3U);
        const auto peer = at("[2600::1]:80");
        QVERIFY(!other.connect(peer).exists());
        QCOMPARE(other.refreshFamily(kIpv6Family, 0).code(), 0);
        QVERIFY(world.output.connections.empty()); // they go with their family
    }

    // 5.2
    void aConnectIsAnsweredWhenThePeerIsThere()
    {
        TcpWorld world;
        QVERIFY(!world.client.connect(kWeb).exists());
        QCOMPARE(world.output.connections.size(), 1U);
        const auto request = world.client.transactionId;
        world.pass(5s);
        world.server->peerConnected(world.now(), world.begun());
        QCOMPARE(world.told().code(), 0);
        QVERIFY(world.told().message().transactionId() == request);
        QCOMPARE(world.told().number(AttributeType::ConnectionId), world.begun().value);
        const auto key = auth::longTermKey("alice", "example.org", "secret");
        QVERIFY(stun::verifyIntegrity(world.told().message(), std::as_bytes(std::span(key))));
        QCOMPARE(world.server->counters().peerConnections, 1U);
    }

    void aSecondConnectToOnePeerIsRefusedAsLongAsThereIsTheFirst()
    {
        TcpWorld world;
        QVERIFY(!world.client.connect(kWeb).exists());
        QCOMPARE(world.client.connect(kWeb).code(), 446);
        world.server->peerConnected(world.now(), world.begun());
        QCOMPARE(world.client.connect(kWeb).code(), 446);
        QVERIFY(!world.client.connect(at("8.8.8.8:81")).exists());
        const auto id = world.joined(at("8.8.8.8:82"));
        QCOMPARE(world.client.connect(at("8.8.8.8:82")).code(), 446);
        world.endConnection(id);
        QVERIFY(!world.client.connect(at("8.8.8.8:82")).exists());
    }

    void aPeerThatDoesNotAnswerIsTold_data()
    {
        QTest::addColumn<bool>("byTime");
        QTest::newRow("refuses") << false;
        QTest::newRow("is silent") << true;
    }
    void aPeerThatDoesNotAnswerIsTold()
    {
        QFETCH(bool, byTime);
        TcpWorld world;
        QVERIFY(!world.client.connect(kWeb).exists());
        const auto id = world.begun();
        world.output.forgetTraffic();
        world.pass(29s);
        QVERIFY(world.output.toClient.empty());
        if (byTime)
            world.pass(1s);
        else
            world.endConnection(id);
        QCOMPARE(world.told().code(), 447);
        QVERIFY(world.output.connections.empty());
        QCOMPARE(world.server->counters().failedPeerConnections, 1U);
        world.server->peerConnected(world.now(), id); // too late
        QCOMPARE(world.output.toClient.size(), 1U);
    }

    void aSystemWithoutRoomIsAFailure()
    {
        TcpWorld world;
        world.output.hasRoomForPeers = false;
        QCOMPARE(world.client.connect(kWeb).code(), 447);
        world.output.hasRoomForPeers = true;
        QVERIFY(!world.client.connect(kWeb).exists());
    }

    void aConnectIsRefusedAsThePeerRulesSay_data()
    {
        QTest::addColumn<QByteArray>("peer");
        QTest::addColumn<int>("code");
        QTest::newRow("private") << QByteArray("10.0.0.1:80") << 403;
        QTest::newRow("loopback") << QByteArray("127.0.0.1:80") << 403;
        QTest::newRow("denied") << QByteArray("9.9.9.9:80") << 403;
        QTest::newRow("a listener of the relay") << QByteArray("198.51.100.1:3478") << 403;
        QTest::newRow("its own relayed address") << QByteArray("198.51.100.1:50000") << 403;
        QTest::newRow("the other family") << QByteArray("[2600::1]:80") << 443;
    }
    void aConnectIsRefusedAsThePeerRulesSay()
    {
        QFETCH(QByteArray, peer);
        QFETCH(int, code);
        TcpWorld world;
        world.setPeers({.allow = {},
                        .deny = {IpNetwork(ip("9.9.9.9"), 32)},
                        .allowPrivate = false,
                        .allowRelayToRelay = true,
                        .relayAddresses = {ip("198.51.100.1")},
                        .ownAddresses = {},
                        .ownListeners = {at("198.51.100.1:3478")}});
        QCOMPARE(world.client.connect(at(peer.constData())).code(), code);
        QCOMPARE(world.client.connect({ip("8.8.8.8"), Port{0}}).code(), 403);
        QVERIFY(world.output.connections.empty());
    }

    void aConnectWithoutAPeerOrAnAllocationForTcpIsRefused()
    {
        TcpWorld world;
        QCOMPARE(world.client.request(Method::Connect).code(), 400);
        TestClient without(world, "192.0.2.11:1", Transport::Tcp);
        QCOMPARE(without.connect(kWeb).code(), 437);
        TestClient datagrams(world, "192.0.2.12:1", Transport::Tcp);
        QCOMPARE(datagrams.allocate().code(), 0);
        QCOMPARE(datagrams.connect(kWeb).code(), 437);
    }

    // 5.3
    void aPeerWithAPermissionIsAnnounced()
    {
        TcpWorld world;
        QCOMPARE(world.client.permit({at("8.8.8.8:1")}).code(), 0); // of any port
        world.output.forgetTraffic();
        const auto id = world.peerConnects(world.allocation(), kWeb);
        QVERIFY(id.has_value());
        const auto message = world.told().message();
        QVERIFY(message.messageClass() == stun::Class::Indication);
        QVERIFY(message.method() == Method::ConnectionAttempt);
        QVERIFY(world.told().address(AttributeType::XorPeerAddress) == kWeb);
        QCOMPARE(world.told().number(AttributeType::ConnectionId), id->value);
        TestClient data = world.stream();
        QCOMPARE(data.bindConnection(id->value).code(), 0);
        QVERIFY(world.output.connections.at(id->value).joined.has_value());
    }

    void aPeerWithoutAPermissionIsTurnedAway()
    {
        TcpWorld world;
        QVERIFY(!world.peerConnects(world.allocation(), kWeb));
        QCOMPARE(world.client.permit({kWeb}).code(), 0);
        world.output.forgetTraffic();
        QVERIFY(!world.peerConnects(world.allocation(), at("8.8.4.4:80")));
        world.pass(300s); // the permission is over, the allocation is not
        QVERIFY(!world.peerConnects(world.allocation(), kWeb));
        QVERIFY(world.output.toClient.empty());
        QCOMPARE(world.server->counters().withoutPermission, 3U);
    }

    void whoOnlyHasAnAllocationForDatagramsGetsNoConnections()
    {
        RelayWorld world;
        TestClient client(world, "192.0.2.10:1", Transport::Tcp);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({kWeb}).code(), 0);
        QVERIFY(!world.peerConnects(world.allocation(), kWeb));
    }

    void aConnectionThatNobodyBindsIsClosedAfterThirtySeconds_data()
    {
        QTest::addColumn<bool>("byPeer");
        QTest::newRow("asked for") << false;
        QTest::newRow("by a peer") << true;
    }
    void aConnectionThatNobodyBindsIsClosedAfterThirtySeconds()
    {
        QFETCH(bool, byPeer);
        TcpWorld world;
        QCOMPARE(world.client.permit({kWeb}).code(), 0);
        const auto id = byPeer ? world.peerConnects(world.allocation(), kWeb).value() : world.connected();
        world.pass(29s);
        QCOMPARE(world.output.connections.size(), 1U);
        world.pass(1s);
        QVERIFY(world.output.connections.empty());
        TestClient data = world.stream();
        QCOMPARE(data.bindConnection(id.value).code(), 400);
        QCOMPARE(world.server->allocationCount(), 1U);
    }

    // 5.4
    void onlyAStreamOfTheSameUserBinds()
    {
        TcpWorld world;
        const auto id = world.connected();
        TestClient datagrams = world.stream("192.0.2.10:4001", Transport::Udp);
        QCOMPARE(datagrams.bindConnection(id.value).code(), 400);
        TestClient unsigned_ = world.stream("192.0.2.10:4002");
        unsigned_.signs = false;
        QCOMPARE(unsigned_.bindConnection(id.value).code(), 401);
        TestClient guesser = world.stream("192.0.2.10:4003");
        guesser.password = "wrong";
        QCOMPARE(guesser.bindConnection(id.value).code(), 401);
        TestClient bob = world.stream("192.0.2.10:4004");
        bob.user = "bob";
        bob.password = "hidden";
        QCOMPARE(bob.bindConnection(id.value).code(), 441);
        QCOMPARE(world.client.bindConnection(id.value).code(), 400); // the control connection
        QVERIFY(!world.output.connections.at(id.value).joined);
        TestClient overTls = world.stream("192.0.2.99:4005", Transport::Tls); // from wherever it likes
        QCOMPARE(overTls.bindConnection(id.value).code(), 0);
        QVERIFY(world.output.connections.at(id.value).joined->tuple == overTls.path.tuple);
    }

    void aBindThatNamesNoWaitingConnectionIsRefused()
    {
        TcpWorld world;
        TestClient data = world.stream();
        QCOMPARE(data.request(Method::ConnectionBind).code(), 400);
        QCOMPARE(data.bindConnection(12345).code(), 400);
        QVERIFY(!world.client.connect(kWeb).exists());
        QCOMPARE(data.bindConnection(world.begun().value).code(), 400); // nobody is there yet
        const auto id = world.joined(at("8.8.8.8:81"));
        QCOMPARE(data.bindConnection(id.value).code(), 400); // somebody has it
    }

    void whatAdmittedTheAllocationBindsItsConnectionsToo()
    {
        TcpWorld world;
        const auto id = world.connected();
        world.settings.credentials =
            auth::Credentials({{"alice", auth::longTermKey("alice", "example.org", "another")}}, {"north"});
        world.apply();
        TestClient data = world.stream(); // with the password of before
        QCOMPARE(data.bindConnection(id.value).code(), 0);
    }

    void guessesAtANameThatIsKnownAreThrottledOnStreamsThatBind()
    {
        TcpWorld world;
        world.settings.limits.wrongPasswordsPerUser = 3;
        world.apply();
        const auto id = world.connected();
        TestClient guesser = world.stream("192.0.2.66:1");
        guesser.password = "wrong";
        for (int i = 0; i < 10; ++i)
            static_cast<void>(guesser.bindConnection(id.value));
        QVERIFY(world.server->counters().guessesNotTried > 0);
    }

    void theNameSaysWhoseConnectionItIs()
    {
        TcpWorld world;
        const auto id = world.connected();
        QCOMPARE(int{id.server()}, 0);
        TestClient data = world.stream();
        const auto request = data.compose(Method::ConnectionBind, [&](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::ConnectionId, 0x07000000U | id.value);
        });
        QCOMPARE(int{turn::ConnectionId::askedFor(request).value().server()}, 7);
        QVERIFY(!turn::ConnectionId::askedFor(data.compose(Method::Binding)));
        QVERIFY(!turn::ConnectionId::askedFor(data.compose(Method::ConnectionBind)));
        QVERIFY(!turn::ConnectionId::askedFor(Bytes(request).first(19)));
    }

    // 5.5, and what passes
    void allConnectionsEndWithTheirAllocation_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("released") << 0;
        QTest::newRow("expired") << 1;
        QTest::newRow("control connection closed") << 2;
        QTest::newRow("killed") << 3;
    }
    void allConnectionsEndWithTheirAllocation()
    {
        QFETCH(int, how);
        TcpWorld world;
        static_cast<void>(world.joined());
        static_cast<void>(world.connected(at("8.8.8.8:81")));
        QVERIFY(!world.client.connect(at("8.8.8.8:82")).exists());
        QCOMPARE(world.output.connections.size(), 3U);
        if (how == 0)
            QCOMPARE(world.client.refresh(0).code(), 0);
        else if (how == 1)
            world.pass(600s);
        else if (how == 2)
            world.server->clientClosed(world.now(), world.client.path);
        else
            world.server->endAll(world.now(), turn::EndCause::Killed);
        QVERIFY(world.output.connections.empty());
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.output.freePorts(), 100U);
    }

    void whatPassesIsCountedAndWaitsForItsBandwidth()
    {
        TcpWorld world;
        world.settings.limits.bandwidthPerAllocation = BitRate{80}; // 10 kB a second
        world.apply();
        const auto id = world.joined();
        using Side = turn::Server::Side;
        const auto begin = world.now().monotonic;
        QVERIFY(world.server->bytesCarried(world.now(), id, Side::Client, 5'000) <= begin);
        QVERIFY(world.server->bytesCarried(world.now(), id, Side::Client, 15'000) == begin + 1s);
        QVERIFY(world.server->bytesCarried(world.now(), id, Side::Peer, 700) <= begin); // each way
        const auto &shown = world.shown.begin()->second;
        QCOMPARE(shown.fromClient.bytes, 20'000U);
        QCOMPARE(shown.toClient.bytes, 700U);
        QCOMPARE(world.server->counters().fromClients.bytes, 20'000U);
        QCOMPARE(shown.fromClient.droppedPackets, 0U); // nothing of a stream is lost
    }

    void theBandwidthOfAUserIsThatOfAllItsStreams()
    {
        TcpWorld world;
        world.settings.limits.bandwidthPerUser = BitRate{80};
        world.apply();
        TestClient second(world, "192.0.2.10:5000", Transport::Tcp);
        QCOMPARE(second.allocateTcp().code(), 0);
        const auto id = world.joined();
        QVERIFY(!second.connect(at("8.8.8.8:81")).exists());
        const auto begin = world.now().monotonic;
        using Side = turn::Server::Side;
        QVERIFY(world.server->bytesCarried(world.now(), id, Side::Client, 30'000) == begin + 2s);
        for (const auto &[other, connection] : world.output.connections) {
            if (!connection.joined)
                QVERIFY(world.server->bytesCarried(world.now(), {other}, Side::Client, 10'000) == begin + 3s);
        }
    }

    void aConnectionOfWhichOneSideIsSilentEndsWhenTheOtherIs()
    {
        TcpWorld world;
        const auto id = world.joined();
        world.pass(300s); // as long as both may speak, silence ends nothing
        world.server->peerConnectionHalfEnded(world.now(), id);
        world.pass(59s);
        static_cast<void>(world.server->bytesCarried(world.now(), id, turn::Server::Side::Peer, 1));
        world.pass(59s);
        QCOMPARE(world.output.connections.size(), 1U);
        world.pass(1s);
        QVERIFY(world.output.connections.empty());
    }

    // Rules and limits
    void aChangeOfRulesCutsWhatIsDeniedNow()
    {
        TcpWorld world;
        const auto id = world.joined();
        const auto stays = world.joined(at("1.1.1.1:80"));
        QVERIFY(!world.client.connect(at("8.8.8.8:81")).exists());
        world.output.forgetTraffic();
        world.setPeers({.allow = {},
                        .deny = {IpNetwork(kWeb.address, 8)},
                        .allowPrivate = false,
                        .allowRelayToRelay = false,
                        .relayAddresses = {},
                        .ownAddresses = {},
                        .ownListeners = {}});
        QVERIFY(!world.output.connections.contains(id.value));
        QVERIFY(world.output.connections.contains(stays.value));
        QCOMPARE(world.output.connections.size(), 1U);
        QCOMPARE(world.told().code(), 403); // whoever still waited for one
    }

    void aConnectionOutlivesThePermissionThatLetItIn()
    {
        TcpWorld world;
        QCOMPARE(world.client.permit({kWeb}).code(), 0);
        const auto id = world.peerConnects(world.allocation(), kWeb).value();
        TestClient data = world.stream();
        QCOMPARE(data.bindConnection(id.value).code(), 0);
        world.pass(301s);
        QVERIFY(world.output.connections.contains(id.value));
        QCOMPARE(world.shown.begin()->second.recentPeers.size(), 1U); // it is still shown
    }

    void theConnectionsOfAnAllocationAreLimited()
    {
        TcpWorld world;
        world.settings.limits.connectionsPerAllocation = 2;
        world.apply();
        QCOMPARE(world.client.permit({kWeb}).code(), 0);
        const auto first = world.connected();
        QVERIFY(world.peerConnects(world.allocation(), at("8.8.8.8:81")));
        QCOMPARE(world.client.connect(at("8.8.8.8:82")).code(), 508);
        QVERIFY(!world.peerConnects(world.allocation(), at("8.8.8.8:83")));
        QCOMPARE(world.server->counters().overPeerConnections, 2U);
        world.endConnection(first);
        QVERIFY(!world.client.connect(at("8.8.8.8:82")).exists());
        QCOMPARE(world.ask<std::size_t>([](const auto &view) { return view.connections; }), 2U);
    }

    // T8: one port after the other, closed and filtered ones
    void aScanOfAThousandPortsIsSlowAndHoldsLittle()
    {
        QVERIFY(!turn::Settings().relaysTcp); // to begin with, nobody scans anything
        for (const bool isFiltered : {true, false}) {
            TcpWorld world;
            world.settings.limits.connectionsPerAllocation = 32;
            world.apply();
            std::size_t begun = 0;
            std::size_t mostAtOnce = 0;
            for (std::uint16_t port = 1; port <= 1000; ++port) {
                world.wait(2ms);
                const auto answer = world.client.connect({ip("8.8.8.8"), Port{port}});
                mostAtOnce = std::max(mostAtOnce, world.output.connections.size());
                if (answer.exists()) {
                    QCOMPARE(answer.code(), 508); // the same whatever the port is
                    continue;
                }
                ++begun;
                if (!isFiltered)
                    world.endConnection(world.begun());
            }
            QVERIFY2(mostAtOnce <= 32, qPrintable(QString::number(mostAtOnce)));
            // Two seconds: the burst, and twenty.
            QVERIFY2(begun <= 71, qPrintable(QString::number(begun)));
            QCOMPARE(world.server->counters().overPeerConnections, 1000 - begun);
        }
    }

    void switchingTheRelayOffLeavesItsConnections()
    {
        TcpWorld world;
        const auto id = world.connected();
        world.settings.relaysTcp = false;
        world.apply();
        TestClient data = world.stream();
        QCOMPARE(data.bindConnection(id.value).code(), 0);
        TestClient late(world, "192.0.2.10:5000", Transport::Tcp);
        QCOMPARE(late.allocateTcp().code(), 442);
    }

    // Between two clients of one relay
    void aClientOfTheSameRelayIsReachedAndSeenAtItsAnnouncedAddress()
    {
        TcpWorld world;
        world.settings.advertisedAddress = ip("203.0.113.9");
        world.settings.peers = turn::PeerPolicy({.allow = {},
                                                 .deny = {},
                                                 .allowPrivate = false,
                                                 .allowRelayToRelay = true,
                                                 .relayAddresses = {ip("198.51.100.1"), ip("203.0.113.9")},
                                                 .ownAddresses = {},
                                                 .ownListeners = {}});
        world.apply();
        TestClient alice(world, "192.0.2.10:5000", Transport::Tcp);
        TestClient bob(world, "192.0.2.11:5000", Transport::Tcp);
        const auto ofAlice = alice.allocateTcp().address(AttributeType::XorRelayedAddress);
        const auto ofBob = bob.allocateTcp().address(AttributeType::XorRelayedAddress);
        QVERIFY(ofBob.address == ip("203.0.113.9"));
        QVERIFY(!alice.connect(ofBob).exists());
        QVERIFY(world.output.connections.at(world.begun().value).peer ==
                (TransportAddress{ip("198.51.100.1"), ofBob.port})); // straight on
        QCOMPARE(bob.permit({ofAlice}).code(), 0);
        world.output.forgetTraffic();
        QVERIFY(world.peerConnects(world.allocation(&bob.path.tuple), {ip("198.51.100.1"), ofAlice.port}));
        QVERIFY(world.told().address(AttributeType::XorPeerAddress) == ofAlice);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTcpRelay)
#include "tst_tcp_relay.moc"
