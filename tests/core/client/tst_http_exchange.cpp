// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/http_exchange.h"
#include "core/client/when_finished.h"
#include "tests/core/client/canned_server.h"
#include "tests/support/main.h"

#include <QTcpServer>

namespace turnpike::client {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using testing::CannedServer;

class TestHttpExchange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void showsOurCertificateToThePinnedServer();
    void anotherCertificateIsRefusedBeforeAnythingIsSent();
    void anExpiredCertificateIsRefused();
    void aCertificateOfTheFutureNamesTheClocksFirst();
    void aStatusIsAnAnswer();
    void freshRequestsUseAConnectionOfTheirOwn();
    void silenceEndsInATimeout();
    void nobodyThereIsUnavailable();
    void endingItEndsWhatIsUnderWay();
    void aKeyOfAnotherCertificateIsNoIdentity();

private:
    [[nodiscard]] static ConnectionProfile profileFor(const testing::SelfSigned &server,
                                                      const testing::SelfSigned &ours)
    {
        ConnectionProfile profile;
        profile.name = u"edge1"_s;
        profile.host = u"127.0.0.1"_s;
        profile.certificate = QSslCertificate(ours.certificate);
        profile.serverCertificate = QSslCertificate(server.certificate);
        profile.authority = profile.serverCertificate;
        return profile;
    }
    [[nodiscard]] static HttpRequest get(const CannedServer &server)
    {
        return {"GET", apiUrl(u"https"_s, u"127.0.0.1"_s, server.port(), u"/status"_s), {}, {}};
    }
    template <class Value>
    [[nodiscard]] static Result<Value> waitFor(QFuture<Result<Value>> future)
    {
        [&future] { QTRY_VERIFY(future.isFinished()); }();
        return future.resultCount() > 0 ? future.result() : fail(Error::Code::Internal, "no result");
    }
};

void TestHttpExchange::showsOurCertificateToThePinnedServer()
{
    const auto identity = testing::selfSigned(u"edge1"_s);
    const auto ours = testing::selfSigned(u"anna"_s);
    CannedServer server(identity);
    server.answer = [](const QByteArray &, const QByteArray &) {
        return CannedServer::response(200, "{}", "ETag: \"abc\"\r\n");
    };
    HttpExchange exchange(*TlsIdentity::of(profileFor(identity, ours), ours.key));
    const auto answer = waitFor(exchange.send(get(server)));
    QVERIFY2(answer, answer ? "" : answer.error().text().c_str());
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->body, "{}");
    QCOMPARE(answer->header("etag"), "\"abc\"");
    QCOMPARE(server.clients.front(), QSslCertificate(ours.certificate));
    QVERIFY(server.requests.front().startsWith("GET /api/v1/status HTTP/1.1\r\n"));
}

void TestHttpExchange::anotherCertificateIsRefusedBeforeAnythingIsSent()
{
    const auto approved = testing::selfSigned(u"edge1"_s);
    const auto impostor = testing::selfSigned(u"edge1"_s);
    const auto ours = testing::selfSigned(u"anna"_s);
    CannedServer server(impostor);
    HttpExchange exchange(*TlsIdentity::of(profileFor(approved, ours), ours.key));
    const auto answer = waitFor(exchange.send(get(server)));
    QVERIFY(!answer);
    QVERIFY(isFinal(answer.error()));
    QVERIFY(answer.error().message.find("another certificate") != std::string::npos);
    QCOMPARE(QString::fromStdString(answer.error().allowed),
             fingerprintText(QSslCertificate(approved.certificate)));
    QVERIFY(server.requests.isEmpty());
}

void TestHttpExchange::anExpiredCertificateIsRefused()
{
    const auto identity = testing::selfSigned(u"edge1"_s, 60s);
    const auto ours = testing::selfSigned(u"anna"_s);
    CannedServer server(identity);
    HttpExchange exchange(*TlsIdentity::of(profileFor(identity, ours), ours.key));
    const auto answer = waitFor(exchange.send(get(server)));
    QVERIFY(!answer);
    QVERIFY(isFinal(answer.error()));
    QVERIFY(answer.error().message.find("out of date") != std::string::npos);
    QVERIFY(server.requests.isEmpty());
}

void TestHttpExchange::aCertificateOfTheFutureNamesTheClocksFirst()
{
    const QSslCertificate certificate(testing::selfSigned(u"edge1"_s).certificate);
    const auto judged = judgeServer(u"edge1:5443"_s, certificate, certificate,
                                    {QSslError(QSslError::CertificateNotYetValid, certificate)});
    QVERIFY(judged);
    QVERIFY2(judged->message.find("not valid yet by the clock of this computer") != std::string::npos,
             judged->message.c_str());
    QVERIFY2(judged->remedy.rfind("most likely a clock is wrong", 0) == 0, judged->remedy.c_str());
    QVERIFY(judged->remedy.find("nothing has to be paired anew") != std::string::npos);
    QVERIFY(judged->allowed.find(certificate.effectiveDate().toUTC().toString(Qt::ISODate).toStdString()) !=
            std::string::npos);
}

void TestHttpExchange::aStatusIsAnAnswer()
{
    const auto identity = testing::selfSigned(u"edge1"_s);
    CannedServer server(identity);
    server.answer = [](const QByteArray &, const QByteArray &) { return CannedServer::response(422, "[]"); };
    HttpExchange exchange(TlsIdentity::approving(QSslCertificate(identity.certificate)));
    auto request = get(server);
    request.method = "PUT";
    request.body = "{\"a\":1}";
    request.headers = {{"If-Match", "\"abc\""}};
    const auto answer = waitFor(exchange.send(request));
    QVERIFY(answer);
    QCOMPARE(answer->status, 422);
    QVERIFY(!answer->isSuccess());
    QVERIFY(server.requests.front().contains("If-Match: \"abc\"\r\n"));
    QVERIFY(server.requests.front().endsWith("{\"a\":1}"));
}

void TestHttpExchange::freshRequestsUseAConnectionOfTheirOwn()
{
    const auto identity = testing::selfSigned(u"edge1"_s);
    CannedServer server(identity);
    server.answer = [](const QByteArray &, const QByteArray &) { return CannedServer::response(200, "{}"); };
    HttpExchange exchange(TlsIdentity::approving(QSslCertificate(identity.certificate)));
    QVERIFY(waitFor(exchange.send(get(server))));
    QVERIFY(waitFor(exchange.send(get(server))));
    QCOMPARE(server.connections, 1);
    QVERIFY(waitFor(exchange.sendAfresh(get(server))));
    QCOMPARE(server.connections, 2);
}

void TestHttpExchange::silenceEndsInATimeout()
{
    const auto identity = testing::selfSigned(u"edge1"_s);
    CannedServer server(identity);
    HttpExchange exchange(TlsIdentity::approving(QSslCertificate(identity.certificate)));
    auto request = get(server);
    request.timeout = 100ms;
    const auto answer = waitFor(exchange.send(request));
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, Error::Code::Timeout);
}

void TestHttpExchange::nobodyThereIsUnavailable()
{
    QTcpServer placeholder;
    placeholder.listen(QHostAddress::LocalHost);
    const auto port = placeholder.serverPort();
    placeholder.close();
    HttpExchange exchange(
        TlsIdentity::approving(QSslCertificate(testing::selfSigned(u"edge1"_s).certificate)));
    const auto answer =
        waitFor(exchange.send({"GET", apiUrl(u"https"_s, u"127.0.0.1"_s, port, u"/status"_s), {}, {}}));
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, Error::Code::Unavailable);
    QVERIFY(!isFinal(answer.error()));
}

void TestHttpExchange::endingItEndsWhatIsUnderWay()
{
    const auto identity = testing::selfSigned(u"edge1"_s);
    CannedServer server(identity);
    auto exchange =
        std::make_unique<HttpExchange>(TlsIdentity::approving(QSslCertificate(identity.certificate)));
    const auto answer = exchange->send(get(server));
    QTRY_VERIFY(!server.requests.isEmpty());
    exchange.reset();
    const auto ended = waitFor(answer);
    QVERIFY(!ended);
}

void TestHttpExchange::aKeyOfAnotherCertificateIsNoIdentity()
{
    const auto ours = testing::selfSigned(u"anna"_s);
    const auto other = testing::selfSigned(u"berta"_s);
    const auto profile = profileFor(other, ours);
    QVERIFY(!TlsIdentity::of(profile, "no key"));
    const auto mixed = TlsIdentity::of(profile, other.key);
    QVERIFY(!mixed);
    QCOMPARE(mixed.error().code, Error::Code::Unauthenticated);
}

} // namespace turnpike::client

TURNPIKE_TEST_MAIN(QCoreApplication, turnpike::client::TestHttpExchange)
#include "tst_http_exchange.moc"
