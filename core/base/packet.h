// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace turnpike {

/// A packet with room around it, so that a header is written in place and the payload is never copied.
/// `payload` lies inside `buffer`.
struct Packet {
    /// The room that whoever receives a packet leaves before and after its payload: enough for the longest
    /// header that is put in front of one, and for padding to a multiple of four.
    static constexpr std::size_t kHeadroom = 64;
    static constexpr std::size_t kTailroom = 4;

    std::span<std::byte> buffer;
    std::span<std::byte> payload;
};

} // namespace turnpike
