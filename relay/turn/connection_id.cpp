// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/connection_id.h"

#include "relay/stun/message_view.h"

namespace turnpike::turn {

std::optional<ConnectionId> ConnectionId::askedFor(Bytes message)
{
    constexpr std::uint16_t kType =
        stun::MessageType{stun::Class::Request, stun::Method::ConnectionBind}.encode();
    if (message.size() < stun::Header::kSize || stun::loadBig16(message.data()) != kType)
        return std::nullopt;
    const auto request = stun::MessageView::parse(message);
    const auto value = request ? request->find(stun::AttributeType::ConnectionId) : std::nullopt;
    return value && value->size() == 4 ? std::optional(ConnectionId{stun::loadBig32(value->data())})
                                       : std::nullopt;
}

} // namespace turnpike::turn
