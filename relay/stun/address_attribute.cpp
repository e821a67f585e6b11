// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"

#include "relay/stun/header.h"

#include <algorithm>
#include <array>

namespace turnpike::stun {

namespace {

// What an address is XORed with: the cookie followed by the transaction id, as they lie in the header.
std::array<std::uint8_t, 16> maskOf(const TransactionId &id)
{
    std::array<std::uint8_t, 16> mask{};
    for (std::size_t i = 0; i < 4; ++i)
        mask[i] = static_cast<std::uint8_t>(Header::kMagicCookie >> (24 - 8 * i));
    std::transform(id.begin(), id.end(), mask.begin() + 4,
                   [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
    return mask;
}

constexpr std::uint16_t kPortMask = Header::kMagicCookie >> 16;

using Mask = std::array<std::uint8_t, 16>;

std::optional<TransportAddress> unmasked(Bytes value, const Mask &mask, std::uint16_t portMask)
{
    if (value.size() < 4)
        return std::nullopt;
    const AddressFamily family = familyOf(std::to_integer<std::uint8_t>(value[1]));
    const std::size_t addressSize = family == AddressFamily::V4 ? 4 : 16;
    if (family == AddressFamily::None || value.size() != 4 + addressSize)
        return std::nullopt;
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < addressSize; ++i)
        bytes[i] = static_cast<std::uint8_t>(std::to_integer<std::uint8_t>(value[4 + i]) ^ mask[i]);
    const auto address = family == AddressFamily::V6
                             ? IpAddress::v6(bytes)
                             : IpAddress::v4(std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                                             std::uint32_t{bytes[2]} << 8 | bytes[3]);
    return TransportAddress{address, Port{static_cast<std::uint16_t>(loadBig16(&value[2]) ^ portMask)}};
}

void putMasked(const TransportAddress &address, const Mask &mask, std::uint16_t portMask,
               std::span<std::byte> room)
{
    room[0] = std::byte{0};
    room[1] = std::byte{familyNumber(address.address.family())};
    storeBig16(&room[2], static_cast<std::uint16_t>(address.port.value ^ portMask));
    for (std::size_t i = 0; i < address.address.size(); ++i)
        room[4 + i] = static_cast<std::byte>(address.address.bytes()[i] ^ mask[i]);
}

} // namespace

std::optional<TransportAddress> XorAddress::decode(Bytes value, const TransactionId &id)
{
    return unmasked(value, maskOf(id), kPortMask);
}

void XorAddress::encode(const TransportAddress &address, const TransactionId &id, std::span<std::byte> room)
{
    putMasked(address, maskOf(id), kPortMask, room);
}

std::optional<TransportAddress> PlainAddress::decode(Bytes value)
{
    return unmasked(value, {}, 0);
}

void PlainAddress::encode(const TransportAddress &address, std::span<std::byte> room)
{
    putMasked(address, {}, 0, room);
}

} // namespace turnpike::stun
