// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/turn_stream.h"
#include "tests/support/main.h"

#include <QTest>

#include <algorithm>

using namespace turnpike;
using namespace turnpike::edge;
using namespace turnpike::net;
using namespace std::chrono_literals;

namespace {

/// A stream that takes as many bytes as the test allows.
class NarrowStream final : public ByteStream {
public:
    /// What the test sees, and lives longer.
    struct State {
        StreamHandler *handler = nullptr;
        std::size_t room = 0;
        bool isReading = true;
        bool isOpen = true;
        std::vector<std::byte> sent;
        Transport transport = Transport::Tcp;
        bool isEstablished = true;
    };
    explicit NarrowStream(State &state)
        : m_state(state)
    {
    }

    Result<void> start(StreamHandler &handler) override
    {
        m_state.handler = &handler;
        return {};
    }
    std::optional<std::size_t> write(Bytes bytes) override
    {
        const std::size_t taken = std::min(m_state.room, bytes.size());
        m_state.sent.insert(m_state.sent.end(), bytes.begin(),
                            bytes.begin() + static_cast<std::ptrdiff_t>(taken));
        m_state.room -= taken;
        return taken;
    }
    void setReading(bool reading) override { m_state.isReading = reading; }
    void close() override
    {
        m_state.isOpen = false;
        m_state.handler = nullptr;
    }
    bool isOpen() const override { return m_state.isOpen; }
    Transport transport() const override { return m_state.transport; }
    bool isEstablished() const override { return m_state.isEstablished; }
    std::optional<PeerCertificate> peerCertificate() const override { return std::nullopt; }
    TransportAddress localAddress() const override { return {}; }
    void limitBuffers(std::size_t) override {}
    void unlimitBuffers() override {}

private:
    State &m_state;
};

struct Frames : TurnStream::Listener {
    std::vector<std::vector<std::byte>> frames;
    int ended = 0;
    int broken = 0;
    bool closesOnFrame = false;
    void frameReceived(TurnStream &connection, Bytes frame) override
    {
        frames.emplace_back(frame.begin(), frame.end());
        if (closesOnFrame)
            connection.close();
    }
    void connectionEnded(TurnStream &) override { ++ended; }
    void connectionBroken(TurnStream &, Fault fault) override
    {
        ++broken;
        lastFault = fault;
    }
    std::optional<Fault> lastFault;
};

std::vector<std::byte> channelData(std::size_t size, int fill)
{
    std::vector<std::byte> frame(4 + (size + 3) / 4 * 4);
    frame[0] = std::byte{0x40};
    frame[2] = static_cast<std::byte>(size >> 8);
    frame[3] = static_cast<std::byte>(size & 0xFF);
    std::fill_n(frame.begin() + 4, size, static_cast<std::byte>(fill));
    return frame;
}

std::vector<std::byte> copyOf(const QByteArray &text)
{
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

/// A Binding request: what a connection begins with.
std::vector<std::byte> hello()
{
    return copyOf(QByteArray::fromHex("000100002112a442000102030405060708090a0b"));
}

std::vector<std::byte> answer()
{
    std::vector<std::byte> message(20);
    message[0] = std::byte{0x01};
    message[1] = std::byte{0x01};
    return message;
}

struct World {
    NarrowStream::State stream;
    Frames frames;
    TurnStream connection{std::make_unique<NarrowStream>(stream),
                          turn::ClientPath{{Transport::Tcp, {}, {}}, 0}, frames, MonotonicTime(1s)};
    // What carries the stream becomes known with its first bytes.
    explicit World(Transport transport = Transport::Tcp)
    {
        stream.transport = transport;
        if (!connection.start())
            qFatal("start failed");
    }
};

} // namespace

class TestTurnStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void overDatagramsEachIsAMessage()
    {
        World world(Transport::Dtls);
        const auto request = hello();
        auto unpadded = channelData(5, 'x');
        unpadded.resize(9);
        world.stream.handler->bytesReceived(request);
        world.stream.handler->bytesReceived(unpadded);
        world.stream.handler->bytesReceived(copyOf("no message at all")); // is the state machine's affair
        QCOMPARE(world.frames.frames.size(), std::size_t{3});
        QVERIFY(world.frames.frames[0] == request && world.frames.frames[1] == unpadded);
        QCOMPARE(world.connection.path().tuple.transport, Transport::Dtls);
        QCOMPARE(world.frames.broken, 0);
        world.connection.setBudget({.longestFrame = 10, .mostPending = 100});
        world.stream.handler->bytesReceived(request);
        QCOMPARE(world.frames.lastFault, std::optional(TurnStream::Listener::Fault::FrameTooLong));
    }

    void whatADatagramDoesNotTakeIsLost()
    {
        World world(Transport::Dtls);
        world.stream.handler->bytesReceived(hello());
        const MonotonicTime before = world.connection.lastActivity();
        world.stream.room = 0;
        QVERIFY(!world.connection.send(MonotonicTime(5s), answer()));
        QCOMPARE(world.connection.lastActivity(), before);
        world.stream.room = 1000;
        QVERIFY(world.connection.send(MonotonicTime(6s), answer()));
        QVERIFY(world.stream.sent == answer()); // nothing waited
    }

    void aHandshakeIsUnfinishedLikeAMessage()
    {
        World world;
        QVERIFY(!world.connection.unfinishedSince(MonotonicTime(2s)));
        world.stream.isEstablished = false;
        QVERIFY(world.connection.unfinishedSince(MonotonicTime(3s)) == MonotonicTime(3s));
        QVERIFY(world.connection.unfinishedSince(MonotonicTime(9s)) == MonotonicTime(3s));
        world.stream.isEstablished = true;
        QVERIFY(!world.connection.unfinishedSince(MonotonicTime(10s)));
        // What begins then begins then.
        const auto request = hello();
        world.stream.handler->bytesReceived(std::span(request).first(4));
        QVERIFY(world.connection.unfinishedSince(MonotonicTime(11s)) == MonotonicTime(11s));
    }

    void framesAreCutWhereverTheStreamIsCut()
    {
        std::vector<std::byte> stream = hello();
        for (std::size_t size : {0U, 1U, 2U, 3U, 4U, 160U, 1400U, 65535U}) {
            const auto frame = channelData(size, 'x');
            stream.insert(stream.end(), frame.begin(), frame.end());
        }
        for (std::size_t chunk : {1U, 2U, 3U, 5U, 7U, 100U, 4096U, 65536U}) {
            World world;
            for (std::size_t at = 0; at < stream.size(); at += chunk)
                world.stream.handler->bytesReceived(
                    std::span(stream).subspan(at, std::min(chunk, stream.size() - at)));
            QCOMPARE(world.frames.frames.size(), std::size_t{9});
            QCOMPARE(world.frames.frames[8].size(), std::size_t{4 + 65535});
            QCOMPARE(world.frames.ended, 0);
            QCOMPARE(world.frames.broken, 0);
        }
    }

    void whatCannotBecomeAFrameEndsTheConnectionOnce_data()
    {
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<bool>("isFirst");
        const QByteArray tlsHello = QByteArray::fromHex("1603010200010001fc0303");
        QTest::newRow("garbage") << QByteArray(100, '\xff') << true;
        QTest::newRow("one byte of garbage") << QByteArray(1, '\x04') << true;
        QTest::newRow("a TLS greeting") << tlsHello << true;
        QTest::newRow("its first byte") << tlsHello.first(1) << true;
        // The letters of HTTP lie where the numbers of channels do, but nobody has a channel yet.
        for (const char *method :
             {"GET / HTTP/1.1\r\n", "G", "POST", "HEAD", "OPTIONS", "CONNECT", "PRI * HTTP/2.0", "SSH-2.0-x"})
            QTest::newRow(method) << QByteArray(method) << true;
        QTest::newRow("ChannelData before anything else") << QByteArray::fromHex("40000004") << true;
        QTest::newRow("a wrong cookie") << QByteArray::fromHex("0001000011223344") << true;
        QTest::newRow("garbage after a message") << QByteArray(100, '\xff') << false;
    }
    void whatCannotBecomeAFrameEndsTheConnectionOnce()
    {
        QFETCH(QByteArray, begin);
        QFETCH(bool, isFirst);
        World world;
        if (!isFirst)
            world.stream.handler->bytesReceived(hello());
        world.stream.handler->bytesReceived(copyOf(begin));
        QCOMPARE(world.frames.frames.size(), std::size_t{isFirst ? 0U : 1U});
        QCOMPARE(world.connection.hasSpoken(), !isFirst);
        QCOMPARE(world.frames.broken, 1);
        QCOMPARE(world.frames.ended, 0);
        QVERIFY(!world.connection.isOpen());
        QVERIFY(world.stream.handler == nullptr);
    }

    void whatIsSentIsActivityWhatIsDroppedIsNot()
    {
        World world;
        QVERIFY(world.connection.lastActivity() == MonotonicTime(1s));
        world.stream.room = 1 << 20;
        QVERIFY(world.connection.send(MonotonicTime(5s), channelData(100, 1)));
        QVERIFY(world.connection.lastActivity() == MonotonicTime(5s));
        world.stream.room = 10;
        QVERIFY(world.connection.send(MonotonicTime(6s), channelData(100, 2)));
        QVERIFY(world.connection.send(MonotonicTime(6s) + 100ms, channelData(100, 3)));
        QVERIFY(world.connection.lastActivity() == MonotonicTime(6s) + 100ms);
        QVERIFY(!world.connection.send(MonotonicTime(9s), channelData(100, 4)));
        QVERIFY(world.connection.lastActivity() == MonotonicTime(6s) + 100ms);
    }

    void closingInsideAFrameStopsTheRest()
    {
        World world;
        world.frames.closesOnFrame = true;
        auto stream = hello();
        const auto second = channelData(4, 2);
        stream.insert(stream.end(), second.begin(), second.end());
        world.stream.handler->bytesReceived(stream);
        QCOMPARE(world.frames.frames.size(), std::size_t{1});
        QCOMPARE(world.frames.ended, 0);
    }

    void aBudgetEndsTheConnectionThatDoesNotReadItsAnswers()
    {
        World world;
        world.connection.setBudget({.longestFrame = 100, .mostPending = 200});
        int accepted = 0;
        while (world.connection.send(MonotonicTime(1s), answer()))
            ++accepted;
        QCOMPARE(accepted, 10);
        QVERIFY(world.frames.lastFault == TurnStream::Listener::Fault::AnswersUnread);
        QVERIFY(!world.connection.isOpen());
        QCOMPARE(world.frames.broken, 1);
    }

    void aBudgetThatWasLiftedBindsNoMore()
    {
        World world;
        world.connection.setBudget({.longestFrame = 100, .mostPending = 200});
        for (int i = 0; i < 10; ++i)
            QVERIFY(world.connection.send(MonotonicTime(1s), answer()));
        world.connection.liftBudget();
        QVERIFY(world.connection.send(MonotonicTime(1s), answer()));
        world.stream.handler->bytesReceived(hello());
        world.stream.handler->bytesReceived(channelData(5000, 1));
        QCOMPARE(world.frames.frames.size(), std::size_t{2});
        // What waits already may stay when there is one again.
        world.connection.setBudget({.longestFrame = 100, .mostPending = 20});
        QVERIFY(world.connection.isOpen());
    }

    void aFrameThatAnnouncesTooMuchForABudgetIsNotWaitedFor_data()
    {
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("a message of 100") << QByteArray::fromHex("00010050") << true;
        QTest::newRow("a message of 104") << QByteArray::fromHex("00010054") << false;
        QTest::newRow("ChannelData of 100") << QByteArray::fromHex("40000060") << true;
        QTest::newRow("ChannelData of 101, padded") << QByteArray::fromHex("40000061") << false;
        QTest::newRow("the longest") << QByteArray::fromHex("4000ffff") << false;
    }
    void aFrameThatAnnouncesTooMuchForABudgetIsNotWaitedFor()
    {
        QFETCH(QByteArray, begin);
        QFETCH(bool, isTaken);
        World world;
        world.connection.setBudget({.longestFrame = 100, .mostPending = 200});
        world.stream.handler->bytesReceived(hello());
        world.stream.handler->bytesReceived(copyOf(begin));
        QCOMPARE(world.connection.isOpen(), isTaken);
        QCOMPARE(world.frames.lastFault == TurnStream::Listener::Fault::FrameTooLong, !isTaken);
    }

    void howLongAFrameTakesIsKnown()
    {
        World world;
        const auto begin = hello();
        QVERIFY(!world.connection.unfinishedSince(MonotonicTime(1s)));
        for (std::size_t i = 0; i + 1 < begin.size(); ++i) {
            world.stream.handler->bytesReceived(std::span(begin).subspan(i, 1));
            QVERIFY(world.connection.unfinishedSince(MonotonicTime(2s) + i * 1s) == MonotonicTime(2s));
        }
        world.stream.handler->bytesReceived(std::span(begin).last(1));
        QVERIFY(!world.connection.unfinishedSince(MonotonicTime(50s)));
        world.stream.handler->bytesReceived(std::span(begin).first(1));
        QVERIFY(world.connection.unfinishedSince(MonotonicTime(60s)) == MonotonicTime(60s));
    }

    void aMessageThatBeganToLeaveIsFinished()
    {
        World world;
        world.stream.room = 3;
        const auto message = channelData(100, 7);
        QVERIFY(world.connection.send(MonotonicTime(1s), message));
        QCOMPARE(world.stream.sent.size(), std::size_t{3});
        world.stream.room = 1000;
        world.stream.handler->streamWritable();
        QVERIFY(world.stream.sent == message);
    }

    void mediaIsDroppedWholeWhenTheClientIsSlow()
    {
        World world;
        const MonotonicTime start(1s);
        std::size_t accepted = 0;
        QVERIFY(world.connection.send(start, channelData(100, 0)));
        for (int i = 1; i < 100; ++i)
            accepted += world.connection.send(start + i * 10ms, channelData(100, i)) ? 1U : 0U;
        // One packet every 10 ms for 250 ms, then the oldest is too old.
        QCOMPARE(accepted, std::size_t{25});
        world.stream.room = 1 << 20;
        world.stream.handler->streamWritable();
        QCOMPARE(world.stream.sent.size(), std::size_t{26 * 104});
        QVERIFY(world.connection.send(start + 10s, channelData(100, 0)));
    }

    void aClientThatAsksAndDoesNotReadIsNotReadFrom()
    {
        World world;
        const MonotonicTime start(1s);
        int accepted = 0;
        while (world.connection.send(start, answer()))
            ++accepted;
        QVERIFY(accepted * 20 >= static_cast<int>(OutputQueue::kMostBytes) - 20);
        QVERIFY(!world.stream.isReading);
        world.stream.room = OutputQueue::kMostBytes;
        world.stream.handler->streamWritable();
        QVERIFY(world.stream.isReading);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTurnStream)
#include "tst_turn_stream.moc"
