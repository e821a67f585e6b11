// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/long_term_key.h"
#include "relay/stun/integrity.h"
#include "tests/relay/stun/vectors.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::stun;
using namespace turnpike::testing;

/// The test vector of RFC 8489 appendix B.1, as erratum 6268 corrects it.
class TestRfc8489 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aRequestWithAHashInThePlaceOfTheNameIsUnderstood()
    {
        const auto bytes = sampleUserHashRequest();
        const auto message = MessageView::parse(bytes);
        QVERIFY(message);
        const std::string user = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
        QCOMPARE(textOf(*message->find(AttributeType::Realm)), "example.org");
        QCOMPARE(textOf(*message->find(AttributeType::Nonce)), "obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA");
        const auto hash = auth::userHash(user, "example.org");
        QVERIFY(equalInConstantTime(*message->find(AttributeType::UserHash), std::as_bytes(std::span(hash))));
        const auto algorithm =
            PasswordAlgorithmValue::decode(*message->find(AttributeType::PasswordAlgorithm));
        QVERIFY(algorithm == PasswordAlgorithm::Sha256);
        QVERIFY(integrityKind(*message) == IntegrityKind::Sha256);
        const auto isSignedWith = [&](const auth::LongTermKey &key) {
            return verifyIntegrity(*message, std::as_bytes(std::span(key)));
        };
        QVERIFY(isSignedWith(auth::longTermKey(user, "example.org", "TheMatrIX", PasswordAlgorithm::Sha256)));
        QVERIFY(!isSignedWith(auth::longTermKey(user, "example.org", "TheMatrIX")));
        QVERIFY(
            !isSignedWith(auth::longTermKey(user, "example.org", "TheMatrix", PasswordAlgorithm::Sha256)));
    }

    void anAlgorithmIsReadOnlyWhenItIsOneOfOurs()
    {
        const auto decoded = [](const char *hex) {
            return PasswordAlgorithmValue::decode(bytesFromHex(hex));
        };
        QVERIFY(decoded("00010000") == PasswordAlgorithm::Md5);
        QVERIFY(decoded("00020000") == PasswordAlgorithm::Sha256);
        for (const char *hex :
             {"", "0001", "000200", "0002000000", "00000000", "00030000", "00020004", "0002000401020304"})
            QVERIFY2(!decoded(hex), hex);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestRfc8489)
#include "tst_rfc8489.moc"
