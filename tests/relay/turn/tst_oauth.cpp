// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/authorization_server.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;
using auth::OAuthKey;

namespace {

constexpr auto kServerName = "example.org";
const OwnedBytes kSession = payload("a session key of 20b");

OAuthKey keyOf(char letter, std::size_t size = 32)
{
    return {.id = "north", .key = OwnedBytes(size, static_cast<std::byte>(letter))};
}

OwnedBytes block(const OwnedBytes &session, std::uint64_t issued, std::uint32_t lifetime)
{
    return tokenBlock(session, issued, lifetime);
}

OwnedBytes sealed(const OwnedBytes &plain, const OAuthKey &key, std::string_view serverName = kServerName)
{
    return sealedToken(plain, key, serverName, OwnedBytes(12, std::byte{7}));
}

/// A client whom an authorization server gave a token.
struct TokenClient {
    explicit TokenClient(RelayWorld &world, const char *address = "192.0.2.10:4000",
                         Transport transport = Transport::Udp)
        : client(world, address, transport)
    {
        client.user = "north";
        client.sessionKey = kSession;
    }
    Answer allocate(const OwnedBytes &token)
    {
        return client.allocate([&](auto &message) { message.add(AttributeType::AccessToken, token); });
    }
    Answer refresh(const OwnedBytes &token, std::uint32_t seconds)
    {
        return client.request(Method::Refresh, [&](auto &message) {
            message.addNumber(AttributeType::Lifetime, seconds).add(AttributeType::AccessToken, token);
        });
    }
    TestClient client;
};

std::uint64_t seconds(const RelayWorld &world)
{
    return static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::seconds>(world.now().wall).time_since_epoch().count());
}

void setKeys(RelayWorld &world, std::vector<OAuthKey> keys, const char *serverName = kServerName)
{
    world.settings.credentials.setOAuthKeys(std::move(keys), serverName);
    world.apply();
}

} // namespace

/// Tokens of an authorization server (RFC 7635).
class TestOAuth : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aChallengeNamesTheServerOnlyWhereTokensAreTaken()
    {
        RelayWorld world;
        TestClient client(world);
        client.signs = false;
        QVERIFY(!client.allocate().has(AttributeType::ThirdPartyAuthorization));
        setKeys(world, {keyOf('k')});
        QCOMPARE(client.allocate().text(AttributeType::ThirdPartyAuthorization), std::string(kServerName));
    }

    void aTokenOpensACallThatGoesOnWithItsKey_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::newRow("AES-128") << 16;
        QTest::newRow("AES-256") << 32;
    }
    void aTokenOpensACallThatGoesOnWithItsKey()
    {
        QFETCH(int, bytes);
        RelayWorld world;
        const auto key = keyOf('k', static_cast<std::size_t>(bytes));
        setKeys(world, {key});
        TokenClient holder(world);
        const Answer answer = holder.allocate(sealed(block(kSession, seconds(world), 3600), key));
        QCOMPARE(answer.code(), 0);
        QVERIFY(stun::verifyIntegrity(answer.message(), kSession));
        QCOMPARE(holder.client.permit({kPeer}).code(), 0);
        QVERIFY(holder.client.sendTo(kPeer));
        QCOMPARE(holder.client.refresh(600).code(), 0);
        // A password of that name is no token's.
        TestClient other(world, "192.0.2.11:4000");
        other.user = "north";
        QCOMPARE(other.allocate().code(), 401);
    }

    // RFC 6062: all of them have the name of the key.
    void onlyTheHolderOfTheSameTokenBindsAConnection()
    {
        RelayWorld world;
        world.settings.relaysTcp = true;
        const auto key = keyOf('k');
        setKeys(world, {key});
        const OwnedBytes token = sealed(block(kSession, seconds(world), 3600), key);
        const OwnedBytes otherSession = payload("another key of 20 by");
        const OwnedBytes otherToken = sealed(block(otherSession, seconds(world), 3600), key);
        TokenClient holder(world);
        holder.client.path.tuple.transport = Transport::Tcp;
        const Answer answer =
            holder.client.allocateTcp([&](auto &message) { message.add(AttributeType::AccessToken, token); });
        QCOMPARE(answer.code(), 0);
        QCOMPARE(holder.client.permit({kPeer}).code(), 0);
        const auto id = world.peerConnects(world.allocation(), kPeer).value();
        const auto bind = [&](const char *address, const OwnedBytes &session, const OwnedBytes &shown) {
            TokenClient stream(world, address);
            stream.client.path.tuple.transport = Transport::Tcp;
            stream.client.sessionKey = session;
            return stream.client
                .request(Method::ConnectionBind,
                         [&](auto &message) {
                             message.addNumber(AttributeType::ConnectionId, id.value);
                             if (!shown.empty())
                                 message.add(AttributeType::AccessToken, shown);
                         })
                .code();
        };
        QCOMPARE(bind("192.0.2.11:1", otherSession, otherToken), 441);
        QCOMPARE(bind("192.0.2.11:2", otherSession, {}), 401);
        QCOMPARE(bind("192.0.2.11:3", kSession, {}), 0); // the key of the call is enough
        QVERIFY(world.output.connections.at(id.value).joined.has_value());
    }

    void aTokenThatIsNotForThisRelayIsRefused_data()
    {
        QTest::addColumn<int>("trick");
        int number = 0;
        for (const char *name :
             {"another key", "another server name", "expired", "from the future", "a bit flipped",
              "a tag that is cut off", "no tag", "empty", "a nonce of 16 bytes", "a session key that lies",
              "an empty session key", "a session key of 65 bytes", "a date beyond all dates",
              "an algorithm of another size", "signed with another key", "bytes behind the block"})
            QTest::newRow(name) << number++;
    }
    void whoSignsAsCoturnDoesIsTakenToo()
    {
        RelayWorld world;
        setKeys(world, {keyOf('k')});
        TokenClient holder(world);
        holder.client.sessionKey->resize(16);
        QCOMPARE(holder.allocate(sealed(block(kSession, seconds(world), 3600), keyOf('k'))).code(), 0);
        QCOMPARE(holder.client.refresh(600).code(), 0);
        TokenClient other(world, "192.0.2.11:4000");
        other.client.sessionKey->resize(15);
        QCOMPARE(other.allocate(sealed(block(kSession, seconds(world), 3600), keyOf('k'))).code(), 401);
    }

    // T26: lengths, algorithms, keys, server names and clocks.
    void aTokenThatIsNotForThisRelayIsRefused()
    {
        QFETCH(int, trick);
        RelayWorld world;
        const auto key = keyOf('k');
        setKeys(world, {key});
        const std::uint64_t now = seconds(world);
        auto plain = block(kSession, now, 3600);
        TokenClient holder(world);
        switch (trick) {
        case 2:
            plain = block(kSession, now - 3605, 3600);
            break;
        case 3:
            plain = block(kSession, now + 3606, 3600);
            break;
        case 9:
            plain[1] = std::byte{200};
            break;
        case 10:
            plain = block({}, now, 3600);
            holder.client.sessionKey = OwnedBytes();
            break;
        case 11:
            plain = block(OwnedBytes(65), now, 3600);
            holder.client.sessionKey = OwnedBytes(65);
            break;
        case 12:
            plain = block(kSession, 0xffffffffffffULL, 3600);
            break;
        case 14:
            holder.client.sessionKey = payload("another session key");
            break;
        case 15:
            plain.push_back(std::byte{0});
            break;
        default:
            break;
        }
        OwnedBytes token = trick == 0    ? sealed(plain, keyOf('x'))
                           : trick == 1  ? sealed(plain, key, "example.com")
                           : trick == 13 ? sealed(plain, keyOf('k', 16))
                                         : sealed(plain, key);
        if (trick == 4)
            token[20] ^= std::byte{1};
        if (trick == 5)
            token.pop_back();
        if (trick == 6)
            token.resize(14);
        if (trick == 7)
            token.clear();
        if (trick == 8)
            stun::storeBig16(token.data(), 16);
        QCOMPARE(holder.allocate(token).code(), 401);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.server->counters().wrongCredentials, 1U);
        // The right one of the same client.
        holder.client.sessionKey = kSession;
        QCOMPARE(holder.allocate(sealed(block(kSession, now, 3600), key)).code(), 0);
    }

    void anUnknownKeyIsAnsweredLikeAWrongToken()
    {
        RelayWorld world;
        setKeys(world, {keyOf('k')});
        TokenClient holder(world);
        holder.client.user = "south";
        QCOMPARE(holder.allocate(sealed(block(kSession, seconds(world), 3600), keyOf('k'))).code(), 401);
    }

    void afterItsEndACallGoesOnAsLongAsTheSettingSays()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 600s;
        setKeys(world, {keyOf('k')});
        TokenClient holder(world);
        QCOMPARE(holder.allocate(sealed(block(kSession, seconds(world), 60), keyOf('k'))).code(), 0);
        QCOMPARE(holder.client.refresh(3600).number(AttributeType::Lifetime), 665U);
        world.wait(600s);
        QCOMPARE(holder.client.refresh(3600).number(AttributeType::Lifetime), 65U);
        world.pass(66s);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(holder.client.refresh(3600).code(), 401);
    }

    void aKeyThatIsTakenAwayEndsWhatItAdmittedAsAnExpiryWould()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 600s;
        setKeys(world, {keyOf('k')});
        TokenClient holder(world);
        QCOMPARE(holder.allocate(sealed(block(kSession, seconds(world), 86400), keyOf('k'))).code(), 0);
        QCOMPARE(holder.client.refresh(3600).code(), 0);
        setKeys(world, {});
        QCOMPARE(holder.client.refresh(3600).code(), 0);
        world.wait(601s);
        QCOMPARE(holder.client.refresh(3600).code(), 401);
    }

    void theClockOfTheAuthorizationServerMayBeOff()
    {
        RelayWorld world;
        setKeys(world, {keyOf('k')});
        const auto allocates = [&](const char *address, std::uint64_t issued) {
            TokenClient holder(world, address);
            return holder.allocate(sealed(block(kSession, issued, 60), keyOf('k'))).code();
        };
        QCOMPARE(allocates("192.0.2.10:1", seconds(world) - 64), 0);
        QCOMPARE(allocates("192.0.2.10:2", seconds(world) + 64), 0);
        QCOMPARE(allocates("192.0.2.10:3", seconds(world) - 66), 401);
        QCOMPARE(allocates("192.0.2.10:4", seconds(world) + 66), 401);
    }

    void noCallOutlivesItsTokenByMoreThanThePolicySays()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 0s;
        setKeys(world, {keyOf('k')});
        TokenClient holder(world);
        const auto token = sealed(block(kSession, seconds(world), 120), keyOf('k'));
        QCOMPARE(holder.allocate(token).number(AttributeType::Lifetime), 125U);
        world.wait(60s);
        QCOMPARE(holder.refresh(token, 600).number(AttributeType::Lifetime), 65U);
        QCOMPARE(holder.client.refresh(600).number(AttributeType::Lifetime), 65U);
        world.pass(66s);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.ended.size(), 1U);
    }

    void aNewTokenProlongsACallAlsoWhenItComesWithANewKey()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 0s;
        OAuthKey next = keyOf('n');
        next.id = "south";
        setKeys(world, {keyOf('k'), next});
        TokenClient holder(world);
        QCOMPARE(holder.allocate(sealed(block(kSession, seconds(world), 60), keyOf('k'))).code(), 0);
        const OwnedBytes other = payload("another session key");
        holder.client.user = "south";
        holder.client.sessionKey = other;
        const Answer answer = holder.refresh(sealed(block(other, seconds(world), 3600), next), 3000);
        QCOMPARE(answer.code(), 0);
        QCOMPARE(answer.number(AttributeType::Lifetime), 3000U);
        QCOMPARE(holder.client.permit({kPeer}).code(), 0);
        // The old one is no key of the call any more.
        holder.client.user = "north";
        holder.client.sessionKey = kSession;
        QVERIFY(holder.client.permit({kPeer}).code() != 0);
    }

    void aTokenThatExpiredInACallIsNoReasonToRefuseWhatThePolicyAllows()
    {
        RelayWorld world;
        world.settings.refreshAfterExpiry = 600s;
        setKeys(world, {keyOf('k')});
        TokenClient holder(world);
        const auto token = sealed(block(kSession, seconds(world), 60), keyOf('k'));
        QCOMPARE(holder.allocate(token).code(), 0);
        world.wait(120s);
        QCOMPARE(holder.refresh(token, 600).code(), 0);
        // Nobody begins one with it.
        QCOMPARE(TokenClient(world, "192.0.2.11:4000").allocate(token).code(), 401);
    }

    void aKeyIsTakenFromItsBeginningToItsEnd()
    {
        RelayWorld world;
        OAuthKey key = keyOf('k');
        key.validFrom = world.now().wall + 60s;
        key.validUntil = world.now().wall + 120s;
        setKeys(world, {key});
        const auto allocates = [&](const char *address) {
            TokenClient holder(world, address);
            return holder.allocate(sealed(block(kSession, seconds(world), 3600), key)).code();
        };
        QCOMPARE(allocates("192.0.2.10:1"), 401);
        world.wait(60s);
        QCOMPARE(allocates("192.0.2.10:2"), 0);
        world.wait(60s);
        QCOMPARE(allocates("192.0.2.10:3"), 401);
    }

    void tokensAreMadeForTheNameThatClientsAreTold()
    {
        RelayWorld world;
        setKeys(world, {keyOf('k')}, "turn1.example.net");
        TestClient client(world);
        client.signs = false;
        QCOMPARE(client.allocate().text(AttributeType::ThirdPartyAuthorization),
                 std::string("turn1.example.net"));
        const auto plain = block(kSession, seconds(world), 3600);
        QCOMPARE(TokenClient(world).allocate(sealed(plain, keyOf('k'))).code(), 401);
        QCOMPARE(TokenClient(world).allocate(sealed(plain, keyOf('k'), "turn1.example.net")).code(), 0);
    }

    void wrongTokensThrottleNobodyWhoHasARightOne()
    {
        RelayWorld world;
        world.settings.limits.wrongPasswordsPerUser = 1;
        world.settings.limits.wrongPasswordsPerSource = 1;
        setKeys(world, {keyOf('k')});
        const auto wrong = sealed(block(kSession, seconds(world), 3600), keyOf('x'));
        TokenClient guesser(world, "192.0.2.10:1");
        for (int i = 0; i < 50; ++i)
            QCOMPARE(guesser.allocate(wrong).code(), 401);
        QCOMPARE(world.server->counters().wrongCredentials, 50U);
        TokenClient holder(world, "192.0.2.10:2");
        QCOMPARE(holder.allocate(sealed(block(kSession, seconds(world), 3600), keyOf('k'))).code(), 0);
    }

    void theHolderOfAnotherTokenOfTheSameKeyJoinsNoConnection()
    {
        RelayWorld world;
        world.settings.relaysTcp = true;
        setKeys(world, {keyOf('k')});
        TokenClient holder(world, "192.0.2.10:4000", Transport::Tcp);
        const auto token = sealed(block(kSession, seconds(world), 3600), keyOf('k'));
        const Answer begun = holder.client.request(Method::Allocate, [&](auto &message) {
            message.addNumber(AttributeType::RequestedTransport, 6U << 24)
                .add(AttributeType::AccessToken, token);
        });
        QCOMPARE(begun.code(), 0);
        QVERIFY(!holder.client.connect(at("8.8.8.8:80")).exists());
        const turn::ConnectionId id{world.output.connections.begin()->first};
        world.server->peerConnected(world.now(), id);
        const auto joins = [&](TokenClient &client, const OwnedBytes &session) {
            client.client.sessionKey = session;
            const auto own = sealed(block(session, seconds(world), 3600), keyOf('k'));
            const Answer answer = client.client.request(Method::ConnectionBind, [&](auto &message) {
                message.addNumber(AttributeType::ConnectionId, id.value).add(AttributeType::AccessToken, own);
            });
            return answer.code();
        };
        TokenClient other(world, "192.0.2.11:4001", Transport::Tcp);
        QCOMPARE(joins(other, payload("another session key")), 441);
        TokenClient stream(world, "192.0.2.10:4001", Transport::Tcp);
        QCOMPARE(joins(stream, kSession), 0);
    }

    void theHolderOfATokenIsCountedAsOneUser()
    {
        RelayWorld world;
        world.settings.limits.allocationsPerUser = 1;
        setKeys(world, {keyOf('k')});
        const auto allocates = [&](const char *address, std::string_view session) {
            TokenClient holder(world, address);
            holder.client.sessionKey = payload(session);
            return holder.allocate(sealed(block(payload(session), seconds(world), 3600), keyOf('k'))).code();
        };
        QCOMPARE(allocates("192.0.2.10:1", "one"), 0);
        QCOMPARE(allocates("203.0.113.10:1", "one"), 486);
        QCOMPARE(allocates("192.0.2.10:2", "another"), 0);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestOAuth)
#include "tst_oauth.moc"
