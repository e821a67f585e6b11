// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/port_parity.h"
#include "relay/auth/long_term_key.h"
#include "tests/relay/turn/relay_world.h"

#include <optional>
#include <string>
#include <vector>

namespace turnpike::testing {

/// What a client put on its way: the bytes, and what they say, so that nobody has to read them again.
struct SentMessage {
    enum class Kind : std::uint8_t {
        Request,
        Indication,
        ChannelData,
        Garbage ///< nothing that anybody has to understand
    };
    Kind kind = Kind::Request;
    int tuple = 0; ///< number of the five-tuple it comes from
    turn::ClientPath path;
    OwnedBytes bytes;
    bool isDamaged = false; ///< on the way
    /// Of its bytes: what stands behind a signature is protected by nothing, and not needed.
    std::size_t needed = 0;

    Method method = Method::Binding;
    stun::TransactionId id{};
    bool isSigned = false;
    std::string user;
    std::string nonce;
    auth::LongTermKey key{};

    bool hasUnknownAttribute = false;
    std::uint8_t transport = 17;
    std::optional<std::uint32_t> lifetime;
    std::optional<AddressFamily> family;
    bool wantsBoth = false;
    PortParity parity = PortParity::Any;
    std::optional<turn::ReservationToken> token;
    std::vector<TransportAddress> peers;
    std::uint16_t channel = 0;
    OwnedBytes data;
};

} // namespace turnpike::testing
