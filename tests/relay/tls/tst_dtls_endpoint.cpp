// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/dtls_cookies.h"
#include "relay/tls/dtls_endpoint.h"
#include "tests/relay/net/loopback.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/relay/tls/client_session.h"
#include "tests/support/main.h"

#include <QTest>

using namespace turnpike;
using namespace turnpike::tls;
using namespace turnpike::testing;
using namespace std::chrono_literals;

namespace {

const TransportAddress kClient{kLoopback, Port{40000}};
const TransportAddress kOther{kLoopback, Port{40001}};
const TransportAddress kServer{kLoopback, Port{5349}};

struct Sent {
    TransportAddress to;
    std::vector<std::byte> bytes;
};

struct World : DtlsEndpoint::Events {
    std::vector<Sent> sent;
    std::vector<std::unique_ptr<net::ByteStream>> sessions;
    std::vector<std::string> failures;
    bool answersStrangers = true;
    bool keepsSessions = true;
    Stream heard;

    void sendSealed(const TransportAddress &to, const IpAddress &, Bytes datagram) override
    {
        sent.push_back({to, {datagram.begin(), datagram.end()}});
    }
    bool mayAnswerStranger(const TransportAddress &, std::size_t) override { return answersStrangers; }
    void sessionBegan(std::unique_ptr<net::ByteStream> session, const TransportAddress &) override
    {
        if (!keepsSessions)
            return;
        if (!session->start(heard))
            qFatal("start failed");
        sessions.push_back(std::move(session));
    }
    bool mayBegin = true;
    bool mayBeginHandshake(const TransportAddress &) override { return mayBegin; }
    void handshakeFailed(Transport, const TransportAddress &, const std::string &reason) override
    {
        failures.push_back(reason);
    }
};

ClientSession::Wish dtls(int version = DTLS1_2_VERSION)
{
    return {.method = DTLS_client_method(), .version = version, .serverName = {}, .protocols = {}};
}

} // namespace

class TestDtlsEndpoint : public QObject {
    Q_OBJECT

private:
    CertificateFiles m_files;
    SharedCertificates m_certificates;
    std::unique_ptr<World> m_world;
    std::unique_ptr<DtlsEndpoint> m_endpoint;
    MonotonicTime m_now{1h};

    void toServer(Bytes datagram, const TransportAddress &from = kClient)
    {
        m_endpoint->receive(m_now, from, kServer, datagram);
    }
    /// Hands over what waits on both sides until nothing does.
    void exchange(ClientSession &client, const TransportAddress &from = kClient)
    {
        for (int turn = 0; turn < 20; ++turn) {
            for (const auto &datagram : std::exchange(client.outgoing, {}))
                toServer(datagram, from);
            const auto answers = std::exchange(m_world->sent, {});
            if (answers.empty() && client.outgoing.empty())
                return;
            for (const auto &answer : answers)
                client.receive(answer.bytes);
        }
    }

private Q_SLOTS:
    void initTestCase() { m_certificates = CertificateSet::of({m_files.make("a")}); }
    void init()
    {
        testing::failOnAnyWarning();
        m_now = MonotonicTime(1h);
        m_endpoint.reset();
        m_world = std::make_unique<World>();
        m_endpoint = std::make_unique<DtlsEndpoint>(*m_world);
        m_endpoint->setCertificates(m_certificates);
    }

    void messagesArriveAsTheyWereSent()
    {
        ClientSession client(dtls());
        client.begin();
        exchange(client);
        QCOMPARE(m_world->sessions.size(), std::size_t{1});
        net::ByteStream &server = *m_world->sessions.front();
        QVERIFY(server.isEstablished() && client.session().isEstablished());
        QCOMPARE(server.transport(), Transport::Dtls);
        QCOMPARE(server.localAddress(), kServer);
        int messages = 0;
        m_world->heard.onBytes = [&] { ++messages; };
        QVERIFY(client.send("one") && client.send("two"));
        exchange(client);
        QCOMPARE(messages, 2);
        QCOMPARE(m_world->heard.text, std::string("onetwo"));
        QCOMPARE(server.write(bytesOf("answer")), std::optional<std::size_t>(6));
        exchange(client);
        QCOMPARE(client.text, std::string("answer"));
        QVERIFY(m_world->failures.empty());
        QVERIFY(!m_endpoint->nextDeadline() ||
                (m_endpoint->advance(m_now + 1h), !m_endpoint->nextDeadline()));
    }

    // T15: no state before the cookie came back
    void nothingIsKeptBeforeTheCookieCameBack()
    {
        ClientSession client(dtls());
        client.begin();
        const auto hello = client.outgoing.front();
        for (std::uint16_t port = 1000; port < 2000; ++port)
            toServer(hello, {kLoopback, Port{port}});
        QCOMPARE(m_endpoint->sessionCount(), std::size_t{0});
        QVERIFY(m_world->sessions.empty());
        QCOMPARE(m_world->sent.size(), std::size_t{1000});
        for (const Sent &answer : m_world->sent)
            QVERIFY(answer.bytes.size() < hello.size()); // nobody is flooded with it
    }

    void aCookieIsGoodForItsAddressAndAMinuteOrTwo_data()
    {
        QTest::addColumn<bool>("fromElsewhere");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<bool>("good");
        QTest::newRow("at once") << false << 0 << true;
        QTest::newRow("a minute later") << false << 60 << true;
        QTest::newRow("two minutes later") << false << 120 << false;
        QTest::newRow("from another port") << true << 0 << false;
    }
    void aCookieIsGoodForItsAddressAndAMinuteOrTwo()
    {
        QFETCH(bool, fromElsewhere);
        QFETCH(int, seconds);
        QFETCH(bool, good);
        ClientSession client(dtls());
        client.begin();
        for (const auto &datagram : std::exchange(client.outgoing, {}))
            toServer(datagram);
        client.receive(std::exchange(m_world->sent, {}).front().bytes);
        m_now += std::chrono::seconds(seconds);
        for (const auto &datagram : std::exchange(client.outgoing, {}))
            toServer(datagram, fromElsewhere ? kOther : kClient);
        QCOMPARE(m_endpoint->sessionCount(), std::size_t(good ? 1 : 0));
    }

    // T15: records before the handshake
    void recordsBeforeAGreetingAreIgnored_data()
    {
        QTest::addColumn<QByteArray>("datagram");
        QTest::newRow("application data") << QByteArray::fromHex("17fefd0001000000000001000400000000");
        QTest::newRow("alert") << QByteArray::fromHex("15fefd00000000000000000002022f");
        QTest::newRow("half a header") << QByteArray::fromHex("16fefd0000");
        QTest::newRow("a greeting of epoch 1")
            << QByteArray::fromHex("16fefd00010000000000000010010000040000000000000004") +
                   QByteArray(20, '\0');
        QTest::newRow("a message of the server")
            << QByteArray::fromHex("16fefd00000000000000000010020000040000000000000004") +
                   QByteArray(20, '\0');
        QTest::newRow("a greeting of rubbish")
            << QByteArray::fromHex("16fefd00000000000000000020010000140000000000000014") +
                   QByteArray(20, '\xff');
    }
    void recordsBeforeAGreetingAreIgnored()
    {
        QFETCH(QByteArray, datagram);
        toServer(std::as_bytes(std::span(datagram)));
        QVERIFY(m_world->sent.empty());
        QCOMPARE(m_endpoint->sessionCount(), std::size_t{0});
        // Nobody behind it is the worse for it.
        ClientSession client(dtls());
        client.begin();
        exchange(client);
        QVERIFY(client.session().isEstablished());
    }

    void strangersOverTheirBudgetAreNotAnswered()
    {
        m_world->answersStrangers = false;
        ClientSession client(dtls());
        client.begin();
        for (const auto &datagram : client.outgoing)
            toServer(datagram);
        QVERIFY(m_world->sent.empty());
    }

    void anOldVersionIsRefused()
    {
        ClientSession client(dtls(DTLS1_VERSION));
        client.begin();
        exchange(client);
        QVERIFY(!client.session().isEstablished());
        QCOMPARE(m_endpoint->sessionCount(), std::size_t{0});
    }

    void nothingThatAnybodyCanForgeEndsASession_data()
    {
        QTest::addColumn<QString>("cipher");
        QTest::newRow("AES-GCM") << QStringLiteral("ECDHE-ECDSA-AES256-GCM-SHA384");
        QTest::newRow("ChaCha20") << QStringLiteral("ECDHE-ECDSA-CHACHA20-POLY1305");
    }
    void nothingThatAnybodyCanForgeEndsASession()
    {
        QFETCH(QString, cipher);
        auto wish = dtls();
        wish.ciphers = cipher.toStdString();
        ClientSession client(wish);
        client.begin();
        exchange(client);
        QCOMPARE(QString::fromLatin1(SSL_get_cipher_name(client.handle())), cipher);
        for (const int type : {20, 21, 22, 23, 24}) {
            for (const int epoch : {0, 1, 2}) {
                for (int length = 0; length < 64; ++length) {
                    QByteArray record(13 + length, 'x');
                    record[0] = static_cast<char>(type);
                    record[1] = '\xfe';
                    record[2] = '\xfd';
                    record[3] = 0;
                    record[4] = static_cast<char>(epoch);
                    // Ahead of all that came, so that it is no repetition.
                    std::fill_n(record.begin() + 5, 4, '\0');
                    record[9] = static_cast<char>(epoch * 8 + type - 16);
                    record[10] = static_cast<char>(length + 1);
                    record[11] = 0;
                    record[12] = static_cast<char>(length);
                    toServer(std::as_bytes(std::span(record)));
                    // Announcing more than is there, and two at once.
                    record[12] = static_cast<char>(length + 1);
                    toServer(std::as_bytes(std::span(record)));
                    record[12] = static_cast<char>(length);
                    const QByteArray twice = record + record;
                    toServer(std::as_bytes(std::span(twice)));
                }
            }
        }
        QCOMPARE(m_world->heard.ended, 0);
        QVERIFY(m_world->sessions.front()->isOpen());
        QVERIFY(client.send("still here"));
        exchange(client);
        QCOMPARE(m_world->heard.text, std::string("still here"));
        // A goodbye that is real.
        client.session().end();
        exchange(client);
        QCOMPARE(m_world->heard.ended, 1);
    }

    void aFlightThatIsLostIsSentAgain()
    {
        ClientSession client(dtls());
        client.begin();
        for (const auto &datagram : std::exchange(client.outgoing, {}))
            toServer(datagram);
        client.receive(std::exchange(m_world->sent, {}).front().bytes);
        for (const auto &datagram : std::exchange(client.outgoing, {}))
            toServer(datagram);
        QVERIFY(!m_world->sent.empty());
        m_world->sent.clear(); // lost
        // OpenSSL looks at its own clock.
        QVERIFY(m_endpoint->nextDeadline().has_value());
        const auto sentAgain = [this] {
            m_now = std::max(m_now, *m_endpoint->nextDeadline());
            m_endpoint->advance(m_now);
            return !m_world->sent.empty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(sentAgain(), kLongestWait);
        exchange(client);
        QVERIFY(client.session().isEstablished());
        QVERIFY(m_world->sessions.front()->isEstablished());
    }

    void aMessageThatDoesNotFitIsSaidToBeLost()
    {
        ClientSession client(dtls());
        client.begin();
        exchange(client);
        const std::string much(20'000, 'x');
        QCOMPARE(m_world->sessions.front()->write(bytesOf(much)), std::optional<std::size_t>(0));
        QCOMPARE(m_world->sessions.front()->write(bytesOf("fits")), std::optional<std::size_t>(4));
        exchange(client);
        QCOMPARE(client.text, std::string("fits"));
    }

    void whoBeginsAnewWithinAHandshakeIsNotKeptOut()
    {
        ClientSession given(dtls());
        given.begin();
        for (const auto &datagram : std::exchange(given.outgoing, {}))
            toServer(datagram);
        given.receive(std::exchange(m_world->sent, {}).front().bytes);
        const auto withCookie = given.outgoing.front();
        toServer(withCookie);
        QCOMPARE(m_endpoint->sessionCount(), std::size_t{1});
        // The same greeting again is one that was thought lost, and begins nothing.
        toServer(withCookie);
        QCOMPARE(m_world->sessions.size(), std::size_t{1});
        m_world->sent.clear();
        ClientSession second(dtls());
        second.begin();
        exchange(second);
        QVERIFY(second.session().isEstablished());
        QCOMPARE(m_world->sessions.size(), std::size_t{2});
        QVERIFY(!m_world->sessions.front()->isOpen());
        QCOMPARE(m_endpoint->sessionCount(), std::size_t{1});
    }

    void whoBeginsAnewFromTheSamePortReplacesTheOldSession()
    {
        ClientSession first(dtls());
        first.begin();
        exchange(first);
        QVERIFY(first.session().isEstablished());
        ClientSession second(dtls());
        second.begin();
        // A greeting alone, which anybody can forge, ends nothing.
        const auto hello = second.outgoing.front();
        toServer(hello);
        QCOMPARE(m_world->heard.ended, 0);
        m_world->sent.clear();
        exchange(second);
        QVERIFY(second.session().isEstablished());
        QCOMPARE(m_world->heard.ended, 1);
        QCOMPARE(m_endpoint->sessionCount(), std::size_t{1});
        QVERIFY(!m_world->sessions.front()->isOpen());
        QVERIFY(m_world->sessions.back()->isOpen());
    }

    void aGoodbyeIsAnEndAndSoIsTheEndpoints()
    {
        ClientSession client(dtls());
        client.begin();
        exchange(client);
        ClientSession other(dtls());
        other.begin();
        exchange(other, kOther);
        QCOMPARE(m_endpoint->sessionCount(), std::size_t{2});
        client.session().end();
        exchange(client);
        QCOMPARE(m_world->heard.ended, 1);
        QCOMPARE(m_endpoint->sessionCount(), std::size_t{1});
        m_endpoint.reset();
        QCOMPARE(m_world->heard.ended, 2);
        QVERIFY(!m_world->sessions.back()->isOpen());
        QVERIFY(!m_world->sessions.back()->write(bytesOf("late")));
        other.receive(m_world->sent.back().bytes);
        QCOMPARE(other.outcome, Session::Outcome::Ended);
    }

    void aSessionThatNobodyWantsIsGone()
    {
        m_world->keepsSessions = false;
        ClientSession client(dtls());
        client.begin();
        exchange(client);
        QCOMPARE(m_endpoint->sessionCount(), std::size_t{0});
        m_endpoint->advance(m_now + 1h);
        QVERIFY(!m_endpoint->nextDeadline());
    }

    void withoutCertificatesThereAreNoNewSessionsAndTheOldGoOn()
    {
        ClientSession client(dtls());
        client.begin();
        exchange(client);
        m_endpoint->setCertificates(nullptr);
        QVERIFY(client.send("still here"));
        exchange(client);
        QCOMPARE(m_world->heard.text, std::string("still here"));
        ClientSession late(dtls());
        late.begin();
        exchange(late, kOther);
        QVERIFY(!late.session().isEstablished());
    }

    void recordsAreToldFromOtherProtocols()
    {
        const auto first = [](int byte) {
            const auto value = static_cast<std::byte>(byte);
            return DtlsEndpoint::isRecord({&value, 1});
        };
        for (int byte = 0; byte < 256; ++byte)
            QCOMPARE(first(byte), byte >= 20 && byte <= 63);
        QVERIFY(!DtlsEndpoint::isRecord({}));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDtlsEndpoint)
#include "tst_dtls_endpoint.moc"
