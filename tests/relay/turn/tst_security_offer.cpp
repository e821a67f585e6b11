// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

auth::Credentials::User user(const std::string &name, const std::string &password)
{
    return {name, auth::longTermKey(name, "example.org", password),
            auth::longTermKey(name, "example.org", password, stun::PasswordAlgorithm::Sha256)};
}

void setCredentials(RelayWorld &world, std::vector<auth::Credentials::User> users,
                    std::vector<std::string> secrets = {})
{
    world.settings.credentials =
        auth::Credentials(std::move(users), std::move(secrets), ':', world.settings.realm);
    world.apply();
}

/// A client of RFC 8489.
TestClient modern(RelayWorld &world, const char *address = "192.0.2.10:4000")
{
    TestClient client(world, address);
    client.takesOffers = true;
    return client;
}

/// A whole one, so that nothing but its signature is wrong with it.
OwnedBytes allocateRequestOf(TestClient &client)
{
    return client.compose(Method::Allocate, [](stun::MessageBuilder &message) {
        message.addNumber(AttributeType::RequestedTransport, 17U << 24);
    });
}

OwnedBytes bytesOf(std::initializer_list<int> numbers)
{
    OwnedBytes bytes;
    for (const int number : numbers)
        bytes.push_back(static_cast<std::byte>(number));
    return bytes;
}

} // namespace

/// Password algorithms, hashes in the place of names, and who takes them away on the way (RFC 8489 section
/// 9.2).
class TestSecurityOffer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aChallengeSaysWhatIsOffered()
    {
        RelayWorld world;
        setCredentials(world, {user("alice", "secret")});
        TestClient client(world);
        client.signs = false;
        const Answer answer = client.allocate();
        QCOMPARE(answer.code(), 401);
        QVERIFY(answer.text(AttributeType::Nonce).starts_with("obMatJos2wAAA"));
        const auto view = answer.message();
        QVERIFY(std::ranges::equal(*view.find(AttributeType::PasswordAlgorithms),
                                   bytesOf({0, 2, 0, 0, 0, 1, 0, 0})));
        // The smallest Allocate request has 28 bytes.
        QVERIFY(answer.bytes.size() <= 28 * 34 / 10);
    }

    // T12: and whoever asks with nothing is told to ask again
    void aBareRequestGetsAShortChallengeWhoseNonceIsWorthNothing()
    {
        RelayWorld world;
        setCredentials(world, {user("alice", "secret")});
        TestClient client(world);
        client.signs = false;
        const Answer answer = client.request(Method::Allocate);
        QCOMPARE(answer.code(), 401);
        QCOMPARE(answer.bytes.size(), 68U);
        client.signs = true;
        client.useChallenge(answer);
        QCOMPARE(client.send(client.compose(Method::Allocate)).code(), 438);
        QCOMPARE(client.allocate().code(), 0);
    }

    void aClientOfTodayUsesAllOfIt()
    {
        RelayWorld world;
        setCredentials(world, {user("alice", "secret")});
        auto client = modern(world);
        const Answer answer = client.allocate();
        QCOMPARE(answer.code(), 0);
        QVERIFY(client.hidesName);
        QVERIFY(client.algorithm == stun::PasswordAlgorithm::Sha256);
        const auto key = auth::longTermKey("alice", "example.org", "secret", stun::PasswordAlgorithm::Sha256);
        QVERIFY(stun::integrityKind(answer.message()) == stun::IntegrityKind::Sha256);
        QVERIFY(stun::verifyIntegrity(answer.message(), std::as_bytes(std::span(key))));
        // Whoever watches the calls sees the name all the same.
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return std::string(view.username); }),
                 std::string("alice"));
        QCOMPARE(client.permit({kPeer}).code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QCOMPARE(client.refresh(0).code(), 0);
    }

    void aClientOfRfc5389GoesOnAsBefore()
    {
        RelayWorld world;
        setCredentials(world, {user("alice", "secret")});
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({kPeer}).code(), 0);
    }

    void aTimeLimitedCredentialHasAKeyOfEachKind()
    {
        RelayWorld world;
        setCredentials(world, {}, {"north"});
        const auto issued = auth::issueCredential("north", "carol", world.now().wall + 1h);
        auto client = modern(world);
        client.user = issued.username;
        client.password = issued.password;
        QCOMPARE(client.allocate().code(), 0);
        QVERIFY(client.algorithm == stun::PasswordAlgorithm::Sha256);
        // The relay could not know a name that it never saw.
        QVERIFY(!client.hidesName);
        // A call that is up goes on by its key after the end of the credential, with the list that it had.
        QCOMPARE(client.refresh(3600).code(), 0);
        world.wait(1h - 1s);
        QCOMPARE(client.refresh(3600).code(), 0);
        world.wait(30min);
        setCredentials(world, {{"bob", auth::longTermKey("bob", "example.org", "hidden")}}, {"north"});
        QCOMPARE(client.refresh(3600).code(), 0);
        QVERIFY(client.algorithm == stun::PasswordAlgorithm::Sha256);
    }

    // A user who was gone and came back with the same password replaced nothing, whichever key it was.
    void aCallOfTheStrongKindOutlivesARemovalThatWasTakenBack()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 300s;
        setCredentials(world, {user("alice", "secret")});
        auto client = modern(world);
        QCOMPARE(
            client.allocate([](auto &message) { message.addNumber(AttributeType::Lifetime, 3600); }).code(),
            0);
        QVERIFY(client.algorithm == stun::PasswordAlgorithm::Sha256);
        setCredentials(world, {});
        setCredentials(world, {user("alice", "secret")});
        world.pass(300s);
        // Its time begins with the password that is another one, and not with what came before.
        setCredentials(world, {user("alice", "another")});
        QCOMPARE(client.refresh(3600).code(), 0);
        world.pass(299s);
        QCOMPARE(client.refresh(3600).code(), 0);
        world.pass(1s);
        QCOMPARE(client.refresh(3600).code(), 401);
    }

    void aUserWhoComesBackWithAnotherPasswordReplacedTheKeyOfTheCall()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 300s;
        setCredentials(world, {user("alice", "secret")});
        auto client = modern(world);
        QCOMPARE(
            client.allocate([](auto &message) { message.addNumber(AttributeType::Lifetime, 3600); }).code(),
            0);
        setCredentials(world, {});
        setCredentials(world, {user("alice", "another")});
        QCOMPARE(client.refresh(3600).code(), 0);
        world.pass(300s);
        QCOMPARE(client.refresh(3600).code(), 401);
    }

    void aClientWithACallIsKnownByTheHashOfItsName()
    {
        RelayWorld world;
        setCredentials(world, {}, {"north"});
        const auto issued = auth::issueCredential("north", "carol", world.now().wall + 1h);
        TestClient client(world);
        client.user = issued.username;
        client.password = issued.password;
        QCOMPARE(client.allocate().code(), 0);
        client.hidesName = true;
        QCOMPARE(client.refresh(600).code(), 0);
    }

    void aUserWithoutAKeyOfTheStrongKindIsOfferedNone()
    {
        RelayWorld world;
        setCredentials(world,
                       {user("alice", "secret"), {"bob", auth::longTermKey("bob", "example.org", "hidden")}});
        auto client = modern(world);
        client.user = "bob";
        client.password = "hidden";
        QCOMPARE(client.allocate().code(), 0);
        QVERIFY(client.algorithm == stun::PasswordAlgorithm::Md5);
    }

    void whenTheOfferChangesClientsAreAskedAgain()
    {
        RelayWorld world;
        setCredentials(world, {user("alice", "secret")});
        auto client = modern(world);
        QCOMPARE(client.allocate().code(), 0);
        setCredentials(world, {user("alice", "secret")}, {"north"});
        const Answer asked = client.send(client.compose(Method::Refresh));
        QCOMPARE(asked.code(), 438);
        client.useChallenge(asked);
        QVERIFY(!client.hidesName);
        QCOMPARE(client.refresh(600).code(), 0);
    }

    // T23: less than was offered
    void whoeverShortensTheOfferIsFoundOut_data()
    {
        QTest::addColumn<QByteArray>("chosen");
        QTest::addColumn<QByteArray>("offered");
        QTest::addColumn<bool>("usesSha256");
        QTest::addColumn<int>("code");
        const QByteArray md5("\0\1\0\0", 4);
        const QByteArray sha256("\0\2\0\0", 4);
        QTest::newRow("nobody did, and the strong one is taken") << sha256 << sha256 + md5 << true << 0;
        QTest::newRow("nobody did, and the weak one is taken") << md5 << sha256 + md5 << false << 0;
        const auto shortened = [](const char *title, const QByteArray &chosen, const QByteArray &offered) {
            QTest::newRow(title) << chosen << offered << false << 400;
        };
        shortened("only the weak one is left", md5, md5);
        shortened("another order", md5, md5 + sha256);
        shortened("an empty list", md5, "");
        shortened("no list", md5, {});
        shortened("no choice", {}, sha256 + md5);
        shortened("a choice that is none of the list", QByteArray("\0\3\0\0", 4), sha256 + md5);
        shortened("a choice that is cut off", QByteArray("\0\2", 2), sha256 + md5);
        shortened("a choice with parameters", QByteArray("\0\2\0\4\1\2\3\4", 8), sha256 + md5);
    }
    void whoeverShortensTheOfferIsFoundOut()
    {
        QFETCH(QByteArray, chosen);
        QFETCH(QByteArray, offered);
        QFETCH(bool, usesSha256);
        QFETCH(int, code);
        RelayWorld world;
        setCredentials(world, {user("alice", "secret")});
        TestClient client(world);
        client.signs = false;
        client.useChallenge(client.allocate());
        client.signs = true;
        const auto value = [](const QByteArray &bytes) {
            return bytes.isNull() ? std::nullopt : std::optional(payload(bytes.toStdString()));
        };
        client.chosen = value(chosen);
        client.offered = value(offered);
        client.algorithm = usesSha256 ? stun::PasswordAlgorithm::Sha256 : stun::PasswordAlgorithm::Md5;
        QCOMPARE(client.send(allocateRequestOf(client)).code(), code);
        QCOMPARE(world.server->allocationCount(), code == 0 ? 1U : 0U);
    }

    void aNonceWithAShorterOfferIsNotOurs()
    {
        RelayWorld world;
        setCredentials(world, {user("alice", "secret")});
        TestClient client(world);
        client.signs = false;
        client.useChallenge(client.allocate());
        client.signs = true;
        client.nonce.replace(9, 4, "gAAA");
        QCOMPARE(client.send(client.compose(Method::Allocate)).code(), 438);
        client.nonce.erase(0, 13);
        QCOMPARE(client.send(client.compose(Method::Allocate)).code(), 438);
    }

    // T24: the same answer and the same work for a hash that is nobody's
    void anUnknownHashIsAnsweredLikeAWrongPassword()
    {
        RelayWorld world;
        setCredentials(world, {user("alice", "secret")});
        auto wrong = modern(world);
        wrong.password = "Secret";
        auto nobody = modern(world, "192.0.2.11:4000");
        nobody.user = "mallory";
        const Answer first = wrong.allocate();
        const Answer second = nobody.allocate();
        QVERIFY(wrong.hidesName && nobody.hidesName);
        QCOMPARE(first.code(), 401);
        QCOMPARE(second.code(), 401);
        QCOMPARE(first.bytes.size(), second.bytes.size());
        QCOMPARE(world.server->counters().wrongCredentials, 2U);
    }

    void guessesAreCountedForTheUserWhateverNamesIt()
    {
        RelayWorld world;
        world.settings.limits.wrongPasswordsPerUser = 3;
        setCredentials(world, {user("alice", "secret")});
        auto guesser = modern(world);
        guesser.password = "wrong";
        QCOMPARE(guesser.allocate().code(), 401);
        for (int guess = 0; guess < 5; ++guess) {
            guesser.hidesName = guess % 2 == 0;
            static_cast<void>(guesser.allocate());
        }
        QVERIFY(world.server->counters().guessesNotTried > 0);
        // Hashes that are nobody's are not all one user.
        const auto before = world.server->counters().guessesNotTried;
        guesser.hidesName = true;
        guesser.user = "somebody";
        QCOMPARE(guesser.allocate().code(), 401);
        QCOMPARE(world.server->counters().guessesNotTried, before);
    }

    // T22: TURN agrees on no shorter code
    void aShortenedCodeIsRefused_data()
    {
        QTest::addColumn<int>("bytes");
        for (const int bytes : {0, 12, 15, 16, 20, 24, 28, 31, 33, 36})
            QTest::addRow("%d bytes", bytes) << bytes;
    }
    void aShortenedCodeIsRefused()
    {
        QFETCH(int, bytes);
        RelayWorld world;
        setCredentials(world, {user("alice", "secret")});
        auto client = modern(world);
        client.signs = false;
        client.useChallenge(client.allocate());
        client.signs = true;
        const auto whole = allocateRequestOf(client);
        const std::size_t at = whole.size() - 36;
        const auto key = auth::longTermKey("alice", "example.org", "secret", stun::PasswordAlgorithm::Sha256);
        OwnedBytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at + 4));
        const auto size = static_cast<std::size_t>(bytes);
        cut.resize(at + 4 + stun::padded(size));
        stun::storeBig16(&cut[at + 2], static_cast<std::uint16_t>(size));
        stun::storeBig16(&cut[2], static_cast<std::uint16_t>(cut.size() - 20));
        // The right code over a message of that length, as far as it goes.
        const std::array<std::byte, 2> length{cut[2], cut[3]};
        const auto code = stun::hmacSha256(std::as_bytes(std::span(key)),
                                           {Bytes(cut).first(2), length, Bytes(cut).subspan(4, at - 4)});
        std::copy_n(code.begin(), std::min(size, code.size()),
                    cut.begin() + static_cast<std::ptrdiff_t>(at + 4));
        QCOMPARE(client.send(cut).code(), 401);
        QCOMPARE(client.send(whole).code(), 0);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestSecurityOffer)
#include "tst_security_offer.moc"
