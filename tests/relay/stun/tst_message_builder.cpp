// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/stun/fingerprint.h"
#include "relay/stun/message_builder.h"
#include "tests/relay/stun/vectors.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::stun;
using namespace turnpike::testing;

/// Writing messages: exact bytes, nothing left over from before, nothing beyond the buffer.
class TestMessageBuilder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void everyMethodAndClassHasItsBits_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<int>("messageClass");
        QTest::addColumn<int>("wire");
        const auto row = [](Method method, Class messageClass, int wire) {
            QTest::newRow(QByteArray::number(wire, 16).constData())
                << static_cast<int>(method) << static_cast<int>(messageClass) << wire;
        };
        row(Method::Binding, Class::Request, 0x0001);
        row(Method::Binding, Class::Success, 0x0101);
        row(Method::Allocate, Class::Request, 0x0003);
        row(Method::Allocate, Class::Success, 0x0103);
        row(Method::Allocate, Class::Error, 0x0113);
        row(Method::Refresh, Class::Success, 0x0104);
        row(Method::Send, Class::Indication, 0x0016);
        row(Method::Data, Class::Indication, 0x0017);
        row(Method::CreatePermission, Class::Error, 0x0118);
        row(Method::ChannelBind, Class::Success, 0x0109);
    }
    void everyMethodAndClassHasItsBits()
    {
        QFETCH(int, method);
        QFETCH(int, messageClass);
        QFETCH(int, wire);
        const MessageType type{static_cast<Class>(messageClass), static_cast<Method>(method)};
        QCOMPARE(int{type.encode()}, wire);
        QVERIFY(MessageType::decode(static_cast<std::uint16_t>(wire)) == type);
    }

    void typesSurviveTheWire()
    {
        for (std::uint16_t wire = 0; wire < 0x4000; ++wire)
            QCOMPARE(MessageType::decode(wire).encode(), wire);
    }

    void itWritesTheSampleResponse_data()
    {
        QTest::addColumn<bool>("isIpv6");
        QTest::newRow("IPv4") << false;
        QTest::newRow("IPv6") << true;
    }
    void itWritesTheSampleResponse()
    {
        // The sample pads with a space, we with zero; so the text and everything signed after it differ.
        QFETCH(bool, isIpv6);
        const auto sample = isIpv6 ? sampleIpv6Response() : sampleIpv4Response();
        const auto expected = MessageView::parse(sample);
        std::vector<std::byte> buffer(sample.size(), std::byte{0xa5});
        MessageBuilder builder(buffer, {Class::Success, Method::Binding}, expected->transactionId());
        builder.add(AttributeType::Software, "test vector")
            .addXorAddress(AttributeType::XorMappedAddress,
                           TransportAddress::parse(isIpv6 ? "[2001:db8:1234:5678:11:2233:4455:6677]:32853"
                                                          : "192.0.2.1:32853")
                               .value())
            .addIntegrity(IntegrityKind::Sha1, bytesOf(kSamplePassword))
            .addFingerprint();
        const Bytes written = builder.finish();
        QCOMPARE(written.size(), sample.size());
        const auto message = MessageView::parse(written);
        QVERIFY(message);
        QVERIFY(std::ranges::equal(*message->find(AttributeType::XorMappedAddress),
                                   *expected->find(AttributeType::XorMappedAddress)));
        QVERIFY(verifyIntegrity(*message, bytesOf(kSamplePassword)));
        QVERIFY(checkFingerprint(*message) == Fingerprint::Correct);
        QVERIFY(written[Header::kSize + Attribute::kHeaderSize + 11] == std::byte{0});
    }

    void sha256IsTheCodeOfTheStandardLibraryOfAnotherLanguage()
    {
        // Expected value computed with Python's hmac module over the same text.
        std::array<std::byte, 128> buffer{};
        TransactionId id{};
        for (std::size_t i = 0; i < id.size(); ++i)
            id[i] = static_cast<std::byte>(i);
        MessageBuilder builder(buffer, {Class::Request, Method::Allocate}, id);
        builder.add(AttributeType::Username, "alice").addIntegrity(IntegrityKind::Sha256, bytesOf("secret"));
        const Bytes written = builder.finish();
        QVERIFY(std::ranges::equal(
            written.last(32),
            bytesFromHex("3025878f8b36c367b7632c298a57111782a52197feae8b50317f32b95e838a65")));
    }

    // T28: buffers that were full of something else
    void paddingIsZeroWhateverLayThereBefore()
    {
        for (std::size_t size = 0; size < 9; ++size) {
            std::array<std::byte, 64> buffer{};
            buffer.fill(std::byte{0xa5});
            MessageBuilder builder(buffer, {Class::Request, Method::Binding}, {});
            builder.add(AttributeType::Realm, std::string(size, 'r'));
            const Bytes written = builder.finish();
            QCOMPARE(written.size(), 24 + padded(size));
            for (const std::byte byte : written.subspan(24 + size))
                QVERIFY(byte == std::byte{0});
        }
    }

    void aBufferThatIsTooSmallHoldsNoMessage()
    {
        const auto write = [](std::span<std::byte> buffer) {
            MessageBuilder builder(buffer, {Class::Error, Method::Allocate}, {});
            builder.addErrorCode(ErrorCode::Unauthenticated, "no")
                .addNumber(AttributeType::Lifetime, 600)
                .addUnknownAttributes({{0x7001}, 1})
                .addXorAddress(AttributeType::XorRelayedAddress, {IpAddress::v4(1), Port{1}})
                .addIntegrity(IntegrityKind::Sha256, bytesOf("key"))
                .addIntegrity(IntegrityKind::Sha1, bytesOf("key"))
                .addFingerprint();
            return builder.finish().size();
        };
        std::array<std::byte, 256> large{};
        const std::size_t whole = write(large);
        QVERIFY(whole > 100);
        for (std::size_t size = 0; size < whole; ++size) {
            std::vector<std::byte> small(size);
            QCOMPARE(write(small), 0U);
        }
        std::vector<std::byte> exact(whole);
        QCOMPARE(write(exact), whole);
    }

    void errorCodesSurviveTheWire()
    {
        for (const auto code :
             {ErrorCode::BadRequest, ErrorCode::Unauthenticated, ErrorCode::Forbidden,
              ErrorCode::UnknownAttribute, ErrorCode::AllocationMismatch, ErrorCode::StaleNonce,
              ErrorCode::AddressFamilyNotSupported, ErrorCode::WrongCredentials,
              ErrorCode::UnsupportedTransport, ErrorCode::PeerAddressFamilyMismatch,
              ErrorCode::AllocationQuotaReached, ErrorCode::ServerError, ErrorCode::InsufficientCapacity}) {
            std::array<std::byte, 128> buffer{};
            MessageBuilder builder(buffer, {Class::Error, Method::Refresh}, {});
            builder.addErrorCode(code, reason(code));
            const auto message = MessageView::parse(builder.finish());
            const auto value = ErrorCodeValue::decode(*message->find(AttributeType::ErrorCode));
            QVERIFY(value);
            QCOMPARE(value->code, static_cast<int>(code));
            QCOMPARE(value->reason, reason(code));
            QVERIFY(!value->reason.empty());
        }
        for (const char *hex : {"", "000004", "00000700", "00000200", "00000464"})
            QVERIFY2(!ErrorCodeValue::decode(bytesFromHex(hex)), hex);
    }

    void namesAreTheOnesOfTheStandard()
    {
        QCOMPARE(name(Method::CreatePermission), "CreatePermission");
        QCOMPARE(name(static_cast<Method>(0x7ff)), "unknown method");
        QCOMPARE(name(Class::Indication), "indication");
        QCOMPARE(name(Class::Error), "error response");
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestMessageBuilder)
#include "tst_message_builder.moc"
