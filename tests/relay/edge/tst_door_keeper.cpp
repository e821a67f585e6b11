// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/door_keeper.h"
#include "relay/edge/relayed_ports.h"
#include "tests/support/main.h"

#include <vector>

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;

namespace {

TransportAddress at(const char *text)
{
    return TransportAddress::parse(text).value();
}

const IpAddress kClient = IpAddress::v4(0xC0000207); // 192.0.2.7

} // namespace

/// Who is not let in is counted and named, and a flood of them makes no flood of lines.
class TestDoorKeeper : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void everyRefusalIsCountedAndLinesAreFew()
    {
        std::vector<std::string> lines;
        DoorKeeper door([&lines](Severity, const std::string &line) { lines.push_back(line); });
        MonotonicTime now(1h);
        for (int i = 0; i < 1000; ++i)
            door.turnAway(TurnedAway::TooManyConnections, kClient, now + i * 1ms);
        QCOMPARE(door.count(TurnedAway::TooManyConnections), 1000U);
        QCOMPARE(lines.size(), 1U);
        QVERIFY(lines[0].find("192.0.2.7") != std::string::npos);
        QVERIFY(lines[0].find("tcpConnectionsPerSource") != std::string::npos);
        QVERIFY(lines[0].find("of this kind") == std::string::npos);
        // The next line says how many went unsaid.
        now += LineLimit::kInterval;
        door.turnAway(TurnedAway::TooManyConnections, kClient, now - 1ms);
        QCOMPARE(lines.size(), 1U);
        door.turnAway(TurnedAway::TooManyConnections, kClient, now);
        QCOMPARE(lines.size(), 2U);
        QVERIFY2(lines[1].find("(1001 of this kind") != std::string::npos, lines[1].c_str());
    }

    void oneCauseDoesNotSilenceAnother()
    {
        std::vector<std::string> lines;
        DoorKeeper door([&lines](Severity, const std::string &line) { lines.push_back(line); });
        for (const TurnedAway cause :
             {TurnedAway::ByClientRules, TurnedAway::TooManyConnections, TurnedAway::NoRoom,
              TurnedAway::ForeignProtocol, TurnedAway::MessageTooLong, TurnedAway::AnswersUnread,
              TurnedAway::MessageUnfinished, TurnedAway::MadeRoom, TurnedAway::MadeRoomOfSource,
              TurnedAway::HandshakeFailed, TurnedAway::HandshakeUnfinished, TurnedAway::HandshakesOfNetwork,
              TurnedAway::HandshakesInAll, TurnedAway::HeaderOfStranger, TurnedAway::NoProxyHeader,
              TurnedAway::NetworkOverBudget, TurnedAway::AllOverBudget, TurnedAway::GuessNotTried}) {
            door.turnAway(cause, kClient, MonotonicTime(1h));
            QCOMPARE(door.count(cause), 1U);
        }
        QCOMPARE(lines.size(), kTurnedAwayCauses - 1);
        // Whoever just leaves a connection open is counted and not written about.
        door.turnAway(TurnedAway::Silent, kClient, MonotonicTime(1h));
        QCOMPARE(door.count(TurnedAway::Silent), 1U);
        QCOMPARE(lines.size(), kTurnedAwayCauses - 1);
    }

    void whyAHandshakeFailedEndsTheLine()
    {
        std::vector<std::string> lines;
        DoorKeeper door([&lines](Severity, const std::string &line) { lines.push_back(line); });
        door.turnAway(TurnedAway::HandshakeFailed, kClient, MonotonicTime(1h), "tls: unsupported protocol");
        QCOMPARE(lines, std::vector<std::string>{
                            "no encrypted connection with 192.0.2.7 came about: tls: unsupported "
                            "protocol"});
        door.turnAway(TurnedAway::HandshakeFailed, kClient, MonotonicTime(1h) + LineLimit::kInterval, "why");
        QVERIFY2(lines.back().ends_with("came about: why"), lines.back().c_str());
    }

    void withoutALogItCounts()
    {
        DoorKeeper door({});
        door.turnAway(TurnedAway::NoRoom, {}, MonotonicTime(1h));
        QCOMPARE(door.count(TurnedAway::NoRoom), 1U);
    }

    void aRelayedPortIsFoundUnderBothAddresses()
    {
        RelayedPorts ports;
        const auto announced = at("203.0.113.80:1").address;
        ports.open(at("10.0.0.5:50000"), announced);
        QVERIFY(ports.boundAddressOf(at("10.0.0.5:50000")) == at("10.0.0.5:50000"));
        QVERIFY(ports.boundAddressOf(at("203.0.113.80:50000")) == at("10.0.0.5:50000"));
        QVERIFY(ports.announcedAddressOf(at("10.0.0.5:50000")) == at("203.0.113.80:50000"));
        QVERIFY(!ports.boundAddressOf(at("10.0.0.5:50001")));
        QVERIFY(!ports.boundAddressOf(at("10.0.0.6:50000")));
        QVERIFY(!ports.announcedAddressOf(at("203.0.113.80:50000"))); // nothing sends from there
        // After a push others are announced elsewhere; this one stays.
        ports.open(at("10.0.0.5:50002"), at("203.0.113.81:1").address);
        QVERIFY(ports.boundAddressOf(at("203.0.113.80:50000")));
        QVERIFY(!ports.boundAddressOf(at("203.0.113.80:50002")));
        ports.close(Port{50000});
        QVERIFY(!ports.boundAddressOf(at("203.0.113.80:50000")));
        QVERIFY(!ports.announcedAddressOf(at("10.0.0.5:50000")));
    }

    void aRelayOnAnyIsReachedOverLoopback()
    {
        RelayedPorts ports;
        ports.open(at("0.0.0.0:50000"), at("203.0.113.80:1").address);
        ports.open(at("[::]:50001"), at("[2001:db8::80]:1").address);
        QVERIFY(ports.boundAddressOf(at("203.0.113.80:50000")) == at("127.0.0.1:50000"));
        QVERIFY(ports.announcedAddressOf(at("127.0.0.1:50000")) == at("203.0.113.80:50000"));
        QVERIFY(!ports.announcedAddressOf(at("10.0.0.5:50000")));
        QVERIFY(ports.boundAddressOf(at("[2001:db8::80]:50001")) == at("[::1]:50001"));
        QVERIFY(ports.announcedAddressOf(at("[::1]:50001")) == at("[2001:db8::80]:50001"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDoorKeeper)
#include "tst_door_keeper.moc"
