// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/abuse/live_watcher.h"

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
        const auto stolen = paired(client::Role::Viewer, u"vera"_s);
        LiveWatcher watcher(m_served->address(), stolen);
        QVERIFY(watcher.hasPictures(1));
        ApiClient connection(m_served->address(), stolen);
        QCOMPARE(connection.request("GET", "/api/v1/status").status, 200);
        // Vera pairs anew, which makes her certificate of before void.
        const auto renewed = paired(client::Role::Viewer, u"vera"_s);
        QTRY_COMPARE(watcher.socket.state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(m_served->server->live().clientCount(), std::size_t{0});
        QVERIFY(connection.isClosedByServer());
        QCOMPARE(ApiClient(m_served->address(), stolen).request("GET", "/api/v1/status").status, 401);
        QCOMPARE(ApiClient(m_served->address(), renewed).request("GET", "/api/v1/status").status, 200);
    }

    // T41: a role that was taken away
    void whoLosesARoleWhileTheBodyIsOnItsWayMayNotPush()
    {
        const auto anna = paired(client::Role::Administrator, u"anna"_s);
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
        ApiClient client(m_served->address(), paired(client::Role::Viewer, u"vera"_s));
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
            const auto answer = client.request(route.method, path + query, route.method == "GET" ? "" : body,
                                               "If-Match: \"" + running.revision.etag + "\"\r\n");
            m_served->relay.clock->advance(1s);
            // What a viewer may ask for, and what a stranger may: neither changes anything.
            const bool mayAsk = route.method == "GET" || route.pattern.endsWith(u"/validate") ||
                                route.access == management::Router::Access::Everybody;
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
        const auto code = m_served->server->desk().openFor(client::Role::Viewer).text();
        auto &desk = m_served->server->desk();
        const client::wire::PairRequest guess{kWrongCode, u"eve"_s, {}};
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
        const auto code = m_served->server->desk().openFor(client::Role::Viewer).text();
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
        COMPARE_ERROR(m_served->paired(client::Role::Administrator, name), Error::Code::Forbidden);
    }

    void aConfirmationNeedsAConnectionThatIsNewerThanThePush()
    {
        const auto anna = paired(client::Role::Administrator, u"anna"_s);
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
        ApiClient client(m_served->address(), paired(client::Role::Viewer, u"vera"_s));
        QCOMPARE(client.exchange("GET /api/v1/status HTTP/1.1\r\n" + headers + "\r\n").status, status);
    }

private:
    [[nodiscard]] ClientIdentity paired(client::Role role, const QString &name) const
    {
        return m_served->paired(role, name).value();
    }

    std::unique_ptr<ServedRelay> m_served;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTrust)
#include "tst_trust.moc"
