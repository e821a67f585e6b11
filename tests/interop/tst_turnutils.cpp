// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/loopback_relay.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/support/authorization_server.h"
#include "tests/support/free_port.h"
#include "tests/support/main.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>
#include <QUdpSocket>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using namespace std::string_view_literals;

namespace {

constexpr PortRange kRelayPorts{Port{15000}, Port{19499}};
constexpr int kMessageBytes = 160;

auth::OAuthKey oauthKey(const char *id, std::string_view key)
{
    const auto bytes = stun::bytesOf(key);
    return {.id = id, .key = {bytes.begin(), bytes.end()}};
}

/// A program of Debian's coturn package; fails the test when it is not there.
QString programPath(const QString &name)
{
    const QString path = QStandardPaths::findExecutable(name);
    if (path.isEmpty())
        qFatal("%s is missing: install the package coturn", qPrintable(name));
    return path;
}

struct Finished {
    int exitCode = -1;
    QString output;
};

Finished runToEnd(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(programPath(program), arguments);
    const bool ended = process.waitForFinished(90'000);
    Finished finished{ended ? process.exitCode() : -1, QString::fromLocal8Bit(process.readAll())};
    if (!ended) {
        process.kill();
        process.waitForFinished();
    }
    return finished;
}

/// The number behind the last "name=" or "name " in the client's report.
std::optional<qint64> lastNumberAfter(const QString &output, const QString &pattern)
{
    std::optional<qint64> number;
    auto matches = QRegularExpression(pattern + u"(\\d+)"_s).globalMatch(output);
    while (matches.hasNext())
        number = matches.next().captured(1).toLongLong();
    return number;
}

} // namespace

/// The relay under the clients of another implementation: Debian's coturn package.
class TestTurnutils : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<edge::Edge> m_edge;
    testing::CertificateFiles m_certificates;
    QProcess m_peer;
    quint16 m_peerPort = 0;

    struct Run {
        std::unique_ptr<edge::Edge> edge;
        std::unique_ptr<QProcess> client;
    };
    std::map<QByteArray, Run> m_runs; ///< by the name of their row

    [[nodiscard]] static QString portOf(const edge::Edge &relay, const std::string &transport)
    {
        for (const auto &listener : relay.listeners()) {
            if (listener.transport == transport)
                return QString::number(listener.address.port.value);
        }
        return {};
    }
    [[nodiscard]] std::unique_ptr<edge::Edge> startRelay() const
    {
        edge::Settings settings = settingsForLoopback(2, kRelayPorts);
        settings.turn.relaysTcp = true;
        settings.certificates = {m_certificates.entry("own")};
        settings.turn.mobility = true;
        auto started = edge::Edge::start(std::move(settings));
        if (!started)
            qWarning("%s", started.error().text().c_str());
        return started ? std::move(*started) : nullptr;
    }
    /// Whoever names a row on the command line ("uclientLosesNothing:UDP, user, channels") waits for it
    /// alone.
    [[nodiscard]] static bool isAskedFor(const QByteArray &row)
    {
        const QStringList rows = QCoreApplication::arguments().filter(u":"_s);
        return rows.isEmpty() || rows.contains(u"uclientLosesNothing:"_s + QString::fromUtf8(row));
    }
    void start(const QByteArray &name, const std::string &transport, const QStringList &options)
    {
        Run &run = m_runs[name];
        run.edge = startRelay();
        if (!run.edge)
            return;
        run.client = std::make_unique<QProcess>();
        run.client->setProcessChannelMode(QProcess::MergedChannels);
        run.client->start(programPath(u"turnutils_uclient"_s),
                          QStringList{u"-n"_s, u"50"_s, u"-l"_s, QString::number(kMessageBytes), u"-p"_s,
                                      portOf(*run.edge, transport)} +
                              options + QStringList{u"127.0.0.1"_s});
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_certificates.write("own");
        // The peer program cannot choose one itself.
        m_peerPort = testing::freePort();
        m_peer.setProcessChannelMode(QProcess::MergedChannels);
        m_peer.start(programPath(u"turnutils_peer"_s),
                     {u"-L"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_peerPort), u"-v"_s});
        QVERIFY(m_peer.waitForStarted());
        // It serves when it answers.
        QUdpSocket socket;
        QVERIFY(socket.bind(QHostAddress::LocalHost, 0));
        QTRY_VERIFY((socket.writeDatagram("hello", QHostAddress::LocalHost, m_peerPort),
                     socket.hasPendingDatagrams()));
    }
    void cleanupTestCase()
    {
        m_runs.clear();
        m_peer.kill();
        m_peer.waitForFinished();
    }
    void init()
    {
        testing::failOnAnyWarning();
        m_edge = startRelay();
        QVERIFY(m_edge);
    }
    void cleanup() { m_edge.reset(); }

    void stunclientLearnsItsAddress()
    {
        const auto result =
            runToEnd(u"turnutils_stunclient"_s, {u"-p"_s, portOf(*m_edge, "udp"), u"127.0.0.1"_s});
        QVERIFY2(result.output.contains(u"reflexive addr: 127.0.0.1:"_s), qPrintable(result.output));
        QTRY_VERIFY(m_edge->snapshot().totals.bindingRequests > 0);
    }

    // All that are asked for at the same time, each with a relay of its own: a client takes five seconds,
    // most of which it waits.
    void uclientLosesNothing_data()
    {
        QTest::addColumn<QString>("transport");
        const QStringList user{u"-u"_s, QString::fromLatin1(kUser), u"-w"_s, QString::fromLatin1(kPassword)};
        const QStringList secret{u"-u"_s, u"bob"_s, u"-W"_s, QString::fromLatin1(kSecret)};
        const QStringList peer{u"-e"_s, u"127.0.0.1"_s, u"-r"_s, QString::number(m_peerPort)};
        const std::pair<const char *, QStringList> ways[] = {
            {"user, channels", user + peer},
            {"user, indications", user + peer + QStringList{u"-s"_s}},
            {"packets that may not be cut", user + peer + QStringList{u"-s"_s, u"-g"_s}},
            {"addresses of both families", user + peer + QStringList{u"-Z"_s, u"-c"_s}},
            {"shared secret", secret + peer},
            {"client to client", user + QStringList{u"-y"_s}},
            {"moving to another address", user + peer + QStringList{u"-M"_s}},
            {"eight clients", user + peer + QStringList{u"-m"_s, u"8"_s}}};
        const std::pair<const char *, QStringList> transports[] = {
            {"udp", {}}, {"tcp", {u"-t"_s}}, {"tls", {u"-t"_s, u"-S"_s}}, {"dtls", {u"-S"_s}}};
        for (const auto &[transport, options] : transports) {
            for (const auto &[way, more] : ways) {
                const QByteArray name = QByteArray(transport).toUpper() + ", " + way;
                QTest::newRow(name.constData()) << QString::fromLatin1(transport);
                if (isAskedFor(name))
                    start(name, transport, options + more);
            }
        }
        // RFC 6062, between two clients: one of them connects, and the other is told.
        for (const auto &[transport, options] :
             {std::pair<const char *, QStringList>{"tcp", {}}, {"tls", {u"-S"_s}}}) {
            const QByteArray name = QByteArray(transport).toUpper() + ", peers over TCP";
            QTest::newRow(name.constData()) << QString::fromLatin1(transport);
            start(name, transport, options + user + QStringList{u"-t"_s, u"-T"_s});
        }
    }
    void uclientLosesNothing()
    {
        QFETCH(QString, transport);
        Run &run = m_runs.at(QTest::currentDataTag());
        QVERIFY2(run.edge != nullptr, "the relay did not start");
        if (run.client->state() != QProcess::NotRunning)
            QVERIFY(run.client->waitForFinished(90'000));
        const QString output = QString::fromLocal8Bit(run.client->readAll());

        QVERIFY2(run.client->exitCode() == 0, qPrintable(output));
        QVERIFY2(lastNumberAfter(output, u"Total lost packets "_s) == 0, qPrintable(output));
        const auto sent = lastNumberAfter(output, u"tot_send_msgs="_s);
        const auto received = lastNumberAfter(output, u"tot_recv_msgs="_s);
        QVERIFY2(sent && *sent > 0 && sent == received, qPrintable(output));

        const auto totals = run.edge->snapshot().totals;
        QVERIFY(totals.allocationsCreated > 0);
        QVERIFY(totals.fromClients.bytes >= static_cast<std::uint64_t>(*sent * kMessageBytes));
        QCOMPARE(totals.fromClients.droppedPackets, std::uint64_t{0});
        QCOMPARE(totals.toClients.droppedPackets, std::uint64_t{0});
    }

    // The program is the peer as well, which connects to the relayed address: half of the messages go that
    // way and half the other, and it counts those of one end only, under its own server, too.
    void uclientIsReachedByAPeerThatConnects()
    {
        const auto result =
            runToEnd(u"turnutils_uclient"_s,
                     {u"-t"_s, u"-P"_s, u"-n"_s, u"10"_s, u"-l"_s, QString::number(kMessageBytes), u"-p"_s,
                      portOf(*m_edge, "tcp"), u"-u"_s, QString::fromLatin1(kUser), u"-w"_s,
                      QString::fromLatin1(kPassword), u"127.0.0.1"_s});
        const auto sent = lastNumberAfter(result.output, u"tot_send_msgs="_s);
        QVERIFY2(sent == 20, qPrintable(result.output));
        const auto totals = m_edge->snapshot().totals;
        QCOMPARE(totals.peerConnections, std::uint64_t{1});
        QCOMPARE(totals.fromClients.bytes, static_cast<std::uint64_t>(*sent / 2 * kMessageBytes));
        QCOMPARE(totals.toClients.bytes, totals.fromClients.bytes);
    }

    // RFC 7635: what another authorization server makes is read here, and what is made here there.
    void turnutilsOauthAndTheRelayReadTheSameTokens_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("algorithm");
        QTest::newRow("AES-256-GCM") << QByteArray("01234567890123456789012345678901") << u"A256GCM"_s;
        QTest::newRow("AES-128-GCM") << QByteArray("1234567890123456") << u"A128GCM"_s;
    }
    void turnutilsOauthAndTheRelayReadTheSameTokens()
    {
        QFETCH(const QByteArray, key);
        QFETCH(const QString, algorithm);
        const QByteArray session = "a session key of 32 bytes, no 31";
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const QStringList common{u"-v"_s,
                                 u"-i"_s,
                                 u"relay.example.org"_s,
                                 u"-j"_s,
                                 u"k"_s,
                                 u"-k"_s,
                                 QString::fromLatin1(key.toBase64()),
                                 u"-l"_s,
                                 QString::number(now - 60),
                                 u"-m"_s,
                                 u"86400"_s,
                                 u"-n"_s,
                                 algorithm};
        const auto made = runToEnd(u"turnutils_oauth"_s,
                                   QStringList{u"-e"_s} + common +
                                       QStringList{u"-p"_s, QString::fromLatin1(session.toBase64()), u"-q"_s,
                                                   QString::number(now << 16), u"-r"_s, u"1800"_s});
        const auto match = QRegularExpression(u"\"access_token\":\\s*\"([^\"]+)\""_s).match(made.output);
        QVERIFY2(match.hasMatch(), qPrintable(made.output));
        const QByteArray value = QByteArray::fromBase64(match.captured(1).toLatin1());
        const auto relayKey = oauthKey("k", {key.constData(), std::size_t(key.size())});
        const auto token = auth::OAuthToken::decode(
            stun::bytesOf({value.constData(), std::size_t(value.size())}), relayKey, "relay.example.org");
        QVERIFY(token.has_value());
        QCOMPARE(QByteArray::fromStdString(std::string(stun::textOf(token->sessionKey))), session);
        QVERIFY(token->issued == WallTime(std::chrono::seconds(now)));
        QVERIFY(token->lifetime == std::chrono::seconds(1800));

        const auto ours =
            testing::sealedToken(testing::tokenBlock(token->sessionKey, std::uint64_t(now), 1800), relayKey,
                                 "relay.example.org", stun::bytesOf("twelve bytes"));
        const auto text = QByteArray(reinterpret_cast<const char *>(ours.data()), qsizetype(ours.size()));
        const auto read =
            runToEnd(u"turnutils_oauth"_s, QStringList{u"-d"_s} + common +
                                               QStringList{u"-t"_s, QString::fromLatin1(text.toBase64())});
        QVERIFY2(read.output.contains(QString::fromLatin1(session)), qPrintable(read.output));
    }

    // RFC 7635. The program makes a token for each allocation itself, with one of three keys that it has
    // built in, whichever comes first; so it cannot have a pair of ports for one holder (-c).
    void uclientComesWithATokenOfAnAuthorizationServer()
    {
        edge::Settings settings = settingsForLoopback(2, kRelayPorts);
        settings.turn.credentials.setOAuthKeys({oauthKey("north", "01234567890123456789012345678901"),
                                                oauthKey("union", "1234567890123456"),
                                                oauthKey("oldempire", "12345678901234567890123456789012")},
                                               settings.turn.realm);
        auto started = edge::Edge::start(settings);
        QVERIFY2(started.has_value(), started ? "" : started.error().text().c_str());
        for (const auto &transport : {"udp", "tcp"}) {
            QStringList options{u"-J"_s, u"-c"_s,
                                u"-n"_s, u"10"_s,
                                u"-p"_s, portOf(**started, transport),
                                u"-e"_s, u"127.0.0.1"_s,
                                u"-r"_s, QString::number(m_peerPort)};
            if (transport == "tcp"sv)
                options << u"-t"_s;
            const auto result = runToEnd(u"turnutils_uclient"_s, options << u"127.0.0.1"_s);
            QVERIFY2(result.exitCode == 0, qPrintable(result.output));
            QVERIFY2(lastNumberAfter(result.output, u"Total lost packets "_s) == 0,
                     qPrintable(result.output));
        }
        QVERIFY((*started)->snapshot().totals.allocationsCreated > 0);
        QCOMPARE((*started)->snapshot().totals.wrongCredentials, std::uint64_t{0});
    }

    // RFC 5780: on loopback there is no NAT, and the program has to find that out.
    void natdiscoveryFindsThatThereIsNoNat()
    {
        edge::Settings settings = settingsForLoopback(2, kRelayPorts);
        const IpAddress first = IpAddress::v4(0x7F000001);
        const IpAddress second = IpAddress::v4(0x7F000002);
        // Two ports side by side, as the relay takes them.
        Port port{};
        for (int attempt = 0; attempt < 50 && port == Port{}; ++attempt) {
            const Port candidate{testing::freePort()};
            const Port next{static_cast<std::uint16_t>(candidate.value + 1)};
            QUdpSocket socket;
            if (socket.bind(QHostAddress::LocalHost, next.value))
                port = candidate;
        }
        const Port next{static_cast<std::uint16_t>(port.value + 1)};
        settings.listeners = {{Transport::Udp, {first, port}},
                              {Transport::Udp, {first, next}},
                              {Transport::Udp, {second, port}},
                              {Transport::Udp, {second, next}}};
        settings.turn.natDiscovery = turn::NatDiscovery{first, second, port, next};
        auto started = edge::Edge::start(settings);
        QVERIFY2(started.has_value(), started ? "" : started.error().text().c_str());
        const auto result =
            runToEnd(u"turnutils_natdiscovery"_s,
                     {u"-m"_s, u"-f"_s, u"-p"_s, QString::number(port.value), u"127.0.0.1"_s});
        QVERIFY2(result.output.contains(u"NAT with Endpoint Independent Mapping!"_s),
                 qPrintable(result.output));
        QVERIFY2(result.output.contains(u"NAT with Endpoint Independent Filtering!"_s),
                 qPrintable(result.output));
        QTRY_VERIFY((*started)->snapshot().totals.bindingRequests >= 3);
    }

    void uclientWithAWrongPasswordGetsNothing()
    {
        const auto result =
            runToEnd(u"turnutils_uclient"_s, {u"-n"_s, u"5"_s, u"-p"_s, portOf(*m_edge, "udp"), u"-u"_s,
                                              u"alice"_s, u"-w"_s, u"wrong"_s, u"-e"_s, u"127.0.0.1"_s,
                                              u"-r"_s, QString::number(m_peerPort), u"127.0.0.1"_s});
        QVERIFY2(result.exitCode != 0, qPrintable(result.output));
        const auto totals = m_edge->snapshot().totals;
        QCOMPARE(totals.allocationsCreated, std::uint64_t{0});
        QVERIFY(totals.wrongCredentials > 0);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTurnutils)
#include "tst_turnutils.moc"
