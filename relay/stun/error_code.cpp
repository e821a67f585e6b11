// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/error_code.h"

namespace turnpike::stun {

std::string_view reason(ErrorCode code)
{
    switch (code) {
    case ErrorCode::TryAlternate:
        return "Try Alternate";
    case ErrorCode::BadRequest:
        return "Bad Request";
    case ErrorCode::Unauthenticated:
        return "Unauthenticated";
    case ErrorCode::Forbidden:
        return "Forbidden";
    case ErrorCode::MobilityForbidden:
        return "Mobility Forbidden";
    case ErrorCode::UnknownAttribute:
        return "Unknown Attribute";
    case ErrorCode::AllocationMismatch:
        return "Allocation Mismatch";
    case ErrorCode::StaleNonce:
        return "Stale Nonce";
    case ErrorCode::AddressFamilyNotSupported:
        return "Address Family not Supported";
    case ErrorCode::WrongCredentials:
        return "Wrong Credentials";
    case ErrorCode::UnsupportedTransport:
        return "Unsupported Transport Protocol";
    case ErrorCode::PeerAddressFamilyMismatch:
        return "Peer Address Family Mismatch";
    case ErrorCode::ConnectionAlreadyExists:
        return "Connection Already Exists";
    case ErrorCode::ConnectionTimeoutOrFailure:
        return "Connection Timeout or Failure";
    case ErrorCode::AllocationQuotaReached:
        return "Allocation Quota Reached";
    case ErrorCode::ServerError:
        return "Server Error";
    case ErrorCode::InsufficientCapacity:
        return "Insufficient Capacity";
    }
    return {};
}

std::optional<ErrorCodeValue> ErrorCodeValue::decode(Bytes value)
{
    if (value.size() < 4)
        return std::nullopt;
    const int hundreds = std::to_integer<int>(value[2]) & 7;
    const int number = std::to_integer<int>(value[3]);
    if (hundreds < 3 || hundreds > 6 || number > 99)
        return std::nullopt;
    return ErrorCodeValue{hundreds * 100 + number, textOf(value.subspan(4))};
}

} // namespace turnpike::stun
