// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/classic_binding.h"

#include "relay/stun/address_attribute.h"
#include "relay/stun/attribute.h"
#include "relay/stun/header.h"
#include "relay/stun/message_type.h"

#include <algorithm>

namespace turnpike::stun {

bool ClassicBinding::isRequest(Bytes message)
{
    constexpr MessageType kRequest{Class::Request, Method::Binding};
    if (message.size() < Header::kSize || loadBig16(message.data()) != kRequest.encode() ||
        loadBig16(&message[Header::kLengthOffset]) != message.size() - Header::kSize)
        return false;
    for (std::size_t at = Header::kSize; at < message.size();) {
        const Bytes rest = message.subspan(at);
        if (rest.size() < Attribute::kHeaderSize)
            return false;
        const std::size_t length = loadBig16(&rest[2]);
        const auto type = static_cast<AttributeType>(loadBig16(rest.data()));
        if (length % 4 != 0 || length > rest.size() - Attribute::kHeaderSize)
            return false;
        const bool changesNothing = type == AttributeType::ChangeRequest && length == 4 &&
                                    loadBig32(&rest[Attribute::kHeaderSize]) == 0;
        if (isComprehensionRequired(type) && !changesNothing)
            return false;
        at += Attribute::kHeaderSize + length;
    }
    return true;
}

ClassicBinding::Response ClassicBinding::respond(Bytes request, const TransportAddress &client)
{
    constexpr MessageType kSuccess{Class::Success, Method::Binding};
    Response response{};
    storeBig16(response.data(), kSuccess.encode());
    storeBig16(&response[Header::kLengthOffset], response.size() - Header::kSize);
    std::ranges::copy(request.subspan(Header::kCookieOffset, 16), response.begin() + Header::kCookieOffset);
    storeBig16(&response[Header::kSize], static_cast<std::uint16_t>(AttributeType::MappedAddress));
    storeBig16(&response[Header::kSize + 2], 8);
    PlainAddress::encode(client, std::span(response).subspan(Header::kSize + Attribute::kHeaderSize));
    return response;
}

} // namespace turnpike::stun
