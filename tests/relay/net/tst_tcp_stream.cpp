// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/bound_socket.h"
#include "relay/net/clock.h"
#include "relay/net/epoll_engine.h"
#include "relay/net/tcp_stream.h"
#include "tests/relay/net/loopback.h"
#include "tests/support/main.h"

#include <QTest>

using namespace turnpike;
using namespace turnpike::net;
using namespace turnpike::testing;
using namespace std::chrono_literals;

namespace {

/// Takes the connections of one listener as streams.
struct Streams : AcceptHandler {
    IoEngine &engine;
    std::vector<std::unique_ptr<ByteStream>> accepted;
    explicit Streams(IoEngine &own)
        : engine(own)
    {
    }
    void connectionAccepted(FileDescriptor connection, const TransportAddress &) override
    {
        accepted.push_back(std::make_unique<TcpStream>(engine, std::move(connection)));
    }
    void connectionRefused() override {}
};

} // namespace

/// What whoever stands on a byte stream relies on, over plain TCP.
class TestTcpStream : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<IoEngine> m_engine;
    BoundSocket m_listener;
    std::unique_ptr<Streams> m_streams;
    std::unique_ptr<TcpStream> m_client;
    Stream m_atClient;
    Stream m_atServer;

    [[nodiscard]] ByteStream &server() { return *m_streams->accepted.front(); }
    bool until(const std::function<bool()> &condition)
    {
        const auto end = currentTime().monotonic + 10s;
        while (!condition() && currentTime().monotonic < end)
            m_engine->runOnce(currentTime().monotonic + 5ms);
        return condition();
    }

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_engine = makeEpollEngine().value();
        m_streams = std::make_unique<Streams>(*m_engine);
        m_listener = std::move(openListeners(Transport::Tcp, {kLoopback, Port{0}}, 1).value()[0]);
        QVERIFY(m_engine->watchListener(m_listener.socket.number(), *m_streams).has_value());
        m_atClient = {};
        m_atServer = {};
        m_client = std::move(TcpStream::connect(*m_engine, kLoopback, m_listener.address).value());
        QVERIFY(m_client->start(m_atClient).has_value());
        QVERIFY(until([this] { return !m_streams->accepted.empty(); }));
        QVERIFY(server().start(m_atServer).has_value());
    }
    void cleanup()
    {
        m_client.reset();
        m_streams.reset();
        m_engine.reset();
    }

    void bytesArriveInOrder()
    {
        QCOMPARE(m_client->write(bytesOf("one ")), std::optional<std::size_t>(4));
        QCOMPARE(m_client->write(bytesOf("two")), std::optional<std::size_t>(3));
        QVERIFY(until([this] { return m_atServer.text == "one two"; }));
        QCOMPARE(server().write(bytesOf("three")), std::optional<std::size_t>(5));
        QVERIFY(until([this] { return m_atClient.text == "three"; }));
    }

    void itSaysWhatItTookAndWhenItTakesMore()
    {
        server().setReading(false);
        const std::string much(64 << 20, 'x');
        const auto taken = m_client->write(bytesOf(much));
        QVERIFY(taken && *taken > 0 && *taken < much.size());
        QVERIFY(m_atServer.text.empty());
        QCOMPARE(m_atClient.writable, 0);
        server().setReading(true);
        QVERIFY(until([&] { return m_atClient.writable == 1 && m_atServer.text.size() == *taken; }));
    }

    void anEndIsToldOnce()
    {
        m_client->close();
        QVERIFY(!m_client->isOpen());
        QVERIFY(!m_client->write(bytesOf("late")));
        QVERIFY(until([this] { return m_atServer.ended > 0; }));
        server().close();
        m_engine->runOnce(currentTime().monotonic + 5ms);
        QCOMPARE(m_atServer.ended, 1);
        QCOMPARE(m_atClient.ended, 0);
    }

    void theOtherSideShowsNoCertificate()
    {
        QVERIFY(!server().peerCertificate().has_value());
        QVERIFY(server().localAddress() == m_listener.address);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTcpStream)
#include "tst_tcp_stream.moc"
