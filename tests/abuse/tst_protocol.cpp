// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/abuse/process_figures.h"
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

#include <QMessageAuthenticationCode>

#include <deque>

using namespace turnpike;
using namespace turnpike::testing;

namespace {

/// The registries themselves (IANA, "IPv4 Special-Purpose Address Registry" and "IPv6 …", and the blocks for
/// multicast), written down apart from the relay's own table: what that one forgot is found here.
constexpr const char *kRegistries[] = {
    "0.0.0.0/8",       "0.0.0.0/32",        "10.0.0.0/8",     "100.64.0.0/10",  "127.0.0.0/8",
    "169.254.0.0/16",  "172.16.0.0/12",     "192.0.0.0/24",   "192.0.0.0/29",   "192.0.0.8/32",
    "192.0.0.9/32",    "192.0.0.10/32",     "192.0.0.170/32", "192.0.0.171/32", "192.0.2.0/24",
    "192.31.196.0/24", "192.52.193.0/24",   "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15",   "198.51.100.0/24",   "203.0.113.0/24", "240.0.0.0/4",    "255.255.255.255/32",
    "224.0.0.0/4",     "::1/128",           "::/128",         "::ffff:0:0/96",  "64:ff9b::/96",
    "64:ff9b:1::/48",  "100::/64",          "100:0:0:1::/64", "2001::/23",      "2001::/32",
    "2001:1::1/128",   "2001:1::2/128",     "2001:1::3/128",  "2001:2::/48",    "2001:3::/32",
    "2001:4:112::/48", "2001:10::/28",      "2001:20::/28",   "2001:30::/28",   "2001:db8::/32",
    "2002::/16",       "2620:4f:8000::/48", "3fff::/20",      "5f00::/16",      "fc00::/7",
    "fe80::/10",       "fec0::/10",         "ff00::/8"};

IpAddress lastOf(const IpNetwork &network)
{
    auto bytes = network.address().bytes();
    for (int bit = network.prefixLength(); bit < network.address().bits(); ++bit)
        bytes[static_cast<std::size_t>(bit / 8)] |= static_cast<std::uint8_t>(0x80 >> bit % 8);
    if (network.address().isV6())
        return IpAddress::v6(bytes);
    return IpAddress::v4(std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                         std::uint32_t{bytes[2]} << 8 | bytes[3]);
}

const char *const kClients[] = {"192.0.2.10:4000", "[2001:db8::10]:4000"};

void families()
{
    QTest::addColumn<QByteArray>("client");
    QTest::newRow("IPv4") << QByteArray(kClients[0]);
    QTest::newRow("IPv6") << QByteArray(kClients[1]);
}

void addFamily(stun::MessageBuilder &message, std::uint32_t family)
{
    message.addNumber(AttributeType::RequestedAddressFamily, family << 24);
}

} // namespace

/// Attacks inside the protocol: peers that nobody should reach, answers larger than questions, attributes
/// twice, allocations without end.
class TestProtocol : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // T1: first and last address of every registered block, by every way to name a peer, in both families
    void everyRegisteredBlockIsForbidden_data() { families(); }
    void everyRegisteredBlockIsForbidden()
    {
        QFETCH(QByteArray, client);
        for (const std::uint32_t family : {1U, 2U}) {
            RelayWorld world;
            world.output.offersIpv6 = true;
            TestClient attacker(world, client.constData());
            QCOMPARE(attacker.allocate([&](auto &m) { addFamily(m, family); }).code(), 0);
            for (const char *block : kRegistries) {
                const IpNetwork network = IpNetwork::parse(block).value();
                for (const IpAddress &address : {network.address(), lastOf(network)}) {
                    const TransportAddress peer{address, Port{6000}};
                    const QByteArray text = QByteArray::fromStdString(peer.toString());
                    QVERIFY2(attacker.permit({peer}).code() == 403, text.constData());
                    QVERIFY2(attacker.bind(0x4000, peer).code() == 403, text.constData());
                    QVERIFY2(!attacker.sendTo(peer), text.constData());
                }
            }
            QVERIFY(world.output.toPeer.empty());
        }
    }

    // T12: what a spoofed request brings to the address that it names, counted as payload
    void answersAreHardlyLargerThanRequests_data() { families(); }
    void answersAreHardlyLargerThanRequests()
    {
        QFETCH(QByteArray, client);
        RelayWorld world(1);
        TestClient stranger(world, client.constData());
        stranger.signs = false;
        const auto ratio = [](TestClient &from, const OwnedBytes &request, int code) {
            const Answer answer = from.send(request);
            if (answer.code() != code)
                throw std::logic_error("code " + std::to_string(answer.code()) + " instead of " +
                                       std::to_string(code));
            return static_cast<double>(answer.bytes.size()) / static_cast<double>(request.size());
        };
        // An IPv6 address is twelve bytes longer than an IPv4 one, in 20 bytes of request; with the headers
        // of IP and UDP, which the attacker pays for as well, the bound holds for both.
        const double headers = client.startsWith('[') ? 48 : 0;
        const auto binding = stranger.compose(Method::Binding);
        const auto size = static_cast<double>(binding.size());
        QVERIFY((ratio(stranger, binding, 0) * size + headers) / (size + headers) <= 1.6);
        for (const Method method :
             {Method::Allocate, Method::Refresh, Method::CreatePermission, Method::ChannelBind})
            QVERIFY(ratio(stranger, stranger.compose(method), 401) <= 3.4);
        const auto unknown = [](auto &m) { m.add(static_cast<AttributeType>(0x7001), std::string_view()); };
        QVERIFY(ratio(stranger, stranger.compose(Method::Binding, unknown), 420) <= 3.4);
        const auto sign = [](auto &m) { m.addIntegrity(stun::IntegrityKind::Sha1, stun::bytesOf("key")); };
        QVERIFY(ratio(stranger, stranger.compose(Method::Allocate, sign), 400) <= 3.4);
        const auto stale = stranger.compose(Method::Allocate, [&](auto &m) {
            for (const auto type : {AttributeType::Username, AttributeType::Realm, AttributeType::Nonce})
                m.add(type, std::string_view());
            sign(m);
        });
        QVERIFY(ratio(stranger, stale, 438) <= 3.4);

        TestClient user(world, client.constData());
        QCOMPARE(user.allocate().code(), 0);
        QVERIFY(ratio(user, user.compose(Method::Allocate), 437) <= 1.6);
        QVERIFY(ratio(user, user.compose(Method::CreatePermission), 400) <= 1.6);
        QVERIFY(ratio(user, user.compose(Method::Refresh, unknown), 420) <= 1.6);
        TestClient second(world, client.startsWith('[') ? "[2001:db8::10]:4001" : "192.0.2.10:4001");
        second.introduce();
        const auto udp = [](auto &m) { m.addNumber(AttributeType::RequestedTransport, 17U << 24); };
        QVERIFY(ratio(second, second.compose(Method::Allocate, udp), 508) <= 1.6);
        user.user = "bob";
        user.password = "hidden";
        QVERIFY(ratio(user, user.compose(Method::Refresh), 441) <= 1.6);
    }

    // T22: both signatures in one message; the stronger one counts
    void aWrongStrongSignatureIsNotSavedByARightWeakOne()
    {
        RelayWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        const auto key = auth::longTermKey("alice", "example.org", "secret");
        client.afterIntegrity = [&](stun::MessageBuilder &message) {
            message.addIntegrity(stun::IntegrityKind::Sha256, std::as_bytes(std::span(key)));
        };
        QCOMPARE(client.refresh(600).code(), 0);
        client.afterIntegrity = [](stun::MessageBuilder &message) {
            message.addIntegrity(stun::IntegrityKind::Sha256, stun::bytesOf("another key"));
        };
        QCOMPARE(client.refresh(600).code(), 401);
    }

    // T25: attributes of Allocate that the other tests of duplicates do not name
    void theFirstWishOfAnAllocationCounts()
    {
        using enum AttributeType;
        RelayWorld world;
        world.output.offersIpv6 = true;
        TestClient first(world, "192.0.2.10:1");
        const Answer inIpv4 = first.allocate([](auto &m) {
            addFamily(m, 1);
            addFamily(m, 2);
        });
        QVERIFY(inIpv4.address(XorRelayedAddress).address.isV4());
        TestClient second(world, "192.0.2.10:2");
        const std::byte noReservation{0};
        const std::byte reservation{0x80};
        const Answer even = second.allocate([&](auto &m) {
            m.add(EvenPort, Bytes(&noReservation, 1)).add(EvenPort, Bytes(&reservation, 1));
        });
        QCOMPARE(even.code(), 0);
        QVERIFY(!even.has(ReservationToken));
        TestClient third(world, "192.0.2.10:3");
        const auto token =
            third.allocate([&](auto &m) { m.add(EvenPort, Bytes(&reservation, 1)); }).text(ReservationToken);
        TestClient fourth(world, "192.0.2.10:4");
        QCOMPARE(
            fourth
                .allocate([&](auto &m) { m.add(ReservationToken, "8 bytes!").add(ReservationToken, token); })
                .code(),
            508);
        QCOMPARE(
            fourth
                .allocate([&](auto &m) { m.add(ReservationToken, token).add(ReservationToken, "8 bytes!"); })
                .code(),
            0);
    }

    // T31: no answer says which program and which version sent it
    void noAnswerNamesTheProgram_data() { families(); }
    void noAnswerNamesTheProgram()
    {
        QFETCH(QByteArray, client);
        RelayWorld world;
        TestClient user(world, client.constData());
        QCOMPARE(user.request(Method::Binding).code(), 0);
        QCOMPARE(user.allocate().code(), 0);
        QCOMPARE(user.allocate().code(), 437);
        QCOMPARE(user.permit({at("127.0.0.1:1")}).code(), 403);
        QCOMPARE(user.refresh(0).code(), 0);
        QVERIFY(world.output.toClient.size() >= 6);
        for (const auto &sent : world.output.toClient) {
            QVERIFY(!Answer{sent.bytes}.has(AttributeType::Software));
            QVERIFY(stun::textOf(sent.bytes).find("urnpike") == std::string_view::npos);
        }
    }

    // T33: closed connections, both families at once and reserved ports
    void noWayAroundTheQuotaOfAUser()
    {
        using enum AttributeType;
        RelayWorld world;
        world.output.offersIpv6 = true;
        world.settings.limits.allocationsPerUser = 2;
        world.apply();
        // A connection that ends without Refresh 0 gives its place back once, not twice.
        for (int round = 0; round < 10; ++round) {
            TestClient dropped(world, "192.0.2.10:1", Transport::Tcp);
            QCOMPARE(dropped.allocate().code(), 0);
            world.server->clientClosed(world.now(), dropped.path);
            world.server->clientClosed(world.now(), dropped.path);
            QCOMPARE(world.output.admitted(), 0);
        }
        // Who asks for both families has one allocation, and does not get another for the second.
        TestClient both(world, "192.0.2.10:2");
        QCOMPARE(both.allocate([](auto &m) { m.addNumber(AdditionalAddressFamily, 2U << 24); }).code(), 0);
        QCOMPARE(world.output.admitted(), 1);
        // A reserved port is taken by an allocation that counts as every other.
        TestClient rtp(world, "192.0.2.10:3");
        const std::byte reservation{0x80};
        const auto token =
            rtp.allocate([&](auto &m) { m.add(EvenPort, Bytes(&reservation, 1)); }).text(ReservationToken);
        TestClient rtcp(world, "192.0.2.10:4");
        QCOMPARE(rtcp.allocate([&](auto &m) { m.add(ReservationToken, token); }).code(), 486);
        QCOMPARE(both.refresh(0).code(), 0);
        QCOMPARE(rtcp.allocate([&](auto &m) { m.add(ReservationToken, token); }).code(), 0);
        QCOMPARE(world.output.admitted(), 2);
        world.server->endAll(world.now(), turn::EndCause::Shutdown);
        QCOMPARE(world.output.admitted(), 0);
        QCOMPARE(world.output.freePorts(), 100U);
    }

    // A service that names nobody gives another name each second.
    void namesWithoutAPersonAreOneForEachAddress()
    {
        RelayWorld world;
        world.settings.credentials = auth::Credentials({}, {"north"});
        world.settings.limits.allocationsPerUser = 2;
        world.apply();
        std::uint16_t port = 1;
        std::deque<TestClient> clients;
        const auto allocates = [&](const char *address, const char *ending, std::chrono::seconds validity) {
            const auto date = std::chrono::duration_cast<std::chrono::seconds>(
                (world.now().wall + validity).time_since_epoch());
            TestClient &client =
                clients.emplace_back(world, (std::string(address) + ':' + std::to_string(port++)).c_str());
            client.user = std::to_string(date.count()) + ending;
            client.password = QMessageAuthenticationCode::hash(QByteArray::fromStdString(client.user),
                                                               "north", QCryptographicHash::Sha1)
                                  .toBase64()
                                  .toStdString();
            return client.allocate().code();
        };
        QCOMPARE(allocates("192.0.2.10", "", 3600s), 0);
        QCOMPARE(allocates("192.0.2.10", ":", 3601s), 0);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(allocates("192.0.2.10", i % 2 == 0 ? "" : ":", 3602s + std::chrono::seconds(i)), 486);
        // Somebody behind another address pays nothing for that, nor does a person behind the same one.
        QCOMPARE(allocates("192.0.2.11", "", 3600s), 0);
        QCOMPARE(allocates("192.0.2.10", ":alice", 3600s), 0);
        QCOMPARE(allocates("[2001:db8:0:1::1]", "", 3600s), 0);
        QCOMPARE(allocates("[2001:db8:0:2::1]", ":", 3600s), 0);
        QCOMPARE(allocates("[2001:db8:0:3::1]", "", 3600s), 486);
        // Each that ends makes room for one.
        QCOMPARE(clients.front().refresh(0).code(), 0);
        QCOMPARE(allocates("192.0.2.10", "", 3700s), 0);
        QCOMPARE(allocates("192.0.2.10", "", 3701s), 486);
        world.server->endAll(world.now(), turn::EndCause::Shutdown);
        QCOMPARE(world.output.admitted(), 0);
    }

    // T37: allocations that come and go, by the hundred thousand
    void allocationsWithoutEndLeaveNothing()
    {
        RelayWorld world;
        constexpr int kRounds = 400;
        constexpr int kClientsOfARound = 100;
        qint64 afterTheFirst = 0;
        for (int round = 0; round < kRounds; ++round) {
            for (int n = 1; n <= kClientsOfARound; ++n) {
                TestClient client(world, ("192.0.2.10:" + std::to_string(n)).c_str());
                if (client.allocate().code() != 0 || client.bind(0x4000, at("8.8.8.8:1")).code() != 0)
                    QFAIL("a client got nothing");
                // Every other one goes without a word.
                if (n % 2 == 0 && client.refresh(0).code() != 0)
                    QFAIL("a client could not go");
            }
            world.pass(std::chrono::hours(1));
            world.output.forgetTraffic();
            world.ended.clear();
            if (round == kRounds / 4)
                afterTheFirst = memoryInUse();
        }
        QCOMPARE(world.server->allocationCount(), 0U);
        QVERIFY(!world.server->nextDeadline());
        QCOMPARE(world.output.openRelays(), 0U);
        QCOMPARE(world.output.freePorts(), 100U);
        QCOMPARE(world.output.admitted(), 0);
        QCOMPARE(world.server->counters().allocationsCreated, std::uint64_t{kRounds * kClientsOfARound});
        const qint64 grown = memoryInUse() - afterTheFirst;
        QVERIFY2(grown < 1024 * 1024, qPrintable(QString::number(grown)));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestProtocol)
#include "tst_protocol.moc"
