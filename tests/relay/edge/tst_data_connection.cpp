// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/data_connection.h"
#include "relay/net/epoll_engine.h"
#include "tests/relay/turn/addresses.h"
#include "tests/support/main.h"

#include <QTest>

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;

namespace {

/// A stream that takes no more than it has room for.
class FakeStream final : public net::ByteStream {
public:
    struct State {
        std::size_t room = 100'000;
        std::string written;
        bool isReading = false;
        bool isOpen = true;
        bool isToldEnd = false;
        bool isBroken = false;
        net::StreamHandler *handler = nullptr;

        void hear(const std::string &text)
        {
            handler->bytesReceived(std::as_bytes(std::span(text.data(), text.size())));
        }
        void makeRoom(std::size_t more)
        {
            room += more;
            handler->streamWritable();
        }
    };
    explicit FakeStream(State &state)
        : m_state(state)
    {
    }
    Result<void> start(net::StreamHandler &) override { return {}; }
    Result<void> attach(net::IoEngine &, net::StreamHandler &handler, net::StreamEnd) override
    {
        m_state.handler = &handler;
        return {};
    }
    std::optional<std::size_t> write(Bytes bytes) override
    {
        if (m_state.isBroken)
            return std::nullopt;
        const std::size_t taken = std::min(bytes.size(), m_state.room);
        m_state.written.append(reinterpret_cast<const char *>(bytes.data()), taken);
        m_state.room -= taken;
        return taken;
    }
    void setReading(bool reading) override { m_state.isReading = reading; }
    void close() override { m_state.isOpen = false; }
    void endSending() override { m_state.isToldEnd = true; }
    bool isOpen() const override { return m_state.isOpen; }
    Transport transport() const override { return Transport::Tcp; }
    bool isEstablished() const override { return true; }
    std::optional<net::PeerCertificate> peerCertificate() const override { return std::nullopt; }
    TransportAddress localAddress() const override { return {}; }
    void limitBuffers(std::size_t) override {}
    void unlimitBuffers() override {}

private:
    State &m_state;
};

/// A connection between two such streams, in a time that stands still.
struct Joined final : DataConnection::Events {
    FakeStream::State client;
    FakeStream::State peer;
    MonotonicTime now{1h};
    MonotonicTime goesOn{};
    std::size_t carried = 0;
    int connected = 0;
    int halfEnds = 0;
    int ends = 0;
    std::unique_ptr<net::IoEngine> engine = net::makeEpollEngine().value();
    DataConnection connection{{1}, *this, std::make_unique<FakeStream>(peer)};

    explicit Joined(bool isJoined = true)
    {
        if (!connection.start(*engine))
            qFatal("a fake cannot fail");
        if (isJoined)
            join({});
    }
    void join(HandedStream handed)
    {
        handed.stream = std::make_unique<FakeStream>(client);
        if (!connection.join(*engine, std::move(handed), testing::ip("192.0.2.1")))
            qFatal("a fake cannot fail");
    }
    void peerConnected(DataConnection &) override { ++connected; }
    MonotonicTime bytesCarried(DataConnection &, DataConnection::Side, std::size_t bytes) override
    {
        carried += bytes;
        return goesOn;
    }
    void halfEnded(DataConnection &) override { ++halfEnds; }
    void ended(DataConnection &) override { ++ends; }
    MonotonicTime currentTime() override { return now; }
};

std::vector<std::byte> bytesOf(std::string_view text)
{
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    return {bytes.begin(), bytes.end()};
}

} // namespace

class TestDataConnection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void nothingIsReadFromAPeerBeforeAClientJoins()
    {
        Joined world(false);
        world.peer.handler->streamWritable();
        QCOMPARE(world.connected, 1);
        QVERIFY(!world.peer.isReading);
        world.join({});
        QVERIFY(world.peer.isReading);
        QVERIFY(world.client.isReading);
    }

    void whatTheStreamBroughtAlongGoesFirst()
    {
        Joined world(false);
        world.join({nullptr, bytesOf("to the peer"), bytesOf("the answer")});
        world.client.handler->streamWritable();
        world.peer.hear(", then this");
        QCOMPARE(world.client.written, std::string("the answer, then this"));
        QCOMPARE(world.peer.written, std::string("to the peer"));
    }

    void whoeverIsFastWaitsForTheSlow()
    {
        Joined world;
        world.client.room = 3;
        world.peer.hear("hello");
        QVERIFY(!world.peer.isReading);
        QVERIFY(world.client.isReading); // the other way goes on
        world.peer.hear(" world");       // of a record that was read before
        world.client.makeRoom(4);
        QVERIFY(!world.peer.isReading);
        QCOMPARE(world.client.written, std::string("hello w"));
        world.client.makeRoom(100);
        QCOMPARE(world.client.written, std::string("hello world"));
        QVERIFY(world.peer.isReading);
    }

    void theLimitsMakeOneSideWait()
    {
        Joined world;
        world.goesOn = world.now + 2s;
        world.client.hear("hello");
        QCOMPARE(world.peer.written, std::string("hello")); // what has come is not lost
        QCOMPARE(world.carried, std::size_t{5});
        QVERIFY(!world.client.isReading);
        QVERIFY(world.peer.isReading);
        QVERIFY(world.connection.restsUntil() == world.now + 2s);
        world.connection.advance(world.now + 1s);
        QVERIFY(!world.client.isReading);
        world.connection.advance(world.now + 2s);
        QVERIFY(world.client.isReading);
        QVERIFY(!world.connection.restsUntil());
    }

    void eachDirectionEndsOnItsOwn()
    {
        Joined world;
        world.client.handler->sendingEnded();
        QVERIFY(world.peer.isToldEnd);
        QCOMPARE(world.halfEnds, 1);
        world.peer.hear("the rest");
        QCOMPARE(world.client.written, std::string("the rest"));
        QVERIFY(world.connection.isOpen());
        world.peer.handler->sendingEnded();
        QCOMPARE(world.ends, 1);
        QVERIFY(!world.connection.isOpen());
        QVERIFY(!world.client.isOpen);
        QVERIFY(!world.peer.isOpen);
    }

    void anEndIsToldAfterEverythingBeforeIt()
    {
        Joined world;
        world.client.room = 2;
        world.peer.hear("hello");
        world.peer.handler->sendingEnded();
        world.client.handler->sendingEnded();
        QVERIFY(!world.client.isToldEnd);
        QCOMPARE(world.ends, 0);
        world.client.makeRoom(100);
        QCOMPARE(world.client.written, std::string("hello"));
        QCOMPARE(world.ends, 1);
    }

    void whatAPeerSaidBeforeItWentReachesTheClient()
    {
        Joined world;
        world.client.room = 2;
        world.peer.hear("hello");
        world.peer.handler->streamEnded();
        QCOMPARE(world.ends, 0);
        world.client.hear("nobody is there");
        QVERIFY(world.client.isReading); // so that closing it resets nothing
        world.client.makeRoom(100);
        QCOMPARE(world.client.written, std::string("hello"));
        QVERIFY(world.client.isToldEnd);
        QCOMPARE(world.ends, 0);
        world.client.handler->sendingEnded();
        QCOMPARE(world.ends, 1);
        QCOMPARE(world.halfEnds, 1);
    }

    void aStreamThatCannotBeWrittenToIsGone()
    {
        Joined world;
        world.peer.isBroken = true;
        world.client.hear("hello");
        world.client.hear("again");
        QCOMPARE(world.halfEnds, 1);
        QVERIFY(world.client.isToldEnd);
        world.client.handler->streamEnded();
        QCOMPARE(world.ends, 1);
    }

    void aPeerThatGoesBeforeAnybodyJoinedIsTheEnd()
    {
        Joined world(false);
        world.peer.handler->streamEnded();
        QCOMPARE(world.ends, 1);
        QCOMPARE(world.halfEnds, 0);
    }

    void whatIsClosedIsToldOfNoMore()
    {
        Joined world;
        world.connection.close();
        QVERIFY(!world.client.isOpen);
        QVERIFY(!world.peer.isOpen);
        QCOMPARE(world.ends, 0);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDataConnection)
#include "tst_data_connection.moc"
