// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/service_thread.h"
#include "tests/relay/http/http_client.h"

#include <QPromise>
#include <QSemaphore>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace turnpike;
using turnpike::testing::HttpClient;
using turnpike::testing::kLongestWait;

namespace {

const TransportAddress kAnyPort{IpAddress::v4(0x7f000001), Port{0}};

/// Bytes that say where they stand.
QByteArray pattern(qint64 from, qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = static_cast<char>((from + i) % 251);
    return bytes;
}

class PatternSource final : public http::BodySource {
public:
    PatternSource(qint64 size, bool saysSize, std::atomic<qint64> &wasRead)
        : m_size(size)
        , m_saysSize(saysSize)
        , m_wasRead(wasRead)
    {
    }
    std::optional<qint64> size() const override { return m_saysSize ? std::optional(m_size) : std::nullopt; }
    Result<QByteArray> read(qsizetype most) override
    {
        if (m_breaksAt && m_wasRead >= *m_breaksAt)
            return fail(Error::Code::Io, "the file is gone");
        const auto bytes = pattern(m_wasRead, static_cast<qsizetype>(qMin<qint64>(most, m_size - m_wasRead)));
        m_wasRead += bytes.size();
        return bytes;
    }
    std::optional<qint64> m_breaksAt;

private:
    qint64 m_size;
    bool m_saysSize;
    std::atomic<qint64> &m_wasRead;
};

http::Response streamed(std::shared_ptr<http::BodySource> source)
{
    http::Response response;
    response.contentType = "application/octet-stream";
    response.source = std::move(source);
    return response;
}

} // namespace

/// How answers reach a client: at once, later, piece by piece, from another thread.
class TestAnswers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void anAnswerMayComeLaterFromAnotherThread()
    {
        std::thread worker;
        http::Server server({.recognize = {},
                             .admit = {},
                             .answer = [&worker](http::Request &) -> http::Answer {
                                 auto promise = std::make_shared<QPromise<http::Response>>();
                                 promise->start();
                                 worker = std::thread([promise] {
                                     promise->addResult(http::Response::text(200, "late\n"));
                                     promise->finish();
                                 });
                                 return promise->future();
                             },
                             .upgrade = {}},
                            {});
        QVERIFY(server.serve(kAnyPort, "the test"));
        HttpClient client(server.boundAddress());
        client.get("/");
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 200"));
        QCOMPARE(client.take(5), "late\n");
        worker.join();
    }

    void aBodyIsReadAsItsClientTakesIt_data()
    {
        QTest::addColumn<bool>("saysSize");
        QTest::newRow("of a size that is known") << true;
        QTest::newRow("of a size that nobody knows before") << false;
    }
    void aBodyIsReadAsItsClientTakesIt()
    {
        QFETCH(bool, saysSize);
        constexpr qint64 kSize = 64 * 1024 * 1024;
        std::atomic<qint64> wasRead = 0;
        http::Server server({.recognize = {},
                             .admit = {},
                             .answer = [&](http::Request &) -> http::Answer {
                                 return streamed(std::make_shared<PatternSource>(kSize, saysSize, wasRead));
                             },
                             .upgrade = {}},
                            {});
        QVERIFY(server.serve(kAnyPort, "the test"));
        HttpClient client(server.boundAddress());
        client.get("/");
        const auto header = client.takeHeader();
        QCOMPARE(header.contains("Content-Length: 67108864\r\n"), saysSize);
        QCOMPARE(header.contains("Transfer-Encoding: chunked\r\n"), !saysSize);
        // What the client has not taken is in the kernel's buffers at most, and not read from its source.
        QVERIFY(QTest::qWaitFor([&] { return wasRead > 0; }, kLongestWait));
        QCoreApplication::processEvents();
        QVERIFY2(wasRead < kSize / 2, qPrintable(QString::number(wasRead)));
        QCOMPARE(saysSize ? bodyOfSize(client, kSize) : bodyInChunks(client), kSize);
        // The connection is good for more.
        wasRead = 0;
        client.get("/");
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 200"));
    }

    // Its bytes would be the next answer's.
    void anAnswerToHeadHasNoBody_data()
    {
        QTest::addColumn<bool>("isStreamed");
        QTest::newRow("in memory") << false;
        QTest::newRow("from a source") << true;
    }
    void anAnswerToHeadHasNoBody()
    {
        QFETCH(const bool, isStreamed);
        std::atomic<qint64> wasRead = 0;
        http::Server server({.recognize = {},
                             .admit = {},
                             .answer = [&](http::Request &request) -> http::Answer {
                                 if (request.method == "GET")
                                     return http::Response::text(200, "the next");
                                 return isStreamed
                                            ? streamed(std::make_shared<PatternSource>(9, true, wasRead))
                                            : http::Response::text(405, "not here!");
                             },
                             .upgrade = {}},
                            {});
        QVERIFY(server.serve(kAnyPort, "the test"));
        HttpClient client(server.boundAddress());
        client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        client.get("/");
        QVERIFY(client.takeHeader().contains("Content-Length: 9\r\n"));
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 200"));
        QCOMPARE(client.take(8), QByteArray("the next"));
        QCOMPARE(wasRead.load(), 0);
    }

    void aBodyThatBreaksOffEndsTheConnection_data() { aBodyIsReadAsItsClientTakesIt_data(); }
    void aBodyThatBreaksOffEndsTheConnection()
    {
        QFETCH(bool, saysSize);
        std::atomic<qint64> wasRead = 0;
        http::Server server({.recognize = {},
                             .admit = {},
                             .answer = [&](http::Request &) -> http::Answer {
                                 auto source = std::make_shared<PatternSource>(1'000'000, saysSize, wasRead);
                                 source->m_breaksAt = 100'000;
                                 return streamed(source);
                             },
                             .upgrade = {}},
                            {});
        QVERIFY(server.serve(kAnyPort, "the test"));
        HttpClient client(server.boundAddress());
        client.get("/");
        const auto all = client.take(2'000'000);
        QVERIFY(client.isClosedByServer());
        QVERIFY(all.size() < 1'000'000);
        // Without the last chunk nobody takes it for complete (RFC 9112 section 8).
        QVERIFY(!all.endsWith("\r\n0\r\n\r\n"));
    }

    void aServiceOnAThreadOfItsOwnDelaysNobodyElse()
    {
        QSemaphore begun;
        QSemaphore mayEnd;
        auto service =
            http::ServiceThread::start({.name = u"download"_s,
                                        .handler = {.recognize = {},
                                                    .admit = {},
                                                    .answer = [&](http::Request &) -> http::Answer {
                                                        begun.release();
                                                        mayEnd.acquire();
                                                        return http::Response::text(200, "download\n");
                                                    },
                                                    .upgrade = {}},
                                        .listen = kAnyPort},
                                       "the download");
        QVERIFY(service);
        http::Server management(
            {.recognize = {},
             .admit = {},
             .answer = [](http::Request &) -> http::Answer { return http::Response::text(200, "kept\n"); },
             .upgrade = {}},
            {});
        QVERIFY(management.serve(kAnyPort, "the management"));

        HttpClient downloading((*service)->boundAddress());
        downloading.get("/");
        QVERIFY(QTest::qWaitFor([&] { return begun.available() > 0; }, kLongestWait));
        HttpClient keeping(management.boundAddress());
        keeping.get("/");
        QVERIFY(keeping.takeHeader().startsWith("HTTP/1.1 200"));
        QCOMPARE(keeping.take(5), "kept\n");
        mayEnd.release();
        QVERIFY(downloading.takeHeader().startsWith("HTTP/1.1 200"));
        QCOMPARE(downloading.take(9), "download\n");
    }

    void aServiceThatCannotListenSaysWhere()
    {
        auto first =
            http::ServiceThread::start({.name = u"first"_s, .handler = {}, .listen = kAnyPort}, "one");
        QVERIFY(first);
        const auto taken = (*first)->boundAddress();
        const auto second =
            http::ServiceThread::start({.name = u"second"_s, .handler = {}, .listen = taken}, "the other");
        QVERIFY(!second);
        QVERIFY(QString::fromStdString(second.error().text()).contains(u"the other"_s));
    }

private:
    /// Takes a body and returns how much of it was right.
    static qint64 bodyOfSize(HttpClient &client, qint64 size)
    {
        qint64 taken = 0;
        while (taken < size) {
            const auto bytes = client.take(static_cast<qsizetype>(qMin<qint64>(64 * 1024, size - taken)));
            if (bytes.isEmpty() || bytes != pattern(taken, bytes.size()))
                break;
            taken += bytes.size();
        }
        return taken;
    }
    static qint64 bodyInChunks(HttpClient &client)
    {
        qint64 taken = 0;
        for (;;) {
            QByteArray line;
            while (!line.endsWith("\r\n"))
                line += client.take(1);
            const auto size = line.trimmed().toLongLong(nullptr, 16);
            const auto chunk = client.take(static_cast<qsizetype>(size));
            if (client.take(2) != "\r\n" || chunk != pattern(taken, chunk.size()))
                return -1;
            if (size == 0)
                return taken;
            taken += size;
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestAnswers)
#include "tst_answers.moc"
