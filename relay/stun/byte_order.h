// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <string_view>

namespace turnpike::stun {

// Network order, byte by byte: a datagram may begin at any address, and a wide load from an odd one
// kills the process on some machines. Compilers turn these into one load and one swap.

[[nodiscard]] constexpr std::uint16_t loadBig16(const std::byte *at)
{
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(at[0]) << 8 |
                                      std::to_integer<unsigned>(at[1]));
}

[[nodiscard]] constexpr std::uint32_t loadBig32(const std::byte *at)
{
    return std::uint32_t{loadBig16(at)} << 16 | loadBig16(at + 2);
}

constexpr void storeBig16(std::byte *at, std::uint16_t value)
{
    at[0] = static_cast<std::byte>(value >> 8);
    at[1] = static_cast<std::byte>(value & 0xff);
}

constexpr void storeBig32(std::byte *at, std::uint32_t value)
{
    storeBig16(at, static_cast<std::uint16_t>(value >> 16));
    storeBig16(at + 2, static_cast<std::uint16_t>(value & 0xffff));
}

/// The length with the padding that brings it to the next multiple of four.
[[nodiscard]] constexpr std::size_t padded(std::size_t length)
{
    return (length + 3) & ~std::size_t{3};
}

[[nodiscard]] inline Bytes bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

[[nodiscard]] inline std::string_view textOf(Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

} // namespace turnpike::stun
