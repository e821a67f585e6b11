// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

/// A relay that takes no new calls.
class TestDraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // RFC 8489 section 10
    void whileDrainingClientsAreSentElsewhere()
    {
        RelayWorld world;
        TestClient early(world, "192.0.2.9:4000");
        QCOMPARE(early.allocate().code(), 0);
        world.settings.draining = true;
        world.settings.alternateServer = ip("203.0.113.12");
        world.apply();
        TestClient client(world);
        const Answer answer = client.allocate();
        QCOMPARE(answer.code(), 300);
        QVERIFY(answer.message().integrityOffset());
        const auto elsewhere = answer.message().find(AttributeType::AlternateServer).value();
        QCOMPARE(stun::PlainAddress::decode(elsewhere).value(), at("203.0.113.12:3478"));
        QCOMPARE(world.server->counters().redirects, 1U);
        QCOMPARE(world.server->counters().capacityRefusals, 0U);
        QCOMPARE(world.output.admitted(), 1);
        // Calls that are up stay; whoever cannot go there is refused as before.
        QCOMPARE(early.refresh(600).code(), 0);
        TestClient overIpv6(world, "[2001:db8::10]:4000");
        QCOMPARE(overIpv6.allocate().code(), 508);
        // A stranger is not told where else to knock.
        TestClient stranger(world, "192.0.2.11:4000");
        stranger.password = "wrong";
        QCOMPARE(stranger.allocate().code(), 401);
        QCOMPARE(world.server->counters().redirects, 1U);
        QCOMPARE(world.server->counters().capacityRefusals, 1U);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDraining)
#include "tst_draining.moc"
