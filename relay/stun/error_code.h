// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/byte_order.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnpike::stun {

/// IANA "STUN Error Codes", those that this relay sends.
enum class ErrorCode : std::uint16_t {
    TryAlternate = 300,
    BadRequest = 400,
    Unauthenticated = 401,
    Forbidden = 403,
    MobilityForbidden = 405,
    UnknownAttribute = 420,
    AllocationMismatch = 437,
    StaleNonce = 438,
    AddressFamilyNotSupported = 440,
    WrongCredentials = 441,
    UnsupportedTransport = 442,
    PeerAddressFamilyMismatch = 443,
    ConnectionAlreadyExists = 446,
    ConnectionTimeoutOrFailure = 447,
    AllocationQuotaReached = 486,
    ServerError = 500,
    InsufficientCapacity = 508
};

/// "Forbidden": the phrase RFC 8489 section 14.8 and RFC 8656 section 19 recommend, in few letters.
[[nodiscard]] std::string_view reason(ErrorCode code);

/// The value of ERROR-CODE, RFC 8489 section 14.8.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-----------------------------------------+-----+---------------+
///     |            reserved, zero               |Class|    Number     |
///     +-----------------------------------------+-----+---------------+
///     |                  Reason phrase (variable, UTF-8)              |
///     +---------------------------------------------------------------+
struct ErrorCodeValue {
    int code = 0;
    std::string_view reason;

    /// Nothing when the value is too short or names no code from 300 to 699.
    [[nodiscard]] static std::optional<ErrorCodeValue> decode(Bytes value);
};

} // namespace turnpike::stun
