// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/edge/raw_clients.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/relay/tls/client_session.h"
#include "tests/support/main.h"

#include <signal.h>

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;

/// TLS and DTLS at a running relay: who is told from whom, what a change does, what is counted.
class TestEdgeTls : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<testing::CertificateFiles> m_files;

    [[nodiscard]] Settings settingsWith(std::vector<Settings::Listener> listeners) const
    {
        Settings settings = loopbackSettings();
        settings.listeners = std::move(listeners);
        settings.certificates = {m_files->entry("own")};
        return settings;
    }
    /// On one address, with a port that is chosen for all; UDP and TCP have one of their own each.
    [[nodiscard]] Settings settingsWith(std::initializer_list<Transport> transports,
                                        const IpAddress &address = kLoopback) const
    {
        std::vector<Settings::Listener> listeners;
        for (const Transport transport : transports)
            listeners.push_back({transport, {address, Port{0}}});
        return settingsWith(std::move(listeners));
    }

private Q_SLOTS:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); } // the clients' OpenSSL writes with write()
    void init()
    {
        testing::failOnAnyWarning();
        m_files = std::make_unique<testing::CertificateFiles>();
        m_files->write("own");
    }

    void encryptedClientsAreAnswered_data()
    {
        QTest::addColumn<Transport>("transport");
        QTest::addColumn<IpAddress>("address");
        const IpAddress loopback6 = IpAddress::parse("::1").value();
        QTest::newRow("TLS, IPv4") << Transport::Tls << kLoopback;
        QTest::newRow("DTLS, IPv4") << Transport::Dtls << kLoopback;
        QTest::newRow("TLS, IPv6") << Transport::Tls << loopback6;
        QTest::newRow("DTLS, IPv6") << Transport::Dtls << loopback6;
    }
    void encryptedClientsAreAnswered()
    {
        QFETCH(Transport, transport);
        QFETCH(IpAddress, address);
        RunningEdge relay(settingsWith({transport}, address));
        const auto server = relay.address(std::string(name(transport)));
        EncryptedClient client(transport, server);
        QVERIFY(client.isAnswered());
        QVERIFY(client.isAnswered());
        QTRY_COMPARE(relay.edge->snapshot().totals.bindingRequests, std::uint64_t{2});
        // Nobody else is let in there.
        if (transport == Transport::Tls) {
            PlainConnection plain(server);
            plain.say(kBindingRequest);
            QVERIFY(!plain.hear());
        } else {
            auto &plain = relay.clients.open(Transport::Udp, server);
            plain.client().requestBinding(Clients::now());
            EncryptedClient second(transport, server);
            QVERIFY(second.isAnswered());
            QTRY_COMPARE(relay.edge->snapshot().totals.bindingRequests, std::uint64_t{3});
        }
    }

    void plainAndEncryptedClientsShareAPort()
    {
        RunningEdge relay(settingsWith({Transport::Udp, Transport::Tcp, Transport::Tls, Transport::Dtls}));
        QCOMPARE(relay.edge->listeners().size(), std::size_t{4});
        QCOMPARE(relay.address("tcp"), relay.address("tls"));
        QCOMPARE(relay.address("udp"), relay.address("dtls"));
        EncryptedClient tls(Transport::Tls, relay.address("tls"));
        EncryptedClient dtls(Transport::Dtls, relay.address("dtls"));
        QVERIFY(tls.isAnswered());
        QVERIFY(dtls.isAnswered());
        QVERIFY(relay.clients.allocate(relay.udpClient()));
        QVERIFY(relay.clients.allocate(relay.tcpClient()));
        const auto snapshot = relay.edge->snapshot();
        QCOMPARE(snapshot.allocations.size(), std::size_t{2});
        QCOMPARE(snapshot.allocations[0].transport == "tcp" || snapshot.allocations[1].transport == "tcp",
                 true);
        QCOMPARE(snapshot.totals.handshakesFailed, std::uint64_t{0});
    }

    void switchingItOnAndOffCutsNobody()
    {
        const Settings plain = settingsWith({Transport::Udp, Transport::Tcp});
        const Settings both = settingsWith({Transport::Udp, Transport::Tcp, Transport::Tls, Transport::Dtls});
        RunningEdge relay(plain);
        const auto stream = relay.address("tcp");
        const auto datagrams = relay.address("udp");
        auto &caller = relay.tcpClient();
        QVERIFY(relay.clients.allocate(caller));
        QVERIFY(!EncryptedClient(Transport::Tls, stream).isOpen());
        const auto report = relay.edge->apply(both);
        QVERIFY(report.has_value());
        QCOMPARE(report->rebound, (std::vector<std::string>{"opened dtls " + datagrams.toString(),
                                                            "opened tls " + stream.toString()}));
        QCOMPARE(relay.address("tls"), stream);
        EncryptedClient tls(Transport::Tls, stream);
        EncryptedClient dtls(Transport::Dtls, datagrams);
        QVERIFY(tls.isAnswered() && dtls.isAnswered());
        QVERIFY(relay.edge->apply(plain).has_value());
        QVERIFY(!EncryptedClient(Transport::Tls, stream).isOpen());
        QVERIFY(tls.isAnswered() && dtls.isAnswered()); // those that are in stay
        QVERIFY(relay.clients.permit(caller, {kLoopback, Port{9}}));
        // Encrypted only: who is plain already stays, too.
        QVERIFY(relay.edge->apply(settingsWith({Transport::Tls, Transport::Dtls})).has_value());
        QVERIFY(relay.clients.permit(caller, {kLoopback, Port{10}}));
        PlainConnection late(stream);
        late.say(kBindingRequest);
        QVERIFY(!late.hear());
    }

    void aRenewedCertificateIsServedAndCutsNobody()
    {
        Lines lines;
        const auto edge = Edge::start(settingsWith({Transport::Tls}), lines.notice()).value();
        const TransportAddress server = edge->listeners().front().address;
        EncryptedClient before(Transport::Tls, server);
        QVERIFY(before.isAnswered());
        QVERIFY(lines.have("certificate own was read and is served"));
        m_files->write("own");
        edge->refreshFiles();
        EncryptedClient after(Transport::Tls, server);
        QVERIFY(after.isAnswered() && before.isAnswered());
        QVERIFY(after.certificate() != before.certificate());
        QCOMPARE(edge->certificates().front().served->facts().fingerprint, after.certificate().toStdString());
        // Rubbish replaces nothing.
        m_files->writeText("own.pem", "rubbish\n");
        edge->refreshFiles();
        EncryptedClient later(Transport::Tls, server);
        QCOMPARE(later.certificate(), after.certificate());
        QVERIFY(edge->certificates().front().error.has_value());
        QVERIFY(lines.have("there is no certificate in this file"));
    }

    void aChangeWithABadCertificateChangesNothing()
    {
        RunningEdge relay(settingsWith({Transport::Tls}));
        Settings settings = settingsWith({Transport::Tls, Transport::Udp});
        settings.certificates.push_back(m_files->entry("missing"));
        const auto applied = relay.edge->apply(settings);
        QVERIFY(!applied);
        QCOMPARE(applied.error().where, m_files->path("missing.pem"));
        QCOMPARE(relay.edge->listeners().size(), std::size_t{1});
        QVERIFY(EncryptedClient(Transport::Tls, relay.address("tls")).isAnswered());
    }

    void withoutAGoodCertificateTheRestIsServed()
    {
        m_files->writeText("own.pem", "rubbish\n");
        RunningEdge relay(settingsWith({Transport::Udp, Transport::Tls, Transport::Dtls}));
        QVERIFY(relay.clients.allocate(relay.udpClient()));
        QVERIFY(!EncryptedClient(Transport::Tls, relay.address("tls")).isOpen());
        QTRY_COMPARE(relay.edge->snapshot().totals.handshakesFailed, std::uint64_t{1});
        // A DTLS client waits for an answer: its greeting alone is seen.
        testing::ClientSession greeting({.method = DTLS_client_method()});
        greeting.begin();
        const net::FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        const net::SocketAddress server(relay.address("dtls"));
        const auto &hello = greeting.outgoing.front();
        QCOMPARE(::sendto(socket.number(), hello.data(), hello.size(), 0, server.data(), server.size()),
                 static_cast<ssize_t>(hello.size()));
        QTRY_COMPARE(relay.edge->snapshot().totals.handshakesFailed, std::uint64_t{2});
        m_files->write("own");
        relay.edge->refreshFiles();
        QVERIFY(EncryptedClient(Transport::Tls, relay.address("tls")).isAnswered());
        QVERIFY(EncryptedClient(Transport::Dtls, relay.address("dtls")).isAnswered());
    }

    void whatFailsIsCountedAndSaid()
    {
        Lines lines;
        const auto edge = Edge::start(settingsWith({Transport::Tls}), lines.notice()).value();
        PlainConnection stranger(edge->listeners().front().address);
        stranger.say(QByteArray::fromHex("160301003101000000") + QByteArray(60, '\xff'));
        QCOMPARE(stranger.hear(), std::optional('\x15')); // an alert
        QTRY_COMPARE(edge->snapshot().totals.handshakesFailed, std::uint64_t{1});
        QTRY_VERIFY(lines.have("no encrypted connection with 127.0.0.1 came about: tls: "));
    }

    // The stream lives on without it.
    void aHandshakeThatFailsAfterItsListenerIsGoneIsCountedAllTheSame()
    {
        Settings settings = settingsWith({Transport::Udp, Transport::Tls});
        settings.workers = 1;
        RunningEdge relay(settings);
        PlainConnection late(relay.address("tls"));
        EncryptedClient other(Transport::Tls, relay.address("tls"));
        QVERIFY(other.isAnswered()); // so that the first one has been accepted, too
        settings.listeners.pop_back();
        QVERIFY(relay.edge->apply(settings).has_value());
        late.say("no greeting");
        QVERIFY(!late.hear());
        QTRY_COMPARE(relay.edge->snapshot().totals.handshakesFailed, std::uint64_t{1});
    }

    void aGreetingThatDoesNotEndIsCutInTime()
    {
        Settings settings = settingsWith({Transport::Tcp, Transport::Tls});
        settings.unfinishedMessage = 1s;
        RunningEdge relay(settings);
        PlainConnection half(relay.address("tls"));
        half.say(QByteArray::fromHex("1603010200"));
        PlainConnection silent(relay.address("tls")); // may still become anything
        QVERIFY(!half.hear());
        QTRY_COMPARE(relay.edge->snapshot().totals.handshakesFailed, std::uint64_t{1});
        silent.say(kBindingRequest);
        QCOMPARE(silent.hear(), std::optional('\x01'));
    }

    void handshakesThatStallKeepNobodyOut()
    {
        Settings settings = settingsWith({Transport::Tls});
        settings.strangerConnections = 8;
        settings.workers = 1;
        RunningEdge relay(settings);
        std::vector<std::unique_ptr<PlainConnection>> stalled;
        for (int i = 0; i < 200; ++i) {
            stalled.push_back(std::make_unique<PlainConnection>(relay.address("tls")));
            stalled.back()->say(QByteArray::fromHex("16030102000100"));
        }
        QVERIFY(EncryptedClient(Transport::Tls, relay.address("tls")).isAnswered());
        QVERIFY(relay.edge->snapshot().totals.connectionsReplaced >= 190);
    }

    void aListenerThatIsGoneEndsItsSessionsOnceTheyCarryNoCall()
    {
        RunningEdge relay(settingsWith({Transport::Tcp, Transport::Dtls}));
        EncryptedClient client(Transport::Dtls, relay.address("dtls"));
        QVERIFY(client.isAnswered());
        QVERIFY(relay.edge->apply(settingsWith({Transport::Tcp})).has_value());
        static_cast<void>(relay.edge->snapshot()); // closes what carries nothing
        QVERIFY(client.isEnded());
    }

    void theClientRulesHoldForDtls()
    {
        Settings settings = settingsWith({Transport::Dtls});
        settings.clients = ClientPolicy({}, {IpNetwork(kLoopback, 8)});
        RunningEdge relay(settings);
        testing::ClientSession stranger({.method = DTLS_client_method()});
        stranger.begin();
        const net::FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        const net::SocketAddress server(relay.address("dtls"));
        const auto &hello = stranger.outgoing.front();
        QCOMPARE(::sendto(socket.number(), hello.data(), hello.size(), 0, server.data(), server.size()),
                 static_cast<ssize_t>(hello.size()));
        QTRY_COMPARE(relay.edge->snapshot().totals.strangeClients, std::uint64_t{1});
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdgeTls)
#include "tst_edge_tls.moc"
