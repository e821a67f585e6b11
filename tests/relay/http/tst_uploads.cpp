// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/server.h"
#include "tests/relay/http/http_client.h"

#include <QFile>
#include <QPromise>

#include <unistd.h>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::HttpClient;

namespace {

const TransportAddress kUploadsListen{IpAddress::v4(0x7f000001), Port{0}};
constexpr qsizetype kPiece = 64 * 1024;

/// What became of the body that a sink was made for.
struct Upload {
    QByteArray taken;
    qsizetype largestPiece = 0;
    int pieces = 0;
    bool isFinished = false;
    bool isGone = false;
    std::optional<QPromise<void>> busy; ///< while it is there, nothing more may come
};

struct Behaviour {
    qint64 most = 1024 * 1024 * 1024;
    bool isSlow = false;            ///< wants to be told to go on after each piece
    std::optional<qsizetype> fails; ///< when so many bytes were taken
};

class RecordingSink final : public http::BodySink {
public:
    RecordingSink(Upload &upload, Behaviour behaviour)
        : m_upload(upload)
        , m_behaviour(behaviour)
    {
    }
    ~RecordingSink() override { m_upload.isGone = true; }
    qint64 mostBytes() const override { return m_behaviour.most; }
    Result<std::optional<QFuture<void>>> write(QByteArrayView piece) override
    {
        if (m_upload.busy)
            qWarning("a piece came although the sink is busy");
        m_upload.taken += piece;
        m_upload.largestPiece = std::max(m_upload.largestPiece, piece.size());
        ++m_upload.pieces;
        if (m_behaviour.fails && m_upload.taken.size() >= *m_behaviour.fails)
            return fail(Error::Code::Io, "the disk is full", {}, {}, "make room");
        if (!m_behaviour.isSlow)
            return std::optional<QFuture<void>>();
        m_upload.busy.emplace();
        m_upload.busy->start();
        return m_upload.busy->future();
    }
    http::Answer finish() override
    {
        m_upload.isFinished = true;
        return http::Response::text(201, QByteArray::number(m_upload.taken.size()) + '\n');
    }

private:
    Upload &m_upload;
    Behaviour m_behaviour;
};

/// Of this process, in bytes.
qint64 addressSpace()
{
    QFile statistics(u"/proc/self/statm"_s);
    if (!statistics.open(QIODevice::ReadOnly))
        qFatal("the size of this process is not known");
    return statistics.readAll().split(' ').first().toLongLong() * ::sysconf(_SC_PAGESIZE);
}

QByteArray put(qint64 size)
{
    return "PUT /files/one HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(size) +
           "\r\n\r\n";
}

} // namespace

/// Bodies of requests that are taken in pieces, as they come.
class TestUploads : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_upload = {};
        m_admitted = true;
    }

    void aLargeBodyIsTakenInPiecesThatAreKeptNowhere_data()
    {
        QTest::addColumn<bool>("isInChunks");
        QTest::newRow("of a size that is said before") << false;
        QTest::newRow("in chunks") << true;
    }
    void aLargeBodyIsTakenInPiecesThatAreKeptNowhere()
    {
        QFETCH(const bool, isInChunks);
        const QByteArray body = QByteArray("0123456789abcdef").repeated(20 * 65'536); // 20 MB
        const auto server = serve({});
        HttpClient client(server->boundAddress());
        if (isInChunks) {
            client.send("PUT /files/one HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (qsizetype at = 0; at < body.size(); at += 1'000'000) {
                const auto chunk = body.sliced(at, std::min<qsizetype>(1'000'000, body.size() - at));
                client.send(QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n");
            }
            client.send("0\r\n\r\n");
        } else {
            client.send(put(body.size()) + body);
        }
        // The next request of the connection begins where the body ends.
        client.get("/after");
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 201"));
        QCOMPARE(client.take(9), QByteArray("20971520\n"));
        QVERIFY(m_upload.taken == body);
        QVERIFY2(m_upload.largestPiece <= kPiece, qPrintable(QString::number(m_upload.largestPiece)));
        QVERIFY(m_upload.isFinished && m_upload.isGone);
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 200"));
        QCOMPARE(client.take(10), QByteArray("in memory\n"));
    }

    void aSinkThatIsBusyHoldsItsClientBack()
    {
        Behaviour behaviour;
        behaviour.isSlow = true;
        const auto server = serve(behaviour);
        const QByteArray body(1'000'000, 'x');
        HttpClient client(server->boundAddress());
        client.send(put(body.size()) + body);
        int turns = 0;
        while (m_upload.taken.size() < body.size()) {
            QTRY_VERIFY(m_upload.busy.has_value());
            const auto taken = m_upload.taken.size();
            // Whatever else happens meanwhile, nothing more comes.
            for (int i = 0; i < 20; ++i)
                QCoreApplication::processEvents();
            QCOMPARE(m_upload.taken.size(), taken);
            QVERIFY(!m_upload.isFinished);
            auto busy = std::move(*m_upload.busy);
            m_upload.busy.reset();
            busy.finish();
            QVERIFY(++turns < 1000);
        }
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 201"));
        QVERIFY(turns >= body.size() / kPiece);
    }

    void aBodyBeyondItsOwnLimitIsRefused_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<bool>("isKnownBefore");
        QTest::newRow("said before") << put(1001) << true;
        QTest::newRow("found on the way")
            << QByteArray(
                   "PUT /files/one HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                   QByteArray(1001, 'x') + "\r\n0\r\n\r\n")
            << false;
    }
    void aBodyBeyondItsOwnLimitIsRefused()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const bool, isKnownBefore);
        Behaviour behaviour;
        behaviour.most = 1000;
        const auto server = serve(behaviour);
        HttpClient client(server->boundAddress());
        client.send(request);
        const QByteArray header = client.takeHeader();
        QVERIFY2(header.startsWith("HTTP/1.1 413"), header.constData());
        QVERIFY(m_upload.isGone && !m_upload.isFinished);
        QVERIFY(!isKnownBefore || m_upload.pieces == 0);
        QCOMPARE(m_tooLarge, 1);
    }

    void whatFitsItsOwnLimitIsNoMatterToTheLimitOfOthers()
    {
        const auto server = serve({});
        HttpClient client(server->boundAddress());
        client.send(put(5000) + QByteArray(5000, 'x')); // the server keeps 4096 bytes in memory
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 201"));
        QCOMPARE(client.take(5), QByteArray("5000\n"));
        client.send("PUT /after HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n");
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 413"));
    }

    void anErrorOfTheSinkIsTheAnswer()
    {
        Behaviour behaviour;
        behaviour.fails = 100'000;
        const auto server = serve(behaviour);
        HttpClient client(server->boundAddress());
        client.send(put(1'000'000) + QByteArray(200'000, 'x'));
        const QByteArray header = client.takeHeader();
        QVERIFY2(header.startsWith("HTTP/1.1 5"), header.constData());
        QVERIFY(client.take(10'000).contains("the disk is full"));
        QVERIFY(m_upload.isGone && !m_upload.isFinished);
        QVERIFY(client.isClosedByServer());
    }

    void whoGoesAwayInTheMiddleLeavesNothing()
    {
        const auto server = serve({});
        {
            HttpClient client(server->boundAddress());
            client.send(put(1'000'000) + QByteArray(100'000, 'x'));
            QTRY_COMPARE(m_upload.taken.size(), 100'000);
        }
        QTRY_VERIFY(m_upload.isGone);
        QVERIFY(!m_upload.isFinished);
    }

    void whoSendsAByteNowAndThenIsNotWaitedFor()
    {
        http::Connection::Timeouts timeouts;
        timeouts.body = 200ms;
        const auto server = serve({}, timeouts);
        HttpClient client(server->boundAddress());
        client.send(put(1'000'000));
        QTimer drip;
        connect(&drip, &QTimer::timeout, this, [&client] { client.send("x"); });
        drip.start(10);
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 408"));
        QVERIFY(m_upload.isGone && !m_upload.isFinished && m_upload.pieces > 0);
    }

    void whoSendsAByteNowAndThenIsNotWaitedForBecauseItIsStoredSlowly()
    {
        http::Connection::Timeouts timeouts;
        timeouts.body = 200ms;
        Behaviour behaviour;
        behaviour.isSlow = true;
        const auto server = serve(behaviour, timeouts);
        HttpClient client(server->boundAddress());
        client.send(put(1'000'000));
        QTimer drip;
        connect(&drip, &QTimer::timeout, this, [&client] { client.send("x"); });
        drip.start(10);
        QTimer store;
        connect(&store, &QTimer::timeout, this, [this] {
            if (auto busy = std::exchange(m_upload.busy, std::nullopt))
                busy->finish();
        });
        store.start(0);
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 408"));
        QVERIFY(m_upload.isGone && !m_upload.isFinished && m_upload.pieces > 1);
    }

    void aBodyThatIsPromisedTakesNoMemory()
    {
        const auto server = serve({});
        HttpClient client(server->boundAddress());
        const auto before = addressSpace();
        client.send(put(1024 * 1024 * 1024) + "x");
        QTRY_COMPARE(m_upload.taken.size(), 1);
        const auto more = addressSpace() - before;
        QVERIFY2(more < 256 * 1024 * 1024, qPrintable(QString::number(more)));
    }

    void whoIsNotAdmittedHasNoSink()
    {
        m_admitted = false;
        const auto server = serve({});
        HttpClient client(server->boundAddress());
        client.send(put(100) + QByteArray(100, 'x'));
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 403"));
        QVERIFY(!m_upload.isGone && m_upload.pieces == 0);
    }

    void nothingIsABodyToo()
    {
        const auto server = serve({});
        HttpClient client(server->boundAddress());
        client.send(put(0));
        QVERIFY(client.takeHeader().startsWith("HTTP/1.1 201"));
        QCOMPARE(client.take(2), QByteArray("0\n"));
        QCOMPARE(m_upload.pieces, 0);
    }

private:
    /// Takes what is sent to /files in pieces, and keeps 4 KB of everything else.
    [[nodiscard]] std::unique_ptr<http::Server> serve(Behaviour behaviour,
                                                      const http::Connection::Timeouts &timeouts = {})
    {
        m_tooLarge = 0;
        auto server = std::make_unique<http::Server>(
            http::Handler{
                .recognize = {},
                .admit = [this](http::Request &) -> std::optional<http::Response> {
                    return m_admitted ? std::nullopt : std::optional(http::Response::text(403, "no\n"));
                },
                .answer = [](http::Request &) -> http::Answer {
                    return http::Response::text(200, "in memory\n");
                },
                .upgrade = {},
                .turnedAway =
                    [this](http::TurnedAway cause) {
                        m_tooLarge += cause == http::TurnedAway::RequestTooLarge ? 1 : 0;
                    },
                .sink = [this, behaviour](http::Request &request) -> std::unique_ptr<http::BodySink> {
                    if (request.path.first() != u"files")
                        return nullptr;
                    return std::make_unique<RecordingSink>(m_upload, behaviour);
                }},
            timeouts);
        http::Server::Limits limits;
        limits.connections = {.strangers = 16,
                              .strangersOfOneSource = 16,
                              .known = 16,
                              .ofOneClient = 16,
                              .forAdministrators = 1};
        limits.request.body = 4096;
        server->setLimits(limits);
        if (!server->serve(kUploadsListen, "the test"))
            qFatal("no port is free");
        return server;
    }

    Upload m_upload;
    bool m_admitted = true;
    int m_tooLarge = 0;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestUploads)
#include "tst_uploads.moc"
