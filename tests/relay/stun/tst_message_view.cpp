// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/stun/dialect.h"
#include "relay/stun/fingerprint.h"
#include "relay/stun/integrity.h"
#include "relay/stun/message_builder.h"
#include "tests/relay/stun/vectors.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::stun;
using namespace turnpike::testing;

namespace {

// Looks at everything a message offers, as a server would; what it finds does not matter.
std::size_t readEverything(const MessageView &message)
{
    std::size_t seen = 0;
    for (const Attribute attribute : message) {
        for (const std::byte byte : attribute.value)
            seen += std::to_integer<std::size_t>(byte);
        if (XorAddress::decode(attribute.value, message.transactionId()))
            ++seen;
        if (ErrorCodeValue::decode(attribute.value))
            ++seen;
    }
    const auto unknown =
        message.unknownRequired([](AttributeType type) { return type == AttributeType::Username; });
    seen += unknown.count + static_cast<std::size_t>(checkFingerprint(message));
    return seen + (verifyIntegrity(message, bytesOf("key")) ? 1U : 0U);
}

std::vector<std::vector<std::byte>> samples()
{
    std::vector<std::vector<std::byte>> all = {sampleRequest(), sampleIpv4Response(), sampleIpv6Response(),
                                               sampleLongTermRequest()};
    std::array<std::byte, 512> buffer{};
    const TransactionId id{std::byte{1}, std::byte{2}};
    MessageBuilder builder(buffer, {Class::Error, Method::Allocate}, id);
    builder.addErrorCode(ErrorCode::UnknownAttribute, "Unknown Attribute")
        .addUnknownAttributes({{0x7001, 0x7002, 0x7003}, 3})
        .add(AttributeType::Realm, "example.org")
        .addXorAddress(AttributeType::XorPeerAddress, {IpAddress::v4(0x0a000001), Port{1}})
        .addIntegrity(IntegrityKind::Sha1, bytesOf("key"))
        .addIntegrity(IntegrityKind::Sha256, bytesOf("key"))
        .addFingerprint();
    const Bytes bytes = builder.finish();
    all.emplace_back(bytes.begin(), bytes.end());
    return all;
}

std::vector<std::byte> bindingWith(const QByteArray &attributesInHex)
{
    const auto attributes = bytesFromHex(attributesInHex.constData());
    auto bytes = bytesFromHex("00010000 2112a442 000102030405060708090a0b");
    storeBig16(&bytes[2], static_cast<std::uint16_t>(attributes.size()));
    bytes.insert(bytes.end(), attributes.begin(), attributes.end());
    return bytes;
}

} // namespace

/// Reading messages that anybody on the internet may have sent.
class TestMessageView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // T27: cut at every byte
    void truncatedAnywhereItIsNoMessage()
    {
        for (const auto &sample : samples()) {
            for (std::size_t size = 0; size < sample.size(); ++size) {
                // A buffer of exactly this size lets the sanitizer see one byte too many.
                const std::vector<std::byte> bytes(sample.begin(),
                                                   sample.begin() + static_cast<std::ptrdiff_t>(size));
                QVERIFY(!MessageView::parse(bytes));
            }
        }
    }

    // T27: every length field
    void everyLengthFieldMayLie()
    {
        for (const auto &sample : samples()) {
            std::vector<std::size_t> lengthFields = {Header::kLengthOffset};
            for (std::size_t at = Header::kSize; at < sample.size();
                 at += Attribute::kHeaderSize + padded(loadBig16(&sample[at + 2])))
                lengthFields.push_back(at + 2);
            for (const std::size_t field : lengthFields) {
                for (const int change : {-4, -1, 1, 4, 0x7fff, 0xffff}) {
                    auto bytes = sample;
                    storeBig16(&bytes[field], static_cast<std::uint16_t>(loadBig16(&bytes[field]) + change));
                    const auto message = MessageView::parse(bytes);
                    if (field == Header::kLengthOffset)
                        QVERIFY(!message);
                    if (message)
                        readEverything(*message);
                }
            }
        }
    }

    // T27: buffers at odd addresses
    void alignmentOfTheBufferDoesNotMatter()
    {
        for (const auto &sample : samples()) {
            const auto expected = MessageView::parse(sample);
            QVERIFY(expected);
            for (std::size_t offset = 0; offset < 8; ++offset) {
                std::vector<std::byte> room(sample.size() + offset);
                std::copy(sample.begin(), sample.end(), room.begin() + static_cast<std::ptrdiff_t>(offset));
                const auto message = MessageView::parse(Bytes(room).subspan(offset));
                QVERIFY(message);
                QCOMPARE(readEverything(*message), readEverything(*expected));
            }
        }
    }

    // T30: another magic cookie, among others
    void malformedMessagesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<int>("malformed");
        const auto row = [](const char *title, const char *hex, Malformed malformed) {
            QTest::newRow(title) << QByteArray(hex) << static_cast<int>(malformed);
        };
        row("nothing", "", Malformed::TooShort);
        row("19 bytes", "00010000 2112a442 000102030405060708090a", Malformed::TooShort);
        row("first bit", "80010000 2112a442 000102030405060708090a0b", Malformed::TopBitsSet);
        row("second bit", "40010000 2112a442 000102030405060708090a0b", Malformed::TopBitsSet);
        row("cookie", "00010000 2112a443 000102030405060708090a0b", Malformed::WrongCookie);
        row("length 2", "00010002 2112a442 000102030405060708090a0b 0000", Malformed::LengthNotAligned);
        row("too long", "00010000 2112a442 000102030405060708090a0b 80220000", Malformed::LengthMismatch);
        row("too short", "00010008 2112a442 000102030405060708090a0b 80220000", Malformed::LengthMismatch);
        row("attribute too long", "00010008 2112a442 000102030405060708090a0b 80220005 00000000",
            Malformed::AttributeOverrun);
        row("attribute of 65535", "00010004 2112a442 000102030405060708090a0b 8022ffff",
            Malformed::AttributeOverrun);
    }
    void malformedMessagesAreNamed()
    {
        QFETCH(QByteArray, hex);
        QFETCH(int, malformed);
        const auto bytes = bytesFromHex(hex.constData());
        const auto message = MessageView::parse(bytes);
        QVERIFY(!message);
        QCOMPARE(static_cast<int>(message.error()), malformed);
    }

    void theFirstOfTwoAttributesCounts()
    {
        const auto bytes = bindingWith("000d0004 00000001 000d0004 00000002");
        const auto message = MessageView::parse(bytes);
        QVERIFY(message);
        QCOMPARE(loadBig32(message->find(AttributeType::Lifetime)->data()), 1U);
    }

    // T21: what stands behind a signature or a fingerprint
    void attributesBehindTheSignatureAreNotThere_data()
    {
        QTest::addColumn<QByteArray>("signature");
        QTest::newRow("MESSAGE-INTEGRITY") << QByteArray("00080014 0000000000000000000000000000000000000000");
        QTest::newRow("MESSAGE-INTEGRITY-SHA256")
            << QByteArray("001c0020 0000000000000000000000000000000000000000000000000000000000000000");
        QTest::newRow("FINGERPRINT") << QByteArray("80280004 00000000");
    }
    void attributesBehindTheSignatureAreNotThere()
    {
        QFETCH(QByteArray, signature);
        const auto bytes = bindingWith("80220004 41424344" + signature + "000d0004 00000001 70010000");
        const auto message = MessageView::parse(bytes);
        QVERIFY(message);
        QVERIFY(message->has(AttributeType::Software));
        QVERIFY(!message->has(AttributeType::Lifetime));
        QCOMPARE(std::ranges::distance(*message), 1);
        QCOMPARE(message->unknownRequired([](AttributeType) { return false; }).count, 0U);
    }

    void aFingerprintThatIsNotLastIsWrong()
    {
        auto bytes = bindingWith("80280004 00000000 80220000");
        storeBig32(&bytes[24], fingerprintOf(Bytes(bytes).first(20)));
        const auto message = MessageView::parse(bytes);
        QVERIFY(message);
        QVERIFY(checkFingerprint(*message) == Fingerprint::Wrong);
        // A signature behind it is none: what comes after FINGERPRINT is ignored.
        const auto behind =
            bindingWith("80280004 00000000 00080014 0000000000000000000000000000000000000000");
        QVERIFY(integrityKind(*MessageView::parse(behind)) == IntegrityKind::None);
    }

    // T22: codes of every other length
    void aSignatureOfAnotherLengthIsWrong_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 4, 12, 15, 16, 24, 28, 31, 33, 36})
            QTest::newRow(QByteArray::number(size).constData()) << size;
    }
    void aSignatureOfAnotherLengthIsWrong()
    {
        QFETCH(int, size);
        std::array<std::byte, 128> buffer{};
        const TransactionId id{};
        for (const auto type : {AttributeType::MessageIntegrity, AttributeType::MessageIntegritySha256}) {
            // The beginning of the right code, so that only the length is wrong.
            MessageBuilder builder(buffer, {Class::Request, Method::Allocate}, id);
            std::array<std::byte, 40> code{};
            const auto sha256 = integritySha256(builder.finish(), Header::kSize, bytesOf("key"));
            std::copy(sha256.begin(), sha256.end(), code.begin());
            builder.add(type, Bytes(code).first(static_cast<std::size_t>(size)));
            QVERIFY(!verifyIntegrity(*MessageView::parse(builder.finish()), bytesOf("key")));
        }
    }

    void unknownAttributesAreListedOnceAndNotForEver()
    {
        QByteArray many;
        for (int i = 0; i < 60; ++i)
            many += QByteArray::number(0x7000 + i / 2, 16) + "0000";
        const auto bytes = bindingWith("80300000" + many);
        const auto unknown = MessageView::parse(bytes)->unknownRequired([](AttributeType) { return false; });
        QCOMPARE(unknown.count, UnknownAttributes::kMost);
        QCOMPARE(unknown.types[0], std::uint16_t{0x7000});
        QCOMPARE(unknown.types[1], std::uint16_t{0x7001});
    }

    void addressesOfAnotherShapeAreRefused()
    {
        const TransactionId id{};
        for (const char *hex :
             {"", "0001", "00010000", "0001000011223", "00020000 11223344", "00030000 11223344",
              "00000000 11223344", "00010000 1122334455", "0001000011223344556677889900aabbccddeeff"})
            QVERIFY2(!XorAddress::decode(bytesFromHex(hex), id), hex);
        QVERIFY(XorAddress::decode(bytesFromHex("00010000 11223344"), id));
    }

    void theFirstBytesTellWhoSpeaks()
    {
        using Kind = Classification::Kind;
        const auto kind = [](const char *hex) { return classify(bytesFromHex(hex)).kind; };
        QVERIFY(kind("") == Kind::Unknown);
        QVERIFY(kind("40000000") == Kind::ChannelData);
        QVERIFY(kind("4fff0000") == Kind::ChannelData);
        QVERIFY(kind("7fff0000") == Kind::ChannelData);
        QVERIFY(kind("04000000 2112a442 000102030405060708090a0b") == Kind::Unknown);
        QVERIFY(kind("3f000000 2112a442 000102030405060708090a0b") == Kind::Unknown);
        QVERIFY(kind("80000000") == Kind::Unknown);
        QVERIFY(kind("0001") == Kind::Unknown);
        QVERIFY(kind("00010000 2112a442 000102030405060708090a0b") == Kind::Message);
        QVERIFY(kind("00010000 72c64bc6 000102030405060708090a0b") == Kind::Classic);
        QVERIFY(classify(sampleRequest()).dialect == Dialect::Rfc8489);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestMessageView)
#include "tst_message_view.moc"
