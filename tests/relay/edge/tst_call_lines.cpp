// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/call_lines.h"
#include "tests/support/main.h"

#include <QTest>

#include <set>

using namespace turnpike;
using namespace turnpike::edge;
using namespace std::chrono_literals;

class TestCallLines : public QObject {
    Q_OBJECT

private:
    turn::ClientPath m_path{{Transport::Tls, {IpAddress::v4(0xC0000207), Port{4000}}, {}}, 0};
    TransportAddress m_relayed;
    turn::TrafficCounters m_fromClient{120, 19200, 1};
    turn::TrafficCounters m_toClient{118, 18880, 2};

    [[nodiscard]] std::string lineOf(CallLines &lines, MonotonicTime now,
                                     turn::EndCause cause = turn::EndCause::Released) const
    {
        return lines.ended({.id = {},
                            .path = m_path,
                            .relayed = m_relayed,
                            .username = "alice",
                            .separator = '\0',
                            .realm = "example.org",
                            .created = MonotonicTime(10s),
                            .expires = MonotonicTime(700s),
                            .fromClient = m_fromClient,
                            .toClient = m_toClient,
                            .recentPeers = {},
                            .refusedPeers = {}},
                           cause, now);
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aCallThatEndedIsOneLine()
    {
        CallLines lines;
        QCOMPARE(lineOf(lines, MonotonicTime(192'900ms)),
                 std::string("call from 192.0.2.7:4000 over tls ended after 182 s: released by the client; "
                             "120 packets (19200 bytes) from the client, 118 packets (18880 bytes) to it, 3 "
                             "dropped; user alice"));
    }

    void everyCauseHasWordsOfItsOwn()
    {
        std::set<std::string_view> names;
        for (const auto cause :
             {turn::EndCause::Released, turn::EndCause::Expired, turn::EndCause::ConnectionClosed,
              turn::EndCause::Killed, turn::EndCause::Drained, turn::EndCause::Shutdown,
              turn::EndCause::PolicyChanged})
            names.insert(nameOf(cause));
        QCOMPARE(names.size(), std::size_t{7});
        QVERIFY(!names.contains(""));
    }

    void ofVeryManyTheRestIsCounted()
    {
        CallLines lines;
        for (int i = 0; i < CallLines::kMostInASecond; ++i)
            QVERIFY(!lineOf(lines, MonotonicTime(20s)).empty());
        QVERIFY(!lines.restDue());
        QVERIFY(lines.rest().empty());
        for (int i = 0; i < 7; ++i)
            QVERIFY(lineOf(lines, MonotonicTime(20'999ms)).empty());
        QVERIFY(lines.restDue() == MonotonicTime(21s));
        QVERIFY(!lineOf(lines, MonotonicTime(21s)).empty());
        QCOMPARE(lines.rest(), std::string("7 more calls ended within a second, too many for a line each"));
        QVERIFY(!lines.restDue());
        QVERIFY(lines.rest().empty());
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestCallLines)
#include "tst_call_lines.moc"
