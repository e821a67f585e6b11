// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/credentials.h"
#include "relay/stun/address_attribute.h"
#include "relay/stun/fingerprint.h"
#include "relay/stun/integrity.h"
#include "tests/relay/stun/vectors.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::stun;
using namespace turnpike::testing;

/// The test vectors that every STUN implementation is measured with.
class TestRfc5769 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void requestIsUnderstood()
    {
        const auto bytes = sampleRequest();
        const auto message = MessageView::parse(bytes);
        QVERIFY(message);
        QVERIFY(message->messageClass() == Class::Request);
        QVERIFY(message->method() == Method::Binding);
        QCOMPARE(textOf(*message->find(AttributeType::Software)), "STUN test client");
        QCOMPARE(textOf(*message->find(AttributeType::Username)), "evtj:h6vY");
        QVERIFY(verifyIntegrity(*message, bytesOf(kSamplePassword)));
        QVERIFY(!verifyIntegrity(*message, bytesOf("VOkJxbRl1RmTxUk/WvJxBT")));
        QVERIFY(checkFingerprint(*message) == Fingerprint::Correct);
    }

    void responsesNameTheClient_data()
    {
        QTest::addColumn<bool>("isIpv6");
        QTest::newRow("IPv4") << false;
        QTest::newRow("IPv6") << true;
    }
    void responsesNameTheClient()
    {
        QFETCH(bool, isIpv6);
        const auto bytes = isIpv6 ? sampleIpv6Response() : sampleIpv4Response();
        const auto message = MessageView::parse(bytes);
        QVERIFY(message);
        QVERIFY(message->messageClass() == Class::Success);
        QCOMPARE(textOf(*message->find(AttributeType::Software)), "test vector");
        const auto mapped =
            XorAddress::decode(*message->find(AttributeType::XorMappedAddress), message->transactionId());
        QVERIFY(mapped);
        QCOMPARE(mapped->toString(),
                 std::string(isIpv6 ? "[2001:db8:1234:5678:11:2233:4455:6677]:32853" : "192.0.2.1:32853"));
        QVERIFY(verifyIntegrity(*message, bytesOf(kSamplePassword)));
        QVERIFY(checkFingerprint(*message) == Fingerprint::Correct);
    }

    void longTermRequestIsSignedWithUserRealmAndPassword()
    {
        const auto bytes = sampleLongTermRequest();
        const auto message = MessageView::parse(bytes);
        QVERIFY(message);
        const auto user = textOf(*message->find(AttributeType::Username));
        const auto realm = textOf(*message->find(AttributeType::Realm));
        QCOMPARE(realm, "example.org");
        QCOMPARE(textOf(*message->find(AttributeType::Nonce)), "f//499k954d6OL34oL9FSTvy64sA");
        const auto key = auth::longTermKey(user, realm, "TheMatrIX");
        QVERIFY(verifyIntegrity(*message, std::as_bytes(std::span(key))));
        QVERIFY(checkFingerprint(*message) == Fingerprint::Absent);
    }

    void oneChangedBitAnywhereBreaksTheSignature()
    {
        // Bits of the length and of types and lengths of attributes change the structure instead; either
        // way the message must not verify.
        for (const auto &original : {sampleRequest(), sampleIpv4Response(), sampleIpv6Response()}) {
            const std::size_t protectedEnd = original.size() - 8;
            for (std::size_t bit = 0; bit < protectedEnd * 8; ++bit) {
                auto bytes = original;
                bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
                const auto message = MessageView::parse(bytes);
                QVERIFY2(!message || !verifyIntegrity(*message, bytesOf(kSamplePassword)),
                         qPrintable(QString::number(bit)));
                QVERIFY2(!message || checkFingerprint(*message) != Fingerprint::Correct,
                         qPrintable(QString::number(bit)));
            }
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestRfc5769)
#include "tst_rfc5769.moc"
