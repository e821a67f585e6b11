// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/reader.h"
#include "tests/relay/management/api_client.h"
#include "tests/support/main.h"

#include <QTcpSocket>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using http::Reader;
using turnpike::testing::ApiClient;
using turnpike::testing::ServedRelay;

namespace {

/// Memory of this process that is in use, in bytes (proc(5), statm).
qint64 memoryInUse()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').at(1).toLongLong() * 4096 : 0;
}

/// With what it says about its body, as a connection looks at it that keeps bodies in memory.
Reader::Progress readingHeader(Reader &reader, const QByteArray &header)
{
    const auto progress = reader.readHeader(header);
    return progress == Reader::Progress::HeaderRead ? reader.limitBody(Reader::Limits().body) : progress;
}

} // namespace

/// What a client that is greedy, slow or malicious gets.
class TestHttpLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void aRequestIsReadFromAnyPieces()
    {
        const QByteArray request =
            "POST /a%20b/c?x=1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            "4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n";
        const auto end = request.indexOf("\r\n\r\n") + 4;
        for (qsizetype piece = 1; piece <= request.size(); ++piece) {
            http::Reader reader({});
            for (qsizetype have = 0; have < end; have = std::min(have + piece, end)) {
                if (have < end)
                    QCOMPARE(reader.readHeader(QByteArrayView(request).first(have)),
                             http::Reader::Progress::NeedsMore);
            }
            QCOMPARE(reader.readHeader(request), http::Reader::Progress::HeaderRead);
            QCOMPARE(reader.headerSize(), end);
            QByteArray rest = request.mid(end);
            auto progress = http::Reader::Progress::NeedsMore;
            for (qsizetype have = 0; progress == http::Reader::Progress::NeedsMore;) {
                have = std::min(have + piece, rest.size());
                qsizetype consumed = 0;
                progress = reader.readBody(QByteArrayView(rest).first(have), consumed);
                rest.remove(0, consumed);
                have -= consumed;
            }
            QCOMPARE(progress, http::Reader::Progress::Complete);
            QCOMPARE(reader.request().body, QByteArray("Wikipedia"));
            QCOMPARE(reader.request().path, QStringList({u"a b"_s, u"c"_s}));
        }
    }

    void whatIsNoRequestIsRefused_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("status");
        QTest::newRow("no method") << QByteArray("\r\n\r\n") << 400;
        QTest::newRow("not HTTP") << QByteArray("hello\r\n\r\n") << 400;
        QTest::newRow("HTTP/2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\n") << 400;
        QTest::newRow("no path") << QByteArray("GET example HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("length twice")
            << QByteArray("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n") << 400;
        QTest::newRow("length twice in one field")
            << QByteArray("POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n") << 400;
        QTest::newRow("length with a sign")
            << QByteArray("POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\n") << 400;
        QTest::newRow("length and encoding")
            << QByteArray("POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
            << 400;
        QTest::newRow("other encoding")
            << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n") << 501;
        QTest::newRow("negative length")
            << QByteArray("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n") << 400;
        QTest::newRow("body too large")
            << QByteArray("POST / HTTP/1.1\r\nContent-Length: 104857600\r\n\r\n") << 413;
        QTest::newRow("header too large")
            << QByteArray("GET / HTTP/1.1\r\nX: ") + QByteArray(20'000, 'x') << 431;
    }
    void whatIsNoRequestIsRefused()
    {
        QFETCH(const QByteArray, header);
        QFETCH(const int, status);
        http::Reader reader({});
        QCOMPARE(readingHeader(reader, header), http::Reader::Progress::Refused);
        QCOMPARE(reader.refusal().status, status);
        QVERIFY(reader.refusal().mustClose);
    }

    void aSizeThatIsRefusedIsNamedWithItsFieldAndLimit()
    {
        const auto refused = [](const QByteArray &header) {
            http::Reader reader({});
            return readingHeader(reader, header) == http::Reader::Progress::Refused
                       ? QString::fromUtf8(reader.refusal().body)
                       : QString();
        };
        const QString body = refused("POST / HTTP/1.1\r\nContent-Length: 104857600\r\n\r\n");
        QVERIFY2(body.contains(u"104857600 bytes") && body.contains(u"up to"), qPrintable(body));
        // Every digit is one.
        QVERIFY(
            refused("POST / HTTP/1.1\r\nContent-Length: 9876543210\r\n\r\n").contains(u"9876543210 bytes"));
        QVERIFY(!refused("POST / HTTP/1.1\r\nContent-Length: 98765432:0\r\n\r\n").contains(u"98765432"));
        const QString header =
            refused("GET / HTTP/1.1\r\nHost: h\r\nTurnpike-Reason: " + QByteArray(100'000, 'x') + "\r\n\r\n");
        QVERIFY2(header.contains(u"Turnpike-Reason") && header.contains(u"1000") && header.contains(u"up to"),
                 qPrintable(header));
        QVERIFY2(!header.contains(u"xxxxx") && header.size() < 500, qPrintable(header));
        const QString endless = refused("GET /" + QByteArray(100'000, 'x'));
        QVERIFY2(endless.contains(u"more than") && endless.size() < 500, qPrintable(endless));
    }

    void aChunkedBodyIsLimitedToo()
    {
        http::Reader reader({.header = 1024, .body = 10});
        QCOMPARE(reader.readHeader("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"),
                 http::Reader::Progress::HeaderRead);
        qsizetype consumed = 0;
        QCOMPARE(reader.readBody("b\r\n01234567890\r\n0\r\n\r\n", consumed), http::Reader::Progress::Refused);
        QCOMPARE(reader.refusal().status, 413);
    }

    void aHundredMegabytesAreRefusedAndTakeNoMemory()
    {
        ServedRelay served;
        http::Connection::Timeouts timeouts;
        timeouts.linger = 500ms;
        VERIFY_RESULT(served.start(timeouts));
        const auto identity = served.paired(wire::Role::Administrator, u"anna"_s);
        VERIFY_RESULT(identity);
        ApiClient client(served.address(), *identity);
        constexpr qint64 kSize = 100 * 1024 * 1024;
        const auto before = memoryInUse();
        client.socket().write(
            "PUT /api/v1/deployment HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Content-Length: " +
            QByteArray::number(kSize) + "\r\n\r\n");
        const QByteArray piece(256 * 1024, 'x');
        qint64 sent = 0;
        qint64 most = 0;
        // Sends on, deaf to the answer, as long as the server takes it.
        connect(&client.socket(), &QSslSocket::encryptedBytesWritten, &client.socket(), [&] {
            most = std::max(most, memoryInUse());
            const auto unsent = [&] {
                return client.socket().bytesToWrite() + client.socket().encryptedBytesToWrite();
            };
            while (sent < kSize && unsent() < piece.size())
                sent += client.socket().write(piece);
        });
        const auto answer = client.read();
        QCOMPARE(answer.status, 413);
        QVERIFY(answer.error().value(u"allowed"_s).toString().contains(u"4194304"));
        QCOMPARE(answer.header("Connection"), QByteArray("close"));
        QVERIFY(client.isClosedByServer());
        QVERIFY2(most - before < 16 * 1024 * 1024, qPrintable(QString::number(most - before)));
    }

    void aBodyUnderTheLimitIsRead()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        const auto identity = served.paired(wire::Role::Administrator, u"anna"_s);
        VERIFY_RESULT(identity);
        ApiClient client(served.address(), *identity);
        const QByteArray body = "{\"name\": \"x\"" + QByteArray(3 * 1024 * 1024, ' ') + "}";
        const auto answer =
            client.request("POST", "/api/v1/deployment/validate", body, "Expect: 100-continue\r\n");
        QCOMPARE(answer.status, 100);
        QCOMPARE(client.read().status, 200);
        QCOMPARE(client.request("GET", "/api/v1/status").status, 200);
    }

    void aStrangerMaySendLittle()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        ApiClient client(served.address());
        QCOMPARE(client.request("POST", "/api/v1/pair", QByteArray(20'000, ' ')).status, 413);
    }

    // T9: half a header
    void aSlowHeaderIsNotWaitedFor()
    {
        ServedRelay served;
        http::Connection::Timeouts timeouts;
        timeouts.header = 1s;
        timeouts.linger = 50ms;
        VERIFY_RESULT(served.start(timeouts));
        ApiClient client(served.address());
        const auto answer = client.exchange("GET /api/v1/status HTTP/1.1\r\nHost: ");
        QCOMPARE(answer.status, 408);
        QVERIFY(client.isClosedByServer());
    }

    // T9: no TLS hello at all
    void aClientThatNeverStartsTlsIsNotWaitedFor()
    {
        ServedRelay served;
        http::Connection::Timeouts timeouts;
        timeouts.header = 50ms;
        VERIFY_RESULT(served.start(timeouts));
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, served.address().port.value);
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
    }

    void oneAddressGetsABoundedNumberOfConnections()
    {
        ServedRelay served;
        model::ManagementLimits limits;
        limits.strangerConnectionsPerSource = 3;
        VERIFY_RESULT(served.start(limits));
        std::vector<std::unique_ptr<ApiClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<ApiClient>(served.address()));
            QVERIFY(clients.back()->isConnected());
        }
        QTRY_VERIFY(ApiClient(served.address()).isConnected());
        // The oldest went for it.
        QVERIFY(clients.front()->isClosedByServer());
        clients.pop_back();
        QTRY_VERIFY(ApiClient(served.address()).isConnected());
    }

    void requestsOnOneConnectionAreAnsweredInOrder()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        ApiClient client(served.address());
        const QByteArray first = "GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n";
        const QByteArray second = "GET /two HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        const auto answer = client.exchange(first + second);
        QCOMPARE(answer.status, 401);
        QCOMPARE(client.read().status, 401);
        QVERIFY(client.isClosedByServer());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestHttpLimits)
#include "tst_http_limits.moc"
