// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

const std::uint16_t kChannel = 0x4000;

/// A client whose allocation outlives everything in it.
struct LongCall {
    RelayWorld world;
    TestClient client{world};
    LongCall()
    {
        const auto answer =
            client.allocate([](auto &message) { message.addNumber(AttributeType::Lifetime, 3600); });
        if (answer.code() != 0 || client.bind(kChannel, kPeer).code() != 0)
            throw std::logic_error("no call");
    }
    [[nodiscard]] std::map<std::uint16_t, TransportAddress> bound() const
    {
        return world.output.boundChannelsOf(world.allocation());
    }
    [[nodiscard]] bool isBound() const { return bound().contains(kChannel); }
};

} // namespace

/// What the state machine tells of itself: which channels a faster path may take over, and what there is to
/// see. MemoryOutput throws when a channel is bound twice, ends twice, or outlives its allocation.
class TestChanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aChannelIsToldWhenItIsBoundAndNotAgainWhenItIsRefreshed()
    {
        LongCall call;
        QCOMPARE(call.bound().size(), std::size_t{1});
        QVERIFY(call.bound().at(kChannel) == kPeer);
        call.world.pass(100s);
        QCOMPARE(call.client.bind(kChannel, kPeer).code(), 0);
        QVERIFY(call.isBound());
    }

    void aChannelEndsWithItsPermissionAndComesBackWithIt()
    {
        LongCall call;
        call.world.pass(299'999ms);
        QVERIFY(call.isBound());
        call.world.pass(1ms);
        QVERIFY(!call.isBound());
        QCOMPARE(call.client.permit({kPeer}).code(), 0);
        QVERIFY(call.isBound());
    }

    void aChannelEndsWithItsBinding()
    {
        LongCall call;
        for (int i = 0; i < 3; ++i) {
            QVERIFY(call.isBound());
            call.world.pass(200s);
            QCOMPARE(call.client.permit({kPeer}).code(), 0);
        }
        QVERIFY(!call.isBound());
        QCOMPARE(call.client.bind(kChannel, kPeer).code(), 0);
        QVERIFY(call.isBound());
    }

    void aChannelThatEndedLongAgoIsToldOnce()
    {
        LongCall call;
        // Nobody looked while its permission, its binding and its cool-down ended.
        call.world.wait(901s);
        QVERIFY(!call.client.sendOn(kChannel, kPeer));
        QVERIFY(!call.isBound());
    }

    void theEndOfAnAllocationEndsItsChannelsFirst_data()
    {
        QTest::addColumn<bool>("isKilled");
        QTest::newRow("released") << false;
        QTest::newRow("ended from outside") << true;
    }
    void theEndOfAnAllocationEndsItsChannelsFirst()
    {
        QFETCH(bool, isKilled);
        LongCall call;
        QCOMPARE(call.client.bind(kChannel + 1, kOther).code(), 0);
        if (isKilled)
            QVERIFY(
                call.world.server->end(call.world.now(), call.world.allocation(), turn::EndCause::Killed));
        else
            QCOMPARE(call.client.refresh(0).code(), 0);
        QVERIFY(call.world.output.boundChannels.empty());
    }

    void rulesThatRefuseThePeerEndItsChannel()
    {
        LongCall call;
        QCOMPARE(call.client.bind(kChannel + 1, kOther).code(), 0);
        turn::PeerPolicy::Rules rules;
        rules.deny.emplace_back(kPeer.address, 32);
        call.world.setPeers(rules);
        QVERIFY(!call.isBound());
        QVERIFY(call.bound().contains(kChannel + 1));
    }

    void peersInsideThisMachineAreDecidedOnForEachPacket()
    {
        LongCall call;
        call.world.server->machineAddressesChanged(call.world.now(), {IpNetwork(kOther.address, 32)});
        turn::PeerPolicy::Rules rules;
        rules.allow.emplace_back(kOther.address, 32);
        call.world.setPeers(rules);
        QCOMPARE(call.client.bind(kChannel + 1, kOther).code(), 0);
        QVERIFY(call.client.sendOn(kChannel + 1, kOther));
        QVERIFY(!call.bound().contains(kChannel + 1));
    }

    void anObserverKnowsEveryNumberAtOnce()
    {
        LongCall call;
        const auto agrees = [&] {
            bool same = call.world.shown.size() == call.world.server->allocationCount();
            call.world.server->forEachAllocation([&](const turn::AllocationView &view) {
                same = same && call.world.shown.at(view.id.slot) == RelayWorld::shownOf(view);
            });
            return same;
        };
        QVERIFY(agrees());
        QVERIFY(call.client.sendOn(kChannel, kPeer) && agrees());
        QVERIFY(call.client.hears(kPeer) && agrees());
        QVERIFY(!call.client.hears(kOther) && agrees());
        QVERIFY(!call.client.sendTo(kOther) && agrees());
        QVERIFY(call.client.permit({kOther}).code() == 0 && agrees());
        QVERIFY(call.client.sendTo(kOther) && agrees());
        QVERIFY(call.client.refresh(1200).code() == 0 && agrees());
        call.world.pass(700s);
        QVERIFY(agrees());
        QVERIFY(call.client.refresh(0).code() == 0 && agrees());
        QVERIFY(call.world.shown.empty());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestChanges)
#include "tst_changes.moc"
