// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/live_decoder.h"
#include "core/live/cbor_codec.h"
#include "tests/support/main.h"

#include <QSignalSpy>

namespace turnpike::client {

class TestLiveDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void aKeyframeIsAPicture();
    void deltasContinueIt();
    void aGapAsksForAKeyframeOnceAndShowsNothingUntilItComes();
    void deltasBeforeTheFirstKeyframeShowNothing();
    void theLatestPictureWinsAndKnocksOnce();
    void brokenMessagesAreReported();
    void anotherStreamStartsAfresh();

private:
    [[nodiscard]] static live::Snapshot picture(std::uint64_t sequence)
    {
        live::Snapshot snapshot;
        snapshot.epoch = 42;
        snapshot.sequence = sequence;
        snapshot.relayPorts = *PortRange::parse("50000-59999");
        for (std::uint64_t key = 1; key <= sequence; ++key) {
            live::Allocation allocation;
            allocation.key.value = key;
            allocation.username = "bob";
            snapshot.allocations.push_back(allocation);
        }
        return snapshot;
    }
    [[nodiscard]] static QByteArray keyframe(std::uint64_t sequence)
    {
        return live::encodeKeyframe(picture(sequence));
    }
    [[nodiscard]] static QByteArray deltaTo(std::uint64_t sequence)
    {
        return live::encodeDelta(live::difference(picture(sequence - 1), picture(sequence)));
    }
};

void TestLiveDecoder::aKeyframeIsAPicture()
{
    LiveDecoder decoder;
    QSignalSpy knocks(&decoder, &LiveDecoder::pictureWaiting);
    decoder.take(keyframe(1));
    QCOMPARE(knocks.size(), 1);
    QCOMPARE(*decoder.collect(), picture(1));
    QVERIFY(!decoder.collect());
}

void TestLiveDecoder::deltasContinueIt()
{
    LiveDecoder decoder;
    decoder.take(keyframe(1));
    decoder.take(deltaTo(2));
    decoder.take(deltaTo(3));
    QCOMPARE(*decoder.collect(), picture(3));
}

void TestLiveDecoder::aGapAsksForAKeyframeOnceAndShowsNothingUntilItComes()
{
    LiveDecoder decoder;
    QSignalSpy asked(&decoder, &LiveDecoder::keyframeNeeded);
    decoder.take(keyframe(1));
    QVERIFY(decoder.collect());
    decoder.take(deltaTo(3));
    decoder.take(deltaTo(4));
    QCOMPARE(asked.size(), 1);
    QVERIFY(!decoder.collect());
    decoder.take(keyframe(4));
    decoder.take(deltaTo(5));
    QCOMPARE(*decoder.collect(), picture(5));
    decoder.take(deltaTo(7));
    QCOMPARE(asked.size(), 2);
}

void TestLiveDecoder::deltasBeforeTheFirstKeyframeShowNothing()
{
    LiveDecoder decoder;
    QSignalSpy asked(&decoder, &LiveDecoder::keyframeNeeded);
    decoder.take(deltaTo(2));
    QCOMPARE(asked.size(), 1);
    QVERIFY(!decoder.collect());
}

void TestLiveDecoder::theLatestPictureWinsAndKnocksOnce()
{
    LiveDecoder decoder;
    QSignalSpy knocks(&decoder, &LiveDecoder::pictureWaiting);
    decoder.take(keyframe(1));
    for (std::uint64_t sequence = 2; sequence <= 10; ++sequence)
        decoder.take(deltaTo(sequence));
    QCOMPARE(knocks.size(), 1);
    QCOMPARE(decoder.collect()->sequence, std::uint64_t(10));
    decoder.take(deltaTo(11));
    QCOMPARE(knocks.size(), 2);
}

void TestLiveDecoder::brokenMessagesAreReported()
{
    LiveDecoder decoder;
    QSignalSpy failures(&decoder, &LiveDecoder::failed);
    QSignalSpy asked(&decoder, &LiveDecoder::keyframeNeeded);
    decoder.take("no cbor");
    QCOMPARE(failures.size(), 1);
    QCOMPARE(asked.size(), 1);
}

void TestLiveDecoder::anotherStreamStartsAfresh()
{
    LiveDecoder decoder;
    decoder.take(keyframe(1));
    decoder.restart();
    QVERIFY(!decoder.collect());
    QSignalSpy knocks(&decoder, &LiveDecoder::pictureWaiting);
    decoder.take(keyframe(1));
    QCOMPARE(knocks.size(), 1);
}

} // namespace turnpike::client

TURNPIKE_TEST_MAIN(QCoreApplication, turnpike::client::TestLiveDecoder)
#include "tst_live_decoder.moc"
