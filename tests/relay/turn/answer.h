// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/stun/address_attribute.h"
#include "relay/stun/error_code.h"
#include "relay/stun/message_view.h"

#include <optional>
#include <string>
#include <vector>

namespace turnpike::testing {

/// What came back to a client, read from the outside. Nothing came back: `bytes` is empty.
struct Answer {
    std::vector<std::byte> bytes;

    [[nodiscard]] bool exists() const { return !bytes.empty(); }
    [[nodiscard]] stun::MessageView message() const { return stun::MessageView::parse(bytes).value(); }
    /// 0 for success, the error's number, -1 for no answer.
    [[nodiscard]] int code() const
    {
        if (!exists())
            return -1;
        const auto view = message();
        if (view.messageClass() == stun::Class::Success)
            return 0;
        return stun::ErrorCodeValue::decode(*view.find(stun::AttributeType::ErrorCode)).value().code;
    }
    [[nodiscard]] bool has(stun::AttributeType type) const { return exists() && message().has(type); }
    [[nodiscard]] std::string text(stun::AttributeType type) const
    {
        return std::string(stun::textOf(message().find(type).value()));
    }
    [[nodiscard]] std::uint32_t number(stun::AttributeType type) const
    {
        return stun::loadBig32(message().find(type).value().data());
    }
    [[nodiscard]] TransportAddress address(stun::AttributeType type) const
    {
        const auto view = message();
        return stun::XorAddress::decode(view.find(type).value(), view.transactionId()).value();
    }
};

} // namespace turnpike::testing
