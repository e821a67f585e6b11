// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

/// Of the only call.
std::vector<turn::RefusedPeer> refusedPeersOf(const RelayWorld &world)
{
    return world.ask(+[](const turn::AllocationView &view) {
        return std::vector(view.refusedPeers.begin(), view.refusedPeers.end());
    });
}

} // namespace

/// What the rules refuse is remembered with the call: "why no audio" begins there.
class TestRefusedPeers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aRefusedPeerIsRememberedWithItsCall()
    {
        RelayWorld world;
        turn::PeerPolicy::Rules rules;
        rules.deny = {IpNetwork::parse("8.8.4.0/24").value()};
        world.setPeers(rules);
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QVERIFY(refusedPeersOf(world).empty());
        QCOMPARE(client.permit({at("10.0.0.5:1")}).code(), 403);
        QCOMPARE(client.permit({at("10.0.0.5:2")}).code(), 403);
        QCOMPARE(client.bind(0x4000, at("8.8.4.4:3")).code(), 403);
        QCOMPARE(refusedPeersOf(world), (std::vector<turn::RefusedPeer>{{{ip("8.8.4.4"), Port{}}, 1},
                                                                        {{ip("10.0.0.5"), Port{}}, 2}}));
        QCOMPARE(client.permit({at("8.8.8.8:1")}).code(), 0);
        // However many there are, the last four are kept, and who is asked for again comes first.
        for (int i = 1; i <= 9; ++i)
            QCOMPARE(client.permit({{IpAddress::v4(0x0a000100U + static_cast<unsigned>(i)), Port{1}}}).code(),
                     403);
        QCOMPARE(client.permit({at("10.0.1.7:1")}).code(), 403);
        const auto last = refusedPeersOf(world);
        QCOMPARE(last.size(), turn::RefusedPeers::kMost);
        QCOMPARE(last.front(), (turn::RefusedPeer{{ip("10.0.1.7"), Port{}}, 2}));
        QCOMPARE(last.back(), (turn::RefusedPeer{{ip("10.0.1.6"), Port{}}, 1}));
    }

    // That nobody lives on port 0 is no rule of this relay's, and no reason to look at its rules.
    void port0IsRefusedAndNotRemembered()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.bind(0x4000, {ip("8.8.8.8"), Port{}}).code(), 403);
        QVERIFY(refusedPeersOf(world).empty());
        // An address that the rules refuse is one whatever the port.
        QCOMPARE(client.bind(0x4000, {ip("10.0.0.5"), Port{}}).code(), 403);
        QCOMPARE(refusedPeersOf(world), (std::vector<turn::RefusedPeer>{{{ip("10.0.0.5"), Port{}}, 1}}));
    }

    void aPacketToAnotherProgramOfThisMachineIsRememberedOnce()
    {
        RelayWorld world;
        turn::PeerPolicy::Rules rules;
        rules.allowRelayToRelay = true;
        rules.relayAddresses = {ip("198.51.100.1")};
        world.setPeers(rules);
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({at("198.51.100.1:1")}).code(), 0);
        for (int i = 0; i < 100; ++i)
            QVERIFY(!client.sendTo(at("198.51.100.1:22")));
        const std::vector<turn::RefusedPeer> expected{{at("198.51.100.1:22"), 1}};
        QCOMPARE(refusedPeersOf(world), expected);
        QCOMPARE(world.shown.begin()->second.refusedPeers, expected);
        QCOMPARE(world.server->counters().forbiddenPeers, 100U);
    }

    void whoeverTriesOnePortAfterTheOtherMakesNoNewsOfEach()
    {
        RelayWorld world;
        turn::PeerPolicy::Rules rules;
        rules.allowRelayToRelay = true;
        rules.relayAddresses = {ip("198.51.100.1")};
        world.setPeers(rules);
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(client.permit({at("198.51.100.1:1")}).code(), 0);
        const int before = world.changes;
        for (std::uint16_t port = 1; port <= 1000; ++port)
            QVERIFY(!client.sendTo({ip("198.51.100.1"), Port{port}}));
        QVERIFY(world.changes > before);
        QVERIFY2(world.changes - before <= 2, qPrintable(QString::number(world.changes - before)));
        // Another one is noted when some time has passed.
        world.wait(5s);
        QVERIFY(!client.sendTo(at("198.51.100.1:22")));
        QCOMPARE(refusedPeersOf(world).front().peer, at("198.51.100.1:22"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestRefusedPeers)
#include "tst_refused_peers.moc"
