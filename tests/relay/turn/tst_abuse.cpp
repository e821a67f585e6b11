// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

// What a request of a client that belongs here may look like; each is sent cut, bent and filled.
std::vector<OwnedBytes> requestsOf(TestClient &client)
{
    using enum AttributeType;
    return {client.compose(Method::Binding),
            client.compose(Method::Allocate,
                           [](auto &m) {
                               m.addNumber(RequestedTransport, 17U << 24)
                                   .addNumber(Lifetime, 700)
                                   .addNumber(RequestedAddressFamily, 1U << 24);
                           }),
            client.compose(Method::Refresh, [](auto &m) { m.addNumber(Lifetime, 700); }),
            client.compose(Method::CreatePermission,
                           [](auto &m) {
                               m.addXorAddress(XorPeerAddress, at("8.8.8.8:1"))
                                   .addXorAddress(XorPeerAddress, at("9.9.9.9:1"));
                           }),
            client.compose(
                Method::ChannelBind,
                [](auto &m) {
                    m.addNumber(ChannelNumber, 0x40000000).addXorAddress(XorPeerAddress, at("8.8.8.8:1"));
                }),
            client.compose(
                Method::Send,
                [](auto &m) { m.addXorAddress(XorPeerAddress, at("8.8.8.8:1")).add(Data, "hello"); },
                stun::Class::Indication)};
}

// The bytes of one refused peer, however it is asked for.
struct Attempts {
    int permission = 0;
    int channel = 0;
    bool sent = false;
};

Attempts tryEverything(TestClient &client, const TransportAddress &peer)
{
    return {client.permit({peer}).code(), client.bind(0x4000, peer).code(), client.sendTo(peer)};
}

} // namespace

/// What attackers did to other relays (one line each in the comments), done to this one.
class TestAbuse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // T1: every special-purpose block, by every way to name a peer
    void specialPurposeBlocksAreForbidden()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        for (const SpecialBlock &block : specialBlocks()) {
            const Attempts result = tryEverything(client, {block.network.address(), Port{6000}});
            const QByteArray name = QByteArray::fromStdString(block.network.toString());
            QVERIFY2(result.permission == 403 && result.channel == 403 && !result.sent, name.constData());
        }
        QVERIFY(world.output.toPeer.empty());
        QCOMPARE(world.server->counters().forbiddenPeers, 2 * specialBlocks().size());
    }

    // T2, T3: other spellings, and addresses on which nobody can live
    void noSpellingOpensAForbiddenPeer_data()
    {
        QTest::addColumn<QByteArray>("peer");
        for (const char *peer : {"::ffff:127.0.0.1", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::127.0.0.1",
                                 "64:ff9b:1::127.0.0.1", "2001:0:808:808::80ff:fffe", "::ffff:10.1.2.3",
                                 "64:ff9b::169.254.169.254", "::ffff:0:127.0.0.1", "0.0.0.0", "::", "::1",
                                 "255.255.255.255", "224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"})
            QTest::newRow(peer) << QByteArray(peer);
    }
    void noSpellingOpensAForbiddenPeer()
    {
        QFETCH(QByteArray, peer);
        RelayWorld world;
        world.output.offersIpv6 = true;
        for (const std::uint32_t family : {1U, 2U}) {
            TestClient client(world, family == 1 ? "192.0.2.10:1" : "192.0.2.10:2");
            const auto askedFamily = [family](auto &m) {
                m.addNumber(AttributeType::RequestedAddressFamily, family << 24);
            };
            QCOMPARE(client.allocate(askedFamily).code(), 0);
            const Attempts result = tryEverything(client, {ip(peer.constData()), Port{6000}});
            QCOMPARE(result.permission, 403);
            QCOMPARE(result.channel, 403);
            QVERIFY(!result.sent);
        }
    }

    // T3: port 0
    void portZeroIsNeverSentTo()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        const TransportAddress nobody{ip("8.8.8.8"), Port{0}};
        QCOMPARE(client.permit({nobody}).code(), 0);
        QCOMPARE(client.bind(0x4000, nobody).code(), 403);
        QVERIFY(!client.sendTo(nobody));
        QVERIFY(client.sendTo(at("8.8.8.8:1")));
    }

    // T4: the relay itself as a peer
    void theRelaysOwnAddressesAreForbidden()
    {
        RelayWorld world;
        turn::PeerPolicy::Rules rules;
        rules.relayAddresses = {ip("8.8.4.4")};
        world.setPeers(rules);
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        QCOMPARE(tryEverything(client, at("8.8.4.4:3478")).permission, 403);
        rules.allowRelayToRelay = true;
        world.setPeers(rules);
        QCOMPARE(client.permit({at("8.8.4.4:50001")}).code(), 0);
        // Nobody is relayed there.
        QVERIFY(!client.sendTo(at("8.8.4.4:50001")));
        QVERIFY(world.output.toPeer.empty());
    }

    // What a spoofed request brings to the address it names
    void strangersGetShortAnswers()
    {
        RelayWorld world;
        const auto ratio = [](const OwnedBytes &request, const Answer &answer) {
            return static_cast<double>(answer.bytes.size()) / static_cast<double>(request.size());
        };
        TestClient stranger(world);
        stranger.signs = false;
        const auto binding = stranger.compose(Method::Binding);
        QCOMPARE(binding.size(), 20U);
        QVERIFY(ratio(binding, stranger.send(binding)) <= 1.6);
        TestClient overIpv6(world, "[2001:db8::10]:4000");
        overIpv6.signs = false;
        // With the headers that carry them: 40 bytes of IPv6 and 8 of UDP.
        QVERIFY(static_cast<double>(48 + overIpv6.send(binding).bytes.size()) / (48.0 + 20.0) <= 1.6);
        for (const Method method :
             {Method::Allocate, Method::Refresh, Method::CreatePermission, Method::ChannelBind}) {
            const auto request = stranger.compose(method);
            QCOMPARE(request.size(), 20U);
            const Answer answer = stranger.send(request);
            QCOMPARE(answer.code(), 401);
            QVERIFY(ratio(request, answer) <= 3.4);
        }
        const auto unknown = stranger.compose(
            Method::Binding, [](auto &m) { m.add(static_cast<AttributeType>(0x7001), std::string_view()); });
        QVERIFY(ratio(unknown, stranger.send(unknown)) <= 3.4);
        const auto halfSigned = stranger.compose(Method::Allocate, [](auto &m) {
            m.addIntegrity(stun::IntegrityKind::Sha1, stun::bytesOf("key"));
        });
        QCOMPARE(stranger.send(halfSigned).code(), 400);
        QVERIFY(ratio(halfSigned, stranger.send(halfSigned)) <= 3.4);
        const auto stale = stranger.compose(Method::Allocate, [](auto &m) {
            m.add(AttributeType::Username, std::string_view())
                .add(AttributeType::Realm, std::string_view())
                .add(AttributeType::Nonce, std::string_view())
                .addIntegrity(stun::IntegrityKind::Sha1, stun::bytesOf("key"));
        });
        QCOMPARE(stranger.send(stale).code(), 438);
        QVERIFY(ratio(stale, stranger.send(stale)) <= 3.4);
    }

    void usersGetShortAnswers()
    {
        RelayWorld world(1);
        TestClient client(world);
        const auto ratio = [&](Method method, int code, const TestClient::Attributes &attributes = {}) {
            const auto request = client.compose(method, attributes);
            const Answer answer = client.send(request);
            if (answer.code() != code)
                throw std::logic_error("another answer than the one to be measured");
            return static_cast<double>(answer.bytes.size()) / static_cast<double>(request.size());
        };
        QCOMPARE(client.allocate().code(), 0);
        const auto unknown = [](auto &m) { m.add(static_cast<AttributeType>(0x7001), std::string_view()); };
        QVERIFY(ratio(Method::Allocate, 437) <= 1);
        QVERIFY(ratio(Method::CreatePermission, 400) <= 1);
        QVERIFY(ratio(Method::Refresh, 420, unknown) <= 1);
        client.user = "bob";
        client.password = "hidden";
        QVERIFY(ratio(Method::Refresh, 441) <= 1);
    }

    // T13: addresses that never proved themselves leave nothing behind
    void strangersLeaveNothingBehind()
    {
        RelayWorld world;
        for (std::uint32_t i = 0; i < 50'000; ++i) {
            TestClient stranger(world);
            stranger.path.tuple.client = {IpAddress::v4(0x0b000000 + i), Port{4000}};
            stranger.signs = false;
            QCOMPARE(
                stranger.send(stranger.compose(i % 2 == 0 ? Method::Allocate : Method::Binding)).exists(),
                true);
            world.output.forgetTraffic();
        }
        QCOMPARE(world.server->allocationCount(), 0U);
        QVERIFY(!world.server->nextDeadline());
        QCOMPARE(world.output.admitted(), 0);
        TestClient good(world);
        QCOMPARE(good.allocate().code(), 0);
    }

    // T25: duplicates
    void theFirstOfTwoAttributesCountsEverywhere()
    {
        using enum AttributeType;
        RelayWorld world;
        TestClient client(world);
        const Answer allocated = client.request(Method::Allocate, [](auto &m) {
            m.addNumber(RequestedTransport, 17U << 24)
                .addNumber(RequestedTransport, 6U << 24)
                .addNumber(Lifetime, 700)
                .addNumber(Lifetime, 800);
        });
        QCOMPARE(allocated.code(), 0);
        QCOMPARE(allocated.number(Lifetime), 700U);
        QCOMPARE(client
                     .request(Method::ChannelBind,
                              [](auto &m) {
                                  m.addNumber(ChannelNumber, 0x40000000)
                                      .addNumber(ChannelNumber, 0x40010000)
                                      .addXorAddress(XorPeerAddress, at("8.8.8.8:1"))
                                      .addXorAddress(XorPeerAddress, at("9.9.9.9:1"));
                              })
                     .code(),
                 0);
        QVERIFY(client.sendOn(0x4000, at("8.8.8.8:1")));
        QVERIFY(!client.sendOn(0x4001, at("8.8.8.8:1")));
        QVERIFY(!client.hears(at("9.9.9.9:1")));
        client.send(client.compose(
            Method::Send,
            [](auto &m) {
                m.addXorAddress(XorPeerAddress, at("8.8.8.8:1"))
                    .addXorAddress(XorPeerAddress, at("8.8.8.8:2"))
                    .add(Data, "one")
                    .add(Data, "two");
            },
            stun::Class::Indication));
        QVERIFY(world.output.toPeer.back().peer == at("8.8.8.8:1"));
        QVERIFY(world.output.toPeer.back().payload == payload("one"));
        // A second name, realm or nonce behind the first is not looked at.
        client.afterIntegrity = {};
        const auto key = auth::longTermKey("alice", "example.org", "secret");
        client.signs = false;
        const Answer refreshed = client.send(client.compose(Method::Refresh, [&](auto &m) {
            m.add(Username, "alice")
                .add(Realm, client.realm)
                .add(Nonce, client.nonce)
                .add(Username, "bob")
                .add(Realm, "x")
                .add(Nonce, "y")
                .addIntegrity(stun::IntegrityKind::Sha1, std::as_bytes(std::span(key)));
        }));
        QCOMPARE(refreshed.code(), 0);
    }

    // T27: each message cut at every byte, each bit and each length bent
    void requestsCutAndBentNeverHurt()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        for (const OwnedBytes &request : requestsOf(client)) {
            for (std::size_t size = 0; size < request.size(); ++size)
                QVERIFY(!client.send(Bytes(request).first(size)).exists());
            for (std::size_t bit = 0; bit < request.size() * 8; ++bit) {
                OwnedBytes bent = request;
                bent[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
                client.send(bent);
            }
            for (std::size_t at = 2; at + 1 < request.size(); at += 2) {
                for (const int change : {-1, 1}) {
                    OwnedBytes bent = request;
                    stun::storeBig16(&bent[at],
                                     static_cast<std::uint16_t>(stun::loadBig16(&bent[at]) + change));
                    client.send(bent);
                }
            }
        }
        // A bent and therefore unsigned request changed nothing that needs a signature.
        QCOMPARE(world.server->allocationCount(), 1U);
        QVERIFY(!client.hears(at("8.8.8.8:1")));
        QVERIFY(world.output.toPeer.empty());
    }

    // T28: bytes of one answer do not show up in the padding of the next
    void paddingOfAnswersIsZero()
    {
        RelayWorld world;
        world.settings.realm = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
        world.settings.credentials = auth::Credentials({}, {"north"});
        world.apply();
        for (const int length : {1, 2, 3, 5, 11}) {
            TestClient client(world);
            client.signs = false;
            client.allocate();
            world.settings.realm = std::string(static_cast<std::size_t>(length), 'r');
            world.apply();
            const Answer answer = client.allocate();
            const auto message = answer.message();
            std::size_t checked = 0;
            for (const stun::Attribute attribute : message) {
                const std::byte *const end = attribute.value.data() + attribute.value.size();
                for (std::size_t i = attribute.value.size(); i % 4 != 0; ++i, ++checked)
                    QVERIFY(end[i - attribute.value.size()] == std::byte{0});
            }
            QVERIFY(checked > 0);
        }
    }

    // T29: sixty unknown attributes
    void sixtyUnknownAttributesGetAShortList()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        const auto many = [](stun::MessageBuilder &message) {
            for (std::uint16_t i = 0; i < 60; ++i)
                message.add(static_cast<AttributeType>(0x7000 + i), std::string_view());
        };
        client.signs = false;
        const auto stranger = client.compose(Method::Binding, many);
        const Answer toStranger = client.send(stranger);
        QCOMPARE(toStranger.code(), 420);
        QVERIFY(toStranger.bytes.size() < stranger.size());
        const auto listed = toStranger.message().find(AttributeType::UnknownAttributes);
        QCOMPARE(listed->size(), 8U);
        QCOMPARE(stun::loadBig16(listed->data()), std::uint16_t{0x7000});
        client.signs = true;
        QCOMPARE(client.request(Method::Refresh, many).code(), 420);
        QCOMPARE(world.server->allocationCount(), 1U);
    }

    void unknownOptionalAttributesAreSkipped()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(
            client.allocate([](auto &m) { m.add(static_cast<AttributeType>(0xbfff), "whatever"); }).code(),
            0);
    }

    // T35: where the settings have no limit there is one all the same
    void permissionsAndChannelsHaveACeilingThatNoSettingLifts()
    {
        RelayWorld world;
        world.settings.limits.permissionsPerAllocation = 0;
        world.settings.limits.channelsPerAllocation = 0;
        world.apply();
        TestClient client(world);
        client.largestRequest = 4096;
        QCOMPARE(client.allocate().code(), 0);
        const auto permitMore = [&](std::uint32_t first, std::uint32_t count) {
            return client
                .request(Method::CreatePermission,
                         [=](stun::MessageBuilder &message) {
                             for (std::uint32_t i = 0; i < count; ++i)
                                 message.addXorAddress(AttributeType::XorPeerAddress,
                                                       {IpAddress::v4(0x0b000000 + first + i), Port{1}});
                         })
                .code();
        };
        // From both ends, so that new ones stand between old ones.
        for (std::uint32_t i = 0; i < 16; ++i) {
            QCOMPARE(permitMore(i * 128, 128), 0);
            QCOMPARE(permitMore(65536 - i * 128, 128), 0);
        }
        const auto permissions = +[](const turn::AllocationView &view) { return view.permissions; };
        QCOMPARE(world.ask(permissions), std::size_t{4096});
        QCOMPARE(permitMore(0, 128), 0); // those it has may be prolonged
        QCOMPARE(permitMore(1'000'000, 1), 508);
        QVERIFY(client.hears(at("11.0.0.0:1")) && client.hears(at("11.1.0.127:1")));
        QVERIFY(!client.hears(at("12.0.0.0:1")));
        for (std::uint32_t i = 0; i < 4096; ++i) {
            const TransportAddress peer{ip("11.0.0.5"), Port{static_cast<std::uint16_t>(i + 1)}};
            QCOMPARE(client.bind(static_cast<std::uint16_t>(0x4000 + i), peer).code(), 0);
        }
        QCOMPARE(client.bind(0x6000, at("11.0.0.5:60000")).code(), 508);
        world.pass(300s);
        QCOMPARE(world.ask(permissions), std::size_t{0});
    }

    // A request is read only as far as it may be useful
    void aRequestThatNobodyNeedsSoLongIsNotRead()
    {
        RelayWorld world;
        TestClient client(world);
        client.largestRequest = 60'000;
        QCOMPARE(client.allocate().code(), 0);
        const auto request = client.compose(Method::CreatePermission, [](stun::MessageBuilder &message) {
            for (std::uint32_t i = 0; i < 4000; ++i)
                message.addXorAddress(AttributeType::XorPeerAddress,
                                      {IpAddress::v4(0x0b000000 + i * 7919), Port{1}});
        });
        QVERIFY(!client.send(request).exists());
        QCOMPARE(world.server->counters().messagesTooLong, std::uint64_t{1});
        QVERIFY(client.sendTo(at("8.8.8.8:1"), OwnedBytes(10'000)) == false); // no permission, but read
        QCOMPARE(world.server->counters().withoutPermission, std::uint64_t{1});
    }

    // T32: what ends at one moment is ended in pieces, and nobody sees the difference
    void thousandsThatEndAtOnceAreEndedInPieces()
    {
        RelayWorld world(3000);
        constexpr std::uint16_t kMany = 1000;
        for (std::uint16_t i = 0; i < kMany; ++i) {
            TestClient client(world);
            client.path.tuple.client = {ip("192.0.2.10"), Port{static_cast<std::uint16_t>(1000 + i)}};
            QCOMPARE(client.allocate().code(), 0);
        }
        world.wait(600s);
        world.server->advance(world.now());
        const std::size_t left = world.server->allocationCount();
        QVERIFY2(left > kMany / 2 && left < kMany, "one piece of the work is done");
        QVERIFY(*world.server->nextDeadline() <= world.now().monotonic);
        // Its time is over, whether it was its turn or not.
        world.fromPeer(world.allocation(), at("8.8.8.8:1"), payload("late"));
        QCOMPARE(world.server->allocationCount(), left - 1);
        while (world.server->nextDeadline())
            world.server->advance(world.now());
        QCOMPARE(world.server->allocationCount(), std::size_t{0});
        QCOMPARE(world.output.openRelays(), std::size_t{0});
    }

    // T7: in pieces; a rule that denies a peer holds for its next packet, however many calls there are
    void aRuleHoldsAtOnceForCallsThatWereNotGoneThroughYet()
    {
        RelayWorld world(3000);
        const TransportAddress peer = at("8.8.8.8:1");
        std::vector<std::unique_ptr<TestClient>> clients;
        for (std::uint16_t i = 0; i < 200; ++i) {
            clients.push_back(std::make_unique<TestClient>(world));
            clients.back()->largestRequest = 4096;
            clients.back()->path.tuple.client = {ip("192.0.2.10"),
                                                 Port{static_cast<std::uint16_t>(1000 + i)}};
            QCOMPARE(clients.back()->allocate().code(), 0);
            QCOMPARE(clients.back()
                         ->request(Method::CreatePermission,
                                   [&](stun::MessageBuilder &message) {
                                       message.addXorAddress(AttributeType::XorPeerAddress, peer);
                                       for (std::uint32_t k = 0; k < 100; ++k)
                                           message.addXorAddress(AttributeType::XorPeerAddress,
                                                                 {IpAddress::v4(0x0b000000 + k), Port{1}});
                                   })
                         .code(),
                     0);
        }
        QVERIFY(clients.back()->sendTo(peer) && clients.front()->sendTo(peer));
        turn::PeerPolicy::Rules rules;
        rules.deny = {IpNetwork(peer.address, 32)};
        world.setPeers(rules);
        QVERIFY2(world.server->nextDeadline() <= world.now().monotonic, "there is work left");
        QVERIFY(!clients.back()->sendTo(peer) && !clients.front()->sendTo(peer));
        QVERIFY(!clients.back()->hears(peer));
        while (*world.server->nextDeadline() <= world.now().monotonic)
            world.server->advance(world.now());
        std::size_t permissions = 0;
        world.server->forEachAllocation([&](const auto &view) { permissions += view.permissions; });
        QCOMPARE(permissions, std::size_t{200 * 100});
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestAbuse)
#include "tst_abuse.moc"
