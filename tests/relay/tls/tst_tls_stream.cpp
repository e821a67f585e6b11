// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/tls_stream.h"
#include "tests/relay/net/memory_stream.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/relay/tls/client_session.h"
#include "tests/support/main.h"

#include <QTest>

using namespace turnpike;
using namespace turnpike::tls;
using namespace turnpike::testing;

namespace {

struct Failures : HandshakeObserver {
    std::vector<std::string> reasons;
    bool mayBegin = true;
    bool mayBeginHandshake(const TransportAddress &) override { return mayBegin; }
    void handshakeFailed(Transport, const TransportAddress &, const std::string &reason) override
    {
        reasons.push_back(reason);
    }
};

const TransportAddress kTlsClient{kLoopback, Port{40000}};

} // namespace

class TestTlsStream : public QObject {
    Q_OBJECT

private:
    CertificateFiles m_files;
    SharedCertificates m_certificates;
    std::unique_ptr<Wire> m_wire;
    std::unique_ptr<Failures> m_failures;
    std::unique_ptr<TlsStream> m_server;
    Stream m_heard;

    void open(TlsStream::Plain plain = TlsStream::Plain::Refused)
    {
        m_heard = {};
        m_server.reset();
        m_wire = std::make_unique<Wire>();
        m_failures = std::make_unique<Failures>();
        m_server = std::make_unique<TlsStream>(std::make_unique<WireStream>(*m_wire), m_certificates, plain,
                                               *m_failures, kTlsClient);
        if (!m_server->start(m_heard))
            qFatal("start failed");
    }
    void toServer(Bytes bytes) { m_wire->handler->bytesReceived(bytes); }
    /// Hands over what waits on both sides until nothing does.
    void exchange(ClientSession &client)
    {
        for (int turn = 0; turn < 20; ++turn) {
            for (const auto sent = client.takeAll(); !sent.empty() && m_wire->isOpen;) {
                toServer(sent);
                break;
            }
            const auto answer = std::exchange(m_wire->sent, {});
            if (answer.empty() && client.outgoing.empty())
                return;
            if (!answer.empty())
                client.receive(answer);
        }
    }
    void connectWith(ClientSession &client)
    {
        client.begin();
        exchange(client);
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }
    void initTestCase()
    {
        m_certificates = CertificateSet::of(
            {m_files.make("a", {.name = "a.example.org"}), m_files.make("b", {.name = "b.example.org"})});
    }

    void bothVersionsCarryBothWays_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1.2") << TLS1_2_VERSION;
        QTest::newRow("1.3") << TLS1_3_VERSION;
    }
    void bothVersionsCarryBothWays()
    {
        QFETCH(int, version);
        open();
        QCOMPARE(m_server->transport(), Transport::Tls);
        ClientSession client({.version = version});
        connectWith(client);
        QVERIFY(m_server->isEstablished() && client.session().isEstablished());
        QCOMPARE(SSL_version(client.handle()), version);
        QVERIFY(client.send("question"));
        exchange(client);
        QCOMPARE(m_heard.text, std::string("question"));
        QCOMPARE(m_server->write(bytesOf("answer")), std::optional<std::size_t>(6));
        exchange(client);
        QCOMPARE(client.text, std::string("answer"));
        QVERIFY(m_failures->reasons.empty());
    }

    void aGreetingMayComeByteByByte()
    {
        open();
        ClientSession client({});
        client.begin();
        const auto hello = client.takeAll();
        for (const std::byte &one : hello)
            toServer({&one, 1});
        exchange(client);
        QVERIFY(m_server->isEstablished());
    }

    void oldVersionsAreRefusedWithTheReason_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1.0") << TLS1_VERSION;
        QTest::newRow("1.1") << TLS1_1_VERSION;
    }
    void oldVersionsAreRefusedWithTheReason()
    {
        QFETCH(int, version);
        open();
        ClientSession client({.version = version});
        connectWith(client);
        QVERIFY(!m_wire->isOpen);
        QCOMPARE(m_heard.ended, 1);
        QCOMPARE(m_failures->reasons, std::vector<std::string>{"unsupported protocol"});
        QCOMPARE(client.outcome, Session::Outcome::Broken); // it heard the alert
    }

    void theNameThatIsAskedForChoosesTheCertificate()
    {
        for (const std::string name : {"a.example.org", "b.example.org"}) {
            open();
            ClientSession client({.serverName = name});
            connectWith(client);
            QCOMPARE(client.serverCertificateName(), name);
        }
    }

    void itSpeaksWhatItIsAskedToSpeak_data()
    {
        QTest::addColumn<QByteArray>("offered");
        QTest::addColumn<QByteArray>("chosen");
        QTest::addColumn<bool>("established");
        QTest::newRow("TURN") << QByteArray("\x09stun.turn") << QByteArray("stun.turn") << true;
        QTest::newRow("discovery") << QByteArray("\x12stun.nat-discovery") << QByteArray("stun.nat-discovery")
                                   << true;
        QTest::newRow("TURN, after HTTP")
            << QByteArray("\x08http/1.1\x09stun.turn") << QByteArray("stun.turn") << true;
        QTest::newRow("nothing") << QByteArray() << QByteArray() << true;
        QTest::newRow("HTTP") << QByteArray("\x02h2\x08http/1.1") << QByteArray() << false;
    }
    void itSpeaksWhatItIsAskedToSpeak()
    {
        QFETCH(QByteArray, offered);
        QFETCH(QByteArray, chosen);
        QFETCH(bool, established);
        open();
        ClientSession client({.protocols = offered.toStdString()});
        connectWith(client);
        QCOMPARE(client.session().isEstablished() && m_wire->isOpen, established);
        const unsigned char *protocol = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(client.handle(), &protocol, &size);
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(protocol), static_cast<qsizetype>(size)), chosen);
    }

    void thereIsNoRenegotiationAndNothingToResume()
    {
        open();
        ClientSession client({.version = TLS1_2_VERSION});
        connectWith(client);
        SSL_SESSION *const session = SSL_get_session(client.handle());
        QCOMPARE(SSL_SESSION_has_ticket(session), 0);
        QCOMPARE(SSL_renegotiate(client.handle()), 1);
        static_cast<void>(SSL_do_handshake(client.handle()));
        exchange(client);
        QVERIFY(SSL_in_init(client.handle()) == 1); // it asked, and got no second handshake
        QVERIFY(m_failures->reasons.empty());
    }

    void plainAndEncryptedClientsAreToldApart()
    {
        open(TlsStream::Plain::Taken);
        QVERIFY(m_server->isEstablished()); // nothing was begun
        const std::string request("\x00\x01\x00\x00", 4);
        toServer(bytesOf(request));
        QCOMPARE(m_heard.text, request);
        QCOMPARE(m_server->transport(), Transport::Tcp);
        QCOMPARE(m_server->write(bytesOf("answer")), std::optional<std::size_t>(6));
        QCOMPARE(textOf(m_wire->sent), std::string("answer"));
        open(TlsStream::Plain::Taken);
        ClientSession client({});
        connectWith(client);
        QCOMPARE(m_server->transport(), Transport::Tls);
        QVERIFY(m_server->isEstablished());
    }

    void wherePlainIsNotTakenItIsClosed()
    {
        open();
        toServer(bytesOf(std::string("\x00\x01\x00\x00", 4)));
        QVERIFY(!m_wire->isOpen);
        QCOMPARE(m_heard.ended, 1);
        QVERIFY(m_heard.text.empty());
        QCOMPARE(m_failures->reasons.size(), std::size_t{1});
    }

    void whatTheStreamBelowDoesNotTakeWaitsAndIsBounded()
    {
        open();
        ClientSession client({});
        connectWith(client);
        const std::string much(1 << 20, 'x');
        m_wire->room = 1000;
        const auto taken = m_server->write(bytesOf(much));
        QVERIFY(taken && *taken > 0 && *taken <= 16 * 1024);
        QCOMPARE(m_server->write(bytesOf(much)), std::optional<std::size_t>(0));
        QCOMPARE(m_heard.writable, 0);
        m_wire->room = std::size_t(-1);
        m_wire->handler->streamWritable();
        QCOMPARE(m_heard.writable, 1);
        exchange(client);
        QCOMPARE(client.text.size(), *taken);
        QCOMPARE(m_server->write(bytesOf(much)), std::optional<std::size_t>(much.size()));
        exchange(client);
        QCOMPARE(client.text.size(), *taken + much.size());
    }

    void whoOnlyGreetsHoldsLittle()
    {
        open();
        // A handshake message that announces 100 KiB, in records that are good.
        std::vector<std::byte> record(5 + 4096);
        record[0] = std::byte{22};
        record[1] = std::byte{3};
        record[2] = std::byte{1};
        record[3] = std::byte{0x10};
        record[5] = std::byte{1};
        record[6] = std::byte{1};
        record[7] = std::byte{0x90};
        std::size_t given = 0;
        for (; m_wire->isOpen && given < 200'000; given += record.size()) {
            toServer(record);
            record[5] = record[6] = record[7] = std::byte{0};
        }
        QVERIFY(!m_wire->isOpen);
        QVERIFY2(given <= Session::kLongestHandshake + record.size(), qPrintable(QString::number(given)));
        QCOMPARE(m_heard.ended, 1);
    }

    void askingForNewKeysWithoutReadingEndsTheConnection()
    {
        open();
        ClientSession client({.version = TLS1_3_VERSION});
        connectWith(client);
        m_wire->room = 0;
        for (int asked = 0; asked < 10'000 && m_wire->isOpen; ++asked) {
            SSL_key_update(client.handle(), SSL_KEY_UPDATE_REQUESTED);
            QVERIFY(client.send("x"));
            toServer(client.takeAll());
        }
        QVERIFY(!m_wire->isOpen); // before more than 64 KiB of answers waited
        QCOMPARE(m_heard.ended, 1);
    }

    void aGoodbyeIsAnEnd()
    {
        open();
        ClientSession client({});
        connectWith(client);
        client.session().end();
        exchange(client);
        QCOMPARE(m_heard.ended, 1);
        QVERIFY(!m_wire->isOpen);
    }

    void closingSaysGoodbye()
    {
        open();
        ClientSession client({});
        connectWith(client);
        m_server->close();
        client.receive(std::exchange(m_wire->sent, {}));
        QCOMPARE(client.outcome, Session::Outcome::Ended);
        QCOMPARE(m_heard.ended, 0);
    }

    void rubbishAfterTheHandshakeEndsItOnce()
    {
        open();
        ClientSession client({});
        connectWith(client);
        toServer(bytesOf(std::string(400, '\x17')));
        QCOMPARE(m_heard.ended, 1);
        QVERIFY(!m_wire->isOpen);
        QVERIFY(m_heard.text.empty());
    }

    void theHandlerMayCloseFromInside()
    {
        open();
        ClientSession client({});
        connectWith(client);
        m_heard.onBytes = [this] { m_server->close(); };
        QVERIFY(client.send("one") && client.send("two"));
        toServer(client.takeAll());
        QCOMPARE(m_heard.text, std::string("one"));
        QCOMPARE(m_heard.ended, 0);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTlsStream)
#include "tst_tls_stream.moc"
