// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace turnpike {

namespace {

char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// Optimal string alignment distance: a swap of neighbours counts as one slip of the fingers.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

// What Unicode calls white space, and what has no width at all.
bool isBlank(char32_t letter)
{
    return (letter >= 0x09 && letter <= 0x0D) || letter == 0x20 || letter == 0x85 || letter == 0xA0 ||
           letter == 0xAD || letter == 0x1680 || (letter >= 0x2000 && letter <= 0x200F) || letter == 0x2028 ||
           letter == 0x2029 || letter == 0x202F || letter == 0x205F || letter == 0x2060 || letter == 0x3000 ||
           letter == 0xFEFF;
}

bool breaksLine(char32_t letter)
{
    return (letter >= 0x09 && letter <= 0x0D) || letter == 0x85 || letter == 0x2028 || letter == 0x2029;
}

struct Letter {
    char32_t code = 0;
    std::size_t size = 1; ///< bytes
};

// Bytes that are no UTF-8 are letters of their own, and stay.
Letter letterAt(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    const std::size_t size = first < 0x80        ? 1U
                             : first >> 5U == 6  ? 2U
                             : first >> 4U == 14 ? 3U
                             : first >> 3U == 30 ? 4U
                                                 : 1U;
    if (size == 1 || at + size > text.size())
        return {first < 0x80 ? char32_t{first} : char32_t{0xFFFD}, 1};
    char32_t code = first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (byte(at + i) >> 6U != 2)
            return {0xFFFD, 1};
        code = code << 6U | (byte(at + i) & 0x3FU);
    }
    return {code, size};
}

} // namespace

std::string nearestName(std::string_view word, std::span<const std::string> candidates)
{
    // Nobody mistypes a word of this length; comparing takes the product of both lengths.
    constexpr std::size_t kLongestWord = 64;
    if (word.size() > kLongestWord)
        return {};
    std::string_view best;
    std::size_t bestDistance = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string &candidate : candidates) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        if (longer - std::min(word.size(), candidate.size()) >= bestDistance)
            continue;
        const std::size_t candidateDistance = distance(word, candidate);
        if (candidateDistance < bestDistance) {
            bestDistance = candidateDistance;
            best = candidate;
        }
    }
    return std::string(best);
}

std::string withCleanEnds(std::string_view text)
{
    std::size_t begin = text.size();
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Letter letter = letterAt(text, at);
        if (!isBlank(letter.code)) {
            begin = std::min(begin, at);
            end = at + letter.size;
        }
        at += letter.size;
    }
    return begin < end ? std::string(text.substr(begin, end - begin)) : std::string();
}

std::string oneLine(std::string_view text)
{
    const std::string cleaned = withCleanEnds(text);
    std::string line;
    for (std::size_t at = 0; at < cleaned.size();) {
        // A run of blanks with a line break in it is one space; others are as they were meant.
        std::size_t end = at;
        bool isBroken = false;
        while (end < cleaned.size()) {
            const Letter letter = letterAt(cleaned, end);
            if (!isBlank(letter.code))
                break;
            isBroken = isBroken || breaksLine(letter.code);
            end += letter.size;
        }
        if (end == at)
            end = at + letterAt(cleaned, at).size;
        line += isBroken ? std::string(" ") : cleaned.substr(at, end - at);
        at = end;
    }
    return line;
}

} // namespace turnpike
