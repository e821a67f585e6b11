// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/tcp_relay_client.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/support/main.h"

#include <thread>

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;
using stun::AttributeType;

/// RFC 6062 at a running relay: connections with peers from both sides, whichever worker a stream comes to.
class TestEdgeTcpRelay : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<testing::CertificateFiles> m_files;

    static IpAddress loopbackOf(bool isV6) { return isV6 ? IpAddress::parse("::1").value() : kLoopback; }
    [[nodiscard]] Settings settingsOf(bool isV6, int workers = 4) const
    {
        const IpAddress address = loopbackOf(isV6);
        Settings settings = loopbackSettings(workers);
        settings.listeners = {{Transport::Tcp, {address, Port{0}}}, {Transport::Tls, {address, Port{0}}}};
        settings.certificates = {m_files->entry("own")};
        settings.relayAddress = address;
        settings.turn.relayFamily = address.family();
        settings.turn.relaysTcp = true;
        settings.turn.peers = turn::PeerPolicy({.allow = {IpNetwork(address, isV6 ? 128 : 8)},
                                                .deny = {},
                                                .allowPrivate = false,
                                                .allowRelayToRelay = true,
                                                .relayAddresses = {address},
                                                .ownAddresses = {},
                                                .ownListeners = {}});
        return settings;
    }
    static TransportAddress addressOf(const RunningEdge &relay, Transport transport)
    {
        return relay.address(std::string(name(transport)));
    }
    static void bothFamiliesPlainAndEncrypted()
    {
        QTest::addColumn<bool>("isV6");
        QTest::addColumn<Transport>("transport");
        QTest::newRow("TCP, IPv4") << false << Transport::Tcp;
        QTest::newRow("TCP, IPv6") << true << Transport::Tcp;
        QTest::newRow("TLS, IPv4") << false << Transport::Tls;
        QTest::newRow("TLS, IPv6") << true << Transport::Tls;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_files = std::make_unique<testing::CertificateFiles>();
        m_files->write("own");
    }
    void cleanupTestCase() { m_files.reset(); }
    void init() { testing::failOnAnyWarning(); }

    void aClientConnectsToAPeer_data() { bothFamiliesPlainAndEncrypted(); }
    void aClientConnectsToAPeer()
    {
        QFETCH(bool, isV6);
        QFETCH(Transport, transport);
        RunningEdge relay(settingsOf(isV6));
        TcpRelayClient control(addressOf(relay, transport), transport);
        QCOMPARE(control.allocate().code(), 0);
        TcpPeer peer(loopbackOf(isV6));
        const auto answer = control.connect(peer.address());
        QCOMPARE(answer.code(), 0);
        TransportAddress source;
        BlockingStream atPeer = peer.accept(&source);
        QVERIFY(source == control.relayed); // it leaves from the relayed address
        QVERIFY(atPeer.say("early,"));      // before anybody has bound it
        TcpRelayClient data(addressOf(relay, transport), transport);
        QCOMPARE(data.bindConnection(answer.number(AttributeType::ConnectionId)).code(), 0);
        QCOMPARE(data.stream.hear(6), std::string("early,"));
        QVERIFY(data.stream.say("hello"));
        QCOMPARE(atPeer.hear(5), std::string("hello"));
        QVERIFY(atPeer.say("world"));
        QCOMPARE(data.stream.hear(5), std::string("world"));

        QTRY_COMPARE(relay.edge->snapshot().allocations.at(0).counters.toClient.bytes, std::uint64_t{11});
        const auto row = relay.edge->snapshot().allocations.at(0);
        QCOMPARE(row.relayedTransport, std::string("tcp"));
        QCOMPARE(row.transport, std::string(name(transport)));
        QCOMPARE(row.counters.connections, std::uint16_t{1});
        QCOMPARE(row.counters.fromClient.bytes, std::uint64_t{5});
        QVERIFY(row.counters.peers == std::vector{peer.address()});
        QCOMPARE(relay.edge->snapshot().totals.peerConnections, std::uint64_t{1});

        control.stream.close(); // the allocation ends, and everything with it
        QVERIFY(data.stream.hear(1).empty());
        QVERIFY(atPeer.hearsEnd());
    }

    void aPeerWithAPermissionConnectsToAClient_data() { bothFamiliesPlainAndEncrypted(); }
    void aPeerWithAPermissionConnectsToAClient()
    {
        QFETCH(bool, isV6);
        QFETCH(Transport, transport);
        RunningEdge relay(settingsOf(isV6));
        TcpRelayClient control(addressOf(relay, transport), transport);
        QCOMPARE(control.allocate().code(), 0);
        BlockingStream tooEarly = BlockingStream::connectedTo(control.relayed);
        QVERIFY(tooEarly.hearsEnd());
        QCOMPARE(control.permit({loopbackOf(isV6), Port{1}}).code(), 0);
        BlockingStream atPeer = BlockingStream::connectedTo(control.relayed);
        QVERIFY(atPeer.say("early,"));
        const auto attempt = control.hearMessage();
        QVERIFY(attempt.message().method() == stun::Method::ConnectionAttempt);
        QVERIFY(attempt.address(AttributeType::XorPeerAddress) == atPeer.address());
        TcpRelayClient data(addressOf(relay, transport), transport);
        QCOMPARE(data.bindConnection(attempt.number(AttributeType::ConnectionId)).code(), 0);
        QCOMPARE(data.stream.hear(6), std::string("early,"));
        QVERIFY(data.stream.say("hello"));
        QCOMPARE(atPeer.hear(5), std::string("hello"));
        // Each side ends on its own.
        data.stream.endSending();
        QVERIFY(atPeer.hearsEnd());
        QVERIFY(atPeer.say("the rest"));
        atPeer.endSending();
        QCOMPARE(data.stream.hear(100), std::string("the rest"));
        QTRY_COMPARE(relay.edge->snapshot().allocations.at(0).counters.connections, std::uint16_t{0});
        QCOMPARE(relay.edge->snapshot().totals.withoutPermission, std::uint64_t{1});
    }

    // The system spreads streams over the workers: of thirty, some come to one that has not the allocation.
    void aStreamFindsItsConnectionWhicheverWorkerItComesTo_data() { bothFamiliesPlainAndEncrypted(); }
    void aStreamFindsItsConnectionWhicheverWorkerItComesTo()
    {
        QFETCH(bool, isV6);
        QFETCH(Transport, transport);
        RunningEdge relay(settingsOf(isV6));
        TcpRelayClient control(addressOf(relay, transport), transport);
        QCOMPARE(control.allocate().code(), 0);
        TcpPeer peer(loopbackOf(isV6));
        QCOMPARE(control.permit({loopbackOf(isV6), Port{1}}).code(), 0);
        for (int i = 0; i < 30; ++i) {
            BlockingStream atPeer = BlockingStream::connectedTo(control.relayed);
            const auto id = control.hearMessage().number(AttributeType::ConnectionId);
            TcpRelayClient data(addressOf(relay, transport), transport);
            QCOMPARE(data.bindConnection(id).code(), 0);
            QVERIFY(data.stream.say("hello"));
            QCOMPARE(atPeer.hear(5), std::string("hello"));
        }
    }

    // A client need not wait for the answer.
    void whatStandsBehindTheBindInTheSamePacketGoesToThePeer_data() { bothFamiliesPlainAndEncrypted(); }
    void whatStandsBehindTheBindInTheSamePacketGoesToThePeer()
    {
        QFETCH(bool, isV6);
        QFETCH(Transport, transport);
        RunningEdge relay(settingsOf(isV6));
        TcpRelayClient control(addressOf(relay, transport), transport);
        QCOMPARE(control.allocate().code(), 0);
        QCOMPARE(control.permit({loopbackOf(isV6), Port{1}}).code(), 0);
        for (int i = 0; i < 10; ++i) {
            BlockingStream atPeer = BlockingStream::connectedTo(control.relayed);
            const auto id = control.hearMessage().number(AttributeType::ConnectionId);
            TcpRelayClient data(addressOf(relay, transport), transport);
            QCOMPARE(data.bindConnection(id + 1).code(), 400); // it has a nonce now
            QVERIFY(data.ask(
                stun::Method::ConnectionBind,
                [&](stun::MessageBuilder &message) { message.addNumber(AttributeType::ConnectionId, id); },
                "and more"));
            QCOMPARE(data.hearMessage().code(), 0);
            QCOMPARE(atPeer.hear(8), std::string("and more"));
        }
    }

    void megabytesPassWholeWhoeverIsSlow_data() { bothFamiliesPlainAndEncrypted(); }
    void megabytesPassWholeWhoeverIsSlow()
    {
        QFETCH(bool, isV6);
        QFETCH(Transport, transport);
        RunningEdge relay(settingsOf(isV6));
        TcpRelayClient control(addressOf(relay, transport), transport);
        QCOMPARE(control.allocate().code(), 0);
        TcpPeer peer(loopbackOf(isV6));
        const auto answer = control.connect(peer.address());
        QCOMPARE(answer.code(), 0);
        BlockingStream atPeer = peer.accept();
        TcpRelayClient data(addressOf(relay, transport), transport);
        QCOMPARE(data.bindConnection(answer.number(AttributeType::ConnectionId)).code(), 0);

        std::string text(std::size_t{12} << 20, '\0');
        for (std::size_t i = 0; i < text.size(); ++i)
            text[i] = static_cast<char>(i * 2654435761U >> 13);
        // One direction after the other; whoever listens begins when the speaker cannot go on.
        const auto passes = [&text](BlockingStream &from, BlockingStream &to) {
            bool isSaid = false;
            std::thread speaker([&] { isSaid = from.say(text); });
            const std::string heard = to.hear(text.size());
            speaker.join();
            return isSaid && heard == text;
        };
        QVERIFY(passes(data.stream, atPeer));
        QVERIFY(passes(atPeer, data.stream));
        QTRY_COMPARE(relay.edge->snapshot().totals.fromClients.bytes, std::uint64_t{text.size()});
        QCOMPARE(relay.edge->snapshot().totals.fromClients.droppedPackets, std::uint64_t{0});
    }

    void aResetOnOneSideEndsTheOther_data() { bothFamiliesPlainAndEncrypted(); }
    void aResetOnOneSideEndsTheOther()
    {
        QFETCH(bool, isV6);
        QFETCH(Transport, transport);
        RunningEdge relay(settingsOf(isV6));
        TcpRelayClient control(addressOf(relay, transport), transport);
        QCOMPARE(control.allocate().code(), 0);
        TcpPeer peer(loopbackOf(isV6));
        for (const bool byPeer : {true, false}) {
            const auto answer = control.connect(peer.address());
            QCOMPARE(answer.code(), 0);
            BlockingStream atPeer = peer.accept();
            TcpRelayClient data(addressOf(relay, transport), transport);
            QCOMPARE(data.bindConnection(answer.number(AttributeType::ConnectionId)).code(), 0);
            if (byPeer) {
                atPeer.reset();
                QVERIFY(data.stream.hearsEnd());
                data.stream.close();
            } else {
                data.stream.reset();
                QVERIFY(atPeer.hearsEnd());
                atPeer.reset(); // and the same two ports are free for the next
            }
            QTRY_COMPARE(relay.edge->snapshot().allocations.at(0).counters.connections, std::uint16_t{0});
        }
    }

    void aPeerThatIsNotThereIsTold_data() { bothFamiliesPlainAndEncrypted(); }
    void aPeerThatIsNotThereIsTold()
    {
        QFETCH(bool, isV6);
        QFETCH(Transport, transport);
        RunningEdge relay(settingsOf(isV6));
        TcpRelayClient control(addressOf(relay, transport), transport);
        QCOMPARE(control.allocate().code(), 0);
        std::optional<TcpPeer> peer(loopbackOf(isV6));
        const TransportAddress nobody = peer->address();
        peer.reset();
        QCOMPARE(control.connect(nobody).code(), 447);
        QCOMPARE(control.connect(control.relayed).code(), 403);                  // itself
        QCOMPARE(control.connect(addressOf(relay, Transport::Tcp)).code(), 403); // the relay's own door
        QTRY_COMPARE(relay.edge->snapshot().totals.failedPeerConnections, std::uint64_t{1});
    }

    void twoClientsOfOneRelayReachEachOther_data() { bothFamiliesPlainAndEncrypted(); }
    void twoClientsOfOneRelayReachEachOther()
    {
        QFETCH(bool, isV6);
        QFETCH(Transport, transport);
        RunningEdge relay(settingsOf(isV6));
        TcpRelayClient alice(addressOf(relay, transport), transport);
        TcpRelayClient bob(addressOf(relay, transport), transport, "bob");
        QCOMPARE(alice.allocate().code(), 0);
        QCOMPARE(bob.allocate().code(), 0);
        QCOMPARE(bob.permit(alice.relayed).code(), 0);
        const auto answer = alice.connect(bob.relayed);
        QCOMPARE(answer.code(), 0);
        const auto attempt = bob.hearMessage();
        QVERIFY(attempt.address(AttributeType::XorPeerAddress) == alice.relayed);
        TcpRelayClient ofAlice(addressOf(relay, transport), transport);
        TcpRelayClient ofBob(addressOf(relay, transport), transport, "bob");
        QCOMPARE(ofAlice.bindConnection(answer.number(AttributeType::ConnectionId)).code(), 0);
        QCOMPARE(ofBob.bindConnection(attempt.number(AttributeType::ConnectionId)).code(), 0);
        QVERIFY(ofAlice.stream.say("hello"));
        QCOMPARE(ofBob.stream.hear(5), std::string("hello"));
        QVERIFY(ofBob.stream.say("world"));
        QCOMPARE(ofAlice.stream.hear(5), std::string("world"));
    }

    void bandwidthIsASpeedAndLosesNothing()
    {
        Settings settings = settingsOf(false);
        settings.turn.limits.bandwidthPerAllocation = BitRate{800}; // 100 kB a second, and one at once
        RunningEdge relay(settings);
        TcpRelayClient control(addressOf(relay, Transport::Tcp), Transport::Tcp);
        QCOMPARE(control.allocate().code(), 0);
        TcpPeer peer(kLoopback);
        const auto answer = control.connect(peer.address());
        QCOMPARE(answer.code(), 0);
        BlockingStream atPeer = peer.accept();
        TcpRelayClient data(addressOf(relay, Transport::Tcp), Transport::Tcp);
        QCOMPARE(data.bindConnection(answer.number(AttributeType::ConnectionId)).code(), 0);
        const std::string text(200'000, 'x');
        const MonotonicTime begin = Clients::now();
        std::thread speaker([&] { data.stream.say(text); });
        const std::string heard = atPeer.hear(text.size());
        speaker.join();
        QVERIFY(heard == text);
        QVERIFY(Clients::now() - begin > 500ms);
    }

    void theConnectionsOfASourceAreCountedWhereverTheyWent()
    {
        Settings settings = settingsOf(false);
        settings.tcpConnectionsPerSource = 2;
        RunningEdge relay(settings);
        TcpRelayClient control(addressOf(relay, Transport::Tcp), Transport::Tcp);
        QCOMPARE(control.allocate().code(), 0);
        TcpPeer peer(kLoopback);
        for (int i = 0; i < 12; ++i) { // each gives its place back
            const auto answer = control.connect(peer.address());
            QCOMPARE(answer.code(), 0);
            BlockingStream atPeer = peer.accept();
            TcpRelayClient data(addressOf(relay, Transport::Tcp), Transport::Tcp);
            QCOMPARE(data.bindConnection(answer.number(AttributeType::ConnectionId)).code(), 0);
            BlockingStream third =
                BlockingStream::connectedTo(addressOf(relay, Transport::Tcp), Transport::Tcp);
            QVERIFY(third.hear(1).empty()); // those with a call leave for nobody
            data.stream.reset();
            QVERIFY(atPeer.hearsEnd());
            atPeer.reset();
            QTRY_COMPARE(relay.edge->snapshot().allocations.at(0).counters.connections, std::uint16_t{0});
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeTcpRelay)
#include "tst_edge_tcp_relay.moc"
