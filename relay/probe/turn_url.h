// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/port.h"
#include "core/base/result.h"
#include "core/base/transport.h"

#include <string>
#include <string_view>

namespace turnpike::probe {

/// Where a relay is reached, as WebRTC writes it (RFC 7065): "turns:relay.example.org:5349?transport=udp".
struct TurnUrl {
    Transport transport = Transport::Udp;
    std::string host; ///< a name, or an address without brackets
    Port port{3478};

    [[nodiscard]] static Result<TurnUrl> parse(std::string_view text);
    bool operator==(const TurnUrl &) const = default;
};

} // namespace turnpike::probe
