// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "relay/stun/byte_order.h"

#include <array>

namespace turnpike::stun {

/// The one exchange of RFC 3489 that is still worth answering: a Binding request, which says where it came
/// from. Where the magic cookie of RFC 8489 stands is a part of the transaction id, 128 bits.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |      0x0001 or 0x0101         |            Length             |
///     +-------------------------------+-------------------------------+
///     |                   Transaction id (128 bits)                   |
///     +---------------------------------------------------------------+
class ClassicBinding {
public:
    /// Is it a request that a server without a second address can answer? One that wants the answer from
    /// elsewhere (CHANGE-REQUEST) or sent elsewhere (RESPONSE-ADDRESS) is not, and neither is one that has to
    /// be signed for.
    [[nodiscard]] static bool isRequest(Bytes message);

    using Response = std::array<std::byte, 20 + 12>;
    /// MAPPED-ADDRESS alone; `client` is an IPv4 address, RFC 3489 knows no other.
    [[nodiscard]] static Response respond(Bytes request, const TransportAddress &client);
};

} // namespace turnpike::stun
