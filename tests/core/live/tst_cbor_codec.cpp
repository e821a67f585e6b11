// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/cbor_codec.h"
#include "core/live/cbor_fields.h"
#include "tests/core/live/example_snapshots.h"
#include "tests/support/main.h"

#include <QCborArray>
#include <QCborMap>
#include <QElapsedTimer>
#include <QTest>

#include <numeric>

using namespace turnpike;
using namespace turnpike::live;

namespace {

QCborMap keyframeAsMap(std::size_t rows)
{
    std::mt19937 random(2);
    Snapshot snapshot = snapshotFrom(random, rows);
    snapshot.totals.overBandwidth = 0; // QCborValue has no unsigned 64-bit numbers
    return QCborValue::fromCbor(encodeKeyframe(snapshot)).toMap();
}

/// Which every message has had since the first version.
template <class Object>
QList<int> firstKeysOf()
{
    QList<int> keys;
    const Object object{};
    visitFields(
        [&keys](Key key, const auto &) {
            if (!key.isLater)
                keys.append(key.number);
        },
        object);
    return keys;
}

QList<int> upTo(int last)
{
    QList<int> keys(last);
    std::iota(keys.begin(), keys.end(), 1);
    return keys;
}

QString refusalOf(const QCborMap &message)
{
    const auto decoded = decode(message.toCborValue().toCbor());
    return decoded ? QString() : QString::fromStdString(decoded.error().text());
}

} // namespace

class TestCborCodec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aKeyframeSurvivesTheWire()
    {
        std::mt19937 random(1);
        for (std::size_t rows : {0U, 1U, 200U}) {
            const Snapshot snapshot = snapshotFrom(random, rows);
            const auto decoded = decode(encodeKeyframe(snapshot));
            QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().text().c_str());
            QVERIFY(std::holds_alternative<Snapshot>(*decoded));
            QVERIFY(std::get<Snapshot>(*decoded) == snapshot);
        }
    }

    void anEmptyKeyframeSurvivesTheWire()
    {
        QVERIFY(std::get<Snapshot>(decode(encodeKeyframe({})).value()) == Snapshot{});
    }

    void aDeltaSurvivesTheWire()
    {
        std::mt19937 random(3);
        const Snapshot before = snapshotFrom(random, 100);
        const Delta delta = difference(before, nextOf(random, before));
        const auto decoded = decode(encodeDelta(delta));
        QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().text().c_str());
        QVERIFY(std::get<Delta>(*decoded) == delta);
    }

    void whatIsCutShortIsRefused()
    {
        std::mt19937 random(4);
        const Snapshot before = snapshotFrom(random, 3);
        for (const QByteArray &whole :
             {encodeKeyframe(before), encodeDelta(difference(before, nextOf(random, before)))}) {
            for (qsizetype size = 0; size < whole.size(); ++size) {
                const auto decoded = decode(whole.first(size));
                QVERIFY2(!decoded, qPrintable(QString::number(size)));
                QVERIFY(decoded.error().code == Error::Code::InvalidValue);
                QVERIFY(!decoded.error().where.empty());
            }
        }
    }

    void whatIsFlippedNeverBreaksTheReader()
    {
        std::mt19937 random(5);
        const QByteArray whole = encodeKeyframe(snapshotFrom(random, 3));
        for (qsizetype i = 0; i < whole.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray flipped = whole;
                flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
                if (const auto decoded = decode(flipped))
                    QVERIFY(std::holds_alternative<Snapshot>(*decoded) ||
                            std::holds_alternative<Delta>(*decoded));
            }
        }
    }

    void bytesAfterTheMessageAreRefused()
    {
        std::mt19937 random(6);
        QVERIFY(!decode(encodeKeyframe(snapshotFrom(random, 1)) + '\0'));
    }

    void keysOfALaterVersionAreSkipped()
    {
        QCborMap message = keyframeAsMap(2);
        message[40] = QCborMap{{qint64{1}, QCborValue(QCborArray{1, 2, 3})}};
        QCOMPARE(refusalOf(message), QString());
    }

    void whatOlderRelaysDoNotSendStaysAtItsDefault()
    {
        QCborMap message = keyframeAsMap(2);
        QCborMap totals = message[9].toMap();
        for (const int key : {28, 29, 30, 31, 32, 33, 34})
            totals.remove(key);
        message[9] = totals;
        QCborArray rows = message[10].toArray();
        for (qsizetype i = 0; i < rows.size(); ++i) {
            QCborMap row = rows[i].toMap();
            row.remove(13);
            QCborMap counters = row[11].toMap();
            counters.remove(7);
            row[11] = counters;
            rows[i] = row;
        }
        message[10] = rows;
        const auto decoded = decode(message.toCborValue().toCbor());
        QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().text().c_str());
        const auto &snapshot = std::get<Snapshot>(*decoded);
        QCOMPARE(snapshot.totals.handshakesFailed, 0U);
        QCOMPARE(snapshot.totals.connectionsReplaced, 15U);
        QVERIFY(snapshot.allocations[0].additional.address.isNone());
        QVERIFY(snapshot.allocations[0].counters.refused.empty());
    }

    /// A member with a key that is not later() would make every older relay unreadable.
    void theKeysOfTheFirstVersionStayTheSame()
    {
        QCOMPARE(firstKeysOf<Totals>(), upTo(27));
        QCOMPARE(firstKeysOf<Allocation>(), upTo(12));
        QCOMPARE(firstKeysOf<AllocationCounters>(), upTo(6));
        QCOMPARE(firstKeysOf<RefusedPeer>(), upTo(3));
        QCOMPARE(firstKeysOf<Traffic>(), upTo(3));
        QCOMPARE(firstKeysOf<Listener>(), upTo(2));
        QCOMPARE(firstKeysOf<Snapshot>(), upTo(11));
        QCOMPARE(firstKeysOf<Delta>(), (QList<int>{1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 14}));
    }

    void anUnknownKindIsRefused()
    {
        QCborMap message = keyframeAsMap(2);
        message[0] = 77;
        QVERIFY(refusalOf(message).contains(u"version 1"));
    }

    void aMissingKeyIsRefused()
    {
        QCborMap message = keyframeAsMap(2);
        message.remove(9);
        QVERIFY(refusalOf(message).contains(u"every key"));
    }

    void wrongTypesAndSizesAreRefused_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<QVariant>("value");
        QTest::newRow("epoch as text") << 1 << QVariant(QStringLiteral("x"));
        QTest::newRow("negative sequence") << 2 << QVariant(-1);
        QTest::newRow("time as text") << 3 << QVariant(QStringLiteral("x"));
        QTest::newRow("draining as number") << 5 << QVariant(1);
        QTest::newRow("more workers than fit") << 6 << QVariant(70000);
        QTest::newRow("ports backwards") << 7 << QVariant((60000LL << 16) | 50000);
        QTest::newRow("listeners as number") << 8 << QVariant(1);
        QTest::newRow("totals as number") << 9 << QVariant(1);
    }
    void wrongTypesAndSizesAreRefused()
    {
        QFETCH(int, key);
        QFETCH(QVariant, value);
        QCborMap message = keyframeAsMap(2);
        message[key] = QCborValue::fromVariant(value);
        QVERIFY(!refusalOf(message).isEmpty());
    }

    void aStringThatIsTooLongIsRefused()
    {
        QCborMap message = keyframeAsMap(1);
        QCborArray rows = message[10].toArray();
        QCborMap row = rows[0].toMap();
        row[2] = QByteArray(5000, 'a');
        rows[0] = row;
        message[10] = rows;
        QVERIFY(refusalOf(message).contains(u"4096"));
    }

    void aHugeClaimedCountIsRefusedBeforeMemoryIsTaken()
    {
        // Map of 2: kind keyframe, key 10: an array that claims 2^40 elements.
        QVERIFY(!decode(QByteArray::fromHex("a200010a9b0000010000000000")));
        QVERIFY(!decode(QByteArray::fromHex("bb00000100000000000001")));
        // The same for a byte string of 2^40 bytes where the transport of a listener belongs.
        QVERIFY(!decode(QByteArray::fromHex("a200010881a1015b0000010000000000")));
    }

    void indefiniteLengthsAreRefused() { QVERIFY(!decode(QByteArray::fromHex("bf0001ff"))); }

    void tenThousandRows()
    {
        std::mt19937 random(7);
        const Snapshot snapshot = snapshotFrom(random, 10'000);
        const Snapshot next = nextOf(random, snapshot);
        QElapsedTimer timer;
        const auto milliseconds = [&timer] { return double(timer.nsecsElapsed()) / 1e6; };
        timer.start();
        const QByteArray keyframe = encodeKeyframe(snapshot);
        qInfo("keyframe: %lld bytes, encoded in %.1f ms", static_cast<long long>(keyframe.size()),
              milliseconds());
        timer.start();
        const auto decoded = decode(keyframe);
        qInfo("keyframe: decoded in %.1f ms", milliseconds());
        timer.start();
        const Delta delta = difference(snapshot, next);
        const QByteArray deltaBytes = encodeDelta(delta);
        qInfo("delta: %lld bytes, made and encoded in %.1f ms", static_cast<long long>(deltaBytes.size()),
              milliseconds());
        timer.start();
        const auto applied = apply(snapshot, std::get<Delta>(decode(deltaBytes).value()));
        qInfo("delta: decoded and applied in %.1f ms", milliseconds());
        QVERIFY(std::get<Snapshot>(*decoded) == snapshot);
        QVERIFY(*applied == next);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestCborCodec)
#include "tst_cbor_codec.moc"
