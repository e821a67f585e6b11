// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/inert_text.h"
#include "relay/auth/credentials.h"
#include "tests/abuse/paired_process.h"
#include "tests/interop/turnpikectl_world.h"
#include "tests/relay/edge/edge_fixture.h"

using namespace Qt::StringLiterals;
using namespace turnpike;
using turnpike::testing::ApiClient;
using turnpike::testing::httpGet;
using turnpike::testing::PairedProcess;
using turnpike::testing::Person;

namespace {

constexpr const char *kSecret = "a-shared-secret-of-enough-letters";
/// Names that would clear a terminal, begin a line of their own, and turn their neighbours round.
const auto kHostile = u"eve\x1b[2J\r\nturnpiked: ready\u202e"_s;

IpAddress ip(const char *text)
{
    return IpAddress::parse(text).value();
}

QStringList options(const QStringList &more = {})
{
    return QStringList{u"--listen=127.0.0.1"_s,
                       u"--realm"_s,
                       QString::fromLatin1(edge::kRealm),
                       u"--user"_s,
                       u"alice:"_s + QString::fromLatin1(edge::kPassword),
                       u"--user"_s,
                       u"bob:"_s + QString::fromLatin1(edge::kPassword),
                       u"--relay-ports=13000-13499"_s} +
           more;
}

/// Another program of the machine: what comes to it is remembered.
class Program {
public:
    explicit Program(const QHostAddress &address, int port = testing::freePort())
        : m_isBound(m_socket.bind(address, static_cast<quint16>(port)))
        , m_address{IpAddress::parse(address.toString().toStdString()).value(),
                    Port{static_cast<std::uint16_t>(port)}}
    {
    }
    [[nodiscard]] bool isBound() const { return m_isBound; }
    [[nodiscard]] const TransportAddress &address() const { return m_address; }
    [[nodiscard]] bool hasHeardAnything() const { return m_socket.hasPendingDatagrams(); }

private:
    QUdpSocket m_socket;
    bool m_isBound;
    TransportAddress m_address;
};

/// Whatever the program wrote to its log: lines of its own, and nothing in them that acts on a terminal.
QString forgedIn(const QString &log)
{
    for (const QString &line : log.split(u'\n', Qt::SkipEmptyParts)) {
        if (!line.startsWith(u"turnpiked: ") || !isPlainLine(std::string_view(line.toStdString())))
            return line;
    }
    return {};
}

/// With an error whose text does nothing where it is shown.
bool isRefused(const testing::ApiAnswer &answer)
{
    const auto text = QString::fromUtf8(answer.body).trimmed();
    return answer.status >= 400 && answer.status < 500 && !text.isEmpty() &&
           isPlainLine(std::string_view(text.toStdString()));
}

} // namespace

/// Attacks on the program as it is started by everybody: over its ports, with its options, and seen in what
/// it and turnpikectl print.
class TestOutside : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    // T4: what else runs on the machine, and the relay's own ports
    void noProgramOfTheMachineIsReached()
    {
        PairedProcess relay;
        relay.serve(
            options({u"--set"_s, u"edgeSites[edge].servers[this].internalAddress=169.254.169.254"_s}));
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        const Program beside(QHostAddress::LocalHost);
        const Program elsewhere(QHostAddress(u"127.0.0.2"_s));
        const Program likeManagement(QHostAddress::LocalHost, relay.managementPort);
        QVERIFY(beside.isBound() && elsewhere.isBound() && likeManagement.isBound());

        edge::Clients clients;
        auto &alice = clients.open(Transport::Udp, relay.listener());
        QVERIFY(clients.allocate(alice));
        const std::vector<TransportAddress> peers{{ip("169.254.169.254"), Port{80}},
                                                  {ip("169.254.169.254"), Port{53}},
                                                  {edge::kLoopback, Port{53}},
                                                  beside.address(),
                                                  elsewhere.address(),
                                                  likeManagement.address(),
                                                  relay.listener(),
                                                  relay.metricsListener()};
        for (const TransportAddress &peer : peers) {
            const auto text = peer.toString();
            QVERIFY2(refusalOfPermission(clients, alice, peer) == 403, text.c_str());
            QVERIFY2(refusalOfChannel(clients, alice, peer) == 403, text.c_str());
            alice.client().sendToPeer(peer, stun::bytesOf("GET / HTTP/1.1\r\n\r\n"));
        }
        QVERIFY(hasBeenHandled(clients, alice));
        QVERIFY(!beside.hasHeardAnything() && !elsewhere.hasHeardAnything() &&
                !likeManagement.hasHeardAnything());
        QTRY_COMPARE(relay.metric(u"turnpike_refusals_total{cause=\"no_permission\"}"_s), 8);
        QCOMPARE(relay.metric(u"turnpike_refusals_total{cause=\"forbidden_peer\"}"_s), 16);
        QCOMPARE(relay.metric(u"turnpike_relayed_packets_total{direction=\"from_clients\"}"_s), 0);
    }

    // T4: a rule that opens the machine opens neither the relay's listeners nor what it does not name
    void aRuleOpensOtherProgramsAndNeverTheRelayItself()
    {
        PairedProcess relay;
        relay.serve(options({u"--allow-peer=127.0.0.0/8"_s, u"--allow-peer=169.254.0.0/16"_s, u"--set"_s,
                             u"edgeSites[edge].servers[this].internalAddress=169.254.169.254"_s}));
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        const Program elsewhere(QHostAddress(u"127.0.0.2"_s));
        const Program likeManagement(QHostAddress::LocalHost, relay.managementPort);
        QVERIFY(elsewhere.isBound() && likeManagement.isBound());

        edge::Clients clients;
        auto &alice = clients.open(Transport::Udp, relay.listener());
        QVERIFY(clients.allocate(alice));
        QCOMPARE(refusalOfPermission(clients, alice, {ip("169.254.169.254"), Port{80}}), 403);
        QVERIFY(clients.permit(alice, elsewhere.address()));
        QVERIFY(clients.permit(alice, likeManagement.address()));
        for (const TransportAddress &own :
             {likeManagement.address(), relay.listener(), relay.metricsListener()}) {
            QCOMPARE(refusalOfChannel(clients, alice, own), 403);
            alice.client().sendToPeer(own, stun::bytesOf("to the relay itself"));
        }
        alice.client().sendToPeer(elsewhere.address(), stun::bytesOf("allowed"));
        QTRY_VERIFY(elsewhere.hasHeardAnything());
        QVERIFY(hasBeenHandled(clients, alice));
        QVERIFY(!likeManagement.hasHeardAnything());
        QTRY_COMPARE(relay.metric(u"turnpike_relayed_packets_total{direction=\"from_clients\"}"_s), 1);
        QCOMPARE(relay.metric(u"turnpike_dropped_packets_total{direction=\"from_clients\"}"_s), 3);
    }

    // T4: two requests became thousands of packets, round and round through the relay
    void noPacketGoesRoundThroughTheRelay()
    {
        PairedProcess relay;
        relay.serve(options({u"--allow-peer=127.0.0.0/8"_s}));
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        edge::Clients clients;
        auto &alice = clients.open(Transport::Udp, relay.listener(), "alice");
        auto &bob = clients.open(Transport::Udp, relay.listener(), "bob");
        QVERIFY(clients.allocate(alice) && clients.allocate(bob));
        QVERIFY(clients.bindChannel(alice, bob.relayed()) && clients.bindChannel(bob, alice.relayed()));
        QVERIFY(clients.permit(alice, alice.relayed()));
        // What the relay would take for requests of clients, had a call a way to its listener: answered
        // there, each answer would be relayed, and be a request again.
        const std::string binding =
            QByteArray::fromHex("000100002112a442000102030405060708090a0b").toStdString();
        const auto sent = stun::bytesOf(binding);
        for (int i = 0; i < 100; ++i) {
            alice.client().sendToPeer(relay.listener(), sent);
            bob.client().sendToPeer(relay.listener(), sent);
        }
        alice.client().sendToPeer(bob.relayed(), sent);
        QVERIFY(clients.until([&] { return clients.log(bob).payloads.size() == 1; }));
        alice.client().sendToPeer(alice.relayed(), sent);
        QVERIFY(clients.until([&] { return clients.log(alice).payloads.size() == 1; }));
        QVERIFY(hasBeenHandled(clients, alice) && hasBeenHandled(clients, bob));
        // One to each other and one to oneself; the two Binding requests are those of the clients.
        QTRY_COMPARE(relay.metric(u"turnpike_relayed_packets_total{direction=\"to_clients\"}"_s), 2);
        QCOMPARE(relay.metric(u"turnpike_relayed_packets_total{direction=\"from_clients\"}"_s), 2);
        QCOMPARE(relay.metric(u"turnpike_dropped_packets_total{direction=\"from_clients\"}"_s), 200);
        QCOMPARE(relay.metric(u"turnpike_binding_requests_total"_s), 2);
    }

    // T39: names and texts of everybody who may send one, in the log and in what turnpikectl prints
    void nothingThatIsSentForgesALineOrActsOnATerminal()
    {
        PairedProcess relay;
        relay.serve(options({u"--shared-secret"_s, QString::fromLatin1(kSecret), u"--set"_s,
                             u"management.logLevel.authentication=debug"_s, u"--set"_s,
                             u"management.logLevel.management=debug"_s, u"--set"_s,
                             u"management.logLevel.relay=debug"_s}));
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));

        // A client of the relay, with a credential that a service really issued for such a name.
        edge::Clients clients;
        const auto issued =
            auth::issueCredential(kSecret, kHostile.toStdString(), WallTime(std::chrono::hours(24 * 36500)));
        auto &eve = clients.open(Transport::Udp, relay.listener(), issued.username, issued.password);
        QVERIFY(clients.refusalOf(eve, [](auto &client) { client.allocate(edge::Clients::now()); }) > 0);

        // Somebody who pairs.
        const auto pair = client::KeyPair::generate(u"eve"_s);
        VERIFY_RESULT(pair);
        const auto unpaired =
            ApiClient(relay.management())
                .request("POST", "/api/v1/pair",
                         testing::ServedRelay::pairingBody(relay.firstCode(), kHostile, pair->request));
        QVERIFY2(isRefused(unpaired), unpaired.body.constData());
        // A stranger's path, query and headers.
        const QByteArray hostile = kHostile.toUtf8().toPercentEncoding();
        for (const QByteArray &target : {QByteArray("/api/v1/" + hostile), QByteArray("/" + hostile),
                                         QByteArray("/api/v1/status?" + hostile + "=1")})
            QVERIFY2(isRefused(ApiClient(relay.management()).request("GET", target)), target.constData());
        QVERIFY(isRefused(
            ApiClient(relay.management())
                .exchange("GET /api/v1/status HTTP/1.1\r\nHost: \x1b[2J\r\nOrigin: \x1b[2J\r\n\r\n")));

        // An administrator: reasons, realms, names of users and of certificates.
        ApiClient anna(relay.management(), relay.paired(u"anna"_s));
        const auto fetched = anna.request("GET", "/api/v1/deployment");
        QCOMPARE(fetched.status, 200);
        auto deployment = document::fromJson(fetched.body).value();
        const QByteArray ifMatch = "If-Match: " + fetched.header("ETag") + "\r\n";
        auto refused = anna.request("PUT", "/api/v1/deployment", document::toJson(deployment),
                                    ifMatch + wire::kReasonHeader + ": " + hostile + "\r\n");
        QVERIFY2(isRefused(refused), refused.body.constData());
        deployment.edgeSites[0].avEdge.realm = kHostile;
        refused = anna.request("PUT", "/api/v1/deployment", document::toJson(deployment), ifMatch);
        QVERIFY2(isRefused(refused), refused.body.constData());
        const auto bodyOf = [](const QJsonObject &json) { return QJsonDocument(json).toJson(); };
        refused = anna.request("POST", "/api/v1/revisions/1/revert", bodyOf({{u"reason"_s, kHostile}}));
        QVERIFY2(isRefused(refused), refused.body.constData());
        refused = anna.request("POST", "/api/v1/credentials",
                               bodyOf({{u"user"_s, kHostile}, {u"lifetimeSeconds"_s, 600}}));
        QVERIFY2(isRefused(refused), refused.body.constData());
        // Nobody has such a name, so nobody's calls end.
        QCOMPARE(anna.request("DELETE", "/api/v1/users/" + hostile + "/allocations").status, 200);
        // What looks like a place for the number and the hash of the line takes neither.
        QCOMPARE(anna.request("DELETE", "/api/v1/users/%251%254%255/allocations").status, 200);
        QTRY_VERIFY2(relay.errors().contains(u"anna: end allocations of %1%4%5 (0 ended) (audit "_s),
                     qPrintable(relay.errors()));
        QVERIFY(isRefused(anna.request("DELETE", "/api/v1/clients/" + hostile)));

        const Person otto;
        const auto seen = otto.run({u"pair"_s, u"127.0.0.1:%1"_s.arg(relay.managementPort), u"--code"_s,
                                    relay.codeFor(u"administrator"_s), u"--name"_s, u"edge"_s,
                                    u"--fingerprint"_s, relay.fingerprint(), u"--person"_s, u"otto"_s});
        VERIFY_ENDED(seen, 0);
        for (const QString &command :
             {u"audit"_s, u"history"_s, u"allocations"_s, u"clients"_s, u"status"_s}) {
            const auto shown = otto.run({command});
            VERIFY_ENDED(shown, 0);
            for (const QString &line : shown.output.split(u'\n'))
                QVERIFY2(isPlainLine(std::string_view(line.toStdString())), qPrintable(command + line));
        }
        const auto unseen = otto.run({u"kill"_s, u"--user"_s, kHostile});
        for (const QString &line : QString(unseen.output + unseen.errors).split(u'\n'))
            QVERIFY2(isPlainLine(std::string_view(line.toStdString())), qPrintable(line));
        const auto metrics = httpGet(relay.metricsPort, "/metrics");
        QVERIFY(metrics.contains(u"turnpike_revision 1\n") && !metrics.contains(u'\x1b'));

        relay.send(SIGTERM);
        QCOMPARE(relay.exitCode(), 0);
        QCOMPARE(forgedIn(relay.errors()), QString());
        QVERIFY(relay.errors().contains(u"anna was paired as administrator"_s));
        QCOMPARE(relay.output().count(u"turnpiked: ready\n"_s), 1);
    }

    // Lengths beyond RFC 8489 section 14: one had no answer ever, the other was believed.
    void realmsAndNamesBeyondTheBoundsAreRefused()
    {
        PairedProcess relay;
        relay.serve(options());
        QVERIFY2(relay.isReady(), qPrintable(relay.errors()));
        edge::Clients clients;
        auto &eve = clients.open(Transport::Udp, relay.listener(), std::string(1000, 'e'));
        QCOMPARE(clients.refusalOf(eve, [](auto &client) { client.allocate(edge::Clients::now()); }), 400);
        PairedProcess mute;
        mute.serve({u"--realm"_s, QString(2000, u'r')});
        QCOMPARE(mute.exitCode(), 2);
        QVERIFY2(mute.errors().contains(u"realm"_s), qPrintable(mute.errors()));
    }

    // The same start again and again, as a service manager does it.
    void fortyStartsWithTheSameOptionsLeaveOneRuleAndOneRevision()
    {
        PairedProcess relay;
        const QStringList same =
            options({u"--allow-peer=10.0.0.0/8"_s, u"--allow-peer=10.0.0.0/8"_s, u"--deny-peer=10.1.0.0/16"_s,
                     u"--shared-secret"_s, QString::fromLatin1(kSecret)});
        for (int start = 1; start <= 40; ++start) {
            relay.serve(same);
            QTRY_VERIFY2(relay.output().count(u"turnpiked: ready\n"_s) == start, qPrintable(relay.errors()));
            if (start == 1)
                static_cast<void>(relay.paired(u"anna"_s));
            if (start == 40)
                break;
            relay.send(SIGTERM);
            QCOMPARE(relay.exitCode(), 0);
        }
        ApiClient anna(relay.management(), relay.identity());
        const auto fetched = anna.request("GET", "/api/v1/deployment");
        QCOMPARE(fetched.status, 200);
        const auto running = document::fromJson(fetched.body).value();
        const auto &edge = running.edgeSites[0].avEdge;
        QCOMPARE(edge.peers.allow, model::NetworkList{IpNetwork::parse("10.0.0.0/8").value()});
        QCOMPARE(edge.peers.deny, model::NetworkList{IpNetwork::parse("10.1.0.0/16").value()});
        QCOMPARE(edge.credentials.users.size(), 2);
        QCOMPARE(edge.credentials.sharedSecrets.size(), 1);
        QCOMPARE(anna.request("GET", "/api/v1/revisions").json().value(u"revisions").toArray().size(), 1);
        QVERIFY(httpGet(relay.metricsPort, "/metrics").contains(u"turnpike_revision 1\n"));
    }

private:
    [[nodiscard]] static int refusalOfPermission(edge::Clients &clients, probe::TurnEndpoint &client,
                                                 const TransportAddress &peer)
    {
        return clients.refusalOf(client, [&](auto &it) { it.createPermission(edge::Clients::now(), peer); });
    }
    [[nodiscard]] static int refusalOfChannel(edge::Clients &clients, probe::TurnEndpoint &client,
                                              const TransportAddress &peer)
    {
        return clients.refusalOf(client, [&](auto &it) { it.bindChannel(edge::Clients::now(), peer); });
    }
    /// Whatever was sent before is done when the answer to this is there: one client is heard in order.
    [[nodiscard]] static bool hasBeenHandled(edge::Clients &clients, probe::TurnEndpoint &client)
    {
        clients.log(client).mapped.reset();
        client.client().requestBinding(edge::Clients::now());
        return clients.until([&] { return clients.log(client).mapped.has_value(); });
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestOutside)
#include "tst_outside.moc"
