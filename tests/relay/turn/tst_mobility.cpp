// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/mobility_ticket.h"
#include "tests/relay/turn/relay_world.h"
#include "tests/support/authorization_server.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

constexpr std::uint16_t kChannel = 0x4001;

/// A client that asked for tickets, and keeps the last one.
class MobileClient : public TestClient {
public:
    explicit MobileClient(RelayWorld &world, const char *address = "192.0.2.10:4000",
                          Transport transport = Transport::Udp)
        : TestClient(world, address, transport)
    {
    }
    Answer allocateMobile()
    {
        return kept(allocate([](auto &message) { message.add(AttributeType::MobilityTicket, Bytes{}); }));
    }
    /// Leaves its path without a word and shows its ticket on another one.
    Answer moveTo(const char *address, Transport transport = Transport::Udp)
    {
        path = {{transport, at(address), at("198.51.100.1:3478")}, path.handle + 1};
        return refreshWith(ticket);
    }
    Answer refreshWith(const OwnedBytes &shown, std::uint32_t seconds = 600)
    {
        return kept(request(Method::Refresh, [&](auto &message) {
            message.addNumber(AttributeType::Lifetime, seconds).add(AttributeType::MobilityTicket, shown);
        }));
    }

    OwnedBytes ticket;

private:
    Answer kept(Answer answer)
    {
        if (answer.has(AttributeType::MobilityTicket)) {
            const auto view = answer.message();
            const Bytes value = view.find(AttributeType::MobilityTicket).value();
            ticket.assign(value.begin(), value.end());
        }
        return answer;
    }
};

/// Where what this peer sends arrives.
TransportAddress heardAt(RelayWorld &world)
{
    const std::size_t before = world.output.toClient.size();
    world.fromPeer(world.allocation(), kPeer, payload("world"));
    return world.output.toClient.size() == before ? TransportAddress{}
                                                  : world.output.toClient.back().path.tuple.client;
}

struct MobileWorld : RelayWorld {
    MobileWorld()
    {
        settings.mobility = true;
        apply();
    }
};

} // namespace

/// A call follows its client to another address (RFC 8016).
class TestMobility : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void ticketsAreGivenToWhoAsksForThem()
    {
        MobileWorld world;
        TestClient plain(world, "192.0.2.11:4000");
        QVERIFY(!plain.allocate().has(AttributeType::MobilityTicket));
        QVERIFY(!plain.refresh(600).has(AttributeType::MobilityTicket));
        MobileClient mobile(world);
        QCOMPARE(mobile.allocateMobile().code(), 0);
        QVERIFY(!mobile.ticket.empty());
        const OwnedBytes first = mobile.ticket;
        QCOMPARE(mobile.refreshWith(first).code(), 0);
        QVERIFY(mobile.ticket != first);
        QVERIFY(!mobile.refresh(0).has(AttributeType::MobilityTicket));
    }

    void whereMobilityIsOffWhoAsksForItIsToldSo()
    {
        RelayWorld world;
        MobileClient client(world);
        QCOMPARE(client.allocateMobile().code(), 405);
        QCOMPARE(client.allocate().code(), 0);
        QVERIFY(!client.refresh(600).has(AttributeType::MobilityTicket));
    }

    void anAllocateRequestShowsNoTicket()
    {
        MobileWorld world;
        MobileClient client(world);
        const auto shows = [](auto &message) {
            message.add(AttributeType::MobilityTicket, payload("something"));
        };
        QCOMPARE(client.allocate(shows).code(), 400);
    }

    void theOldPathStaysUntilDataComesFromTheNewOne_data()
    {
        QTest::addColumn<bool>("onChannel");
        QTest::newRow("on a channel") << true;
        QTest::newRow("as an indication") << false;
    }
    void theOldPathStaysUntilDataComesFromTheNewOne()
    {
        QFETCH(bool, onChannel);
        MobileWorld world;
        MobileClient client(world, "192.0.2.10:4000");
        QCOMPARE(client.allocateMobile().code(), 0);
        QCOMPARE(client.bind(kChannel, kPeer).code(), 0);
        const turn::ClientPath old = client.path;

        const Answer answer = client.moveTo("203.0.113.7:5000");
        QCOMPARE(answer.code(), 0);
        QCOMPARE(answer.number(AttributeType::Lifetime), 600U);
        QVERIFY(heardAt(world) == at("192.0.2.10:4000"));
        const turn::ClientPath next = std::exchange(client.path, old);
        QVERIFY(client.sendOn(kChannel, kPeer));
        QVERIFY(heardAt(world) == at("192.0.2.10:4000"));

        client.path = next;
        QVERIFY(onChannel ? client.sendOn(kChannel, kPeer) : client.sendTo(kPeer));
        QVERIFY(heardAt(world) == at("203.0.113.7:5000"));
        QVERIFY(world.output.moves.back().path->tuple == next.tuple);
        client.path = old;
        QVERIFY(!client.sendOn(kChannel, kPeer));
        QCOMPARE(client.refresh(600).code(), 437);
        QCOMPARE(world.server->allocationCount(), 1U);
    }

    void aRequestOnTheNewPathMovesTheCallToo()
    {
        MobileWorld world;
        MobileClient client(world);
        QCOMPARE(client.allocateMobile().code(), 0);
        QCOMPARE(client.permit({kPeer}).code(), 0);
        QCOMPARE(client.moveTo("203.0.113.7:5000").code(), 0);
        QCOMPARE(client.permit({kPeer}).code(), 0);
        QVERIFY(heardAt(world) == at("203.0.113.7:5000"));
    }

    void anAnswerThatWasLostIsGivenAgain()
    {
        MobileWorld world;
        MobileClient client(world);
        QCOMPARE(client.allocateMobile().code(), 0);
        const OwnedBytes shown = client.ticket;
        QCOMPARE(client.moveTo("203.0.113.7:5000").code(), 0);
        client.repeatsTransactionId = true;
        QCOMPARE(client.refreshWith(shown).code(), 0);
        // Its answer was lost for good, and the client has moved on with the only ticket that it has.
        client.repeatsTransactionId = false;
        client.ticket = shown;
        QCOMPARE(client.moveTo("203.0.113.8:5000").code(), 0);
    }

    // T36: tickets of another user, unknown ones, and ones that were used.
    void aTicketIsOfNoUseToOthersNorTwice()
    {
        MobileWorld world;
        MobileClient client(world);
        QCOMPARE(client.allocateMobile().code(), 0);
        QCOMPARE(client.bind(kChannel, kPeer).code(), 0);
        const OwnedBytes used = client.ticket;

        MobileClient thief(world, "203.0.113.66:1");
        thief.user = "bob";
        thief.password = "hidden";
        QCOMPARE(thief.refreshWith(used).code(), 441);
        MobileClient guesser(world, "203.0.113.67:1");
        guesser.password = "wrong";
        QCOMPARE(guesser.refreshWith(used).code(), 401);

        QCOMPARE(client.moveTo("203.0.113.7:5000").code(), 0);
        QVERIFY(client.sendOn(kChannel, kPeer));
        const OwnedBytes good = client.ticket;
        client.ticket = used;
        QCOMPARE(client.moveTo("203.0.113.8:5000").code(), 437);
        QVERIFY(heardAt(world) == at("203.0.113.7:5000"));
        client.ticket = good;
        QCOMPARE(client.moveTo("203.0.113.8:5000").code(), 0);
    }

    // T36: forged tickets leave nothing behind.
    void forgedTicketsLeaveNothing()
    {
        MobileWorld world;
        MobileClient client(world);
        QCOMPARE(client.allocateMobile().code(), 0);
        MobileClient other(world, "203.0.113.7:5000");
        for (std::size_t i = 0; i < 2000; ++i) {
            OwnedBytes forged = client.ticket;
            forged[i % forged.size()] ^= static_cast<std::byte>(1 + i % 255);
            QCOMPARE(other.refreshWith(forged).code(), 437);
        }
        for (const std::size_t size : {std::size_t{1}, client.ticket.size() - 1, std::size_t{500}})
            QCOMPARE(other.refreshWith(OwnedBytes(size)).code(), 437);
        QCOMPARE(other.refreshWith({}).code(), 437);
        QVERIFY(!world.server->serves(other.path.tuple));
        QCOMPARE(world.server->allocationCount(), 1U);
    }

    void aTicketEndsWithItsAllocationAndBelongsToOneWorker()
    {
        MobileWorld world;
        MobileClient client(world);
        QCOMPARE(client.allocateMobile().code(), 0);
        const turn::TicketSeal seal(world.settings.nonceKey);
        const auto ticket = seal.open(client.ticket, world.now().wall).value();
        QVERIFY(ticket.allocation == world.allocation());
        QVERIFY(ticket.end == world.now().wall + 600s);
        QVERIFY(!seal.open(client.ticket, ticket.end));
        auto ofAnother = ticket;
        ofAnother.worker = 3;
        client.ticket = seal.seal(ofAnother, {});
        QCOMPARE(client.moveTo("203.0.113.7:5000").code(), 437);
        client.ticket = seal.seal(ticket, {});
        QCOMPARE(client.refreshWith(client.ticket).code(), 0);
        world.pass(601s);
        QCOMPARE(client.moveTo("203.0.113.8:5000").code(), 437);
    }

    // T33, T36: moving changes no quota, and one move is under way at most.
    void movingCostsNothingAndOneMoveIsUnderWayAtMost()
    {
        MobileWorld world;
        world.settings.limits.allocationsPerUser = 1;
        world.apply();
        MobileClient client(world);
        QCOMPARE(client.allocateMobile().code(), 0);
        QCOMPARE(client.bind(kChannel, kPeer).code(), 0);
        std::vector<FiveTuple> paths;
        for (int i = 1; i <= 200; ++i) {
            QCOMPARE(client.moveTo(("203.0.113.7:" + std::to_string(i)).c_str()).code(), 0);
            paths.push_back(client.path.tuple);
        }
        QCOMPARE(
            std::ranges::count_if(paths, [&](const FiveTuple &path) { return world.server->serves(path); }),
            1);
        QCOMPARE(world.server->allocationCount(), 1U);
        QVERIFY(client.sendOn(kChannel, kPeer));
        TestClient second(world, "203.0.113.9:1");
        QCOMPARE(second.allocate().code(), 486);
        QCOMPARE(client.refresh(0).code(), 0);
        QVERIFY(!world.server->serves(client.path.tuple));
        QCOMPARE(second.allocate().code(), 0);
    }

    void aClientWhoseConnectionBrokeComesBack()
    {
        MobileWorld world;
        MobileClient client(world, "192.0.2.10:4000", Transport::Tcp);
        QCOMPARE(client.allocateMobile().code(), 0);
        QCOMPARE(client.bind(kChannel, kPeer).code(), 0);
        world.server->clientClosed(world.now(), client.path);
        QCOMPARE(world.server->allocationCount(), 1U);
        QVERIFY(!world.output.moves.back().path.has_value());
        QVERIFY(heardAt(world) == TransportAddress{});
        QCOMPARE(world.ask<std::uint64_t>([](const auto &view) { return view.toClient.droppedPackets; }), 1U);

        QCOMPARE(client.moveTo("203.0.113.7:5000").code(), 0);
        // There is no other path, so this one is it at once.
        QVERIFY(heardAt(world) == at("203.0.113.7:5000"));
        QVERIFY(client.sendOn(kChannel, kPeer));
        QCOMPARE(client.moveTo("203.0.113.7:6000", Transport::Tcp).code(), 0);
        QVERIFY(client.sendOn(kChannel, kPeer));
        QVERIFY(heardAt(world) == at("203.0.113.7:6000"));
    }

    void whoStaysAwayLosesTheCallAtItsEnd()
    {
        MobileWorld world;
        MobileClient client(world, "192.0.2.10:4000", Transport::Tcp);
        QCOMPARE(client.allocateMobile().code(), 0);
        world.server->clientClosed(world.now(), client.path);
        // Another client may come from the same place meanwhile.
        TestClient other(world, "192.0.2.10:4000", Transport::Tcp);
        QCOMPARE(other.allocate().code(), 0);
        world.pass(599s);
        QCOMPARE(other.refresh(600).code(), 0);
        world.pass(2s);
        QCOMPARE(world.server->allocationCount(), 1U);
        QVERIFY(world.server->serves(other.path.tuple));
    }

    void withoutATicketTheCallEndsWithItsConnection()
    {
        MobileWorld world;
        TestClient client(world, "192.0.2.10:4000", Transport::Tcp);
        QCOMPARE(client.allocate().code(), 0);
        world.server->clientClosed(world.now(), client.path);
        QCOMPARE(world.server->allocationCount(), 0U);
    }

    void theEndOfAConnectionThatTheClientMovesToLeavesTheOldPath()
    {
        MobileWorld world;
        MobileClient client(world);
        QCOMPARE(client.allocateMobile().code(), 0);
        QCOMPARE(client.permit({kPeer}).code(), 0);
        QCOMPARE(client.moveTo("203.0.113.7:5000", Transport::Tcp).code(), 0);
        world.server->clientClosed(world.now(), client.path);
        QVERIFY(heardAt(world) == at("192.0.2.10:4000"));
        QVERIFY(!world.server->serves(client.path.tuple));
    }

    void switchedOffNobodyMovesAnyMore()
    {
        MobileWorld world;
        MobileClient client(world);
        QCOMPARE(client.allocateMobile().code(), 0);
        world.settings.mobility = false;
        world.apply();
        const turn::ClientPath old = client.path;
        QCOMPARE(client.moveTo("203.0.113.7:5000").code(), 437);
        client.path = old;
        QVERIFY(!client.refresh(600).has(AttributeType::MobilityTicket));
    }

    void theHolderOfAnotherTokenOfTheSameKeyIsSomebodyElse()
    {
        MobileWorld world;
        const auth::OAuthKey key{.id = "north", .key = OwnedBytes(32, std::byte{1})};
        world.settings.credentials.setOAuthKeys({key}, "example.org");
        world.apply();
        const auto issued = static_cast<std::uint64_t>(
            std::chrono::floor<std::chrono::seconds>(world.now().wall).time_since_epoch().count());
        const auto moves = [&](MobileClient &client, const OwnedBytes &ticket, std::string_view session) {
            const auto token =
                sealedToken(tokenBlock(payload(session), issued, 3600), key, "example.org", OwnedBytes(12));
            client.user = "north";
            client.sessionKey = payload(session);
            return client.request(ticket.empty() ? Method::Allocate : Method::Refresh, [&](auto &message) {
                message.addNumber(AttributeType::RequestedTransport, 17U << 24)
                    .add(AttributeType::AccessToken, token)
                    .add(AttributeType::MobilityTicket, ticket);
            });
        };
        MobileClient client(world);
        const Answer begun = moves(client, {}, "mine");
        QCOMPARE(begun.code(), 0);
        const auto view = begun.message();
        const Bytes value = view.find(AttributeType::MobilityTicket).value();
        const OwnedBytes ticket(value.begin(), value.end());
        MobileClient thief(world, "203.0.113.66:1");
        QCOMPARE(moves(thief, ticket, "another's").code(), 441);
        MobileClient moved(world, "203.0.113.7:1");
        QCOMPARE(moves(moved, ticket, "mine").code(), 0);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestMobility)
#include "tst_mobility.moc"
