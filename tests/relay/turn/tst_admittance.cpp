// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

void signInAs(TestClient &client, const auth::IssuedCredential &issued)
{
    client.user = issued.username;
    client.password = issued.password;
}

auth::Credentials::User user(const char *name, const char *realm, const char *password)
{
    return {name, auth::longTermKey(name, realm, password)};
}

} // namespace

/// A running allocation is judged by what admitted it, whatever becomes of it meanwhile: the credential
/// expires, the secret is rotated out, the password or the realm is another one.
class TestAdmittance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // T18: Refresh after the end of a credential, as the configuration says
    void anExpiredCredentialGoesOnUntilTheLimit()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 1000s;
        world.apply();
        TestClient client(world);
        signInAs(client, auth::issueCredential("north", "carol", world.now().wall + 100s));
        QCOMPARE(client.allocate().code(), 0);
        world.pass(100s);
        QCOMPARE(client.refresh(600).code(), 0);
        QCOMPARE(client.permit({kPeer}).code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QVERIFY(client.hears(kPeer));
        world.pass(500s);
        QCOMPARE(client.refresh(3600).code(), 0);
        world.pass(500s);
        QCOMPARE(client.refresh(600).code(), 401);
        QCOMPARE(client.permit({kPeer}).code(), 401);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 401);
        QCOMPARE(world.server->allocationCount(), 1U);
        // Giving it back works in any case, and with it the port comes back.
        QCOMPARE(client.refresh(0).code(), 0);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.output.freePorts(), 100U);
        QCOMPARE(client.allocate().code(), 401);
    }

    void withALimitOfZeroAnExpiredCredentialProlongsNothing()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 0s;
        world.apply();
        TestClient client(world);
        signInAs(client, auth::issueCredential("north", "carol", world.now().wall + 100s));
        QCOMPARE(client.allocate().code(), 0);
        world.wait(99'999ms);
        QCOMPARE(client.refresh(600).code(), 0);
        world.wait(1ms);
        QCOMPARE(client.refresh(600).code(), 401);
        QCOMPARE(client.refresh(0).code(), 0);
    }

    void theAnswersAreSignedWithTheKeyThatAdmittedIt()
    {
        RelayWorld world;
        TestClient client(world);
        const auto issued = auth::issueCredential("north", "carol", world.now().wall + 1s);
        signInAs(client, issued);
        QCOMPARE(client.allocate().code(), 0);
        world.wait(500s);
        const Answer answer = client.refresh(600);
        const auto key = auth::longTermKey(issued.username, "example.org", issued.password);
        QVERIFY(stun::verifyIntegrity(answer.message(), std::as_bytes(std::span(key))));
    }

    void aReplacedSecretCountsFromThePushThatReplacedIt()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 300s;
        world.apply();
        TestClient client(world);
        signInAs(client, auth::issueCredential("north", "carol", world.now().wall + 24h));
        QCOMPARE(client.allocate().code(), 0);
        world.pass(400s);
        world.settings.credentials = auth::Credentials({}, {"south"});
        world.apply();
        QCOMPARE(client.refresh(600).code(), 0);
        world.pass(299s);
        // Another push does not begin the time anew.
        world.settings.credentials = auth::Credentials({}, {"west"});
        world.apply();
        QCOMPARE(client.refresh(600).code(), 0);
        world.pass(1s);
        QCOMPARE(client.refresh(600).code(), 401);
        // A secret that is put back is as good as before.
        world.settings.credentials = auth::Credentials({}, {"north"});
        world.apply();
        QCOMPARE(client.refresh(600).code(), 0);
    }

    void aChangedPasswordLeavesTheCallItsTimeAndTheNewOneIsTaken()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 300s;
        world.apply();
        TestClient slow(world);
        TestClient quick(world, "192.0.2.11:1");
        QCOMPARE(slow.allocate().code(), 0);
        QCOMPARE(quick.allocate().code(), 0);
        world.settings.credentials = auth::Credentials({user("alice", "example.org", "another")}, {});
        world.apply();
        QCOMPARE(slow.refresh(600).code(), 0);
        quick.password = "another";
        QCOMPARE(quick.refresh(600).code(), 0);
        world.pass(300s);
        QCOMPARE(slow.refresh(600).code(), 401);
        QCOMPARE(quick.refresh(600).code(), 0);
        // The password that was proved last is the one that goes on.
        world.settings.credentials = auth::Credentials({user("alice", "example.org", "third")}, {});
        world.apply();
        QCOMPARE(quick.refresh(600).code(), 0);
        quick.password = "secret";
        QCOMPARE(quick.refresh(600).code(), 401);
    }

    void aNewRealmIsForNewCalls_data()
    {
        QTest::addColumn<bool>("keysAreMadeAnew");
        QTest::newRow("users keep their keys") << false;
        QTest::newRow("users get keys for the new realm") << true;
    }
    void aNewRealmIsForNewCalls()
    {
        QFETCH(bool, keysAreMadeAnew);
        RelayWorld world;
        world.settings.refreshAfterExpiry = 0s;
        world.apply();
        TestClient alice(world);
        TestClient carol(world, "192.0.2.11:1");
        signInAs(carol, auth::issueCredential("north", "carol", world.now().wall + 1h));
        QCOMPARE(alice.allocate().code(), 0);
        QCOMPARE(carol.allocate().code(), 0);
        world.settings.realm = "new.example.org";
        const char *const realm = keysAreMadeAnew ? "new.example.org" : "example.org";
        world.settings.credentials = auth::Credentials({user("alice", realm, "secret")}, {"north"});
        world.apply();
        for (TestClient *client : {&alice, &carol}) {
            QCOMPARE(client->refresh(600).code(), 0);
            QCOMPARE(client->permit({kPeer}).code(), 0);
            QCOMPARE(client->bind(0x4000, kPeer).code(), 0);
        }
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return std::string(view.realm); }),
                 std::string("example.org"));
        TestClient late(world, "192.0.2.12:1");
        QCOMPARE(late.allocate().code(), keysAreMadeAnew ? 0 : 401);
        QCOMPARE(late.realm, std::string("new.example.org"));
    }

    void aStaleNonceOfARunningCallNamesTheRealmOfTheCall()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        world.settings.realm = "new.example.org";
        world.settings.nonceKey.fill(43);
        world.apply();
        const Answer stale = client.send(client.compose(Method::Refresh));
        QCOMPARE(stale.code(), 438);
        QCOMPARE(stale.text(AttributeType::Realm), std::string("example.org"));
        client.useChallenge(stale);
        QCOMPARE(client.refresh(600).code(), 0);
        // Whoever has no call learns the new one.
        TestClient late(world, "192.0.2.12:1");
        late.signs = false;
        QCOMPARE(late.allocate().text(AttributeType::Realm), std::string("new.example.org"));
    }

    void whatAdmittedOneCallAdmitsNothingElse()
    {
        RelayWorld world;
        TestClient client(world);
        const auto issued = auth::issueCredential("north", "carol", world.now().wall + 1s);
        signInAs(client, issued);
        QCOMPARE(client.allocate().code(), 0);
        world.wait(1s);
        TestClient other(world, "192.0.2.11:1");
        signInAs(other, issued);
        QCOMPARE(other.allocate().code(), 401);
        QCOMPARE(other.refresh(0).code(), 401);
        client.password = "guessed";
        QCOMPARE(client.refresh(0).code(), 401);
        QCOMPARE(world.server->allocationCount(), 1U);
    }

    void thePersonWhoIsCountedIsTheOneWhoWasCounted()
    {
        RelayWorld world;
        TestClient client(world);
        signInAs(client, auth::issueCredential("north", "carol", world.now().wall + 1h));
        QCOMPARE(client.allocate().code(), 0);
        // With this separator the name would be another person's.
        world.settings.credentials = auth::Credentials({}, {"north"}, '~');
        world.apply();
        QCOMPARE(client.refresh(0).code(), 0);
        QCOMPARE(world.output.admitted(), 0);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestAdmittance)
#include "tst_admittance.moc"
