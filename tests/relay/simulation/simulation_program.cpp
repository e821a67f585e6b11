// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/simulation/simulation_program.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <random>
#include <string_view>

namespace turnpike::testing {

namespace {

constexpr std::uint32_t kSeedsOfSuite = 2500;
constexpr std::size_t kLastLines = 40;

struct Task {
    std::uint32_t first = 1;
    std::uint32_t last = kSeedsOfSuite;
    std::chrono::seconds time{0}; ///< 0: all of them, however long it takes
    bool showsTrace = false;
};

std::optional<std::uint32_t> numberOf(std::string_view text)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<Task> readTask(std::span<char *> arguments)
{
    Task task;
    if (arguments.empty())
        return task;
    const std::string_view option = arguments[0];
    const std::string_view value = arguments.size() == 2 ? arguments[1] : "";
    const auto dash = value.find('-');
    const auto first = numberOf(value.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : numberOf(value.substr(dash + 1));
    if (!first || !last || (option != "--seeds" && dash != std::string_view::npos))
        return std::nullopt;
    if (option == "--seconds") {
        task.first = std::random_device{}();
        task.last = ~std::uint32_t{0};
        task.time = std::chrono::seconds(*first);
    } else if (option == "--seed" || option == "--seeds") {
        task.first = *first;
        task.last = *last;
        task.showsTrace = option == "--seed";
    } else {
        return std::nullopt;
    }
    return task;
}

void show(const std::vector<std::string> &lines)
{
    for (const std::string &line : lines)
        std::printf("%s\n", line.c_str());
}

void report(Simulation::Carrier carrier, const char *test, std::uint32_t seed, const std::string &fault)
{
    Simulation again(carrier, seed, true);
    static_cast<void>(again.run());
    const auto &trace = again.trace();
    show({trace.end() - static_cast<std::ptrdiff_t>(std::min(kLastLines, trace.size())), trace.end()});
    std::printf("seed %u, %s\nsee all of it: tests/test_relay_simulation %s --seed %u\n", seed, fault.c_str(),
                test, seed);
}

} // namespace

int runSimulations(Simulation::Carrier carrier, const char *test, int argc, char **argv)
{
    const auto task = readTask(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
    if (!task) {
        std::fprintf(stderr, "use --seed NUMBER, --seeds FIRST-LAST or --seconds NUMBER\n");
        return 2;
    }
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t runs = 0;
    std::uint64_t allocations = 0;
    std::uint64_t relayed = 0;
    for (std::uint32_t seed = task->first;; ++seed) {
        Simulation simulation(carrier, seed, task->showsTrace);
        const auto fault = simulation.run();
        ++runs;
        allocations += simulation.counters().allocationsCreated;
        relayed += simulation.counters().fromClients.packets + simulation.counters().toClients.packets;
        show(simulation.trace());
        if (fault) {
            if (!task->showsTrace)
                report(carrier, test, seed, *fault);
            return 1;
        }
        const bool isOver = task->time.count() > 0 && std::chrono::steady_clock::now() - begin >= task->time;
        if (seed == task->last || isOver)
            break;
    }
    std::printf("%s: %llu seeds, %llu allocations, %llu packets relayed\n", test,
                static_cast<unsigned long long>(runs), static_cast<unsigned long long>(allocations),
                static_cast<unsigned long long>(relayed));
    // Clients that reach nobody would find no fault either.
    return relayed < runs && runs > 100 ? 1 : 0;
}

} // namespace turnpike::testing
