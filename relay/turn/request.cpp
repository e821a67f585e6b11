// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/request.h"

namespace turnpike::turn {

std::optional<std::uint32_t> Request::number(stun::AttributeType type, std::uint32_t absent) const
{
    const auto value = message.find(type);
    if (!value)
        return absent;
    return value->size() == 4 ? std::optional(stun::loadBig32(value->data())) : std::nullopt;
}

bool isKnownAttribute(stun::AttributeType type)
{
    using enum stun::AttributeType;
    switch (type) {
    case MappedAddress:
    case Username:
    case MessageIntegrity:
    case ErrorCode:
    case UnknownAttributes:
    case ChannelNumber:
    case Lifetime:
    case XorPeerAddress:
    case Data:
    case Realm:
    case Nonce:
    case XorRelayedAddress:
    case RequestedAddressFamily:
    case EvenPort:
    case RequestedTransport:
    case AccessToken:
    case MessageIntegritySha256:
    case PasswordAlgorithm:
    case UserHash:
    case XorMappedAddress:
    case ReservationToken:
    case DontFragment:
    case ConnectionId:
        return true;
    case ChangeRequest:
    case Padding:
    case ResponsePort:
    case AdditionalAddressFamily:
    case AddressErrorCode:
    case PasswordAlgorithms:
    case Icmp:
    case Software:
    case AlternateServer:
    case Fingerprint:
    case ResponseOrigin:
    case OtherAddress:
    case ThirdPartyAuthorization:
    case MobilityTicket:
    case DraftAdditionalAddressFamily:
        break;
    }
    return false;
}

bool isKnownInNatDiscovery(stun::AttributeType type)
{
    using enum stun::AttributeType;
    return type == ChangeRequest || type == Padding || type == ResponsePort || isKnownAttribute(type);
}

} // namespace turnpike::turn
