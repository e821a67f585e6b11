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

    void theOtherKeyIsSha256OfTheSame()
    {
        // Expected value computed with: printf user:realm:pass | sha256sum
        QCOMPARE(hexOf(longTermKey("user", "realm", "pass", stun::PasswordAlgorithm::Sha256)),
                 QByteArray("07e934117abd40836e7c6329b54731b2b2d2a5f9a71f544922d75e0730d8251b"));
    }

    void whatIsOfferedWorksForEverybody()
    {
        const auto user = [](const char *name, bool hasSha256) {
            Credentials::User made{name, longTermKey(name, "r", "secret")};
            if (hasSha256)
                made.sha256Key = longTermKey(name, "r", "secret", stun::PasswordAlgorithm::Sha256);
            return made;
        };
        const auto offerOf = [](std::vector<Credentials::User> users, std::vector<std::string> secrets) {
            return Credentials(std::move(users), std::move(secrets), ':', "r").offer();
        };
        QVERIFY(offerOf({user("alice", true)}, {}) == (SecurityOffer{.sha256 = true, .userHash = true}));
        // One who has no such key could not sign in.
        QVERIFY(!offerOf({user("alice", true), user("bob", false)}, {}).sha256);
        // Nobody knows the names that a service will make.
        QVERIFY(offerOf({user("alice", true)}, {"north"}) == SecurityOffer{.sha256 = true});
        QVERIFY(offerOf({}, {"north"}).sha256);
        QVERIFY(Credentials().offer() == SecurityOffer{});
    }

    void aUserIsFoundByItsHashInItsRealm()
    {
        const Credentials credentials({{"alice", {}}, {"bob", {}}}, {}, ':', "r");
        QCOMPARE(credentials.userOfHash(userHash("bob", "r"))->name, std::string("bob"));
        QVERIFY(!credentials.userOfHash(userHash("bob", "other")));
        QVERIFY(!credentials.userOfHash(userHash("mallory", "r")));
        QVERIFY(!credentials.userOfHash(UserHash{}));
    }

    void aSecretGivesKeysOfBothKinds()
    {
        const Credentials credentials({}, {"north"});
        const IssuedCredential issued = issueCredential("north", "alice", kNow);
        const auto sha256 = stun::PasswordAlgorithm::Sha256;
        const auto keys = credentials.keysFor(issued.username, "r", kNow - 1ms, sha256);
        QVERIFY(keys == std::vector{longTermKey(issued.username, "r", issued.password, sha256)});
        QVERIFY(credentials.sign(issued.username, "r", keys[0]));
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
        QVERIFY(credentials.user("alice")->key == longTermKey("alice", "r", "secret"));
        QVERIFY(!credentials.isUser("bob"));
        QVERIFY(!credentials.isUser("9999999999:bob"));
    }

    void aTimeLimitedNameHasOneKeyPerSecretUntilItsDate()
    {
        const Credentials credentials({}, {"north", "south"});
        const IssuedCredential issued = issueCredential("south", "alice", kNow);
        const auto keys = credentials.keysFor(issued.username, "r", kNow - 1ms);
        QCOMPARE(keys.size(), 2U);
        QVERIFY(keys[1] == longTermKey(issued.username, "r", issued.password));
        QVERIFY(credentials.keysFor(issued.username, "r", kNow).empty());
        // The date apart, the secret still vouches for it.
        QVERIFY(credentials.sign(issued.username, "r", keys[1]));
        QVERIFY(!Credentials({}, {"north"}).sign(issued.username, "r", keys[1]));
        QVERIFY(!credentials.sign(issued.username, "other realm", keys[1]));
    }

    void aDateAloneIsATimeLimitedName()
    {
        // Expected value computed with: printf 1735689600 | openssl sha1 -hmac north -binary | base64
        const LongTermKey key = longTermKey("1735689600", "r", "vK3VkdJkUwA4MxbPUZFTbu9UJhk=");
        const Credentials credentials({}, {"north"});
        QVERIFY(credentials.keysFor("1735689600", "r", kNow - 1ms) == std::vector{key});
        QVERIFY(credentials.keysFor("1735689600", "r", kNow).empty());
    }

    void theSeparatorIsASetting()
    {
        const Credentials credentials({{"1735689600~bob", {}}}, {"north"}, '~');
        const IssuedCredential issued = issueCredential("north", "alice", kNow, '~');
        QCOMPARE(issued.username, std::string("1735689600~alice"));
        QCOMPARE(credentials.keysFor(issued.username, "r", kNow - 1ms).size(), 1U);
        QVERIFY(credentials.keysFor("1735689600:alice", "r", kNow - 1ms).empty());
        QCOMPARE(credentials.separatorIn(issued.username), '~');
        QCOMPARE(credentials.separatorIn("1735689600"), '~');
        QCOMPARE(credentials.separatorIn("1735689600:alice"), '\0');
        // A user with a password of its own has no expiry, whatever the name looks like.
        QCOMPARE(credentials.separatorIn("1735689600~bob"), '\0');
    }

    void namesWithoutADateAreNotTimeLimited_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"alice", "alice:9999999999", ":alice", "-1:alice", "+9999999999:alice",
                                 " 9999999999:alice", "9999999999 :alice", "0x9999999999:alice",
                                 "99999999999999999999:alice", "253402300800:alice", "9999999999x"})
            QTest::newRow(name) << QByteArray(name);
    }
    void namesWithoutADateAreNotTimeLimited()
    {
        QFETCH(QByteArray, name);
        const Credentials credentials({}, {"north"});
        QVERIFY(credentials.keysFor(name.toStdString(), "r", kNow).empty());
        QCOMPARE(credentials.separatorIn(name.toStdString()), '\0');
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

    void whatIsAddedLeavesTheKeysOfAuthorizationServers()
    {
        Credentials credentials({}, {}, ':', "r");
        QVERIFY(credentials.offer().userHash);
        credentials.setOAuthKeys({{.id = "k", .key = std::vector<std::byte>(16)}}, "relay.example.org");
        const Credentials more = credentials.with({{"alice", longTermKey("alice", "r", "fixed")}}, {}, "r");
        QVERIFY(more.isUser("alice"));
        QVERIFY(more.oauthKey("k") != nullptr && more.oauthKey("l") == nullptr);
        QCOMPARE(more.oauthServerName(), std::string("relay.example.org"));
        QVERIFY(!more.offer().userHash); // a key is named in clear
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
