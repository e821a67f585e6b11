// SPDX-License-Identifier: GPL-3.0-or-later
// What watching costs the calls: a relay with 5,000 allocations in this process, of which some carry voice,
// in rounds with and without somebody who looks at all of them once a second, as a console does. And what a
// worker spends on publishing within one turn of its loop.
#include "relay/edge/edge.h"
#include "relay/edge/published_allocations.h"
#include "relay/edge/worker_totals.h"
#include "tests/perf/load/paced_calls.h"

#include <time.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

using namespace turnpike;
using namespace std::chrono_literals;

namespace {

constexpr int kAllocations = 5000;
constexpr int kTalking = 100;
constexpr auto kRound = 5s;
constexpr auto kInterval = 1s; ///< of a console
/// As many packets as one turn of the loop hands over at most.
constexpr std::uint32_t kPacketsOfATurn = 512;
constexpr int kTurns = 20'000;

const IpAddress kLoopback = IpAddress::v4(0x7F000001);

edge::Settings settings()
{
    edge::Settings settings;
    settings.listeners = {{Transport::Udp, {kLoopback, Port{0}}}};
    settings.relayAddress = kLoopback;
    settings.relayPorts = {Port{22000}, Port{31999}};
    settings.workers = 1;
    settings.turn.realm = "bench.test";
    settings.turn.credentials =
        auth::Credentials({{"bench", auth::longTermKey("bench", "bench.test", "bench")}}, {});
    settings.turn.peers = turn::PeerPolicy({.allow = {IpNetwork(kLoopback, 8)},
                                            .deny = {},
                                            .allowPrivate = false,
                                            .allowRelayToRelay = false,
                                            .relayAddresses = {},
                                            .ownAddresses = {},
                                            .ownListeners = {}});
    return settings;
}

/// Looks at everything once a second, on a thread of its own.
class Watcher {
public:
    explicit Watcher(edge::Edge &edge)
        : m_thread([this, &edge] { watch(edge); })
    {
    }
    ~Watcher()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isOver = true;
        }
        m_changed.notify_one();
        m_thread.join();
    }
    Watcher(const Watcher &) = delete;
    Watcher &operator=(const Watcher &) = delete;

private:
    void watch(edge::Edge &edge)
    {
        std::unique_lock lock(m_mutex);
        while (!m_changed.wait_for(lock, kInterval, [this] { return m_isOver; })) {
            if (edge.snapshot().allocations.size() != std::size_t{kAllocations}) {
                std::fputs("watch_load: allocations are missing\n", stderr);
                std::exit(1);
            }
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isOver = false;
    std::thread m_thread;
};

/// Microseconds, processor time of this thread: what other programs do meanwhile does not count.
double threadTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

/// What publishing takes of the longest turn, microseconds, while somebody reads without a pause.
double longestPublication()
{
    edge::PublishedAllocations published;
    edge::Published<edge::WorkerTotals> totals;
    const turn::ClientPath path;
    const TransportAddress relayed{kLoopback, Port{1}};
    turn::TrafficCounters counters;
    const auto view = [&](std::uint32_t slot) {
        return turn::AllocationView{.id = {slot, 1},
                                    .path = path,
                                    .relayed = relayed,
                                    .username = "1700000000:somebody@example.org",
                                    .separator = ':',
                                    .realm = "example.org",
                                    .created = {},
                                    .expires = {},
                                    .fromClient = counters,
                                    .toClient = counters,
                                    .recentPeers = {},
                                    .refusedPeers = {}};
    };
    for (std::uint32_t slot = 0; slot < kAllocations; ++slot)
        published.add(view(slot));
    std::atomic<bool> isOver = false;
    std::thread reader([&] {
        std::uint64_t packets = 0;
        while (!isOver) {
            published.forEach(
                [&](const edge::PublishedAllocations::Row &row) { packets += row.state.toClient.packets; });
            packets += totals.read().counters.toClients.packets;
        }
    });
    double longest = 0;
    std::uint32_t next = 0;
    for (int turn = 0; turn < kTurns; ++turn) {
        const double began = threadTime();
        for (std::uint32_t packet = 0; packet < kPacketsOfATurn; ++packet) {
            ++counters.packets;
            next = (next + 97) % kAllocations;
            published.countToClient({next, 1}, counters);
        }
        // One allocation ends and another begins.
        published.remove({next, 1});
        published.add(view(next));
        totals.write({});
        longest = std::max(longest, threadTime() - began);
    }
    isOver = true;
    reader.join();
    return longest;
}

int fail(const Error &error)
{
    std::fprintf(stderr, "watch_load: %s\n", error.text().c_str());
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 10;
    if (argc > 2 || rounds < 1) {
        std::fputs("watch_load [ROUNDS]\n", stderr);
        return 2;
    }
    auto relay = edge::Edge::start(settings());
    if (!relay)
        return fail(relay.error());
    const TransportAddress server = (*relay)->listeners().front().address;
    auto silent = perf::PacedCalls::open({server, "bench", "bench", kAllocations - kTalking});
    if (!silent)
        return fail(silent.error());
    auto talking = perf::PacedCalls::open({server, "bench", "bench", kTalking});
    if (!talking)
        return fail(talking.error());
    static_cast<void>(talking->run(1s, [] {}));

    std::printf("%-8s %12s %12s %12s %8s   (p99 of round trips, microseconds; %d allocations, %d talk)\n",
                "round", "unwatched", "watched", "lost", "ratio", kAllocations, kTalking);
    std::vector<double> ratios;
    std::vector<double> unwatched;
    std::vector<double> watched;
    for (int round = 1; round <= rounds; ++round) {
        double p99[2] = {};
        std::uint64_t lost = 0;
        // The two alternate, and so does which comes first.
        for (const bool isWatched : {round % 2 == 0, round % 2 != 0}) {
            std::optional<Watcher> watcher;
            if (isWatched)
                watcher.emplace(**relay);
            const auto report = talking->run(kRound, [] {});
            p99[isWatched ? 1 : 0] = report.roundTrip(0.99);
            lost += report.sent - report.returned;
        }
        unwatched.push_back(p99[0]);
        watched.push_back(p99[1]);
        ratios.push_back(p99[1] / p99[0]);
        std::printf("%-8d %12.0f %12.0f %12llu %8.3f\n", round, p99[0], p99[1],
                    static_cast<unsigned long long>(lost), ratios.back());
        std::fflush(stdout);
    }
    std::printf("%-8s %12.0f %12.0f %12s %8.3f\n", "median", median(unwatched), median(watched), "",
                median(ratios));
    std::printf("longest publication within a turn of %u packets: %.0f microseconds of its thread's time\n",
                kPacketsOfATurn, longestPublication());
    return 0;
}
