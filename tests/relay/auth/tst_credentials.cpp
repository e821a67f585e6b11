// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/base64.h"
#include "relay/auth/credentials.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::auth;
using namespace std::chrono_literals;

namespace {

QByteArray hexOf(const LongTermKey &key)
{
    return QByteArray(reinterpret_cast<const char *>(key.data()), static_cast<qsizetype>(key.size())).toHex();
}

const WallTime kNow{1'735'689'600s};

} // namespace

/// Who may use the relay: named users, and anybody whom a holder of the shared secret vouches for.
class TestCredentials : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void theKeyIsMd5OfUserRealmAndPassword()
    {
        // RFC 8489 section 9.2.2 gives this example.
        QCOMPARE(hexOf(longTermKey("user", "realm", "pass")), QByteArray("8493fbc53ba582fb4c044c456bdc40eb"));
    }

    void issuedPasswordsAreWhatWebServicesCompute()
    {
        // Expected value computed with: printf 1735689600:alice | openssl sha1 -hmac north -binary | base64
        const IssuedCredential issued = issueCredential("north", "alice", kNow + 999ms);
        QCOMPARE(issued.username, std::string("1735689600:alice"));
        QCOMPARE(issued.password, std::string("HbvWA6hGDtdv3wflBolXLhvzs0w="));
        QVERIFY(issued.expires == kNow);
    }

    void aNamedUserHasOneKey()
    {
        const Credentials credentials({{"alice", longTermKey("alice", "r", "secret")}}, {});
        QCOMPARE(credentials.keysFor("alice", "r", kNow), std::vector{longTermKey("alice", "r", "secret")});
        QVERIFY(credentials.keysFor("bob", "r", kNow).empty());
        QVERIFY(credentials.keysFor("", "r", kNow).empty());
        QVERIFY(credentials.keysFor("ALICE", "r", kNow).empty());
        QVERIFY(credentials.knows("alice"));
        QVERIFY(!credentials.knows("bob"));
        QVERIFY(!credentials.knows("9999999999:bob"));
    }

    void aTimeLimitedNameHasOneKeyPerSecretUntilItsDate()
    {
        const Credentials credentials({}, {"north", "south"});
        const IssuedCredential issued = issueCredential("south", "alice", kNow);
        const auto keys = credentials.keysFor(issued.username, "r", kNow - 1ms);
        QCOMPARE(keys.size(), 2U);
        QVERIFY(keys[1] == longTermKey(issued.username, "r", issued.password));
        QVERIFY(credentials.keysFor(issued.username, "r", kNow).empty());
        QVERIFY(credentials.knows(issued.username));
    }

    void namesWithoutADateAreNotTimeLimited_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"alice", "alice:9999999999", ":alice", "-1:alice", "+9999999999:alice",
                                 " 9999999999:alice", "9999999999 :alice", "0x9999999999:alice",
                                 "99999999999999999999:alice", "253402300800:alice", "9999999999"})
            QTest::newRow(name) << QByteArray(name);
    }
    void namesWithoutADateAreNotTimeLimited()
    {
        QFETCH(QByteArray, name);
        const Credentials credentials({}, {"north"});
        QVERIFY(credentials.keysFor(name.toStdString(), "r", kNow).empty());
        QVERIFY(!credentials.knows(name.toStdString()));
    }

    void aStaticUserWinsOverTheSecret()
    {
        const LongTermKey key = longTermKey("9999999999:alice", "r", "fixed");
        const Credentials credentials({{"9999999999:alice", key}}, {"north"});
        QCOMPARE(credentials.keysFor("9999999999:alice", "r", kNow), std::vector{key});
    }

    void anEmptySecretVouchesForNobody()
    {
        const Credentials credentials({}, {""});
        QVERIFY(credentials.isEmpty());
        QVERIFY(credentials.keysFor("9999999999:alice", "r", kNow).empty());
    }

    void base64HasOneSpelling()
    {
        for (std::size_t size = 0; size < 20; ++size) {
            const std::vector<std::byte> bytes(size, std::byte{0xfb});
            const std::string text = toBase64(bytes);
            QVERIFY(fromBase64(text) == bytes);
        }
        for (const char *text : {"A", "AA", "AAA", "AA=A", "AB==", "AAB=", "A===", "====", "AA==AAAA", "AA-_",
                                 "AAA\n", "\nAAAA", "AAAA\n\n\n\n", " AAA"})
            QVERIFY2(!fromBase64(text), text);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestCredentials)
#include "tst_credentials.moc"
