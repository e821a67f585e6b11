// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/published_allocations.h"
#include "tests/support/main.h"

#include <QTest>

#include <atomic>
#include <map>
#include <thread>

using namespace turnpike;
using edge::PublishedAllocations;
using namespace std::chrono_literals;

namespace {

const TransportAddress kShownPeer = TransportAddress::parse("[2001:db8::7]:7000").value();
const TransportAddress kOlderPeer = TransportAddress::parse("192.0.2.8:8000").value();

/// An allocation as the state machine shows it, with what such a view refers to.
struct Subject {
    turn::ClientPath path{{Transport::Tcp, TransportAddress::parse("192.0.2.10:4000").value(),
                           TransportAddress::parse("198.51.100.1:3478").value()},
                          7};
    TransportAddress relayed = TransportAddress::parse("198.51.100.1:50000").value();
    std::string username;
    turn::TrafficCounters fromClient;
    turn::TrafficCounters toClient;
    std::vector<TransportAddress> peers; ///< most recent last
    std::vector<turn::RefusedPeer> refused;

    [[nodiscard]] turn::AllocationView view(turn::AllocationId id) const
    {
        return {.id = id,
                .path = path,
                .relayed = relayed,
                .username = username,
                .separator = ':',
                .realm = "example.org",
                .created = MonotonicTime(1s),
                .expires = MonotonicTime(601s),
                .permissions = 3,
                .channels = 2,
                .fromClient = fromClient,
                .toClient = toClient,
                .recentPeers = peers,
                .refusedPeers = refused};
    }
};

/// Names the allocation, so that a row with the name of another one is found out.
std::string nameOf(turn::AllocationId id)
{
    return "a name too long to be kept inside of a string, " + std::to_string(id.slot) + "/" +
           std::to_string(id.generation);
}

/// The n-th state of the counters: whoever sees two numbers of different states notices.
turn::TrafficCounters countersAt(std::uint64_t n)
{
    return {n, 100 * n, 3 * n};
}

bool isWhole(const turn::TrafficCounters &counters)
{
    return counters == countersAt(counters.packets);
}

} // namespace

/// What a worker tells of its allocations while it goes on working.
class TestPublishedAllocations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aRowIsAsItWasPublished()
    {
        PublishedAllocations published;
        Subject subject;
        subject.username = "1700000000:alice";
        subject.peers = {kOlderPeer, kShownPeer};
        const turn::AllocationId id{700, 5};
        published.add(subject.view(id));
        published.countFromClient(id, {1, 2, 3});
        published.countToClient(id, {4, 5, 6});
        published.countLosses(id, 10, 20);
        int rows = 0;
        published.forEach([&](const PublishedAllocations::Row &row) {
            ++rows;
            QVERIFY(row.identity.id == id);
            QVERIFY(row.identity.tuple == subject.path.tuple);
            QVERIFY(row.identity.relayed == subject.relayed);
            QCOMPARE(row.identity.username, subject.username);
            QCOMPARE(row.identity.realm, std::string("example.org"));
            QCOMPARE(row.identity.separator, ':');
            QVERIFY(row.identity.created == MonotonicTime(1s));
            QVERIFY(row.state.expires == MonotonicTime(601s));
            QVERIFY((row.state.fromClient == turn::TrafficCounters{1, 2, 13}));
            QVERIFY((row.state.toClient == turn::TrafficCounters{4, 5, 26}));
            QCOMPARE(row.state.permissions, std::uint16_t{3});
            QCOMPARE(row.state.channels, std::uint16_t{2});
            QVERIFY(row.state.peers[0] == kShownPeer && row.state.peers[1] == kOlderPeer);
            QVERIFY(row.state.peers[2].address.isNone());
        });
        QCOMPARE(rows, 1);
    }

    void onlyTheAllocationThatWasAskedForIsFound()
    {
        PublishedAllocations published;
        const Subject subject;
        published.add(subject.view({3, 1}));
        const auto isFound = [&](turn::AllocationId id) {
            return published.find(id, [](const PublishedAllocations::Row &) {});
        };
        QVERIFY(isFound({3, 1}));
        QVERIFY(!isFound({3, 2}));
        QVERIFY(!isFound({2, 1}));
        QVERIFY(!isFound({100'000, 1}));
        published.remove({3, 1});
        QVERIFY(!isFound({3, 1}));
    }

    void aNewAllocationInTheSameSlotBeginsAtZero()
    {
        PublishedAllocations published;
        const Subject subject;
        published.add(subject.view({0, 1}));
        published.countFromClient({0, 1}, countersAt(9));
        published.countLosses({0, 1}, 1, 1);
        published.remove({0, 1});
        published.add(subject.view({0, 2}));
        const bool isFound = published.find({0, 2}, [](const PublishedAllocations::Row &row) {
            QVERIFY(row.state.fromClient == turn::TrafficCounters{});
            QVERIFY(row.state.toClient == turn::TrafficCounters{});
        });
        QVERIFY(isFound);
    }

    void rowsAreWholeAndNeverGoBackWhileTheyAreWritten()
    {
        constexpr std::uint32_t kRows = 300; // more than one block of them
        PublishedAllocations published;
        const Subject subject;
        for (std::uint32_t slot = 0; slot < kRows; ++slot)
            published.add(subject.view({slot, 1}));
        std::atomic<bool> isOver = false;
        std::thread worker([&] {
            for (std::uint64_t n = 1; !isOver; ++n) {
                for (std::uint32_t slot = 0; slot < kRows; ++slot) {
                    published.countFromClient({slot, 1}, countersAt(n));
                    published.countToClient({slot, 1}, countersAt(2 * n));
                }
            }
        });
        std::map<std::uint32_t, std::uint64_t> seen;
        std::uint64_t torn = 0;
        std::uint64_t backwards = 0;
        std::uint64_t highest = 0;
        for (int look = 0; look < 300 || highest < 10; ++look) {
            published.forEach([&](const PublishedAllocations::Row &row) {
                if (!isWhole(row.state.fromClient) || !isWhole(row.state.toClient))
                    ++torn;
                std::uint64_t &before = seen[row.identity.id.slot];
                if (row.state.fromClient.packets < before)
                    ++backwards;
                before = row.state.fromClient.packets;
                highest = std::max(highest, before);
            });
        }
        isOver = true;
        worker.join();
        QCOMPARE(torn, std::uint64_t{0});
        QCOMPARE(backwards, std::uint64_t{0});
        QCOMPARE(seen.size(), std::size_t{kRows});
    }

    void namesAndNumbersBelongTogetherWhileAllocationsComeAndGo()
    {
        constexpr std::uint32_t kRows = 16;
        PublishedAllocations published;
        std::atomic<bool> isOver = false;
        std::thread worker([&] {
            Subject subject;
            for (std::uint32_t generation = 1; !isOver; ++generation) {
                for (std::uint32_t slot = 0; slot < kRows; ++slot) {
                    const turn::AllocationId id{slot, generation};
                    subject.username = nameOf(id);
                    published.add(subject.view(id));
                    // The generation in the number of packets: a number of another allocation is noticed.
                    published.countFromClient(id, countersAt(std::uint64_t{generation} << 8));
                }
                for (std::uint32_t slot = 0; slot < kRows; ++slot)
                    published.remove({slot, generation});
            }
        });
        std::uint64_t rows = 0;
        std::uint64_t mixed = 0;
        std::uint32_t latest = 0;
        while (rows < 5'000 || latest < 100) {
            published.forEach([&](const PublishedAllocations::Row &row) {
                ++rows;
                const turn::AllocationId id = row.identity.id;
                const std::uint64_t packets = row.state.fromClient.packets;
                const bool isOfThis = packets == 0 || packets >> 8 == id.generation;
                if (row.identity.username != nameOf(id) || !isOfThis)
                    ++mixed;
                latest = std::max(latest, id.generation);
            });
        }
        isOver = true;
        worker.join();
        QCOMPARE(mixed, std::uint64_t{0});
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestPublishedAllocations)
#include "tst_published_allocations.moc"
