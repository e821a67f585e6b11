// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/model/derived_key.h"
#include "relay/edge/settings_from_deployment.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::edge;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const Identity kServer{u"this-computer"_s, u"this-computer"_s};

model::Deployment deployment()
{
    return *document::defaultDeployment();
}

model::EdgeSite &siteOf(model::Deployment &deployment)
{
    for (model::EdgeSite &site : deployment.edgeSites) {
        if (site.name == kServer.site)
            return site;
    }
    qFatal("the sample has no such site");
}

} // namespace

/// What the relay makes of a deployment.
class TestSettingsFromDeployment : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void namesAndRealmsArePreparedAsClientsPrepareThem()
    {
        auto changed = deployment();
        model::AvEdge &edge = siteOf(changed).avEdge;
        edge.realm = u"mu\u0308nchen"_s;
        model::EdgeUser user;
        user.name = u"gru\u0308ße"_s;
        user.key = QString(32, u'a');
        edge.credentials.users = {user};
        const auto settings = settingsFor(changed, kServer).value();
        QCOMPARE(settings.turn.realm, std::string("m\u00fcnchen"));
        QVERIFY(settings.turn.credentials.isUser("gr\u00fc\u00dfe"));
        QVERIFY(settings.turn.credentials.userOfHash(auth::userHash("gr\u00fc\u00dfe", "m\u00fcnchen")));
    }

    void aUserHasTheKeysThatItsDigitsHold()
    {
        auto changed = deployment();
        model::AvEdge &edge = siteOf(changed).avEdge;
        edge.realm = u"r"_s;
        model::EdgeUser user;
        user.name = u"alice"_s;
        user.key = model::derivedKey(u"alice"_s, u"r"_s, u"secret"_s).value();
        edge.credentials.users = {user};
        edge.credentials.sharedSecrets.clear();
        const auto credentialsOf = [&] { return settingsFor(changed, kServer).value().turn.credentials; };
        const auto both = credentialsOf();
        QVERIFY(both.user("alice")->key == auth::longTermKey("alice", "r", "secret"));
        QVERIFY(both.user("alice")->sha256Key ==
                auth::longTermKey("alice", "r", "secret", stun::PasswordAlgorithm::Sha256));
        QVERIFY(both.offer() == (auth::SecurityOffer{.sha256 = true, .userHash = true}));
        // A key that was made elsewhere.
        edge.credentials.users.first().key = user.key.first(32).toUpper();
        QVERIFY(credentialsOf().user("alice")->key == both.user("alice")->key);
        QVERIFY(!credentialsOf().user("alice")->sha256Key);
        QVERIFY(!credentialsOf().offer().sha256);
    }

    void aRunningCallOutlivesItsCredentialByADayUnlessItIsToldOtherwise()
    {
        QVERIFY(model::EdgeCredentials().refreshAfterExpiry == 24h);
    }

    void whatBelongsToCredentialsReachesTheRelay()
    {
        auto changed = deployment();
        model::EdgeCredentials &credentials = siteOf(changed).avEdge.credentials;
        credentials.separator = u"~"_s;
        credentials.refreshAfterExpiry = 77s;
        const auto settings = settingsFor(changed, kServer).value();
        QVERIFY(settings.turn.refreshAfterExpiry == 77s);
        QCOMPARE(settings.turn.credentials.separatorIn("1735689600~alice"), '~');
    }

    void oauthKeysReachTheRelay()
    {
        auto changed = deployment();
        model::AvEdge &edge = siteOf(changed).avEdge;
        model::EdgeOAuthKey key;
        key.name = u"north"_s;
        key.key = u"MTIzNDU2Nzg5MDEyMzQ1Ng=="_s;
        key.validUntil = u"2026-01-01T00:00:00Z"_s;
        edge.credentials.oauthKeys = {key};
        const auto credentials = settingsFor(changed, kServer).value().turn.credentials;
        const auth::OAuthKey *const found = credentials.oauthKey("north");
        QVERIFY(found != nullptr);
        QCOMPARE(stun::textOf(found->key), std::string_view("1234567890123456"));
        QVERIFY(found->validFrom == WallTime::min());
        QVERIFY(found->validUntil == WallTime(std::chrono::seconds(1'767'225'600)));
        QCOMPARE(credentials.oauthServerName(), edge.realm.toStdString());
        edge.credentials.oauthServerName = u"relay.example.net"_s;
        QCOMPARE(settingsFor(changed, kServer).value().turn.credentials.oauthServerName(),
                 std::string("relay.example.net"));
    }

    void limitsOfUsersReachTheRelay()
    {
        auto changed = deployment();
        model::EdgeLimits &limits = siteOf(changed).avEdge.limits;
        limits.portsPerUser = 7;
        limits.bandwidthPerAllocation = BitRate{8};
        limits.bandwidthPerUser = BitRate{9};
        limits.bandwidthTotal = BitRate{10};
        const turn::Settings::Limits served = settingsFor(changed, kServer).value().turn.limits;
        QCOMPARE(served.portsPerUser, 7);
        QVERIFY(served.bandwidthPerAllocation == BitRate{8} && served.bandwidthPerUser == BitRate{9} &&
                served.bandwidthTotal == BitRate{10});
    }

    void whoIsBelievedAndHowManyHandshakesBeginReachesTheRelay()
    {
        auto changed = deployment();
        model::AvEdge &edge = siteOf(changed).avEdge;
        const IpNetwork balancers = IpNetwork::parse("10.7.0.0/16").value();
        edge.proxyProtocolSources = {balancers};
        edge.limits.handshakesPerPrefix = 7;
        edge.limits.handshakesTotal = 8;
        const Settings settings = settingsFor(changed, kServer).value();
        QVERIFY(settings.proxies.contain(balancers.address()));
        QVERIFY(settings.proxies == ProxySources({balancers}));
        QCOMPARE(settings.handshakesPerNetwork, 7);
        QCOMPARE(settings.handshakesInAll, 8);
    }

    void bothFamiliesAreRelayedWhenBothAddressesAreThere()
    {
        auto changed = deployment();
        model::EdgeSite &site = siteOf(changed);
        site.servers.front().relayAddressIpv6 = IpAddress::parse("2600::1").value();
        QVERIFY(settingsFor(changed, kServer)->secondRelayAddress.isNone());
        site.avEdge.ipv6 = true;
        const auto settings = settingsFor(changed, kServer).value();
        QCOMPARE(settings.secondRelayAddress.toString(), std::string("2600::1"));
        QVERIFY(settings.turn.relays(AddressFamily::V6) && settings.turn.relays(AddressFamily::V4));
        QVERIFY(settings.turn.peers.reach(settings.secondRelayAddress) ==
                turn::PeerPolicy::Reach::RelayedPorts);
        site.servers.front().relayAddressIpv6 = {};
        QVERIFY(!settingsFor(changed, kServer)->turn.relays(AddressFamily::V6));
    }

    void natDiscoveryListensOnEachAddressWithEachPort()
    {
        auto changed = deployment();
        model::EdgeSite &site = siteOf(changed);
        site.servers.front().externalAddress = IpAddress::parse("8.8.4.1").value();
        site.avEdge.udpPort = Port{3478};
        site.avEdge.transports.tcp = false;
        site.avEdge.natDiscovery = {true, IpAddress::parse("8.8.4.2").value()};
        const auto listeners = [&] {
            std::vector<std::string> addresses;
            const Settings settings = settingsFor(changed, kServer).value();
            for (const auto &listener : settings.listeners)
                addresses.push_back(listener.address.toString());
            return addresses;
        };
        QCOMPARE(listeners(),
                 (std::vector<std::string>{"8.8.4.1:3478", "8.8.4.1:3479", "8.8.4.2:3478", "8.8.4.2:3479"}));
        QVERIFY(settingsFor(changed, kServer)->turn.natDiscovery.has_value());
        site.avEdge.natDiscovery.alternateAddress = IpAddress::parse("2600::1").value();
        QCOMPARE(listeners().size(), 1U);
        QVERIFY(!settingsFor(changed, kServer)->turn.natDiscovery);
    }

    void theTcpRelayIsOffUntilItIsSwitchedOn()
    {
        auto changed = deployment();
        model::AvEdge &edge = siteOf(changed).avEdge;
        QVERIFY(!settingsFor(changed, kServer)->turn.relaysTcp);
        QCOMPARE(settingsFor(changed, kServer)->turn.limits.mostConnections(), std::size_t{32});
        edge.tcpRelay = true;
        edge.limits.tcpConnectionsPerAllocation = 5;
        QVERIFY(settingsFor(changed, kServer)->turn.relaysTcp);
        QCOMPARE(settingsFor(changed, kServer)->turn.limits.mostConnections(), std::size_t{5});
    }

    // What strangers may cost is bounded without a word in the configuration.
    void strangersAreLimitedByDefault()
    {
        const Settings settings = settingsFor(deployment(), kServer).value();
        const turn::Settings::Limits &limits = settings.turn.limits;
        QCOMPARE(limits.strangerBytesPerNetwork, 65536);
        QCOMPARE(limits.strangerBytesInAll, 1048576);
        QCOMPARE(limits.strangerMessageBytes, 2048);
        QCOMPARE(limits.wrongPasswordsPerUser, 10);
        QCOMPARE(limits.wrongPasswordsPerSource, 300);
        QCOMPARE(settings.strangerConnections, 1000);
        QCOMPARE(settings.strangerPendingBytes, 16384);
        QVERIFY(settings.unfinishedMessage == std::chrono::seconds(10));
        QVERIFY(settings.idleTcp == std::chrono::seconds(60));
    }

    void everyAddressOfTheRelayIsKnownAsItsOwn()
    {
        auto changed = deployment();
        model::EdgeServer &server = siteOf(changed).servers.front();
        server.externalAddress = IpAddress::parse("8.8.4.1").value();
        server.relayAddress = IpAddress::parse("8.8.4.2").value();
        server.publicAddress = IpAddress::parse("8.8.4.3").value();
        server.internalAddress = IpAddress::parse("8.8.4.4").value();
        changed.management.listen = IpAddress::parse("8.8.4.5").value();
        changed.management.metricsListen = u"8.8.4.6:9641"_s;
        siteOf(changed).avEdge.peers.allowRelayToRelay = true;
        const turn::PeerPolicy policy = settingsFor(changed, kServer).value().turn.peers;
        using Reach = turn::PeerPolicy::Reach;
        const auto reach = [&policy](const char *address) {
            return policy.reach(IpAddress::parse(address).value());
        };
        QVERIFY(reach("8.8.4.1") == Reach::Refused);
        QVERIFY(reach("8.8.4.2") == Reach::RelayedPorts);
        QVERIFY(reach("8.8.4.3") == Reach::RelayedPorts);
        QVERIFY(reach("8.8.4.4") == Reach::Refused);
        QVERIFY(reach("8.8.4.7") == Reach::Outside);
        QVERIFY(policy.isOwnListener({changed.management.listen, changed.management.port}));
        QVERIFY(policy.isOwnListener(TransportAddress::parse("8.8.4.6:9641").value()));
        QVERIFY(!policy.isOwnListener(TransportAddress::parse("8.8.4.6:9642").value()));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestSettingsFromDeployment)
#include "tst_settings_from_deployment.moc"
