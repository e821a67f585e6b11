// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/json_codec.h"
#include "core/wire/calls.h"
#include "tests/core/client/certificates.h"
#include "tests/relay/management/api_client.h"
#include "tests/support/main.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ApiClient;
using turnpike::testing::ClientIdentity;
using turnpike::testing::ServedRelay;
using wire::Role;

/// The interface over real TLS connections: who may do what, and what a wrong request is told.
class TestManagementApi : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_served = std::make_unique<ServedRelay>();
        VERIFY_RESULT(m_served->start());
        for (const auto &[role, name, identity] :
             {std::tuple(Role::Administrator, u"anna@laptop"_s, &m_administrator),
              std::tuple(Role::Operator, u"otto"_s, &m_operator),
              std::tuple(Role::Viewer, u"vera"_s, &m_viewer)}) {
            auto paired = m_served->paired(role, name);
            VERIFY_RESULT(paired);
            *identity = std::move(*paired);
        }
    }

    void init()
    {
        turnpike::testing::failOnAnyWarning();
        // Rates are per second of the relay's clock.
        m_served->relay.clock->advance(1min);
    }

    void theStatusSaysWhoOneIs()
    {
        ApiClient client(m_served->address(), m_operator);
        const auto answer = client.request("GET", "/api/v1/status");
        QCOMPARE(answer.status, 200);
        const auto status = wire::statusFromJson(answer.json());
        VERIFY_RESULT(status);
        QCOMPARE(status->identity, u"otto"_s);
        QCOMPARE(status->role, Role::Operator);
        QCOMPARE(client.request("GET", "/api/v1/status").status, 200);
    }

    void withoutACertificateOneIsToldHowToPair()
    {
        ApiClient client(m_served->address());
        QVERIFY(client.isConnected());
        const auto answer = client.request("GET", "/api/v1/status");
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.error().value(u"remedy"_s).toString().contains(u"turnpiked --pair"));
        QCOMPARE(client.request("GET", "/api/v1/secret").status, 401);
    }

    void aCertificateOfAnotherAuthorityIsUnknown()
    {
        const QTemporaryDir folder;
        const auto other = trust::CertificateAuthority::open(folder.path(), {});
        VERIFY_RESULT(other);
        const auto pair = client::KeyPair::generate(u"anna@laptop"_s);
        VERIFY_RESULT(pair);
        const auto certificate = other->signClient(pair->request, u"anna@laptop"_s);
        VERIFY_RESULT(certificate);
        ApiClient client(m_served->address(), {trust::x509::toPem(*certificate), pair->privateKey});
        const auto answer = client.request("GET", "/api/v1/status");
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.error().value(u"message"_s).toString().contains(u"not issued by this relay"));
    }

    // T38: guesses of the code
    void aWrongPairingCodeIsRefusedAndItsSourceIsAfterFiveTries()
    {
        const auto code = m_served->server->desk().openFor(Role::Viewer).text();
        const auto pair = client::KeyPair::generate(u"eve"_s);
        VERIFY_RESULT(pair);
        ApiClient client(m_served->address());
        for (int i = 0; i < 5; ++i) {
            const auto answer =
                client.request("POST", "/api/v1/pair",
                               ServedRelay::pairingBody(u"AAAA-BBBB-CCCC-DDDD"_s, u"eve"_s, pair->request));
            QCOMPARE(answer.status, 401);
            QCOMPARE(answer.error().value(u"where"_s).toString(), u"code"_s);
        }
        const auto late =
            client.request("POST", "/api/v1/pair", ServedRelay::pairingBody(code, u"eve"_s, pair->request));
        QCOMPARE(late.status, 401);
        QVERIFY(late.error().value(u"message"_s).toString().contains(u"five wrong codes"));
    }

    void aPairingCodeWorksOnceAndTenMinutes()
    {
        auto &desk = m_served->server->desk();
        const auto pair = client::KeyPair::generate(u"paul"_s);
        VERIFY_RESULT(pair);
        const auto typed = desk.openFor(Role::Viewer).text().toLower().replace(u'-', u' ');
        ApiClient client(m_served->address());
        const auto body = ServedRelay::pairingBody(typed, u"paul"_s, pair->request);
        QCOMPARE(client.request("POST", "/api/v1/pair", body).status, 200);
        QCOMPARE(client.request("POST", "/api/v1/pair", body).status, 401);

        const auto code = desk.openFor(Role::Viewer).text();
        m_served->relay.clock->advance(10min);
        const auto late =
            client.request("POST", "/api/v1/pair", ServedRelay::pairingBody(code, u"paul"_s, pair->request));
        QVERIFY(late.error().value(u"message"_s).toString().contains(u"expired"));
    }

    void aCodeOfAnotherProcessIsTakenFromTheStateFolder()
    {
        const trust::PairingCode code(Role::Viewer, m_served->relay.clock->now());
        VERIFY_RESULT(code.write(trust::pairingCodeFile(m_served->folder.path())));
        const auto pair = client::KeyPair::generate(u"otis"_s);
        VERIFY_RESULT(pair);
        ApiClient client(m_served->address());
        const auto body = ServedRelay::pairingBody(code.text(), u"otis"_s, pair->request);
        QCOMPARE(client.request("POST", "/api/v1/pair", body).status, 200);
        QVERIFY(!QFile::exists(trust::pairingCodeFile(m_served->folder.path())));
    }

    void aCodeThatIsReplacedSaysSoToWhoeverStillHasIt()
    {
        auto &desk = m_served->server->desk();
        QStringList log;
        const QObject context;
        connect(m_served->relay.controller.get(), &management::RelayController::logged, &context,
                [&log](const QDateTime &, const QString &line) { log << line; });
        const auto file = trust::pairingCodeFile(m_served->folder.path());
        const auto first = desk.openFor(Role::Viewer).text();
        // Kept, so that another process can tell which one it replaces; used once all the same.
        QVERIFY(QFile::exists(file));
        const trust::PairingCode second(Role::Operator, m_served->relay.clock->now());
        VERIFY_RESULT(second.write(file));
        QTRY_COMPARE(log.filter(first.left(4) + u"-\u2026 (viewer) no longer works"_s).size(), 1);
        QVERIFY(log.filter(second.text()).isEmpty() && log.filter(first).isEmpty());

        const auto pair = client::KeyPair::generate(u"otis"_s);
        VERIFY_RESULT(pair);
        ApiClient client(m_served->address());
        const auto send = [&](const QString &code) {
            return client.request("POST", "/api/v1/pair",
                                  ServedRelay::pairingBody(code, u"otis"_s, pair->request));
        };
        for (int i = 0; i < 6; ++i) { // is no guess
            const auto old = send(first);
            QCOMPARE(old.status, 401);
            QVERIFY(old.error().value(u"message"_s).toString().contains(u"a newer one was printed"));
        }
        QCOMPARE(send(second.text()).status, 200);
        QVERIFY(!QFile::exists(file));
        VERIFY_RESULT(second.write(file));
        QCOMPARE(send(second.text()).status, 401);
    }

    void aCertificateThatHasExpiredIsNobodys()
    {
        for (const auto &[lifetime, status] :
             {std::pair(std::chrono::minutes(24h), 200), std::pair(59min, 401)}) {
            const auto holder = turnpike::testing::selfSigned(u"anna@laptop"_s, lifetime);
            const auto fingerprint =
                QSslCertificate(holder.certificate, QSsl::Pem).digest(QCryptographicHash::Sha256).toHex();
            VERIFY_RESULT(m_served->relay.controller->store().addCertificate(
                {fingerprint, u"anna@laptop"_s, Role::Administrator, QDateTime::currentDateTimeUtc(),
                 false}));
            ApiClient client(m_served->address(), {holder.certificate, holder.key});
            const auto answer = client.request("GET", "/api/v1/status");
            QCOMPARE(answer.status, status);
            QVERIFY2(status == 200 || (answer.body.contains("expired") && answer.body.contains("clocks")),
                     answer.body.constData());
        }
    }

    void aClockThatWentBackLocksNobodyOut()
    {
        // Issued when this machine's clock was right: by its clock of now, in three days.
        const auto holder = turnpike::testing::selfSigned(u"anna@laptop"_s, 24h * 800, 24h * 3);
        VERIFY_RESULT(m_served->relay.controller->store().addCertificate(
            {QSslCertificate(holder.certificate, QSsl::Pem).digest(QCryptographicHash::Sha256).toHex(),
             u"anna@laptop"_s, Role::Administrator, QDateTime::currentDateTimeUtc(), false}));
        ApiClient client(m_served->address(), {holder.certificate, holder.key});
        QCOMPARE(client.request("GET", "/api/v1/status").status, 200);
    }

    void aLowCodeCannotTakeAHighName()
    {
        const auto stolen = m_served->paired(Role::Viewer, u"anna@laptop"_s);
        COMPARE_ERROR(stolen, Error::Code::Forbidden);
    }

    void pairingAgainRevokesTheOldCertificate()
    {
        const auto first = m_served->paired(Role::Viewer, u"mona"_s);
        VERIFY_RESULT(first);
        const auto second = m_served->paired(Role::Viewer, u"mona"_s);
        VERIFY_RESULT(second);
        ApiClient old(m_served->address(), *first);
        const auto answer = old.request("GET", "/api/v1/status");
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.error().value(u"message"_s).toString().contains(u"revoked"));
        ApiClient renewed(m_served->address(), *second);
        QCOMPARE(renewed.request("GET", "/api/v1/status").status, 200);
    }

    void aViewerWhoPushesIsRefusedByRole()
    {
        ApiClient client(m_served->address(), m_viewer);
        const auto answer = client.request("PUT", "/api/v1/deployment", deploymentWith(u"stolen.example"_s),
                                           "If-Match: \"x\"\r\n");
        QCOMPARE(answer.status, 403);
        const auto error = answer.error();
        QVERIFY(error.value(u"message"_s).toString().contains(u"vera has the role viewer"));
        QVERIFY(error.value(u"allowed"_s).toString().contains(u"administrator"));
        QCOMPARE(client.request("POST", "/api/v1/drain").status, 403);
        QCOMPARE(client.request("DELETE", "/api/v1/allocations/0000000000000001").status, 403);
    }

    void aPushNeedsAMatchingETag()
    {
        ApiClient client(m_served->address(), m_administrator);
        const auto body = deploymentWith(u"contoso.com"_s);
        QCOMPARE(client.request("PUT", "/api/v1/deployment", body).status, 428);
        QCOMPARE(client.request("PUT", "/api/v1/deployment", body, "If-Match: *\r\n").status, 400);
        const auto conflict = client.request("PUT", "/api/v1/deployment", body, "If-Match: \"old\"\r\n");
        QCOMPARE(conflict.status, 412);
        const auto outcome = wire::outcomeFromJson(conflict.json());
        VERIFY_RESULT(outcome);
        QCOMPARE(outcome->kind, wire::PushOutcome::Kind::Conflict);
        QCOMPARE(outcome->revision.etag, m_served->relay.controller->running().revision.etag);
    }

    void aPushIsConfirmedOverANewConnectionOnly()
    {
        ApiClient client(m_served->address(), m_administrator);
        const auto pushed =
            client.request("PUT", "/api/v1/deployment?confirm-within=60", deploymentWith(u"contoso.com"_s),
                           match() + "X-Turnpike-Reason: new%20realm\r\n");
        QCOMPARE(pushed.status, 202);
        const auto number = m_served->relay.controller->running().revision.number;
        QCOMPARE(m_served->relay.controller->running().revision.reason, u"new realm"_s);
        const QByteArray confirmation = "/api/v1/revisions/" + QByteArray::number(number) + "/confirm";
        QCOMPARE(pushed.header("Location"), confirmation);

        const auto second =
            client.request("PUT", "/api/v1/deployment", deploymentWith(u"fabrikam.com"_s), match());
        QCOMPARE(second.status, 409);
        const auto same = client.request("POST", confirmation);
        QCOMPARE(same.status, 409);
        QVERIFY(same.error().value(u"allowed"_s).toString().contains(u"new TCP connection"));

        ApiClient fresh(m_served->address(), m_administrator);
        const auto confirmed = fresh.request("POST", confirmation);
        QCOMPARE(confirmed.status, 200);
        QCOMPARE(confirmed.json().value(u"state"_s).toString(), u"confirmed"_s);
    }

    void aPushThatNobodyConfirmsIsReverted()
    {
        ApiClient client(m_served->address(), m_administrator);
        const auto before = m_served->relay.runningRealm();
        const auto pushed = client.request("PUT", "/api/v1/deployment?confirm-within=60",
                                           deploymentWith(u"lost.example"_s), match());
        QVERIFY2(pushed.status == 202, pushed.body.constData());
        m_served->relay.clock->advance(60s);
        QCOMPARE(m_served->relay.runningRealm(), before);
        const auto revisions = client.request("GET", "/api/v1/revisions?most=1");
        QCOMPARE(
            revisions.json().value(u"revisions"_s).toArray().at(0).toObject().value(u"state"_s).toString(),
            u"reverted"_s);
    }

    void aBrokenDeploymentIsRefusedWithItsPlace()
    {
        ApiClient client(m_served->address(), m_administrator);
        const auto answer = client.request("PUT", "/api/v1/deployment", "{\n  \"nmae\": \"x\"\n}", match());
        QCOMPARE(answer.status, 400);
        const auto where = answer.error().value(u"where"_s).toString();
        QVERIFY2(where.contains(u":2:"), qPrintable(where));
    }

    void anInvalidDeploymentIsRefusedWithProblems()
    {
        ApiClient client(m_served->address(), m_administrator);
        auto deployment = *m_served->relay.controller->running().deployment;
        model::Pool pool;
        pool.name = u"pool1"_s;
        pool.avConferencing.avAuthenticationService = u"gone"_s;
        deployment.pools = {pool};
        const auto body = document::toJson(deployment);
        const auto answer = client.request("PUT", "/api/v1/deployment", body, match());
        QCOMPARE(answer.status, 422);
        QVERIFY(!answer.json().value(u"problems"_s).toArray().isEmpty());
        const auto checked = client.request("POST", "/api/v1/deployment/validate", body);
        QCOMPARE(checked.status, 200);
        QVERIFY(QJsonDocument::fromJson(checked.body).isArray());
    }

    void revisionsAndDifferencesCanBeRead()
    {
        ApiClient client(m_served->address(), m_viewer);
        const auto first = client.request("GET", "/api/v1/revisions/1");
        QCOMPARE(first.status, 200);
        VERIFY_RESULT(document::fromJson(first.body));
        VERIFY_RESULT(wire::revisionFromHeader(first.header("X-Turnpike-Revision")));
        const auto diff = client.request("GET", "/api/v1/revisions/2/diff");
        QCOMPARE(diff.status, 200);
        QVERIFY(!diff.json().value(u"changes"_s).toArray().isEmpty());
        QCOMPARE(client.request("GET", "/api/v1/revisions/999").status, 404);
        QCOMPARE(client.request("GET", "/api/v1/revisions/none").status, 404);
        // One revision has one address.
        for (const auto *written : {"+1", "01", "%201", "1%20", "1%00", "1%0a", "0", "-1", "0x1"})
            QCOMPARE(client.request("GET", QByteArray("/api/v1/revisions/") + written).status, 404);
    }

    void aFetchedDeploymentIsNotSentAgain()
    {
        ApiClient client(m_served->address(), m_viewer);
        const auto fetched = client.request("GET", "/api/v1/deployment");
        QCOMPARE(fetched.status, 200);
        const auto etag = fetched.header("ETag");
        QVERIFY(etag.startsWith('"'));
        QCOMPARE(client.request("GET", "/api/v1/deployment", {}, "If-None-Match: " + etag + "\r\n").status,
                 304);
        QVERIFY(!fetched.body.contains("a shared secret of enough letters"));
    }

    void whatIsNotThereIsToldWithWhatIs()
    {
        ApiClient client(m_served->address(), m_viewer);
        const auto nothing = client.request("GET", "/api/v1/statsu");
        QCOMPARE(nothing.status, 404);
        QVERIFY(nothing.error().value(u"allowed"_s).toString().contains(u"/api/v1/status"));
        const auto method = client.request("DELETE", "/api/v1/status");
        QCOMPARE(method.status, 405);
        QCOMPARE(method.header("Allow"), QByteArray("GET"));
        const auto type = client.exchange("POST /api/v1/deployment/validate HTTP/1.1\r\nHost: localhost\r\n"
                                          "Content-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>");
        QCOMPARE(type.status, 415);
        QCOMPARE(client.request("GET", "/api/v1/live").status, 426);
        QCOMPARE(client.request("GET", "/api/v1/revisions?most=0").status, 400);
        // A number is looked at by whatever name it comes; a name that a call does not have is told.
        for (const auto *query : {"allocations?limit=-1", "allocations?offset=x", "audit?most=-1",
                                  "audit?most=%2B5", "audit?most=05"})
            QCOMPARE(client.request("GET", QByteArray("/api/v1/") + query).status, 400);
        for (const auto *query : {"audit?limit=-1", "revisions?limit=5", "allocations?most=5"})
            QVERIFY2(client.request("GET", QByteArray("/api/v1/") + query).status == 400, query);
    }

    void operatorsIssueCredentialsAndExplainPeers()
    {
        ApiClient client(m_served->address(), m_operator);
        const auto issued =
            client.request("POST", "/api/v1/credentials", R"({"user": "eve", "lifetimeSeconds": 600})");
        QCOMPARE(issued.status, 200);
        VERIFY_RESULT(wire::credentialFromJson(issued.json()));
        const auto verdict = client.request("GET", "/api/v1/explain-peer?address=10.1.2.3");
        QCOMPARE(verdict.json().value(u"allowed"_s).toBool(true), false);
        QCOMPARE(client.request("GET", "/api/v1/explain-peer").status, 400);
        QCOMPARE(client.request("DELETE", "/api/v1/users/eve/allocations").json().value(u"ended"_s).toInt(-1),
                 0);
        QCOMPARE(client.request("DELETE", "/api/v1/allocations/0000000000000001").status, 404);
        QCOMPARE(client.request("DELETE", "/api/v1/allocations/7").status, 400);
        for (const auto *list : {"allocations", "ports", "users", "audit"})
            QCOMPARE(client.request("GET", QByteArray("/api/v1/") + list).status, 200);
    }

    void aRoleInTheConfigurationCountsAtOnce()
    {
        auto &controller = *m_served->relay.controller;
        VERIFY_RESULT(controller.push(m_served->relay.administrator,
                                      m_served->relay.changed([](model::Deployment &deployment) {
                                          model::RoleAssignment assignment;
                                          assignment.name = u"otto"_s;
                                          assignment.role = model::ManagementRole::viewer;
                                          deployment.management.roles = {assignment};
                                      })));
        ApiClient client(m_served->address(), m_operator);
        QCOMPARE(client.request("POST", "/api/v1/drain").status, 403);
        VERIFY_RESULT(
            controller.revert(m_served->relay.administrator, controller.running().revision.number, {}));
    }

    // T38: requests that a page forged
    void pagesOfOtherSitesAreRefused()
    {
        ApiClient client(m_served->address(), m_administrator);
        const auto answer = client.request("POST", "/api/v1/drain", {}, "Origin: https://evil.example\r\n");
        QCOMPARE(answer.status, 403);
    }

    void tooManyRequestsAreSlowedDown()
    {
        const auto busy = m_served->paired(Role::Viewer, u"busy"_s);
        VERIFY_RESULT(busy);
        ApiClient client(m_served->address(), *busy);
        int served = 0;
        auto answer = client.request("GET", "/api/v1/status");
        for (; answer.status == 200 && served < 500; ++served)
            answer = client.request("GET", "/api/v1/status");
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.header("Retry-After"), QByteArray("1"));
        QCOMPARE(served, 200);
        m_served->relay.clock->advance(1s);
        QCOMPARE(client.request("GET", "/api/v1/status").status, 200);
    }

    void theOpenApiDocumentListsExactlyTheRoutes()
    {
        QFile file(QStringLiteral(TURNPIKE_SOURCE_DIR "/resources/openapi.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QJsonParseError error;
        const auto paths =
            QJsonDocument::fromJson(file.readAll(), &error).object().value(u"paths"_s).toObject();
        QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
        QStringList described;
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            const QJsonObject methods = path.value().toObject();
            for (auto method = methods.begin(); method != methods.end(); ++method) {
                if (method.key() == u"parameters")
                    continue;
                const QJsonObject call = method.value().toObject();
                QStringList query;
                for (const QJsonValue parameter : call.value(u"parameters"_s).toArray()) {
                    if (parameter.toObject().value(u"in"_s) == u"query"_s)
                        query << parameter.toObject().value(u"name"_s).toString();
                }
                described << line(call.value(u"operationId"_s).toString(), method.key().toUpper(), path.key(),
                                  call.value(u"x-role"_s).toString(u"nobody in particular"_s), query);
            }
        }
        QStringList declared;
        for (const auto *route : wire::allRoutes()) {
            QStringList query;
            for (const char *name : route->query)
                query << QString::fromLatin1(name);
            query.removeAll(QString());
            declared << line(QString::fromLatin1(route->name),
                             QString::fromLatin1(wire::nameOf(route->method)),
                             QLatin1StringView(wire::kApiPrefix) + QLatin1StringView(route->path),
                             route->role ? wire::toText(*route->role) : u"nobody in particular"_s, query);
        }
        described.sort();
        declared.sort();
        QCOMPARE(described, declared);
    }

    void everyDeclaredCallHasSomebodyWhoAnswersIt()
    {
        for (const auto *route : wire::allRoutes()) {
            if (route != &wire::calls::Live::route)
                QVERIFY2(m_served->server->calls().has(*route), route->name);
        }
        QCOMPARE(m_served->server->router().routes().size(), wire::allRoutes().size());
    }

private:
    /// "drain: POST /api/v1/drain?deadline, operator"
    [[nodiscard]] static QString line(const QString &name, const QString &method, const QString &path,
                                      const QString &role, const QStringList &query)
    {
        return u"%1: %2 %3?%4, %5"_s.arg(name, method, path, query.join(u','), role);
    }
    [[nodiscard]] QByteArray deploymentWith(const QString &realm) const
    {
        auto deployment = *m_served->relay.controller->running().deployment;
        deployment.edgeSites[0].avEdge.realm = realm;
        return document::toJson(deployment);
    }
    [[nodiscard]] QByteArray match() const
    {
        return "If-Match: \"" + m_served->relay.controller->running().revision.etag + "\"\r\n";
    }

    std::unique_ptr<ServedRelay> m_served;
    ClientIdentity m_administrator;
    ClientIdentity m_operator;
    ClientIdentity m_viewer;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestManagementApi)
#include "tst_management_api.moc"
