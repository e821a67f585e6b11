// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <type_traits>

namespace turnpike::edge {

/// Numbers that one thread writes and any thread reads whole: a sequence lock. Writing costs a few stores and
/// never waits, whoever reads; a reader that meets a change begins anew.
template <std::size_t Count>
class PublishedWords {
public:
    using Words = std::array<std::uint64_t, Count>;

    /// The writing thread: `change` calls set() as often as it likes; readers see all of it or nothing.
    template <class Change>
    void write(Change change)
    {
        const std::uint64_t before = m_sequence.load(std::memory_order_relaxed);
        m_sequence.store(before + 1, std::memory_order_relaxed);
        change();
        m_sequence.store(before + 2, std::memory_order_release);
    }
    /// Inside write() only. Whoever sees the word also sees that a change was begun.
    void set(std::size_t index, std::uint64_t word) { m_words[index].store(word, std::memory_order_release); }

    [[nodiscard]] Words read() const
    {
        Words words;
        for (;; std::this_thread::yield()) {
            const std::uint64_t before = m_sequence.load(std::memory_order_acquire);
            for (std::size_t i = 0; i < Count; ++i)
                words[i] = m_words[i].load(std::memory_order_acquire);
            if (before % 2 == 0 && m_sequence.load(std::memory_order_relaxed) == before)
                return words;
        }
    }

private:
    std::atomic<std::uint64_t> m_sequence = 0;
    std::array<std::atomic<std::uint64_t>, Count> m_words{};
};

/// The same for one plain value.
template <class Value>
class Published {
    static_assert(std::is_trivially_copyable_v<Value> && sizeof(Value) % sizeof(std::uint64_t) == 0);

public:
    void write(const Value &value)
    {
        const auto words = std::bit_cast<typename Words::Words>(value);
        m_words.write([&] {
            for (std::size_t i = 0; i < words.size(); ++i)
                m_words.set(i, words[i]);
        });
    }
    [[nodiscard]] Value read() const { return std::bit_cast<Value>(m_words.read()); }

private:
    using Words = PublishedWords<sizeof(Value) / sizeof(std::uint64_t)>;
    Words m_words;
};

} // namespace turnpike::edge
