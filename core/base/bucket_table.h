// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bucket.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace turnpike {

/// Mixes all bits of a number into all others (the last step of SplitMix64).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t number)
{
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9ULL;
    number = (number ^ number >> 27) * 0x94D049BB133111EBULL;
    return number ^ number >> 31;
}

/// Buckets by number, in memory that never grows: whoever can choose numbers at will (addresses can be
/// forged) pushes out those of which least is known, never the ones that are nearly empty. Where a number
/// lies depends on a secret, so that nobody can aim.
class BucketTable {
public:
    struct Entry {
        std::uint64_t number = 0; ///< 0: free
        Bucket bucket;
        /// Until when somebody there is remembered who showed who it is.
        MonotonicTime knownUntil{};
    };

    /// `entries` is rounded up to a power of two.
    BucketTable(std::size_t entries, std::uint64_t secret)
        : m_secret(secret)
    {
        std::size_t sets = 1;
        while (sets * kWays < entries)
            sets *= 2;
        m_sets.resize(sets);
    }

    /// Null for a number of which nothing is known; its bucket would be full.
    [[nodiscard]] const Entry *find(std::uint64_t number) const
    {
        for (const Entry &entry : setOf(number)) {
            if (entry.number == number)
                return &entry;
        }
        return nullptr;
    }
    /// The entry of the number; another one may be forgotten for it.
    [[nodiscard]] Entry &at(std::uint64_t number, MonotonicTime now)
    {
        auto &set = setOf(number);
        Entry *weakest = &set.front();
        for (Entry &entry : set) {
            if (entry.number == number)
                return entry;
            if (isWeaker(entry, *weakest, now))
                weakest = &entry;
        }
        *weakest = {.number = number, .bucket = {}, .knownUntil = {}};
        return *weakest;
    }

private:
    static constexpr std::size_t kWays = 4;
    using Set = std::array<Entry, kWays>;

    [[nodiscard]] static bool isWeaker(const Entry &left, const Entry &right, MonotonicTime now)
    {
        const bool isLeftKnown = left.knownUntil > now;
        const bool isRightKnown = right.knownUntil > now;
        return isLeftKnown == isRightKnown ? left.bucket.fullAt() < right.bucket.fullAt() : isRightKnown;
    }
    [[nodiscard]] std::size_t indexOf(std::uint64_t number) const
    {
        return mixed(mixed(number ^ m_secret) + m_secret) & (m_sets.size() - 1);
    }
    [[nodiscard]] Set &setOf(std::uint64_t number) { return m_sets[indexOf(number)]; }
    [[nodiscard]] const Set &setOf(std::uint64_t number) const { return m_sets[indexOf(number)]; }

    std::uint64_t m_secret;
    std::vector<Set> m_sets;
};

} // namespace turnpike
