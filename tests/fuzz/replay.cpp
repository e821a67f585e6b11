// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#define TARGET(name) extern "C" int fuzz_##name(const std::uint8_t *data, std::size_t size);
#include "table.inc"
#undef TARGET

namespace {

using Input = std::vector<std::uint8_t>;

struct Target {
    std::string_view name;
    int (*run)(const std::uint8_t *data, std::size_t size);
};

constexpr Target kTargets[] = {
#define TARGET(name) {#name, fuzz_##name},
#include "table.inc"
#undef TARGET
};

constexpr int kMadeInputs = 3000;
constexpr std::size_t kLongestMade = 400;

/// What found something once, or reaches far; in the order of their names, so that every run is the same.
std::vector<Input> corpusOf(std::string_view name)
{
    std::vector<std::filesystem::path> files;
    const auto folder = std::filesystem::path(TURNPIKE_SOURCE_DIR) / "tests/fuzz/corpus" / name;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<Input> corpus;
    for (const auto &file : files) {
        std::ifstream stream(file, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    return corpus;
}

/// Some bytes of an input are others, some are gone, some of another input come in.
Input changed(std::mt19937 &random, const std::vector<Input> &corpus)
{
    const auto pick = [&random](std::size_t below) { return below == 0 ? 0 : random() % below; };
    Input input = corpus[pick(corpus.size())];
    for (auto changes = 1 + pick(4); changes > 0 && !input.empty(); --changes) {
        const auto at = static_cast<std::ptrdiff_t>(pick(input.size()));
        switch (pick(4)) {
        case 0:
            input[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(random());
            break;
        case 1:
            input[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1U << pick(8));
            break;
        case 2:
            input.erase(input.begin() + at,
                        input.begin() + at +
                            static_cast<std::ptrdiff_t>(pick(input.size() - static_cast<std::size_t>(at))));
            break;
        default: {
            const Input &other = corpus[pick(corpus.size())];
            const auto from = static_cast<std::ptrdiff_t>(pick(other.size()));
            const auto size =
                static_cast<std::ptrdiff_t>(pick(other.size() - static_cast<std::size_t>(from)));
            input.insert(input.begin() + at, other.begin() + from, other.begin() + from + size);
        }
        }
    }
    return input;
}

Input madeUp(std::mt19937 &random)
{
    Input input(random() % kLongestMade);
    std::generate(input.begin(), input.end(), [&random] { return static_cast<std::uint8_t>(random()); });
    return input;
}

} // namespace

// A target that finds a fault ends the process, as under a fuzzer; the input that was last begun is then in
// last_fuzz_input_NAME, to be kept in the corpus.
int main(int argc, char **argv)
{
    const std::string_view wanted = argc == 2 ? argv[1] : "";
    const auto target = std::find_if(std::begin(kTargets), std::end(kTargets),
                                     [wanted](const Target &one) { return one.name == wanted; });
    if (target == std::end(kTargets)) {
        std::fprintf(stderr, "name one fuzz target: that of fuzz_framer.cpp is framer\n");
        return 2;
    }
    const std::vector<Input> corpus = corpusOf(wanted);
    if (corpus.empty()) {
        std::fprintf(stderr, "tests/fuzz/corpus/%s is empty\n", argv[1]);
        return 1;
    }
    std::vector<Input> inputs = corpus;
    std::mt19937 random(1);
    for (int i = 0; i < kMadeInputs; ++i)
        inputs.push_back(i % 8 == 0 ? madeUp(random) : changed(random, corpus));
    for (const Input &input : inputs) {
        {
            std::ofstream last("last_fuzz_input_" + std::string(wanted), std::ios::binary | std::ios::trunc);
            last.write(reinterpret_cast<const char *>(input.data()),
                       static_cast<std::streamsize>(input.size()));
        }
        target->run(input.data(), input.size());
    }
    std::filesystem::remove("last_fuzz_input_" + std::string(wanted));
    return 0;
}
