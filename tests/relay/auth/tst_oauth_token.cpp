// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/base64.h"
#include "relay/auth/oauth_token.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::auth;
using namespace std::chrono_literals;

namespace {

OAuthKey keyOf(std::string_view bytes)
{
    const Bytes key = stun::bytesOf(bytes);
    return {.id = "north", .key = {key.begin(), key.end()}};
}

} // namespace

/// A token is read as another implementation writes it.
class TestOAuthToken : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    // Made by turnutils_oauth of coturn 4.6.1; RFC 7635 has no example that can be read.
    void whatCoturnMakesIsRead_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("AES-256-GCM") << QByteArray("01234567890123456789012345678901")
                                     << QByteArray(
                                            "AAwwMTIzNDU2Nzg5MDFwr/hbk8ZrRZVdrnFE5EBXRPTnrBC9oZDjlb4ocq+K6dd/"
                                            "EreB88GwcfBLZIMaELWzRiV4KY"
                                            "NA5C2eF1tgNw==");
        QTest::newRow("AES-128-GCM") << QByteArray("1234567890123456")
                                     << QByteArray("AAwwMTIzNDU2Nzg5MDEpfLBkFmKimZo8M9Wac1UeldQCL77+xUpINXXq+"
                                                   "FeDkR4a6wJGGQyioaSmgATD3s2TqVjBvq"
                                                   "gSqfpTjwi2mw==");
    }
    void whatCoturnMakesIsRead()
    {
        QFETCH(const QByteArray, key);
        QFETCH(const QByteArray, token);
        const auto value = fromBase64(token.toStdString()).value();
        const auto read = OAuthToken::decode(value, keyOf(key.toStdString()), "example.org");
        QVERIFY(read.has_value());
        QCOMPARE(stun::textOf(read->sessionKey), std::string_view("01234567890123456789012345678901"));
        QVERIFY(read->issued == WallTime(1'767'229'200s));
        QVERIFY(read->lifetime == 3600s);
        QVERIFY(!OAuthToken::decode(value, keyOf(key.toStdString()), "example.com"));
        QVERIFY(!OAuthToken::decode(value, keyOf("a key of 32 bytes of another one"), "example.org"));
    }

    void aKeyOfAnyOtherLengthReadsNothing()
    {
        QVERIFY(!keyOf("").isUsable());
        QVERIFY(!keyOf("a key of 24 bytes, AES192").isUsable());
        QVERIFY(!OAuthToken::decode(std::vector<std::byte>(64), keyOf("short"), "example.org"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestOAuthToken)
#include "tst_oauth_token.moc"
