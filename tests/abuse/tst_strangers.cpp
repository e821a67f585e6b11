// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/abuse/process_figures.h"
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace Qt::StringLiterals;
using namespace turnpike;
using namespace turnpike::testing;

namespace {

/// A client and its neighbours in one network.
struct Network {
    const char *client;
    const char *neighbour;
    const char *elsewhere;
};
const Network kV4{"192.0.2.10:4000", "192.0.2.77:1000", "203.0.113.9:5000"};
const Network kV6{"[2001:db8:0:1::10]:4000", "[2001:db8:0:77::7]:1000", "[2001:db8:1::9]:5000"};

void addClientFamilies()
{
    QTest::addColumn<bool>("isV6");
    QTest::newRow("IPv4") << false;
    QTest::newRow("IPv6") << true;
}

/// A relay with the limits that it has by default, as one worker has them.
struct DefaultWorld : RelayWorld {
    DefaultWorld()
        : RelayWorld(5000)
    {
        settings.limits = {.allocations = 5000,
                           .allocationsPerUser = 50,
                           .permissionsPerAllocation = 50,
                           .channelsPerAllocation = 50,
                           .bandwidthPerAllocation = {},
                           .strangerBytesPerNetwork = 65536,
                           .strangerBytesInAll = 1 << 20,
                           .strangerMessageBytes = 2048,
                           .wrongPasswordsPerUser = 10,
                           .wrongPasswordsPerSource = 300};
        apply();
    }
    [[nodiscard]] std::size_t takeAnsweredBytes()
    {
        std::size_t bytes = 0;
        for (const auto &answer : output.toClient)
            bytes += answer.bytes.size();
        output.forgetTraffic();
        return bytes;
    }
};

} // namespace

/// Attacks of clients that show no credentials, or wrong ones, on the relay's client ports. The numbers are
/// those of the list of known attacks.
class TestStrangers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // T14: the byte budget of a network stops answers, counts them, and does not stop who is known there
    void aFloodFromOneNetworkIsAnsweredWithinItsBudget_data()
    {
        QTest::addColumn<bool>("isV6");
        QTest::addColumn<bool>("isStream");
        QTest::addColumn<quint16>("method");
        for (const bool isV6 : {false, true}) {
            for (const Method method : {Method::Binding, Method::Allocate, Method::Refresh})
                QTest::newRow(qPrintable(
                    u"%1 over %2"_s.arg(QLatin1StringView(stun::name(method)), isV6 ? u"IPv6"_s : u"IPv4"_s)))
                    << isV6 << false << static_cast<quint16>(method);
        }
        QTest::newRow("Binding over TCP") << false << true << static_cast<quint16>(Method::Binding);
    }
    void aFloodFromOneNetworkIsAnsweredWithinItsBudget()
    {
        QFETCH(bool, isV6);
        QFETCH(bool, isStream);
        QFETCH(quint16, method);
        const Network network = isV6 ? kV6 : kV4;
        const auto transport = isStream ? Transport::Tcp : Transport::Udp;
        DefaultWorld world;
        TestClient known(world, network.client, transport);
        QCOMPARE(known.allocate().code(), 0);
        QCOMPARE(known.bind(0x4000, at("8.8.8.8:1")).code(), 0);
        TestClient learned(world, network.neighbour, transport);
        learned.introduce();
        world.output.forgetTraffic();

        // Two seconds of a flood, from many ports.
        constexpr int kRequests = 40'000;
        TestClient flood(world, network.neighbour, transport);
        flood.signs = false;
        std::size_t bytes = 0;
        for (int i = 0; i < kRequests; ++i) {
            flood.path.tuple.client.port = Port{static_cast<std::uint16_t>(2000 + i)};
            flood.send(flood.compose(static_cast<Method>(method)));
            if (i % 20 == 19) {
                world.wait(1ms);
                bytes += world.takeAnsweredBytes();
            }
        }
        QVERIFY2(bytes > 2 * 65536 && bytes < 3 * 65536 + 4096, qPrintable(QString::number(bytes)));
        QVERIFY(world.server->counters().overNetworkBudget > 30'000);

        // Who has a call: its data, its requests, and even what it does not sign.
        QVERIFY(known.sendOn(0x4000, at("8.8.8.8:1")) && known.hears(at("8.8.8.8:1")));
        QCOMPARE(known.refresh(600).code(), 0);
        known.signs = false;
        QVERIFY(known.send(known.compose(Method::Binding)).exists());
        // Who signs with the right password.
        QCOMPARE(learned.allocate().code(), 0);
        // Who is elsewhere.
        TestClient elsewhere(world, network.elsewhere, transport);
        QCOMPARE(elsewhere.allocate().code(), 0);
        // And everybody, when the flood is over.
        world.wait(1s);
        TestClient later(world, network.neighbour, transport);
        later.path.tuple.client.port = Port{1999};
        QCOMPARE(later.allocate().code(), 0);
    }

    // T13: a million forged sources: bounded answers, bounded memory, and a good client still gets through
    void aMillionForgedSourcesAreAnsweredWithinTheBudgetOfAll_data() { addClientFamilies(); }
    void aMillionForgedSourcesAreAnsweredWithinTheBudgetOfAll()
    {
        QFETCH(bool, isV6);
        const Network network = isV6 ? kV6 : kV4;
        DefaultWorld world;
        TestClient known(world, network.client);
        QCOMPARE(known.allocate().code(), 0);
        TestClient forged(world);
        forged.signs = false;
        const OwnedBytes requests[] = {forged.compose(Method::Binding), forged.compose(Method::Allocate)};
        std::size_t bytes = 0;
        qint64 before = 0;
        constexpr std::uint32_t kSources = 1'000'000;
        for (std::uint32_t i = 0; i < kSources; ++i) {
            turn::ClientPath path = forged.path;
            if (isV6) {
                std::array<std::uint8_t, 16> address{0x20, 0x02};
                stun::storeBig32(std::as_writable_bytes(std::span(address)).data() + 2, i * 2654435761U);
                path.tuple.client.address = IpAddress::v6(address);
            } else {
                path.tuple.client.address = IpAddress::v4(0x0b000000 + i * 251);
            }
            world.server->clientDatagram(world.now(), path, requests[i % 2]);
            if (i % 100 == 99) {
                world.wait(1ms);
                bytes += world.takeAnsweredBytes();
            }
            if (i == kSources / 10)
                before = memoryInUse();
        }
        // Ten seconds, and what there was at the beginning.
        QVERIFY2(bytes < 11 * (1 << 20) + 65536, qPrintable(QString::number(bytes)));
        QVERIFY(world.server->counters().overTotalBudget > kSources / 2);
        QVERIFY2(memoryInUse() - before < 1 << 20, qPrintable(QString::number(memoryInUse() - before)));
        // In the middle of it: a neighbour of somebody who signed in, who has no nonce yet.
        TestClient good(world, network.neighbour);
        QCOMPARE(good.allocate().code(), 0);
        // A stranger of a strange network who asks again, as clients do (RFC 8489 section 6.2.1).
        world.wait(500ms);
        TestClient stranger(world, network.elsewhere);
        QCOMPARE(stranger.allocate().code(), 0);
    }

    // T12, T14: what looks signed and is not brings a forged address no more answers than what does not
    void whatOnlyLooksSignedIsAnsweredWithinTheSameBudget_data() { addClientFamilies(); }
    void whatOnlyLooksSignedIsAnsweredWithinTheSameBudget()
    {
        QFETCH(bool, isV6);
        DefaultWorld world;
        TestClient flood(world, isV6 ? kV6.neighbour : kV4.neighbour);
        flood.realm = "example.org";
        flood.nonce = "AAAAAAAAAAAAAAAAAAAA";
        for (int i = 0; i < 20'000; ++i)
            flood.send(flood.compose(Method::Allocate));
        QVERIFY(world.takeAnsweredBytes() < 65536 + 1024);
        QVERIFY(world.server->counters().overNetworkBudget > 15'000);
    }

    // A budget that somebody else uses up over UDP, from addresses that are not its own, is none of TCP's
    void forgedDatagramsUseUpNothingOfTcp()
    {
        DefaultWorld world;
        TestClient flood(world, kV4.neighbour);
        flood.signs = false;
        for (int i = 0; i < 10'000; ++i)
            flood.send(flood.compose(Method::Binding));
        TestClient tcp(world, kV4.neighbour, Transport::Tcp);
        QCOMPARE(tcp.allocate().code(), 0);
    }

    // T17: guesses are throttled per user and source, and lock nobody out
    void passwordGuessesAreThrottledAndLockNobodyOut_data() { addClientFamilies(); }
    void passwordGuessesAreThrottledAndLockNobodyOut()
    {
        QFETCH(bool, isV6);
        const Network network = isV6 ? kV6 : kV4;
        DefaultWorld world;
        // IPv4 sources are counted by address: many people share one.
        const auto besideGuesser = [&](std::uint16_t port) {
            TestClient client(world, network.client);
            client.path.tuple.client.port = Port{port};
            return client;
        };
        TestClient calling = besideGuesser(1);
        QCOMPARE(calling.allocate().code(), 0);
        TestClient guesser = besideGuesser(2);
        guesser.user = "bob";
        guesser.introduce();
        int answered = 0;
        for (int i = 0; i < 34'000; ++i) {
            guesser.password = "guess" + std::to_string(i);
            answered += guesser.send(guesser.compose(Method::Allocate)).exists() ? 1 : 0;
        }
        QCOMPARE(answered, 10);
        QCOMPARE(world.server->counters().wrongCredentials, std::uint64_t{10});
        QCOMPARE(world.server->counters().guessesNotTried, std::uint64_t{34'000 - 10});
        // A right guess is not told from a wrong one now.
        guesser.password = "hidden";
        QVERIFY(!guesser.send(guesser.compose(Method::Allocate)).exists());
        // Whoever has a call there, or is another user, does not notice.
        QCOMPARE(calling.refresh(600).code(), 0);
        QCOMPARE(calling.permit({at("8.8.8.8:1")}).code(), 0);
        QCOMPARE(besideGuesser(3).allocate().code(), 0);
        // The user who is guessed at signs in from elsewhere at once, and from there after a moment.
        TestClient bob(world, network.elsewhere);
        bob.user = "bob";
        bob.password = "hidden";
        QCOMPARE(bob.allocate().code(), 0);
        world.wait(6s);
        QCOMPARE(guesser.allocate().code(), 0);
    }

    // T17: many names instead of many passwords
    void spraysOverManyNamesAreThrottledToo()
    {
        DefaultWorld world;
        TestClient sprayer(world);
        sprayer.introduce();
        int answered = 0;
        for (int i = 0; i < 5000; ++i) {
            sprayer.user = "user" + std::to_string(i);
            answered += sprayer.send(sprayer.compose(Method::Allocate)).exists() ? 1 : 0;
        }
        QCOMPARE(answered, 300);
        TestClient elsewhere(world, "192.0.2.11:4000");
        QCOMPARE(elsewhere.allocate().code(), 0);
    }

    // T17, T19: an own call is no place from which others' passwords may be guessed freely
    void anOwnCallOpensNoDoorForGuesses()
    {
        DefaultWorld world;
        TestClient client(world);
        QCOMPARE(client.allocate().code(), 0);
        client.user = "bob";
        int answered = 0;
        for (int i = 0; i < 1000; ++i) {
            client.password = "guess" + std::to_string(i);
            answered += client.send(client.compose(Method::Refresh)).exists() ? 1 : 0;
        }
        QCOMPARE(answered, 10);
    }

    // T9: what a stranger says is short
    void longMessagesOfStrangersAreNotRead()
    {
        DefaultWorld world;
        TestClient stranger(world);
        stranger.signs = false;
        stranger.largestRequest = 65'000;
        const auto large = stranger.compose(
            Method::Binding, [](auto &m) { m.add(AttributeType::Software, std::string(3000, 'x')); });
        QVERIFY(!stranger.send(large).exists());
        QCOMPARE(world.server->counters().messagesTooLong, std::uint64_t{1});
    }

    // T32, T35: whatever a client may fill an allocation with, one of its packets keeps its worker for less
    // than five milliseconds
    void noPacketOfAClientTakesLong()
    {
        DefaultWorld world;
        world.settings.limits.permissionsPerAllocation = 0;
        world.settings.limits.channelsPerAllocation = 0;
        world.apply();
        TestClient client(world);
        client.largestRequest = 4096;
        QCOMPARE(client.allocate().code(), 0);
        std::chrono::nanoseconds longest{0};
        const auto timed = [&longest](auto &&action) {
            const auto begin = processorTime();
            action();
            longest = std::max(longest, processorTime() - begin);
        };
        std::uint32_t address = 0x0b000000;
        for (int i = 0; i < 40; ++i) {
            const auto request = client.compose(Method::CreatePermission, [&](auto &message) {
                for (int k = 0; k < 300; ++k)
                    message.addXorAddress(AttributeType::XorPeerAddress,
                                          {IpAddress::v4(address += 7919), Port{1}});
            });
            timed([&] { world.server->clientDatagram(world.now(), client.path, request); });
        }
        QVERIFY(world.ask(+[](const turn::AllocationView &view) { return view.permissions; }) >= 3900U);
        for (std::uint16_t i = 0; i < 4096; ++i) {
            const auto request = client.compose(Method::ChannelBind, [&](auto &message) {
                message.addNumber(AttributeType::ChannelNumber, std::uint32_t{0x4000U + i} << 16)
                    .addXorAddress(
                        AttributeType::XorPeerAddress,
                        {IpAddress::v4(0x0b000000 + 7919), Port{static_cast<std::uint16_t>(9999 - i)}});
            });
            timed([&] { world.server->clientDatagram(world.now(), client.path, request); });
        }
        QCOMPARE(world.ask(+[](const turn::AllocationView &view) { return view.channels; }), 4096U);
        timed([&] { world.apply(); });
        world.wait(300s);
        timed([&] { world.server->advance(world.now()); });
        timed([&] { client.refresh(0); });
        QVERIFY2(longest < 5ms, qPrintable(u"%1 ns"_s.arg(longest.count())));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestStrangers)
#include "tst_strangers.moc"
