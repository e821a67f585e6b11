// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/byte_order.h"

#include <cstdint>

namespace turnpike::stun {

/// IANA "STUN Attributes", those that this relay reads or writes.
enum class AttributeType : std::uint16_t {
    MappedAddress = 0x0001,
    ChangeRequest = 0x0003,
    Username = 0x0006,
    MessageIntegrity = 0x0008,
    ErrorCode = 0x0009,
    UnknownAttributes = 0x000A,
    ChannelNumber = 0x000C,
    Lifetime = 0x000D,
    XorPeerAddress = 0x0012,
    Data = 0x0013,
    Realm = 0x0014,
    Nonce = 0x0015,
    XorRelayedAddress = 0x0016,
    RequestedAddressFamily = 0x0017,
    EvenPort = 0x0018,
    RequestedTransport = 0x0019,
    DontFragment = 0x001A,
    AccessToken = 0x001B,
    MessageIntegritySha256 = 0x001C,
    PasswordAlgorithm = 0x001D,
    UserHash = 0x001E,
    XorMappedAddress = 0x0020,
    ReservationToken = 0x0022,
    Padding = 0x0026,
    ResponsePort = 0x0027,
    ConnectionId = 0x002A,
    AdditionalAddressFamily = 0x8000,
    AddressErrorCode = 0x8001,
    PasswordAlgorithms = 0x8002,
    Icmp = 0x8004,
    Software = 0x8022,
    AlternateServer = 0x8023,
    Fingerprint = 0x8028,
    ResponseOrigin = 0x802B,
    OtherAddress = 0x802C,
    ThirdPartyAuthorization = 0x802E,
    MobilityTicket = 0x8030,
    DraftAdditionalAddressFamily = 0x8032 ///< the number before the RFC had one; coturn 4.6 still asks so
};

/// A receiver that does not know the attribute must refuse a request that carries it (RFC 8489
/// section 14); the upper half of the numbers may be skipped.
[[nodiscard]] constexpr bool isComprehensionRequired(AttributeType type)
{
    return static_cast<std::uint16_t>(type) < 0x8000;
}

/// One attribute of a message, RFC 8489 section 14. The next one begins after the padding, which the
/// length does not count.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |             Type              |            Length             |
///     +-------------------------------+-------------------------------+
///     |                   Value (variable), padding 0 to 3            |
///     +---------------------------------------------------------------+
struct Attribute {
    static constexpr std::size_t kHeaderSize = 4;

    AttributeType type{};
    Bytes value;
};

} // namespace turnpike::stun
