// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/turn/relay_world.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::testing;

namespace {

const TransportAddress kPeer6 = at("[2600::1]:6000");

/// A relay with addresses of both families.
struct DualWorld : RelayWorld {
    explicit DualWorld(std::uint16_t ports = 100)
        : RelayWorld(ports)
    {
        relayBothFamilies();
    }
};

std::vector<std::string> relayedAddressesOf(const Answer &answer)
{
    std::vector<std::string> addresses;
    const auto view = answer.message();
    for (const stun::Attribute attribute : view) {
        if (attribute.type == AttributeType::XorRelayedAddress)
            addresses.push_back(
                stun::XorAddress::decode(attribute.value, view.transactionId()).value().toString());
    }
    return addresses;
}

} // namespace

/// One allocation with a relayed address of each family (RFC 8656 sections 7.2 and 8.2).
class TestDualAllocation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // T33: a dual allocation counts once
    void aClientGetsBothAddressesAndReachesPeersOfBothFamilies()
    {
        DualWorld world;
        TestClient client(world);
        const Answer answer = client.allocateBoth();
        QCOMPARE(answer.code(), 0);
        QCOMPARE(relayedAddressesOf(answer),
                 (std::vector<std::string>{"198.51.100.1:50000", "[2001:db8::1]:50001"}));
        QVERIFY(!answer.has(AttributeType::AddressErrorCode));
        QCOMPARE(world.output.openRelays(), 2U);
        // It is one allocation.
        QCOMPARE(world.output.admitted(), 1);
        QCOMPARE(client.permit({kPeer, kPeer6}).code(), 0);
        QCOMPARE(client.bind(0x4000, kPeer).code(), 0);
        QCOMPARE(client.bind(0x4001, kPeer6).code(), 0);
        QVERIFY(client.sendOn(0x4000, kPeer));
        QVERIFY(client.sendOn(0x4001, kPeer6));
        QVERIFY(client.hears(kPeer));
        QVERIFY(client.hears(kPeer6));
        QCOMPARE(client.refresh(0).code(), 0);
        QCOMPARE(world.output.freePorts(), 100U);
        QCOMPARE(world.output.admitted(), 0);
    }

    void whoeverAsksWithTheNumberOfTheDraftGetsTheSame()
    {
        DualWorld world;
        TestClient client(world);
        const Answer answer = client.allocate([](auto &message) {
            message.addNumber(AttributeType::DraftAdditionalAddressFamily, kIpv6Family);
        });
        QCOMPARE(relayedAddressesOf(answer).size(), 2U);
    }

    void theSameRequestAgainGetsTheSameAnswer()
    {
        DualWorld world;
        TestClient client(world);
        const Answer first = client.allocateBoth();
        client.repeatsTransactionId = true;
        QCOMPARE(relayedAddressesOf(client.allocateBoth()), relayedAddressesOf(first));
        QCOMPARE(world.output.openRelays(), 2U);
    }

    void whatCannotBeHadIsToldBesideTheOther_data()
    {
        QTest::addColumn<bool>("hasIpv4");
        QTest::addColumn<bool>("isFull");
        QTest::addColumn<quint32>("error");
        QTest::newRow("no IPv6 here") << true << false << 0x02000428U;
        QTest::newRow("no IPv4 here") << false << false << 0x01000428U;
        QTest::newRow("no port left for IPv6") << true << true << 0x02000508U;
    }
    void whatCannotBeHadIsToldBesideTheOther()
    {
        QFETCH(bool, hasIpv4);
        QFETCH(bool, isFull);
        QFETCH(quint32, error);
        RelayWorld world(isFull ? 1 : 100);
        world.output.offersIpv4 = hasIpv4;
        world.output.offersIpv6 = !hasIpv4 || isFull;
        world.settings.relayFamily = hasIpv4 ? AddressFamily::V4 : AddressFamily::V6;
        world.settings.relaysBothFamilies = isFull;
        world.apply();
        TestClient client(world);
        const Answer answer = client.allocateBoth();
        QCOMPARE(answer.code(), 0);
        QCOMPARE(relayedAddressesOf(answer).size(), 1U);
        QCOMPARE(answer.number(AttributeType::AddressErrorCode), error);
        client.repeatsTransactionId = true;
        QCOMPARE(client.allocateBoth().number(AttributeType::AddressErrorCode), error);
        QCOMPARE(world.output.openRelays(), 1U);
        QCOMPARE(client.permit({hasIpv4 ? kPeer6 : kPeer}).code(), 443);
    }

    // RFC 8656 section 7.2: one address and why there is no other, and nobody pays for what is not there.
    void onARelayOfOneFamilyItIsOnePortOfItsUser_data()
    {
        QTest::addColumn<bool>("hasIpv4");
        QTest::newRow("IPv4") << true;
        QTest::newRow("IPv6") << false;
    }
    void onARelayOfOneFamilyItIsOnePortOfItsUser()
    {
        QFETCH(bool, hasIpv4);
        RelayWorld world;
        world.output.offersIpv4 = hasIpv4;
        world.output.offersIpv6 = !hasIpv4;
        world.settings.relayFamily = hasIpv4 ? AddressFamily::V4 : AddressFamily::V6;
        world.settings.limits.portsPerUser = 1;
        world.apply();
        TestClient client(world);
        const Answer answer = client.allocateBoth();
        QCOMPARE(answer.code(), 0);
        QCOMPARE(relayedAddressesOf(answer).size(), 1U);
        QCOMPARE(answer.number(AttributeType::AddressErrorCode), hasIpv4 ? 0x02000428U : 0x01000428U);
        QCOMPARE(world.output.accounts.portsOf("alice"), 1);
        TestClient second(world, "192.0.2.10:2");
        QCOMPARE(second.allocateBoth().code(), 486);
        QCOMPARE(client.refresh(0).code(), 0);
        QCOMPARE(world.output.accounts.portsOf("alice"), 0);
        QCOMPARE(second.allocateBoth().code(), 0);
    }

    void whenNothingCanBeHadNothingIsHeld()
    {
        DualWorld world(0);
        TestClient client(world);
        QCOMPARE(client.allocateBoth().code(), 508);
        QCOMPARE(world.output.admitted(), 0);
        QCOMPARE(world.server->allocationCount(), 0U);
    }

    void aFamilyIsGivenBackAndTheOtherStays_data()
    {
        QTest::addColumn<bool>("givesBackIpv4Family");
        QTest::newRow("IPv4") << true;
        QTest::newRow("IPv6") << false;
    }
    void aFamilyIsGivenBackAndTheOtherStays()
    {
        QFETCH(bool, givesBackIpv4Family);
        const TransportAddress &gone = givesBackIpv4Family ? kPeer : kPeer6;
        const TransportAddress &left = givesBackIpv4Family ? kPeer6 : kPeer;
        DualWorld world;
        TestClient client(world);
        QCOMPARE(client.allocateBoth().code(), 0);
        QCOMPARE(client.bind(0x4000, gone).code(), 0);
        QCOMPARE(client.bind(0x4001, left).code(), 0);
        QCOMPARE(client.refreshFamily(givesBackIpv4Family ? kIpv4Family : kIpv6Family, 0)
                     .number(AttributeType::Lifetime),
                 0U);
        QCOMPARE(world.output.freePorts(), 99U);
        QVERIFY(!client.sendOn(0x4000, gone));
        QVERIFY(client.sendOn(0x4001, left));
        QVERIFY(client.hears(left));
        QCOMPARE(client.permit({gone}).code(), 443);
        QCOMPARE(client.refreshFamily(givesBackIpv4Family ? kIpv4Family : kIpv6Family, 600).code(), 443);
        QCOMPARE(world.output.admitted(), 1);
        QVERIFY(world.ended.empty());
        // The last one is the allocation.
        QCOMPARE(client.refreshFamily(givesBackIpv4Family ? kIpv6Family : kIpv4Family, 0).code(), 0);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.output.freePorts(), 100U);
        QVERIFY(!world.server->nextDeadline());
    }

    void eachFamilyHasItsOwnEnd()
    {
        DualWorld world;
        TestClient client(world);
        QCOMPARE(client.allocateBoth().code(), 0);
        QCOMPARE(client.refreshFamily(kIpv6Family, 1200).number(AttributeType::Lifetime), 1200U);
        world.pass(10min);
        QCOMPARE(world.output.openRelays(), 1U);
        QCOMPARE(client.permit({kPeer}).code(), 443);
        QCOMPARE(client.permit({kPeer6}).code(), 0);
        QVERIFY(client.sendTo(kPeer6));
        world.pass(10min);
        QCOMPARE(world.server->allocationCount(), 0U);
        QCOMPARE(world.output.freePorts(), 100U);
        QCOMPARE(world.ended.size(), 1U);
    }

    void withoutAFamilyBothAreProlonged()
    {
        DualWorld world;
        TestClient client(world);
        QCOMPARE(client.allocateBoth().code(), 0);
        QCOMPARE(client.refresh(3600).code(), 0);
        world.pass(59min);
        QCOMPARE(world.output.openRelays(), 2U);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDualAllocation)
#include "tst_dual_allocation.moc"
