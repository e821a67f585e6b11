// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/classic_binding.h"
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

/// "198.51.100.1:3478" and its three sisters.
RelayWorld &withNatDiscovery(RelayWorld &world)
{
    world.settings.natDiscovery =
        turn::NatDiscovery{ip("198.51.100.1"), ip("198.51.100.2"), Port{3478}, Port{3479}};
    world.apply();
    return world;
}

TransportAddress plain(const Answer &answer, AttributeType type)
{
    return stun::PlainAddress::decode(answer.message().find(type).value()).value();
}

OwnedBytes classic(std::initializer_list<int> attributes, int type = 0x0001)
{
    OwnedBytes message(20, std::byte{0x5a});
    stun::storeBig16(&message[0], static_cast<std::uint16_t>(type));
    stun::storeBig16(&message[2], static_cast<std::uint16_t>(attributes.size()));
    for (const int byte : attributes)
        message.push_back(static_cast<std::byte>(byte));
    return message;
}

} // namespace

/// Where do I come from: today's question, the one of 2003, and those that find out about a NAT.
class TestBinding : public QObject {
    Q_OBJECT

private:
    /// The bytes that came back to a classic request; none came back: empty.
    static OwnedBytes askClassic(RelayWorld &world, const OwnedBytes &request,
                                 const char *from = "192.0.2.10:4000", Transport transport = Transport::Udp)
    {
        TestClient client(world, from, transport);
        return client.send(request).bytes;
    }

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // T30: classic STUN on (RFC 3489)
    void aClassicRequestIsAnsweredWithItsAddress()
    {
        RelayWorld world;
        world.settings.answersClassicStun = true;
        world.apply();
        const auto request = classic({});
        const auto answer = askClassic(world, request);
        QCOMPARE(answer.size(), 32U);
        QCOMPARE(stun::loadBig16(&answer[0]), std::uint16_t{0x0101});
        QCOMPARE(stun::loadBig16(&answer[2]), std::uint16_t{12});
        QVERIFY(std::equal(request.begin() + 4, request.begin() + 20, answer.begin() + 4));
        QCOMPARE(stun::loadBig32(&answer[20]), 0x00010008U);
        QCOMPARE(stun::PlainAddress::decode(Bytes(answer).subspan(24))->toString(),
                 std::string("192.0.2.10:4000"));
        // No more than 1.6 times the request.
        QVERIFY(answer.size() <= request.size() * 16 / 10);
        QCOMPARE(world.server->counters().bindingRequests, 1U);
    }

    void whatAClassicServerCannotDoIsNotAnswered_data()
    {
        QTest::addColumn<QByteArray>("request");
        const auto row = [](const char *title, const OwnedBytes &request) {
            QTest::newRow(title) << QByteArray(reinterpret_cast<const char *>(request.data()),
                                               static_cast<qsizetype>(request.size()));
        };
        row("from another address", classic({0, 3, 0, 4, 0, 0, 0, 4}));
        row("to another address", classic({0, 2, 0, 8, 0, 1, 0, 80, 8, 8, 8, 8}));
        row("signed", classic({0, 6, 0, 4, 'u', 's', 'e', 'r'}));
        row("a response", classic({}, 0x0101));
        row("a shared secret request", classic({}, 0x0002));
        row("an attribute that is cut off", classic({0, 3, 0, 8, 0, 0, 0, 0}));
        row("half an attribute header", classic({0, 3}));
        auto lies = classic({});
        lies[3] = std::byte{4};
        row("a length that is not true", lies);
    }
    void whatAClassicServerCannotDoIsNotAnswered()
    {
        QFETCH(QByteArray, request);
        RelayWorld world;
        world.settings.answersClassicStun = true;
        world.apply();
        QVERIFY(askClassic(world, payload(request.toStdString())).empty());
        QCOMPARE(world.server->counters().malformedMessages, 1U);
        // One that asks for nothing special is fine.
        QCOMPARE(askClassic(world, classic({0, 3, 0, 4, 0, 0, 0, 0})).size(), 32U);
    }

    void classicRequestsAreASetting()
    {
        RelayWorld world;
        QVERIFY(askClassic(world, classic({})).empty());
        world.settings.answersClassicStun = true;
        world.apply();
        QVERIFY(!askClassic(world, classic({})).empty());
        // It knows no IPv6.
        QVERIFY(askClassic(world, classic({}), "[2001:db8::10]:4000").empty());
    }

    // T14: the byte budget, of those who speak like that, too
    void classicAnswersComeOutOfTheBudgetOfStrangers()
    {
        RelayWorld world;
        world.settings.answersClassicStun = true;
        world.settings.limits.strangerBytesPerNetwork = 64;
        world.apply();
        int answered = 0;
        for (int i = 0; i < 100; ++i)
            answered += askClassic(world, classic({})).empty() ? 0 : 1;
        QVERIFY(answered > 0 && answered < 10);
        QVERIFY(world.server->counters().overNetworkBudget > 0);
    }

    // RFC 5780 section 6.1
    void anAnswerSaysWhereElseToAsk()
    {
        RelayWorld world;
        TestClient client(withNatDiscovery(world));
        const Answer answer = client.request(Method::Binding);
        QCOMPARE(answer.address(AttributeType::XorMappedAddress), client.path.tuple.client);
        QCOMPARE(plain(answer, AttributeType::MappedAddress), client.path.tuple.client);
        QCOMPARE(plain(answer, AttributeType::ResponseOrigin), at("198.51.100.1:3478"));
        QCOMPARE(plain(answer, AttributeType::OtherAddress), at("198.51.100.2:3479"));
    }

    void anAnswerComesFromWhereItIsWanted_data()
    {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<quint32>("change");
        QTest::addColumn<QString>("from");
        const auto row = [](const char *asked, quint32 change, const char *from) {
            QTest::addRow("%s with %u", asked, change)
                << QString::fromLatin1(asked) << change << QString::fromLatin1(from);
        };
        row("198.51.100.1:3478", 0, "198.51.100.1:3478");
        row("198.51.100.1:3478", 2, "198.51.100.1:3479");
        row("198.51.100.1:3478", 4, "198.51.100.2:3478");
        row("198.51.100.1:3478", 6, "198.51.100.2:3479");
        row("198.51.100.2:3479", 6, "198.51.100.1:3478");
        row("198.51.100.2:3478", 2, "198.51.100.2:3479");
        row("198.51.100.1:3479", 4, "198.51.100.2:3479");
    }
    void anAnswerComesFromWhereItIsWanted()
    {
        QFETCH(QString, asked);
        QFETCH(quint32, change);
        QFETCH(QString, from);
        RelayWorld world;
        TestClient client(withNatDiscovery(world));
        client.path.tuple.server = at(asked.toStdString());
        client.send(client.compose(Method::Binding, [&](auto &message) {
            message.addNumber(AttributeType::ChangeRequest, change);
        }));
        QCOMPARE(world.output.fromElsewhere.size(), 1U);
        const auto &sent = world.output.fromElsewhere.front();
        QCOMPARE(sent.from.toString(), from.toStdString());
        QCOMPARE(plain(Answer{sent.bytes}, AttributeType::ResponseOrigin), sent.from);
        QVERIFY(sent.path.tuple.client == client.path.tuple.client);
    }

    void anAnswerGoesToAnotherPortOfTheSameAddressWhenThatIsWanted()
    {
        RelayWorld world;
        TestClient client(withNatDiscovery(world));
        const auto request = client.compose(Method::Binding, [](auto &message) {
            message.addNumber(AttributeType::ResponsePort, 5000U << 16);
        });
        world.server->clientDatagram(world.now(), client.path, request);
        QCOMPARE(world.output.fromElsewhere.at(0).path.tuple.client.toString(),
                 std::string("192.0.2.10:5000"));
    }

    void nobodyLivesOnPort0()
    {
        RelayWorld world;
        TestClient client(withNatDiscovery(world));
        const Answer answer = client.request(
            Method::Binding, [](auto &message) { message.addNumber(AttributeType::ResponsePort, 0); });
        QCOMPARE(answer.code(), 400);
        QVERIFY(world.output.fromElsewhere.empty());
    }

    void paddingIsAnsweredWithAsMuch()
    {
        RelayWorld world;
        TestClient client(withNatDiscovery(world));
        const auto paddingOf = [&](std::size_t bytes) {
            const Answer answer = client.request(Method::Binding, [&](auto &message) {
                message.add(AttributeType::Padding, Bytes(OwnedBytes(bytes)));
            });
            return answer.message().find(AttributeType::Padding).value().size();
        };
        QCOMPARE(paddingOf(400), 400U);
        QCOMPARE(paddingOf(1500), 1500U);
        QCOMPARE(paddingOf(1600), 1500U);
        const Answer both = client.request(Method::Binding, [](auto &message) {
            message.add(AttributeType::Padding, "1234").addNumber(AttributeType::ResponsePort, 5000U << 16);
        });
        QCOMPARE(both.code(), 400);
    }

    void withoutASecondAddressSuchRequestsAreNotUnderstood_data()
    {
        QTest::addColumn<int>("attribute");
        for (const auto type :
             {AttributeType::ChangeRequest, AttributeType::Padding, AttributeType::ResponsePort})
            QTest::addRow("%04x", static_cast<unsigned>(type)) << static_cast<int>(type);
    }
    void withoutASecondAddressSuchRequestsAreNotUnderstood()
    {
        QFETCH(int, attribute);
        RelayWorld world;
        TestClient client(world);
        const auto ask = [&] {
            return client.request(Method::Binding, [&](auto &message) {
                message.addNumber(static_cast<AttributeType>(attribute), 0);
            });
        };
        QCOMPARE(ask().code(), 420);
        withNatDiscovery(world);
        QCOMPARE(client.request(Method::Binding).code(), 0);
        // Over TCP, and in other requests, they mean nothing.
        TestClient stream(world, "192.0.2.10:4001", Transport::Tcp);
        QCOMPARE(
            stream
                .request(Method::Binding,
                         [&](auto &message) { message.addNumber(static_cast<AttributeType>(attribute), 0); })
                .code(),
            420);
        QCOMPARE(
            client
                .allocate([&](auto &message) { message.addNumber(static_cast<AttributeType>(attribute), 0); })
                .code(),
            420);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestBinding)
#include "tst_binding.moc"
