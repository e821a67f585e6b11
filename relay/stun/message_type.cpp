// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/message_type.h"

#include <array>

namespace turnpike::stun {

std::string_view name(Method method)
{
    switch (method) {
    case Method::Binding:
        return "Binding";
    case Method::Allocate:
        return "Allocate";
    case Method::Refresh:
        return "Refresh";
    case Method::Send:
        return "Send";
    case Method::Data:
        return "Data";
    case Method::CreatePermission:
        return "CreatePermission";
    case Method::ChannelBind:
        return "ChannelBind";
    case Method::Connect:
        return "Connect";
    case Method::ConnectionBind:
        return "ConnectionBind";
    case Method::ConnectionAttempt:
        return "ConnectionAttempt";
    }
    return "unknown method";
}

std::string_view name(Class messageClass)
{
    constexpr std::array<std::string_view, 4> kNames = {"request", "indication", "success response",
                                                        "error response"};
    return kNames[static_cast<std::size_t>(messageClass)];
}

} // namespace turnpike::stun
