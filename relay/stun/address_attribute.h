// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "relay/stun/byte_order.h"
#include "relay/stun/transaction_id.h"

#include <optional>
#include <span>

namespace turnpike::stun {

/// Value of XOR-MAPPED-ADDRESS (RFC 8489 section 14.2), XOR-PEER-ADDRESS and XOR-RELAYED-ADDRESS
/// (RFC 8656 section 18.3). The port is XORed with the upper half of the magic cookie, the address
/// with cookie and transaction id, so that no middlebox recognises and rewrites it.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+-------------------------------+
///     |       0       |    Family     |            X-Port             |
///     +---------------+---------------+-------------------------------+
///     |                X-Address (32 bits or 128 bits)                |
///     +---------------------------------------------------------------+
///
/// Family: 1 for IPv4, 2 for IPv6.
class XorAddress {
public:
    static constexpr std::size_t kLargestSize = 20;

    /// Nothing when the family is unknown or the length does not fit it.
    [[nodiscard]] static std::optional<TransportAddress> decode(Bytes value, const TransactionId &id);
    /// Writes to the front of `room`, which holds at least size() bytes.
    static void encode(const TransportAddress &address, const TransactionId &id, std::span<std::byte> room);
    [[nodiscard]] static constexpr std::size_t size(const IpAddress &address) { return 4 + address.size(); }
};

/// The same without a mask: MAPPED-ADDRESS (RFC 8489 section 14.1), ALTERNATE-SERVER (section 14.15),
/// OTHER-ADDRESS and RESPONSE-ORIGIN (RFC 5780 section 7).
class PlainAddress {
public:
    [[nodiscard]] static std::optional<TransportAddress> decode(Bytes value);
    static void encode(const TransportAddress &address, std::span<std::byte> room);
};

/// The number a family has in STUN: 1 or 2.
[[nodiscard]] constexpr std::uint8_t familyNumber(AddressFamily family)
{
    return family == AddressFamily::V6 ? 2 : 1;
}
/// The reverse; None for every other number.
[[nodiscard]] constexpr AddressFamily familyOf(std::uint8_t number)
{
    return number == 1 ? AddressFamily::V4 : number == 2 ? AddressFamily::V6 : AddressFamily::None;
}

} // namespace turnpike::stun
