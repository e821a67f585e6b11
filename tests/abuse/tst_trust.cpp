// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/abuse/live_watcher.h"

#include <QTcpServer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ApiClient;
using turnpike::testing::ClientIdentity;
using turnpike::testing::LiveWatcher;
using turnpike::testing::ServedRelay;

namespace {

const auto kWrongCode = u"AAAA-AAAA-AAAA-AAAA"_s;

} // namespace

/// Attacks on who may do what: pairing, revoked certificates, roles taken away, pages in browsers.
class TestTrust : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_served = std::make_unique<ServedRelay>();
        VERIFY_RESULT(m_served->start());
    }

    void theStreamAndTheConnectionOfARevokedCertificateEnd()
    {
        const auto stolen = paired(wire::Role::Viewer, u"vera"_s);
        LiveWatcher watcher(m_served->address(), stolen);
        QVERIFY(watcher.hasPictures(1));
        ApiClient connection(m_served->address(), stolen);
        QCOMPARE(connection.request("GET", "/api/v1/status").status, 200);
        // Vera pairs anew, which makes her certificate of before void.
        const auto renewed = paired(wire::Role::Viewer, u"vera"_s);
        QTRY_COMPARE(watcher.socket.state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(m_served->server->live().clientCount(), std::size_t{0});
        QVERIFY(connection.isClosedByServer());
        QCOMPARE(ApiClient(m_served->address(), stolen).request("GET", "/api/v1/status").status, 401);
        QCOMPARE(ApiClient(m_served->address(), renewed).request("GET", "/api/v1/status").status, 200);
    }

    // Whatever takes trust away tells the streams; what it forgets to tell is found with the next ping.
    void aStreamThatNobodyToldOfItsLostTrustIsCutWithThePing()
    {
        std::optional<trust::Caller> caller{m_served->relay.viewer};
        int asked = 0;
        management::LiveStream live(
            *m_served->relay.controller,
            [&](const QByteArray &) {
                ++asked;
                return caller;
            },
            10ms);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &live,
                [&] { live.accept(server.nextPendingConnection(), "fingerprint"); });
        QWebSocket watcher;
        watcher.open(QUrl(u"ws://127.0.0.1:%1/"_s.arg(server.serverPort())));
        QTRY_COMPARE(live.clientCount(), std::size_t{1});
        // Pings alone cut nobody.
        QTRY_VERIFY(asked > 5);
        QCOMPARE(live.clientCount(), std::size_t{1});
        QStringList log;
        connect(m_served->relay.controller.get(), &management::RelayController::logged, this,
                [&](const QDateTime &, const QString &line) { log << line; });
        caller.reset();
        QTRY_COMPARE(watcher.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(live.clientCount(), std::size_t{0});
        QVERIFY2(log.join(u'\n').contains(u"not trusted any more"_s), qPrintable(log.join(u'\n')));
        disconnect(m_served->relay.controller.get(), &management::RelayController::logged, this, nullptr);
    }

    void whoTakesAPlaceIsNamedInTheAuditWithTheCertificateThatIsVoid()
    {
        const auto line = [this] {
            return m_served->relay.controller->audit(m_served->relay.administrator, 1).value().front();
        };
        const auto first = paired(wire::Role::Viewer, u"vera"_s);
        QCOMPARE(line().subject, u"viewer"_s);
        const auto second = paired(wire::Role::Viewer, u"vera"_s);
        QCOMPARE(line().who, u"vera"_s);
        QCOMPARE(line().action, u"pair"_s);
        QVERIFY2(line().subject.startsWith(u"viewer; the certificate that vera was given on "_s) &&
                     line().subject.endsWith(u" is void"_s),
                 qPrintable(line().subject));
        QCOMPARE(ApiClient(m_served->address(), first).request("GET", "/api/v1/status").status, 401);
        QCOMPARE(ApiClient(m_served->address(), second).request("GET", "/api/v1/status").status, 200);
    }

    void aCertificateIsRevokedWithoutTheOthers()
    {
        const auto anna = paired(wire::Role::Administrator, u"anna"_s);
        const auto vera = paired(wire::Role::Viewer, u"vera"_s);
        const auto mallory = paired(wire::Role::Administrator, u"mallory"_s);
        LiveWatcher cut(m_served->address(), mallory);
        LiveWatcher kept(m_served->address(), vera);
        QVERIFY(cut.hasPictures(1) && kept.hasPictures(1));
        ApiClient administrator(m_served->address(), anna);
        const auto clients =
            administrator.request("GET", "/api/v1/clients").json().value(u"clients").toArray();
        QCOMPARE(clients.size(), 3);
        QCOMPARE(administrator.request("DELETE", "/api/v1/clients/mallory").status, 204);
        QTRY_COMPARE(cut.socket.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(ApiClient(m_served->address(), mallory).request("GET", "/api/v1/status").status, 401);
        QCOMPARE(ApiClient(m_served->address(), vera).request("GET", "/api/v1/status").status, 200);
        QCOMPARE(kept.socket.state(), QAbstractSocket::ConnectedState);
        const auto entries = m_served->relay.controller->audit(m_served->relay.administrator, 1).value();
        QCOMPARE(entries.front().action, u"revoke"_s);
        QCOMPARE(entries.front().subject, u"mallory"_s);
    }

    void onlyAdministratorsRevokeAndTheLastOneNotHerself()
    {
        const auto anna = paired(wire::Role::Administrator, u"anna"_s);
        const auto otto = paired(wire::Role::Operator, u"otto"_s);
        QCOMPARE(ApiClient(m_served->address(), otto).request("DELETE", "/api/v1/clients/anna").status, 403);
        QCOMPARE(ApiClient(m_served->address(), otto).request("GET", "/api/v1/clients").status, 403);
        ApiClient client(m_served->address(), anna);
        QCOMPARE(client.request("DELETE", "/api/v1/clients/anna").status, 409);
        const auto unknown = client.request("DELETE", "/api/v1/clients/nobody");
        QCOMPARE(unknown.status, 404);
        QVERIFY2(unknown.body.contains("anna, otto"), unknown.body.constData());
        QCOMPARE(client.request("GET", "/api/v1/status").status, 200);
    }

    // T41: a role that was taken away
    void whoLosesARoleWhileTheBodyIsOnItsWayMayNotPush()
    {
        const auto anna = paired(wire::Role::Administrator, u"anna"_s);
        ApiClient slow(m_served->address(), anna);
        const QByteArray body = R"({"name": "taken over"})";
        const auto etag = m_served->relay.controller->running().revision.etag;
        slow.socket().write("PUT /api/v1/deployment HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                            "application/json\r\nIf-Match: \"" +
                            etag + "\"\r\nExpect: 100-continue\r\nContent-Length: " +
                            QByteArray::number(body.size()) + "\r\n\r\n");
        QCOMPARE(slow.read().status, 100);
        VERIFY_RESULT(m_served->relay.controller->push(
            m_served->relay.administrator, m_served->relay.changed([](model::Deployment &deployment) {
                model::RoleAssignment assignment;
                assignment.name = u"anna"_s;
                assignment.role = model::ManagementRole::viewer;
                deployment.management.roles = {assignment};
            })));
        QCOMPARE(slow.exchange(body).status, 403);
    }

    // T41: everything that changes something, tried by somebody who may only look; and files named in a
    // request
    void aViewerChangesNothingAndWritesNoFile()
    {
        const auto &running = m_served->relay.controller->running();
        const auto revision = running.revision.number;
        const ClientIdentity vera = paired(wire::Role::Viewer, u"vera"_s);
        const QString target = m_served->folder.filePath(u"written"_s);
        const QByteArray query = "?file=" + target.toLatin1() + "&path=" + target.toLatin1() + "&deadline=0";
        const QJsonObject json{{u"file"_s, target},   {u"path"_s, target},   {u"output"_s, target},
                               {u"user"_s, u"eve"_s}, {u"reason"_s, u"x"_s}, {u"lifetimeSeconds"_s, 600}};
        const QByteArray body = QJsonDocument(json).toJson();
        int refused = 0;
        for (const auto &route : m_served->server->router().routes()) {
            QByteArray path = route.pattern.toLatin1();
            while (path.contains('{'))
                path.replace(path.indexOf('{'), path.indexOf('}') - path.indexOf('{') + 1,
                             path.startsWith("/api/v1/allocations/") ? "0000000000000001" : "1");
            const auto ask = [&](const QByteArray &address) {
                m_served->relay.clock->advance(1s);
                // A body that nobody wants ends its connection.
                return ApiClient(m_served->address(), vera)
                    .request(route.method, address, route.method == "GET" ? "" : body,
                             "If-Match: \"" + running.revision.etag + "\"\r\n");
            };
            // No call knows such names, whoever asks.
            const int named = ask(path + query).status;
            QVERIFY2(named == 400 || named == 403, path.constData());
            const auto answer = ask(path);
            // What a viewer may ask for, and what a stranger may: neither changes anything.
            const bool mayAsk = route.method == "GET" || route.pattern.endsWith(u"/validate") ||
                                route.pattern.endsWith(u"/pair");
            const QByteArray name = route.method + ' ' + path + ": " + QByteArray::number(answer.status);
            QVERIFY2(mayAsk || answer.status == 403, name.constData());
            refused += mayAsk ? 0 : 1;
            QVERIFY2(!QFile::exists(target), name.constData());
        }
        QVERIFY(refused >= 8);
        QCOMPARE(running.revision.number, revision);
        QVERIFY(!m_served->relay.controller->edge().isDraining());
    }

    // T38: guesses throttled, and nobody locked out by them
    void wrongCodesFromOnePlaceLeaveTheCodeGoodForOthers()
    {
        const auto code = m_served->server->desk().openFor(wire::Role::Viewer).text();
        auto &desk = m_served->server->desk();
        const wire::PairRequest guess{kWrongCode, u"eve"_s, {}};
        for (int i = 0; i < 50; ++i)
            COMPARE_ERROR(desk.pair(guess, "203.0.113.1/32"), Error::Code::Unauthenticated);
        // Not even the right one is taken from there any more.
        COMPARE_ERROR(desk.pair({code, u"eve"_s, {}}, "203.0.113.1/32"), Error::Code::Unauthenticated);
        const auto request = client::KeyPair::generate(u"vera"_s);
        VERIFY_RESULT(request);
        VERIFY_RESULT(desk.pair({code, u"vera"_s, request->request}, "198.51.100.1/32"));
    }

    void guessesFromEverywhereEndTheCode()
    {
        const auto code = m_served->server->desk().openFor(wire::Role::Viewer).text();
        auto &desk = m_served->server->desk();
        for (int i = 0; i < 100; ++i) {
            const QByteArray source = "203.0.113." + QByteArray::number(i) + "/32";
            COMPARE_ERROR(desk.pair({kWrongCode, u"eve"_s, {}}, source), Error::Code::Unauthenticated);
        }
        const auto late = desk.pair({code, u"vera"_s, {}}, "198.51.100.1/32");
        COMPARE_ERROR(late, Error::Code::Unauthenticated);
        VERIFY_ERROR_NAMES(late, "void");
    }

    void namesOfTheRelayItselfAreNotGivenAway_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"relay", "host", "SIGHUP", "command line", "Relay", " sighup ", "command  line"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void namesOfTheRelayItselfAreNotGivenAway()
    {
        QFETCH(const QString, name);
        COMPARE_ERROR(m_served->paired(wire::Role::Administrator, name), Error::Code::Forbidden);
    }

    void namesThatLookLikeOthersAreNotGivenAway_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Error::Code>("code");
        QTest::newRow("relay with a Cyrillic letter") << u"rel\u0430y"_s << Error::Code::Forbidden;
        QTest::newRow("relay in full width") << u"\uff52\uff45\uff4c\uff41\uff59"_s << Error::Code::Forbidden;
        QTest::newRow("host with a Greek letter") << u"h\u03bfst"_s << Error::Code::Forbidden;
        QTest::newRow("this folder") << u"."_s << Error::Code::InvalidValue;
        QTest::newRow("the folder above") << u".."_s << Error::Code::InvalidValue;
        QTest::newRow("an option") << u"--"_s << Error::Code::InvalidValue;
        QTest::newRow("scripts mixed") << u"p\u0430ul"_s << Error::Code::InvalidValue;
        QTest::newRow("like somebody who is known") << u"ann\u0430"_s << Error::Code::InvalidValue;
        QTest::newRow("like somebody, in one script")
            << u"\u0430\u0441\u0435"_s << Error::Code::AlreadyExists;
    }
    void namesThatLookLikeOthersAreNotGivenAway()
    {
        QFETCH(const QString, name);
        QFETCH(const Error::Code, code);
        VERIFY_RESULT(m_served->paired(wire::Role::Administrator, u"anna"_s));
        VERIFY_RESULT(m_served->paired(wire::Role::Administrator, u"ace"_s));
        COMPARE_ERROR(m_served->paired(wire::Role::Viewer, name), code);
    }

    void namesOfEveryScriptAreTaken()
    {
        for (const auto &name :
             {u"José García"_s, u"Иван Петров"_s, u"Иван laptop"_s, u"山田 taro"_s, u"anna-2"_s})
            VERIFY_RESULT(m_served->paired(wire::Role::Viewer, name));
    }

    void aConfirmationNeedsAConnectionThatIsNewerThanThePush()
    {
        const auto anna = paired(wire::Role::Administrator, u"anna"_s);
        ApiClient older(m_served->address(), anna);
        QCOMPARE(older.request("GET", "/api/v1/status").status, 200);
        VERIFY_RESULT(m_served->relay.controller->push(m_served->relay.administrator,
                                                       m_served->relay.withRealm(u"contoso.com"_s, 60s)));
        const auto refused = older.request("POST", "/api/v1/revisions/2/confirm");
        QCOMPARE(refused.status, 409);
        ApiClient newer(m_served->address(), anna);
        QCOMPARE(newer.request("POST", "/api/v1/revisions/2/confirm").status, 200);
    }

    void aPageWhoseNameLeadsHereIsRefused_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        const QByteArray ours = "Host: localhost\r\n";
        QTest::newRow("its own host") << QByteArray("Host: evil.example:5443\r\n") << 421;
        QTest::newRow("its host and origin")
            << QByteArray("Host: evil.example\r\nOrigin: https://evil.example\r\n") << 421;
        QTest::newRow("no host") << QByteArray() << 421;
        QTest::newRow("two hosts") << QByteArray("Host: localhost\r\nHost: evil.example\r\n") << 421;
        QTest::newRow("user part") << QByteArray("Host: localhost@evil.example\r\n") << 421;
        QTest::newRow("foreign origin") << ours + "Origin: https://evil.example\r\n" << 403;
        QTest::newRow("origin of a file") << ours + "Origin: null\r\n" << 403;
        QTest::newRow("plain origin") << ours + "Origin: http://localhost\r\n" << 403;
        QTest::newRow("cross-site") << ours + "Sec-Fetch-Site: cross-site\r\n" << 403;
        QTest::newRow("address") << QByteArray("Host: 192.0.2.1:5443\r\n") << 200;
        QTest::newRow("IPv6 address") << QByteArray("Host: [2001:db8::1]:5443\r\n") << 200;
        QTest::newRow("this computer") << ours << 200;
        QTest::newRow("configured") << QByteArray("Host: Relay.Contoso.com:5443\r\n") << 200;
    }
    void aPageWhoseNameLeadsHereIsRefused()
    {
        QFETCH(const QByteArray, headers);
        QFETCH(const int, status);
        VERIFY_RESULT(m_served->relay.controller->push(
            m_served->relay.administrator, m_served->relay.changed([](model::Deployment &deployment) {
                deployment.management.hostNames = {u"relay.contoso.com"_s};
            })));
        ApiClient client(m_served->address(), paired(wire::Role::Viewer, u"vera"_s));
        QCOMPARE(client.exchange("GET /api/v1/status HTTP/1.1\r\n" + headers + "\r\n").status, status);
    }

private:
    [[nodiscard]] ClientIdentity paired(wire::Role role, const QString &name) const
    {
        return m_served->paired(role, name).value();
    }

    std::unique_ptr<ServedRelay> m_served;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTrust)
#include "tst_trust.moc"
