// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

/// Who gets in, who is told what, and in which order (RFC 8489 section 9.2.4).
class TestAuthentication : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aStrangerIsChallenged()
    {
        RelayWorld world;
        TestClient client(world);
        client.signs = false;
        const Answer answer = client.allocate();
        QCOMPARE(answer.code(), 401);
        QCOMPARE(answer.text(AttributeType::Realm), std::string("example.org"));
        QVERIFY(answer.text(AttributeType::Nonce).size() <= 127);
        QVERIFY(!answer.message().integrityOffset());
        QCOMPARE(world.server->counters().challenges, 1U);
        QCOMPARE(world.server->allocationCount(), 0U);
    }

    void everyTurnMethodNeedsCredentials_data()
    {
        QTest::addColumn<int>("method");
        for (const Method method :
             {Method::Allocate, Method::Refresh, Method::CreatePermission, Method::ChannelBind})
            QTest::newRow(std::string(stun::name(method)).c_str()) << static_cast<int>(method);
    }
    void everyTurnMethodNeedsCredentials()
    {
        QFETCH(int, method);
        RelayWorld world;
        TestClient owner(world);
        QCOMPARE(owner.allocate().code(), 0);
        TestClient thief(world);
        thief.signs = false;
        QCOMPARE(thief.request(static_cast<Method>(method)).code(), 401);
        QCOMPARE(world.server->allocationCount(), 1U);
    }

    void aUserWithItsPasswordGetsASignedAnswer_data()
    {
        QTest::addColumn<bool>("sha256");
        QTest::newRow("SHA-1") << false;
        QTest::newRow("SHA-256") << true;
    }
    void aUserWithItsPasswordGetsASignedAnswer()
    {
        QFETCH(bool, sha256);
        RelayWorld world;
        TestClient client(world);
        client.integrity = sha256 ? stun::IntegrityKind::Sha256 : stun::IntegrityKind::Sha1;
        const auto key = auth::longTermKey("alice", "example.org", "secret");
        const auto isSigned = [&](const Answer &answer) {
            return stun::integrityKind(answer.message()) == client.integrity &&
                   stun::verifyIntegrity(answer.message(), std::as_bytes(std::span(key)));
        };
        const Answer allocated = client.allocate();
        QCOMPARE(allocated.code(), 0);
        QVERIFY(isSigned(allocated));
        // Errors after authentication are signed, too.
        const Answer refused = client.allocate();
        QCOMPARE(refused.code(), 437);
        QVERIFY(isSigned(refused));
        const Answer unknown = client.request(Method::Refresh, [](auto &message) {
            message.add(static_cast<AttributeType>(0x7001), std::string_view());
        });
        QCOMPARE(unknown.code(), 420);
        QVERIFY(isSigned(unknown));
    }

    // T38: wrong, empty and truncated passwords and names
    void wrongCredentialsAreNotToldApart_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArray>("password");
        const auto row = [](const char *title, const QByteArray &user, const char *password) {
            QTest::newRow(title) << user << QByteArray(password);
        };
        row("wrong password", "alice", "Secret");
        row("empty password", "alice", "");
        row("password of another user", "alice", "hidden");
        row("unknown user", "mallory", "secret");
        row("empty user", "", "secret");
        row("made-up time-limited name", "9999999999:alice", "secret");
        row("name with a NUL", QByteArray("alice\0x", 7), "secret");
        row("format string", "%n%s", "secret");
    }
    void wrongCredentialsAreNotToldApart()
    {
        QFETCH(QByteArray, user);
        QFETCH(QByteArray, password);
        RelayWorld world;
        TestClient client(world);
        client.user = user.toStdString();
        client.password = password.toStdString();
        const Answer answer = client.allocate();
        QCOMPARE(answer.code(), 401);
        QCOMPARE(answer.bytes.size(), 88U);
        QVERIFY(!answer.message().integrityOffset());
        QCOMPARE(world.server->counters().wrongCredentials, 1U);
        QCOMPARE(world.server->allocationCount(), 0U);
    }

    void halfCredentialsAreABadRequest()
    {
        RelayWorld world;
        TestClient client(world);
        client.signs = false;
        client.useChallenge(client.allocate());
        for (const auto missing : {AttributeType::Username, AttributeType::Realm, AttributeType::Nonce}) {
            const auto bytes = client.compose(Method::Allocate, [&](stun::MessageBuilder &message) {
                for (const auto type :
                     {AttributeType::Username, AttributeType::Realm, AttributeType::Nonce}) {
                    if (type != missing)
                        message.add(type, "text");
                }
                message.addIntegrity(stun::IntegrityKind::Sha1, stun::bytesOf("key"));
            });
            QCOMPARE(client.send(bytes).code(), 400);
        }
    }

    // T18: a time-limited name to the millisecond of its end
    void aTimeLimitedNameWorksUntilItsDate()
    {
        RelayWorld world;
        const auto issued = auth::issueCredential("north", "carol", world.now().wall + 100s);
        TestClient client(world);
        client.user = issued.username;
        client.password = issued.password;
        world.wait(99'999ms);
        QCOMPARE(client.allocate().code(), 0);
        world.wait(1ms);
        TestClient late(world, "192.0.2.11:4000");
        late.user = issued.username;
        late.password = issued.password;
        QCOMPARE(late.allocate().code(), 401);
    }

    void namesRealmsAndNoncesThatAreTooLongAreABadRequest_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<int>("attribute");
        QTest::addColumn<int>("code");
        const auto row = [](const char *title, int bytes, AttributeType type, int code) {
            QTest::newRow(title) << bytes << static_cast<int>(type) << code;
        };
        // RFC 8489 sections 14.3, 14.9 and 14.10.
        row("name at the bound", 508, AttributeType::Username, 401);
        row("name beyond it", 509, AttributeType::Username, 400);
        row("realm at the bound", 763, AttributeType::Realm, 401);
        row("realm beyond it", 764, AttributeType::Realm, 400);
        row("nonce at the bound", 763, AttributeType::Nonce, 438);
        row("nonce beyond it", 764, AttributeType::Nonce, 400);
    }
    void namesRealmsAndNoncesThatAreTooLongAreABadRequest()
    {
        QFETCH(int, bytes);
        QFETCH(int, attribute);
        QFETCH(int, code);
        RelayWorld world;
        TestClient client(world);
        client.signs = false;
        client.useChallenge(client.allocate());
        client.signs = true;
        const std::string text(static_cast<std::size_t>(bytes), 'x');
        const auto type = static_cast<AttributeType>(attribute);
        (type == AttributeType::Username ? client.user
         : type == AttributeType::Realm  ? client.realm
                                         : client.nonce) = text;
        QCOMPARE(client.send(client.compose(Method::Allocate)).code(), code);
        QCOMPARE(world.server->allocationCount(), 0U);
    }

    void aLongTimeLimitedNameIsRefusedAlthoughItIsSigned()
    {
        RelayWorld world;
        const auto allocatesAs = [&world](const std::string &person, const char *address) {
            const auto issued = auth::issueCredential("north", person, world.now().wall + 1h);
            TestClient client(world, address);
            client.user = issued.username;
            client.password = issued.password;
            return client.allocate().code();
        };
        QCOMPARE(allocatesAs(std::string(508 - 11, 'x'), "192.0.2.20:1"), 0);
        QCOMPARE(allocatesAs(std::string(509 - 11, 'x'), "192.0.2.20:2"), 400);
        // Neither does a signature make a name of what can be none.
        QCOMPARE(allocatesAs("a\n\x1b[2J\x1b[31mforged row", "192.0.2.20:3"), 401);
        QCOMPARE(allocatesAs("a\xff", "192.0.2.20:4"), 401);
        QCOMPARE(allocatesAs("turned \u202e around", "192.0.2.20:5"), 401);
        QCOMPARE(world.server->allocationCount(), 1U);
    }

    void oneNameHasOneSpelling()
    {
        const std::string composed = "gr\u00fc\u00dfe";
        const std::string decomposed = "gru\u0308\u00dfe";
        RelayWorld world;
        world.settings.credentials =
            auth::Credentials({{composed, auth::longTermKey(composed, "example.org", "secret")}}, {"north"});
        world.apply();
        TestClient client(world);
        client.user = decomposed;
        client.keyUser = composed;
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return std::string(view.username); }),
                 composed);
        client.user = composed;
        QCOMPARE(client.refresh(600).code(), 0);
        // A service that signs what it was given, and a client that sends it so.
        const auto issued = auth::issueCredential("north", decomposed, world.now().wall + 1h);
        TestClient other(world, "192.0.2.11:4000");
        other.user = issued.username;
        other.password = issued.password;
        QCOMPARE(other.allocate().code(), 0);
    }

    void secretsAreRotatedWithoutAGap()
    {
        RelayWorld world;
        const auto allocatesWith = [&world](const char *secret, const char *address) {
            const auto issued = auth::issueCredential(secret, "carol", world.now().wall + 1h);
            TestClient client(world, address);
            client.user = issued.username;
            client.password = issued.password;
            return client.allocate().code();
        };
        world.settings.credentials = auth::Credentials({}, {"south", "north"});
        world.apply();
        QCOMPARE(allocatesWith("north", "192.0.2.20:1"), 0);
        QCOMPARE(allocatesWith("south", "192.0.2.20:2"), 0);
        world.settings.credentials = auth::Credentials({}, {"south"});
        world.apply();
        QCOMPARE(allocatesWith("north", "192.0.2.20:3"), 401);
        QCOMPARE(allocatesWith("south", "192.0.2.20:4"), 0);
    }

    // T19: another user, another realm on the path of an allocation
    void somebodyElseOnTheSamePathHasWrongCredentials()
    {
        RelayWorld world;
        TestClient alice(world);
        QCOMPARE(alice.allocate().code(), 0);
        TestClient bob(world);
        bob.user = "bob";
        bob.password = "hidden";
        QCOMPARE(bob.refresh(0).code(), 441);
        QCOMPARE(bob.permit({at("8.8.8.8:1")}).code(), 441);
        QCOMPARE(bob.bind(0x4000, at("8.8.8.8:1")).code(), 441);
        QCOMPARE(bob.allocate().code(), 441);
        alice.realm = "example.com";
        QCOMPARE(alice.send(alice.compose(Method::Refresh)).code(), 441);
        QCOMPARE(world.server->allocationCount(), 1U);
        QVERIFY(!alice.hears(at("8.8.8.8:1")));
    }

    void aWrongRealmWithoutAllocationIsChallengedAgain()
    {
        RelayWorld world;
        TestClient client(world);
        client.signs = false;
        client.useChallenge(client.allocate());
        client.signs = true;
        client.realm = "example.com";
        QCOMPARE(client.send(client.compose(Method::Allocate)).code(), 401);
    }

    // T19, T20: nonces of somebody else, too old, bent, made with another key
    void aNonceThatIsNotThisClientsIsStale_data()
    {
        QTest::addColumn<int>("trick");
        QTest::newRow("another address") << 0;
        QTest::newRow("another port") << 1;
        QTest::newRow("too old") << 2;
        QTest::newRow("one bit") << 3;
        QTest::newRow("empty") << 4;
        QTest::newRow("very long") << 5;
        QTest::newRow("another key") << 6;
    }
    void aNonceThatIsNotThisClientsIsStale()
    {
        QFETCH(int, trick);
        RelayWorld world;
        TestClient client(world, trick == 0   ? "192.0.2.11:4000"
                                 : trick == 1 ? "192.0.2.10:4001"
                                              : "192.0.2.10:4000");
        client.signs = false;
        client.useChallenge(client.allocate());
        TestClient user(world);
        user.realm = client.realm;
        user.nonce = client.nonce;
        if (trick == 2)
            world.wait(1h);
        if (trick == 3)
            user.nonce[10] = user.nonce[10] == 'A' ? 'B' : 'A';
        if (trick == 4)
            user.nonce = " ";
        if (trick == 5)
            user.nonce = std::string(700, 'A');
        if (trick == 6) {
            world.settings.nonceKey.fill(43);
            world.apply();
        }
        const Answer answer = user.send(user.compose(Method::Allocate));
        QCOMPARE(answer.code(), 438);
        QVERIFY(answer.text(AttributeType::Nonce) != user.nonce);
        QCOMPARE(world.server->counters().staleNonces, 1U);
        // With the new one it works at once.
        QCOMPARE(user.allocate().code(), 0);
    }

    // T21: attributes behind the signature, of both kinds
    void attributesBehindTheSignatureChangeNothing_data() { aUserWithItsPasswordGetsASignedAnswer_data(); }
    void attributesBehindTheSignatureChangeNothing()
    {
        QFETCH(bool, sha256);
        RelayWorld world;
        TestClient client(world);
        client.integrity = sha256 ? stun::IntegrityKind::Sha256 : stun::IntegrityKind::Sha1;
        QCOMPARE(client.allocate().code(), 0);
        client.afterIntegrity = [](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::Lifetime, 0)
                .addXorAddress(AttributeType::XorPeerAddress, at("9.9.9.9:9"));
        };
        QCOMPARE(client.request(Method::Refresh).code(), 0);
        QCOMPARE(world.server->allocationCount(), 1U);
        QCOMPARE(client.permit({at("8.8.8.8:1")}).code(), 0);
        QVERIFY(client.hears(at("8.8.8.8:1")));
        QVERIFY(!client.hears(at("9.9.9.9:9")));
        // An attribute that would be refused in front is not even looked at behind.
        client.afterIntegrity = [](stun::MessageBuilder &message) {
            message.add(static_cast<AttributeType>(0x7001), std::string_view());
        };
        QCOMPARE(client.request(Method::Refresh).code(), 0);
    }

    // T30: wrong and absent
    void aFingerprintIsCheckedWhenThereIsOne()
    {
        RelayWorld world;
        TestClient client(world);
        client.fingerprints = true;
        const Answer answer = client.allocate();
        QCOMPARE(answer.code(), 0);
        QVERIFY(answer.message().fingerprintOffset());
        auto bytes = client.compose(Method::Refresh);
        bytes.back() ^= std::byte{1};
        QCOMPARE(client.send(bytes).code(), -1);
        client.fingerprints = false;
        const Answer without = client.request(Method::Refresh);
        QCOMPARE(without.code(), 0);
        QVERIFY(!without.message().fingerprintOffset());
    }

    // T30: before the signature
    void aFingerprintBeforeTheSignatureIsDropped()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        const auto bytes =
            client.compose(Method::Refresh, [](stun::MessageBuilder &message) { message.addFingerprint(); });
        QCOMPARE(client.send(bytes).code(), -1);
        QCOMPARE(world.server->counters().malformedMessages, 1U);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestAuthentication)
#include "tst_authentication.moc"
