// SPDX-License-Identifier: GPL-3.0-or-later
// One measurement: paced calls through a relay while one attack runs, as one line of numbers for
// tests/perf/abuse_bench.
#include "tests/perf/load/attack.h"
#include "tests/perf/load/paced_calls.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

using namespace turnpike;
using namespace std::chrono_literals;

namespace {

constexpr auto kUnderWay = 500ms; ///< how long an attack runs before anything is counted

constexpr char kUsage[] =
    "abuse_load ADDRESS:PORT ATTACK SECONDS PROCESS CALLS\n"
    "  ADDRESS:PORT  of the relay, UDP and TCP; user bench, password bench\n"
    "  ATTACK        quiet, strangers, guesses or half-open\n"
    "  PROCESS       the relay's number, or 0 for calls that go past the relay\n"
    "prints: sent lost% overflowed p50 p99 (microseconds) latest (ms) RSS (MB) CPU (%) attack (requests/s)\n";

int refuse(const std::string &why)
{
    std::fprintf(stderr, "abuse_load: %s\n%s", why.c_str(), kUsage);
    return 2;
}

std::optional<int> number(const char *text)
{
    char *end = nullptr;
    const long value = std::strtol(text, &end, 10);
    if (end == text || *end != '\0' || value < 0 || value > 10'000'000)
        return std::nullopt;
    return static_cast<int>(value);
}

/// What the relay's process takes; zeros for process 0.
class Process {
public:
    explicit Process(int number)
        : m_folder("/proc/" + std::to_string(number))
    {
    }
    /// User and system time of all threads since it began.
    [[nodiscard]] std::chrono::duration<double> processorTime() const
    {
        std::ifstream file(m_folder + "/stat");
        const std::string text((std::istreambuf_iterator<char>(file)), {});
        const auto name = text.rfind(')');
        if (name == std::string::npos)
            return {};
        unsigned long user = 0;
        unsigned long system = 0;
        if (std::sscanf(text.c_str() + name + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                        &user, &system) != 2)
            return {};
        return std::chrono::duration<double>(static_cast<double>(user + system) /
                                             static_cast<double>(sysconf(_SC_CLK_TCK)));
    }
    [[nodiscard]] double megabytes() const
    {
        std::ifstream file(m_folder + "/statm");
        double all = 0;
        double resident = 0;
        file >> all >> resident;
        return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
    }

private:
    std::string m_folder;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 6)
        return refuse("five arguments are needed");
    const auto server = TransportAddress::parse(argv[1]);
    const auto kind = perf::Attack::parse(argv[2]);
    const auto seconds = number(argv[3]);
    const auto process = number(argv[4]);
    const auto calls = number(argv[5]);
    if (!server || !kind || !seconds || !process || !calls)
        return refuse("an argument cannot be read");

    perf::PacedCalls::Options options{*server, "bench", "bench", *calls};
    if (*process == 0)
        options.server = {};
    auto paced = perf::PacedCalls::open(options);
    if (!paced) {
        std::fprintf(stderr, "abuse_load: %s\n", paced.error().text().c_str());
        return 1;
    }
    const Process relay(*process);
    auto attack = perf::Attack::start(*kind, {*server, *server, options.username});
    if (!attack) {
        std::fprintf(stderr, "abuse_load: %s\n", attack.error().text().c_str());
        return 1;
    }
    static_cast<void>(paced->run(kUnderWay, [] {}));

    double most = relay.megabytes();
    const auto processorBefore = relay.processorTime();
    const auto sentBefore = (*attack)->sent();
    const auto began = std::chrono::steady_clock::now();
    const auto report =
        paced->run(std::chrono::seconds(*seconds), [&] { most = std::max(most, relay.megabytes()); });
    const std::chrono::duration<double> lasted = std::chrono::steady_clock::now() - began;
    const auto processor = relay.processorTime() - processorBefore;
    std::printf("%llu %.3f %llu %.0f %.0f %.1f %.1f %.0f %.0f\n",
                static_cast<unsigned long long>(report.sent), report.lossPercent(),
                static_cast<unsigned long long>(report.overflowed), report.roundTrip(0.5),
                report.roundTrip(0.99), report.latest, most, 100 * processor / lasted,
                static_cast<double>((*attack)->sent() - sentBefore) / lasted.count());
    return 0;
}
