// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/probe/relay_test.h"
#include "relay/probe/turn_url.h"
#include "tests/relay/edge/edge_fixture.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;
using diagnosis::TestStep;
using Kind = TestStep::Kind;

Q_DECLARE_METATYPE(std::string)

class TestRelayTest : public QObject {
    Q_OBJECT

private:
    testing::CertificateFiles m_certificates;
    static inline const diagnosis::TestCredential kAlice{"alice", kPassword};

    [[nodiscard]] Settings settings()
    {
        m_certificates.write("relay");
        Settings result = loopbackSettings(1);
        result.listeners.push_back({Transport::Tls, {kLoopback, Port{0}}});
        result.listeners.push_back({Transport::Dtls, {kLoopback, Port{0}}});
        result.certificates = {m_certificates.entry("relay")};
        return result;
    }
    [[nodiscard]] static std::string url(const RunningEdge &relay, const std::string &transport)
    {
        const bool isSecure = transport == "tls" || transport == "dtls";
        const bool isDatagram = transport == "udp" || transport == "dtls";
        return (isSecure ? "turns:" : "turn:") + relay.address(transport).toString() +
               (isDatagram ? "?transport=udp" : "?transport=tcp");
    }
    [[nodiscard]] static std::vector<Kind> kindsOf(const diagnosis::TransportTest &test)
    {
        std::vector<Kind> kinds;
        for (const TestStep &step : test.steps)
            kinds.push_back(step.kind);
        return kinds;
    }
    [[nodiscard]] static std::string said(const diagnosis::TransportTest &test)
    {
        std::string text;
        for (const TestStep &step : test.steps)
            text += step.found + " " + (step.error ? step.error->text() : std::string()) + "; ";
        return text;
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aCallIsMadeOverEachTransport_data()
    {
        QTest::addColumn<QString>("transport");
        QTest::addColumn<std::vector<Kind>>("steps");
        using enum TestStep::Kind;
        QTest::newRow("udp") << "udp" << std::vector{Name, Answer, Allocation, Relaying};
        QTest::newRow("tcp") << "tcp" << std::vector{Name, Connection, Answer, Allocation, Relaying};
        QTest::newRow("tls") << "tls" << std::vector{Name,   Connection, Encryption, Certificate,
                                                     Answer, Allocation, Relaying};
        QTest::newRow("dtls") << "dtls"
                              << std::vector{Name, Encryption, Certificate, Answer, Allocation, Relaying};
    }
    void aCallIsMadeOverEachTransport()
    {
        QFETCH(const QString, transport);
        QFETCH(const std::vector<Kind>, steps);
        RunningEdge relay(settings());
        const auto test = probe::testRelay(url(relay, transport.toStdString()), kAlice);
        QVERIFY2(kindsOf(test) == steps, said(test).c_str());
        for (const TestStep &step : test.steps) {
            // A certificate that signs itself is believed by no machine.
            QCOMPARE(step.error.has_value(), step.kind == Kind::Certificate);
        }
        const auto totals = relay.edge->snapshot().totals;
        QCOMPARE(totals.allocationsCreated, std::uint64_t{2});
        QTRY_COMPARE(relay.edge->allocationCount(), std::size_t{0});
    }

    void whatFailsIsNamedWithWhatToDo()
    {
        RunningEdge relay(settings());
        const auto wrong = probe::testRelay(url(relay, "udp"), {"alice", "another"});
        QVERIFY(wrong.steps.back().kind == Kind::Allocation && !wrong.passed());
        QVERIFY2(wrong.steps.back().error->message.find("401") != std::string::npos, said(wrong).c_str());
        // The password itself is nobody's business.
        QVERIFY(said(wrong).find("another") == std::string::npos);

        Settings closed = settings();
        turn::PeerPolicy::Rules rules = closed.turn.peers.rules();
        rules.deny = {IpNetwork(kLoopback, 8)};
        closed.turn.peers = turn::PeerPolicy(rules);
        RunningEdge denying(closed);
        const auto denied = probe::testRelay(url(denying, "tcp"), kAlice);
        QVERIFY(denied.steps.back().kind == Kind::Relaying);
        QVERIFY2(denied.steps.back().error->message.find("403") != std::string::npos, said(denied).c_str());
        QTRY_COMPARE(denying.edge->allocationCount(), std::size_t{0});
    }

    void whoDoesNotAnswerIsNamed()
    {
        const auto socket = net::openDatagramSocket({kLoopback, Port{0}}, "silence").value();
        const std::string silent = "turn:" + socket.address.toString();
        const auto test = probe::testRelay(silent, kAlice, {}, 300ms);
        QVERIFY(test.steps.back().kind == Kind::Answer);
        QVERIFY2(test.steps.back().error->remedy.find("drops UDP to port") != std::string::npos,
                 said(test).c_str());
        const auto greeting =
            probe::testRelay("turns:" + socket.address.toString() + "?transport=udp", kAlice, {}, 300ms);
        QVERIFY(greeting.steps.back().kind == Kind::Encryption);
        // Nobody listens there over TCP.
        const auto refused = probe::testRelay(silent + "?transport=tcp", kAlice);
        QVERIFY(refused.steps.back().kind == Kind::Connection);
        QVERIFY2(refused.steps.back().error->remedy.find("nothing listens on port") != std::string::npos,
                 said(refused).c_str());
        const auto nowhere = probe::testRelay("turn:relay.invalid:3478", kAlice);
        QVERIFY(nowhere.steps.back().kind == Kind::Name && nowhere.steps.size() == 1);
        QVERIFY(!probe::testRelay("stun:relay.example.org", kAlice).passed());
    }

    void itStopsWhenItIsTold()
    {
        const auto socket = net::openDatagramSocket({kLoopback, Port{0}}, "silence").value();
        std::stop_source stop;
        stop.request_stop();
        const auto begun = net::currentTime().monotonic;
        const auto test = probe::testRelay("turn:" + socket.address.toString(), kAlice, stop.get_token());
        QVERIFY(!test.passed());
        QVERIFY(net::currentTime().monotonic - begun < probe::kTestPatience);
    }

    void encryptionThatIsOffIsNamed()
    {
        RunningEdge relay(loopbackSettings(1));
        const auto test = probe::testRelay("turns:" + relay.address("tcp").toString(), kAlice, {}, 1s);
        QVERIFY(test.steps.back().kind == Kind::Encryption);
        QVERIFY2(test.steps.back().error->message.find("ended the connection in the handshake") !=
                     std::string::npos,
                 said(test).c_str());
    }

    void urlsAreReadAsWebrtcWritesThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("read");
        const auto row = [](const char *text, const char *read) { QTest::newRow(text) << text << read; };
        row("turn:a.example", "udp a.example 3478");
        row("turn:a.example:80?transport=tcp", "tcp a.example 80");
        row("turns:a.example", "tls a.example 5349");
        row("turns:[2001:db8::1]:443?transport=udp", "dtls 2001:db8::1 443");
        row("turn:[2001:db8::1]", "udp 2001:db8::1 3478");
        for (const char *const bad : {"", "turn", "turn:", "http:a", "turn:a:0", "turn:a:99999", "turn:a:b",
                                      "turn:a?transport=sctp", "turn:a?x=y", "turn:[::1", "turn:[::1]x"})
            row(bad, "");
    }
    void urlsAreReadAsWebrtcWritesThem()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, read);
        const auto url = probe::TurnUrl::parse(text.toStdString());
        QCOMPARE(url.has_value(), !read.isEmpty());
        if (url)
            QCOMPARE(QString::fromStdString(std::string(name(url->transport)) + ' ' + url->host + ' ' +
                                            url->port.toString()),
                     read);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestRelayTest)
#include "tst_relay_test.moc"
