// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/byte_order.h"
#include "relay/turn/stream_framer.h"
#include "tests/relay/stun/vectors.h"
#include "tests/support/main.h"

#include <random>

using namespace turnpike;
using namespace turnpike::testing;
using turn::StreamFramer;
using Status = StreamFramer::Status;
using OwnedBytes = std::vector<std::byte>;

namespace {

OwnedBytes channelData(std::size_t length, bool withPadding = true)
{
    OwnedBytes frame(4 + (withPadding ? stun::padded(length) : length),
                     std::byte{0x40}); // looks like a header
    stun::storeBig16(&frame[0], 0x4001);
    stun::storeBig16(&frame[2], static_cast<std::uint16_t>(length));
    return frame;
}

OwnedBytes message(std::size_t length)
{
    OwnedBytes frame(20 + length);
    stun::storeBig16(&frame[0], 1);
    stun::storeBig16(&frame[2], static_cast<std::uint16_t>(length));
    stun::storeBig32(&frame[4], 0x2112A442);
    return frame;
}

} // namespace

/// Cutting a byte stream: the same frames whatever the segments were.
class TestStreamFramer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // T11: lengths at their ends, padding on streams only
    void framesAreCutAtTheirExactEnd_data()
    {
        QTest::addColumn<int>("length");
        for (const int length : {0, 1, 2, 3, 4, 5, 1200, 65532, 65533, 65534, 65535})
            QTest::newRow(QByteArray::number(length).constData()) << length;
    }
    void framesAreCutAtTheirExactEnd()
    {
        QFETCH(int, length);
        const auto size = static_cast<std::size_t>(length);
        OwnedBytes stream = channelData(size);
        const std::size_t whole = stream.size();
        for (const std::size_t part : {std::size_t{1}, std::size_t{3}, whole - 1}) {
            if (part < whole)
                QVERIFY(StreamFramer::next(Bytes(stream).first(part)).status == Status::NeedMore);
        }
        stream.push_back(std::byte{0xff});
        const auto next = StreamFramer::next(stream);
        QVERIFY(next.status == Status::Frame);
        QCOMPARE(next.frame.size(), 4 + size);
        QCOMPARE(next.consumed, whole);
        QVERIFY(next.consumed <= StreamFramer::kLargestFrame);
    }

    void messagesAreWholeMultiplesOfFour()
    {
        for (const std::size_t length : {std::size_t{0}, std::size_t{4}, std::size_t{65532}}) {
            const OwnedBytes stream = message(length);
            QVERIFY(StreamFramer::next(Bytes(stream).first(stream.size() - 1)).status == Status::NeedMore);
            const auto next = StreamFramer::next(stream);
            QVERIFY(next.status == Status::Frame);
            QCOMPARE(next.consumed, stream.size());
        }
        for (const std::size_t length : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{65535}})
            QVERIFY(StreamFramer::next(message(length)).status == Status::Broken);
    }

    void anotherProtocolIsRecognisedAsSoonAsPossible_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("TLS") << QByteArray("16");
        QTest::newRow("TLS, a whole header") << QByteArray("1603010200010001fc0303");
        QTest::newRow("RTP") << QByteArray("80");
        QTest::newRow("Office Communicator") << QByteArray("0200 00b1 000300ad");
        QTest::newRow("wrong cookie") << QByteArray("00010000 2112a443");
    }
    void anotherProtocolIsRecognisedAsSoonAsPossible()
    {
        QFETCH(QByteArray, hex);
        QVERIFY(StreamFramer::next(bytesFromHex(hex.constData())).status == Status::Broken);
    }

    void nothingIsNotYetAFrame() { QVERIFY(StreamFramer::next({}).status == Status::NeedMore); }

    void segmentsDoNotMatter()
    {
        std::mt19937 random(3);
        for (int round = 0; round < 200; ++round) {
            OwnedBytes stream;
            std::vector<OwnedBytes> expected;
            for (int i = 0; i < 20; ++i) {
                const std::size_t length = random() % 40;
                OwnedBytes frame = random() % 2 == 0 ? channelData(length) : message(length / 4 * 4);
                stream.insert(stream.end(), frame.begin(), frame.end());
                if (frame[0] == std::byte{0x40})
                    frame.resize(4 + length);
                expected.push_back(std::move(frame));
            }
            OwnedBytes received;
            std::vector<OwnedBytes> frames;
            for (std::size_t at = 0; at < stream.size();) {
                const std::size_t segment = std::min<std::size_t>(1 + random() % 50, stream.size() - at);
                received.insert(received.end(), stream.begin() + static_cast<std::ptrdiff_t>(at),
                                stream.begin() + static_cast<std::ptrdiff_t>(at + segment));
                at += segment;
                for (auto next = StreamFramer::next(received); next.status == Status::Frame;
                     next = StreamFramer::next(received)) {
                    frames.emplace_back(next.frame.begin(), next.frame.end());
                    received.erase(received.begin(),
                                   received.begin() + static_cast<std::ptrdiff_t>(next.consumed));
                }
            }
            QVERIFY(received.empty());
            QVERIFY(frames == expected);
        }
    }

    void randomBytesNeverGetPastTheirEnd()
    {
        std::mt19937 random(4);
        for (int round = 0; round < 50'000; ++round) {
            OwnedBytes bytes(random() % 64);
            for (std::byte &byte : bytes)
                byte = static_cast<std::byte>(random() & 0xff);
            if (!bytes.empty() && round % 2 == 0)
                bytes[0] &= std::byte{0x4f};
            const auto next = StreamFramer::next(bytes);
            QVERIFY(next.consumed <= bytes.size());
            QVERIFY(next.frame.size() <= next.consumed);
            QCOMPARE(next.status == Status::Frame, next.consumed > 0);
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestStreamFramer)
#include "tst_stream_framer.moc"
