// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

turn::PeerPolicy::Rules denying(const char *network)
{
    turn::PeerPolicy::Rules rules;
    rules.deny = {IpNetwork::parse(network).value()};
    return rules;
}

} // namespace

/// New settings while calls are running: what is forbidden now stops now, the rest goes on.
class TestSettingsChange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // T7: a permission and a channel whose peer is denied now
    void aPeerThatIsDeniedNowIsCutOffAtOnce()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QCOMPARE(client.bind(0x4001, kOther).code(), 0);
        world.setPeers(denying("8.0.0.0/8"));
        QVERIFY(!client.sendOn(0x4000, kPeer));
        QVERIFY(!client.sendTo(kPeer));
        QVERIFY(!client.hears(kPeer));
        QCOMPARE(client.permit({kPeer}).code(), 403);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 403);
        QVERIFY(client.sendOn(0x4001, kOther));
        QVERIFY(client.hears(kOther));
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return view.permissions; }), 1U);
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return view.channels; }), 1U);
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return view.recentPeers.size(); }), 1U);
    }

    void aPeerThatIsAllowedAgainMustBeAskedForAgain()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        world.setPeers(denying("8.0.0.0/8"));
        world.setPeers({});
        QVERIFY(!client.hears(kPeer));
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QVERIFY(client.hears(kPeer));
    }

    void aUserWhoIsGoneProlongsNothing()
    {
        RelayWorld world;
        TestClient alice(world, "192.0.2.10:1", Transport::Tcp);
        TestClient bob(world, "192.0.2.10:2");
        bob.user = "bob";
        bob.password = "hidden";
        const auto issued = auth::issueCredential("north", "carol", world.now().wall + 1h);
        TestClient carol(world, "192.0.2.10:3");
        carol.user = issued.username;
        carol.password = issued.password;
        for (TestClient *client : {&alice, &bob, &carol})
            QCOMPARE(client->allocate().code(), 0);

        world.settings.credentials =
            auth::Credentials({{"bob", auth::longTermKey("bob", "example.org", "hidden")}}, {"south"});
        world.apply();
        // A push cuts no call; what she has runs out, or is given back.
        QCOMPARE(world.server->allocationCount(), 3U);
        QCOMPARE(bob.refresh(600).code(), 0);
        QCOMPARE(alice.refresh(600).code(), 401);
        QCOMPARE(alice.permit({kPeer}).code(), 401);
        QCOMPARE(alice.bind(0x4000, kPeer).code(), 401);
        QCOMPARE(carol.refresh(600).code(), 0);
        QCOMPARE(alice.refresh(0).code(), 0);
        QCOMPARE(world.server->allocationCount(), 2U);

        world.settings.credentials = {};
        world.apply();
        QCOMPARE(bob.refresh(600).code(), 401);
        world.pass(600s);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.output.freePorts(), 100U);
        QCOMPARE(world.output.admitted(), 0);
    }

    void newLifetimesHoldFromTheNextRequest()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        world.settings.lifetimes.allocationDefault = 60s;
        world.settings.lifetimes.allocationMax = 120s;
        world.apply();
        world.pass(500s);
        QCOMPARE(world.server->allocationCount(), 1U);
        QCOMPARE(client.refresh(600).number(AttributeType::Lifetime), 120U);
        QCOMPARE(client.refresh(1).number(AttributeType::Lifetime), 60U);
        world.pass(60s);
        QCOMPARE(world.server->allocationCount(), 0U);
    }

    void lowerCapsDoNotTakeAwayWhatIsThere()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({kPeer, kOther}).code(), 0);
        world.settings.limits.permissionsPerAllocation = 1;
        world.settings.limits.channelsPerAllocation = 1;
        world.apply();
        QVERIFY(client.hears(kPeer) && client.hears(kOther));
        QCOMPARE(client.permit({kPeer, kOther}).code(), 0);
        QCOMPARE(client.permit({at("1.1.1.1:1")}).code(), 508);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QCOMPARE(client.bind(0x4001, kOther).code(), 508);
    }

    void everythingEndsAtShutdown()
    {
        RelayWorld world;
        for (int i = 1; i <= 20; ++i) {
            TestClient client(world, ("192.0.2.10:" + std::to_string(i)).c_str());
            QCOMPARE(client.allocate().code(), 0);
        }
        world.server->endAll(world.now(), turn::EndCause::Shutdown);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.ended.size(), 20U);
        QCOMPARE(world.output.freePorts(), 100U);
        QCOMPARE(world.output.admitted(), 0);
        QVERIFY(!world.server->nextDeadline());
        QCOMPARE(world.server->counters().allocationsCreated, world.server->counters().allocationsEnded);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestSettingsChange)
#include "tst_settings_change.moc"
